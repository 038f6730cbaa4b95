"""Articles in their queues: which columns a list of them has, and how it is searched."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.desk.paging import UpTo
from articles.desk.queues import HadByReaders, QueueFilter, QueueList
from articles.desk.stamps import badge, to_the_minute
from articles.models import Article


class QueuedArticles(admin.ModelAdmin):
    """The lists of articles. Nothing is done to many at once: each piece is read."""

    actions = None
    list_display = ("headline_", "state_", "readers_", "story", "saved_")
    list_filter = (QueueFilter,)
    list_per_page = 50
    paginator = UpTo
    search_fields = ("headline",)
    show_full_result_count = False
    sortable_by = ("headline_", "saved_")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QueueList]:
        return QueueList

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return queryset.with_headline(search_term) if search_term else queryset, False

    @admin.display(description="Headline", ordering="headline")
    def headline_(self, article: Article) -> str:
        return str(article)

    @admin.display(description="Copy")
    def state_(self, article: Article) -> SafeString:
        return badge(article.state, article.get_state_display())

    @admin.display(description="Readers have")
    def readers_(self, article: Article) -> SafeString:
        had = HadByReaders.of(article)
        line = badge(had.readers, had.readers.label)
        if had.since:
            line = format_html("{} <small>since {}</small>", line, to_the_minute(had.since))
        if had.coming_at:
            coming = badge("scheduled", had.coming)
            when = to_the_minute(had.coming_at)
            line = format_html("{}<br>{} <small>{}</small>", line, coming, when)
        return line

    @admin.display(description="Saved", ordering="-saved_at")
    def saved_(self, article: Article) -> SafeString:
        when = to_the_minute(article.saved_at)
        return format_html("{} <small>by {}</small>", when, article.saved_by)
