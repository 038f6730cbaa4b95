"""A story's own words at the desk: summary, people, figures, events, and how its pieces relate."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import AddressedAdmin
from articles import publishing
from articles.desk.editor import BodyField
from articles.desk.page_admin import PageAdmin, PageForm, PartOfPage
from articles.models import Event, Part, Relation, Story


class StoryForm(PageForm):
    figures = BodyField()


class EventForm(forms.ModelForm):
    class Meta:
        model = Event
        fields = ("happened_on", "when", "text", "article", "source", "source_url")
        widgets = {
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 2}),
        }


class EventInline(PartOfPage):
    model = Event
    form = EventForm
    template = "admin/edit_inline/stacked.html"
    fieldsets = (
        (
            None,
            {"fields": (("happened_on", "when"), "text", "article", ("source", "source_url"))},
        ),
    )
    articles = ("article",)


class PartInline(PartOfPage):
    model = Part
    fields = ("article", "role")
    articles = ("article",)


class RelationInline(PartOfPage):
    model = Relation
    fields = ("article", "kind", "other")
    articles = ("article", "other")
    fk_name = "story"


@admin.register(Story)
class StoryAdmin(AddressedAdmin, PageAdmin):
    """Its address is fixed once anything of it is in print."""

    publish = staticmethod(publishing.publish_story)
    form = StoryForm
    fieldsets = ((None, {"fields": ("name", "slug", "summary", "people", "watch", "figures")}),)
    inlines = (EventInline, PartInline, RelationInline)

    def is_in_print(self, obj: Any) -> bool:
        return super().is_in_print(obj) or (obj is not None and obj.printed.exists())

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new story has no pieces yet."""
        return self.inlines if obj else ()
