"""An article as a page of its story: its byline, topics, corrections, and what else there is.

It shows what NextFin's page does, but for authors' roles and relations between pieces.
"""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet

RELATED = 4


@register_snippet
class Author(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField()
    description = models.TextField()

    def __str__(self) -> str:
        return self.name


@register_snippet
class Topic(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField()

    def __str__(self) -> str:
        return self.name


class StoryPage(Page):
    subpage_types = ("wagtail_site.ArticlePage",)


class ArticlePage(Page):
    dek = models.CharField(max_length=300)
    body = RichTextField()
    published_at = models.DateTimeField(db_index=True)
    authors = ParentalManyToManyField(Author)
    topics = ParentalManyToManyField(Topic)

    content_panels = [
        *Page.content_panels,
        FieldPanel("dek"),
        FieldPanel("body"),
        FieldPanel("published_at"),
        FieldPanel("authors", widget=forms.CheckboxSelectMultiple),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        InlinePanel("corrections"),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        topics, story = list(self.topics.all()), self.get_parent()
        # The text, which is long, is wanted of this one alone.
        articles = ArticlePage.objects.live().defer("body")
        pieces = list(articles.child_of(story).order_by("published_at"))
        here = [piece.pk for piece in pieces].index(self.pk)
        others = articles.filter(topics__in=topics).not_child_of(story).distinct()
        return super().get_context(request, *args, **kwargs) | {
            "authors": list(self.authors.all()),
            "topics": topics,
            "story": story,
            "number": here + 1,
            "total": len(pieces),
            "previous": pieces[here - 1] if here else None,
            "next": pieces[here + 1] if here + 1 < len(pieces) else None,
            "latest": pieces[-1],
            "corrections": list(self.corrections.all()),
            "versions": self.revisions.count(),
            "related": list(others.order_by("-published_at")[:RELATED]),
        }


class Correction(Orderable):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    note = models.TextField()
    made_at = models.DateTimeField()

    panels = [FieldPanel("note"), FieldPanel("made_at")]
