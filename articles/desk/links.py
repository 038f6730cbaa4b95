"""Articles to link to: found by headline or by key, each with whether readers have it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from articles.desk.keys import is_key
from articles.desk.people import signed_in
from articles.desk.queues import HadByReaders, for_a_list
from articles.models import Article
from articles.workflow import Readers

MOST = 20
MOST_KEYS = 200
MOST_WORDS = 12


@require_GET
def find(request: HttpRequest) -> JsonResponse:
    """For the editor: the articles of ``keys``, with commas between, else those whose headline
    holds every word of ``q``, newest save first.
    """
    if not signed_in(request).has_perm("articles.view_article"):
        raise PermissionDenied
    keys = [int(key) for key in request.GET.get("keys", "").split(",") if is_key(key)]
    found = (
        Article.objects.filter(pk__in=keys[:MOST_KEYS])
        if keys
        else _by_headline(request.GET.get("q", ""))
    )
    return JsonResponse({"articles": [as_json(article) for article in for_a_list(found)]})


def as_json(article: Article) -> dict[str, Any]:
    """An article of ``for_a_list`` as the editor knows it."""
    had = HadByReaders.of(article)
    standing = {
        Readers.LIVE: "Live",
        Readers.KILLED: "Withdrawn",
        Readers.NOTHING: "Not live",
    }[had.readers]
    if had.coming_at and had.readers != Readers.LIVE:
        standing = f"{standing}, scheduled"
    return {
        "id": article.pk,
        "headline": str(article),
        "standing": standing,
        "live": had.readers == Readers.LIVE,
    }


def _by_headline(words: str) -> "QuerySet[Article]":
    found = Article.objects.exclude(headline="").order_by("-saved_at")
    for word in words.replace("\0", " ").split()[:MOST_WORDS]:
        found = found.filter(headline__icontains=word)
    return found[:MOST]
