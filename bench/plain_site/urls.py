"""One page, which asks the database three times."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.plain_site.models import Article

RELATED = 4


def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The article with its author, its topics, and the newest others on these."""
    found = get_object_or_404(Article.objects.select_related("author"), pk=pk)
    topics = list(found.topics.all())
    others = Article.objects.filter(topics__in=topics).exclude(pk=pk).distinct()
    related = others.order_by("-published_at")[:RELATED]
    return render(request, "article.html", {"article": found, "topics": topics, "related": related})


urlpatterns = [path("article/<int:pk>/", article, name="article")]
