"""The front page at the desk: its banner, its sections, and what hands place where."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import publishing
from articles.desk.page_admin import PageAdmin, PageForm, PartOfPage, article_choices
from articles.models import Article, Front, Section, Slot
from articles.models.article import Label


class FrontForm(PageForm):
    """The layout; the banner leads to a piece that readers have."""

    banner_article = forms.ModelChoiceField(
        Article.objects.only("headline"),
        required=False,
        help_text="Where the banner leads; it goes with the article if that is withdrawn.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.banner_article
        box = cast(forms.ModelChoiceField, self.fields["banner_article"])
        box.choices = article_choices({chosen.pk: chosen.headline} if chosen else None)


class SectionInline(PartOfPage):
    model = Section
    fields = ("position", "title", "size", "topic", "label")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "label":
            return forms.ChoiceField(choices=[("", "Any label"), *Label.choices], required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class SlotInline(PartOfPage):
    model = Slot
    fields = ("section", "position", "article", "headline")
    articles = ("article",)
    verbose_name_plural = "slots"

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["empty_label"] = "Lead package"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Front)
class FrontAdmin(PageAdmin):
    """There is one front page, so its list is its form."""

    publish = staticmethod(publishing.publish_front)
    form = FrontForm
    fieldsets = (("Banner", {"fields": ("banner", "banner_article")}),)
    inlines = (SlotInline, SectionInline)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        address = reverse("admin:articles_front_change", args=[Front.objects.get().pk])
        return HttpResponseRedirect(address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
