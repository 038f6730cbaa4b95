"""The desk's other tables: the record, to be read; pictures, stories and topics, to be kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import ImageField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin import AddressedAdmin
from articles.desk.panel import readable, verb_label
from articles.desk.people import signed_in
from articles.desk.stamps import to_the_second
from articles.desk.thumbnails import CONTENT_TYPE, thumbnail
from articles.models import Edition, Image, LogbookEntry, Story, Topic

A_DAY = 86_400


class RecordAdmin(admin.ModelAdmin):
    """To be read; nobody adds, changes or deletes a line, superusers included."""

    actions = None
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
    ordering = ("-begins_at", "-pk")
    fieldsets = (
        (None, {"fields": ("number", "kind", "address_", "lives", "recorded", "note")}),
        ("As printed", {"fields": ("label", "headline", "dek", "byline", "dateline", "body")}),
        ("Belongs to", {"fields": ("article", "story", "topics_")}),
        ("Chain", {"fields": ("content_digest", "chain_digest")}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Edition]":
        return super().get_queryset(request).defer("body_html", "body_text", "search")

    @admin.display(description="Headline", ordering="headline")
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
        return format_html('<div class="reading-body">{}</div>', readable(edition.body_html))


@admin.register(LogbookEntry)
class LogbookAdmin(RecordAdmin):
    """Who did what, when, with what note."""

    list_display = ("when", "by", "verb_", "article", "note")
    list_filter = ("verb",)
    list_select_related = ("by", "article")
    search_fields = ("article__headline", "note")
    fields = ("when", "by", "verb_", "article", "edition", "note")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[LogbookEntry]":
        return super().get_queryset(request).defer("article__body")

    @admin.display(description="When", ordering="at")
    def when(self, entry: LogbookEntry) -> str:
        return to_the_second(entry.at)

    @admin.display(description="Verb", ordering="verb")
    def verb_(self, entry: LogbookEntry) -> str:
        return verb_label(entry)


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """The picture library. A file stays what it was; the words beside it can be mended."""

    actions = None
    list_display = ("small", "caption", "credit", "size", "uploaded_at", "uploaded_by")
    list_display_links = ("small", "caption")
    list_select_related = ("uploaded_by",)
    list_per_page = 30
    search_fields = ("caption", "credit", "alt")
    show_full_result_count = False
    formfield_overrides = {ImageField: {"widget": forms.FileInput}}

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        if obj is None:
            return ["file", "caption", "credit", "alt"]
        return ["large", "caption", "credit", "alt", "size", "uploaded_at", "uploaded_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> list[str]:
        return [] if obj is None else ["large", "size", "uploaded_at", "uploaded_by"]

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = signed_in(request)
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.thumbnail_view, cacheable=True)
        return [
            path("<int:pk>/thumbnail/", view, name="articles_image_thumbnail"),
            *super().get_urls(),
        ]

    def thumbnail_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A small copy of the original, which has no address of its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = get_object_or_404(Image, pk=pk)
        etag = f'"{image.sha256}"'
        headers = {
            "ETag": etag,
            "Cache-Control": f"private, max-age={A_DAY}",
            "X-Content-Type-Options": "nosniff",
        }
        known = get_conditional_response(request, etag=etag)
        if known:
            return known
        return HttpResponse(thumbnail(image), content_type=CONTENT_TYPE, headers=headers)

    @admin.display(description="Picture")
    def small(self, image: Image) -> SafeString:
        return _picture(image, "thumbnail")

    @admin.display(description="Picture")
    def large(self, image: Image) -> SafeString:
        return _picture(image, "thumbnail thumbnail-large")

    @admin.display(description="Size")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"


@admin.register(Story)
class StoryAdmin(AddressedAdmin):
    fields = ("name", "slug", "summary")


@admin.register(Topic)
class TopicAdmin(AddressedAdmin):
    fields = ("name", "slug", "description")
    editions = "edition_links"


def _picture(image: Image, name: str) -> SafeString:
    return format_html(
        '<img class="{}" src="{}" alt="{}" loading="lazy">',
        name,
        reverse("admin:articles_image_thumbnail", args=[image.pk]),
        image.alt or str(image),
    )
