"""An article as a page: its byline, its topics, and what else there is on these."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
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
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        topics = list(self.topics.all())
        others = ArticlePage.objects.live().filter(topics__in=topics).exclude(pk=self.pk)
        related = others.distinct().order_by("-published_at")[:RELATED]
        return super().get_context(request, *args, **kwargs) | {
            "authors": list(self.authors.all()),
            "topics": topics,
            "related": related,
        }
