"""The desk's other tables: the record, to be read; topics, to be kept."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.admin import AddressedAdmin
from articles.desk.paging import UpTo
from articles.desk.panel import verb_label
from articles.desk.stamps import to_the_second
from articles.models import Article, Edition, LogbookEntry, Topic
from articles.workflow import VERBS


class RecordAdmin(admin.ModelAdmin):
    """To be read; nobody adds, changes or deletes a line, superusers included."""

    actions = None
    paginator = UpTo
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    """What readers were given."""

    list_display = ("headline_", "number", "kind", "begins", "address")
    list_display_links = ("headline_",)
    list_filter = ("kind",)
    search_fields = ("headline", "address")
    search_help_text = "Words of the headline or of the names beside it; or an address."
    sortable_by = ("begins",)
    ordering = ("-begins_at", "-pk")
    fieldsets = (
        (None, {"fields": ("number", "kind", "address_", "lives", "recorded", "note")}),
        ("As printed", {"fields": ("label", "headline", "dek", "byline", "dateline", "body")}),
        ("Belongs to", {"fields": ("article", "story", "topics_")}),
        ("Chain", {"fields": ("content_digest", "chain_digest")}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Edition]":
        return super().get_queryset(request).defer("body_html", "body_text", "search")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if search_term.startswith("/"):
            return queryset.filter(address__startswith=search_term), False
        return queryset.offered_for(search_term) if search_term else queryset, False

    @admin.display(description="Headline")
    def headline_(self, edition: Edition) -> str:
        return edition.headline or "(notice)"

    @admin.display(description="Begins", ordering="begins_at")
    def begins(self, edition: Edition) -> str:
        return to_the_second(edition.begins_at)

    @admin.display(description="Live")
    def lives(self, edition: Edition) -> str:
        if edition.live.isempty:
            return "never: it was cancelled before its time"
        ends_at = edition.live.upper
        end = f"until {to_the_second(ends_at)}" if ends_at else "with no end set"
        return f"from {to_the_second(edition.begins_at)} {end}"

    @admin.display(description="Recorded")
    def recorded(self, edition: Edition) -> str:
        return to_the_second(edition.recorded_at)

    @admin.display(description="Address")
    def address_(self, edition: Edition) -> SafeString:
        return format_html('<a href="{}">{}</a>', edition.address, edition.address)

    @admin.display(description="Byline")
    def byline(self, edition: Edition) -> str:
        return ", ".join(f"{line['name']} ({line['role']})" for line in edition.bylines)

    @admin.display(description="Topics")
    def topics_(self, edition: Edition) -> str:
        return ", ".join(topic["name"] for topic in edition.topics)

    @admin.display(description="Body")
    def body(self, edition: Edition) -> SafeString:
        html = mark_safe(edition.body_html)  # noqa: S308 (printed by the door)
        return render_to_string("admin/articles/edition/printed.html", {"html": html})


class VerbFilter(admin.SimpleListFilter):
    """The verbs of the house. The admin's own filter would read the whole logbook for them."""

    title = parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, verb.label) for name, verb in VERBS.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(LogbookEntry)
class LogbookAdmin(RecordAdmin):
    """Who did what, when, with what note."""

    list_display = ("when", "by", "verb_", "about_", "note")
    list_filter = (VerbFilter,)
    list_select_related = ("by", "article", "front", "story")
    search_fields = ("article__headline",)
    sortable_by = ("when",)
    fields = ("when", "by", "verb_", "about_", "edition", "note")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[LogbookEntry]":
        return super().get_queryset(request).defer("article__body")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        found = Article.objects.with_headline(search_term)
        return queryset.filter(article__in=found.order_by()) if search_term else queryset, False

    @admin.display(description="When", ordering="at")
    def when(self, entry: LogbookEntry) -> str:
        return to_the_second(entry.at)

    @admin.display(description="About")
    def about_(self, entry: LogbookEntry) -> str:
        return str(entry.about)

    @admin.display(description="Verb", ordering="verb")
    def verb_(self, entry: LogbookEntry) -> str:
        return verb_label(entry)


@admin.register(Topic)
class TopicAdmin(AddressedAdmin):
    fields = ("name", "slug", "description")
    editions = "edition_links"
