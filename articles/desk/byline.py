"""The byline on the article's page: who signs, in what role, in what order."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts.models import Author
from articles.models import Article, Byline


class BylineForm(forms.ModelForm):
    """A line of the byline; a new line without an author is no line."""

    author = forms.ModelChoiceField(Author.objects.all(), empty_label="No author")

    class Meta:
        model = Byline
        fields = ("author", "role", "position")
        widgets = {"position": forms.NumberInput(attrs={"min": 0, "max": 99})}

    def has_changed(self) -> bool:
        is_empty = self.instance.pk is None and not self["author"].value()
        return super().has_changed() and not is_empty


class Bylines(BaseInlineFormSet):
    """The byline of an article; each box has a name, and the authors are asked for once."""

    @cached_property
    def authors(self) -> list[tuple[Any, str]]:
        return [("", "No author"), *((author.pk, author.name) for author in Author.objects.all())]

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is None:
            form.initial["position"] = self.initial_form_count()
        cast(forms.ModelChoiceField, form.fields["author"]).choices = self.authors
        for name, words in (("author", "Author"), ("role", "Role"), ("position", "Order")):
            form.fields[name].widget.attrs |= {"aria-label": words, "title": words}


class BylineInline(admin.TabularInline):
    """The byline is part of the article: who may write the one may write the other."""

    model = Byline
    form = BylineForm
    formset = Bylines
    template = "admin/articles/byline/lines.html"
    verbose_name = "line"
    verbose_name_plural = "byline"

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        return 0 if obj and obj.bylines.exists() else 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.add_article")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_article")

    has_delete_permission = has_change_permission
