"""What the front page's form and a story's share: save first, then publish, schedule or cancel."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import publishing
from articles.desk.forms import NewsroomTime, RevisionField
from articles.desk.people import signed_in
from articles.desk.stamps import to_the_second, with_zone
from articles.models import Edition, Front, Story
from articles.models.frozen import Frozen
from articles.workflow import Refused

NEWEST = 200


class PageForm(forms.ModelForm):
    """A page as it is laid out or written; ``based_on`` is the revision that its writer had."""

    based_on = RevisionField()
    publish_at = NewsroomTime(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["based_on"].initial = self.instance.revision

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and "based_on" in cleaned:
            self._refuse_to_overwrite(cleaned["based_on"])
        if "_schedule" in self.data and not cleaned.get("publish_at"):
            self.add_error("publish_at", "Say when it is to be published.")
        return cleaned

    def _refuse_to_overwrite(self, based_on: int) -> None:
        # The admin holds a transaction, so the lock lasts until what follows is stored.
        stored = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        if stored.revision != based_on:
            self.add_error(
                None,
                f"{stored.saved_by} saved this page at {to_the_second(stored.saved_at)}, while you "
                "worked on it. Nothing of yours was stored; it is still in the form. Open the page "
                "in another window, and bring the two together.",
            )


def article_choices(chosen: Mapping[int, str] | None = None) -> list[tuple[Any, str]]:
    """The newest that readers have, as far as a list can be read through, and what is chosen."""
    live = Edition.objects.live().newest_first().values_list("article", "headline")[:NEWEST]
    return [("", "No article"), *{**(chosen or {}), **dict(live)}.items()]


class PartOfPage(admin.TabularInline):
    """What a page consists of: who may change the page may change it.

    ``articles`` names the boxes in which one is chosen. No box leads to another form.
    """

    template = "admin/articles/parts.html"
    extra = 1
    articles: ClassVar[tuple[str, ...]] = ()
    choices: Sequence[tuple[Any, str]] = ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.choices = self._choices(obj) if self.articles else ()
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if isinstance(field, forms.ModelChoiceField) and db_field.name in self.articles:
            field.choices = self.choices
        return field

    def _choices(self, page: Any) -> Sequence[tuple[Any, str]]:
        # The foreign key to the page has the page's name.
        rows = self.model._default_manager.filter(**{self.parent_model._meta.model_name: page})
        chosen = {
            key: headline
            for name in (self.articles if page else ())
            for key, headline in rows.values_list(name, f"{name}__headline")
            if key
        }
        return article_choices(chosen)

    def _may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"articles.change_{self.parent_model._meta.model_name}")

    has_add_permission = _may_change
    has_change_permission = _may_change
    has_delete_permission = _may_change

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"articles.view_{self.parent_model._meta.model_name}")


class PageAdmin(admin.ModelAdmin):
    """A page that passes the door. Every button saves what is in the form first."""

    form = PageForm
    change_form_template = "admin/articles/page.html"
    actions = None
    publish: ClassVar[Callable[..., Frozen]]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.saved_by = signed_in(request)
        obj.revision += change
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        return self._said(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._said(request, obj) or super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if page := context.get("original"):
            context["current"] = page.printed.current().first()
            context["coming"] = page.printed.coming().first()
            context["lines"] = page.logbook.select_related("by")[:20]
        name = self.opts.model_name
        context["may_publish"] = request.user.has_perm(f"articles.publish_{name}")
        return super().render_change_form(request, context, *args, **kwargs)

    def _said(self, request: HttpRequest, page: Front | Story) -> HttpResponse | None:
        """Say the verb of the button that was pressed; None if it only saves."""
        at = self._time(request)
        if not {"_publish", "_schedule", "_cancel"} & request.POST.keys():
            return None
        try:
            with transaction.atomic():
                done = self._say(request, page, at)
        except Refused as refusal:
            messages.error(request, f"Saved, but not published: {refusal}")
        else:
            messages.success(request, done)
        name = f"admin:articles_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[page.pk]))

    def _say(self, request: HttpRequest, page: Front | Story, at: datetime | None) -> str:
        user = signed_in(request)
        if "_cancel" in request.POST:
            coming = page.printed.coming().first()
            if coming is None:
                return "Saved. Nothing was scheduled any more."
            publishing.cancel_page(coming, by=user)
            return "Saved, and what was scheduled is cancelled."
        edition = type(self).publish(page, by=user, at=at)
        if at:
            return f"Saved. It will be published at {with_zone(edition.begins_at)}."
        return "Saved, and readers have it."

    def _time(self, request: HttpRequest) -> datetime | None:
        if "_schedule" not in request.POST:
            return None
        return NewsroomTime().clean(request.POST.get("publish_at"))
