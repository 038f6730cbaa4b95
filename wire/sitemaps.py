"""Sitemaps: every address that should be found, cut at the months of first publication.

A month that is over changes only where a piece in it does, so an archive of any length is read
month by month by its key; nothing is counted and nothing skipped over.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Author
from articles.models.edition import Edition, Editions
from articles.models.story import StoryEdition
from articles.models.topic import Topic
from nextfin.page_cache.declared import kept
from wire.answers import send

XML = "application/xml"
MOST = 50_000  # of one sitemap, by the protocol
NEWS = timedelta(days=2)
MOST_NEWS = 1_000  # by Google's rules, as the two days
# The pages of the url table that stand by themselves and are meant to be found, by name.
FIXED = (
    "front",
    "fronts",
    "corrections",
    "standards",
    "about",
    "contact",
    "accessibility",
    "privacy",
    "app",
)


@kept()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sitemaps: one of the lasting pages, one for each month in which there is a piece."""
    return send(request, "wire/sitemap_index.xml", XML, months=Edition.objects.months())


@kept()
@require_safe
def month(request: HttpRequest, month: date) -> HttpResponse:
    """The pieces first published in a month of the newsroom, with their last change of facts."""
    after = (month + timedelta(days=32)).replace(day=1)
    pieces = Edition.objects.live().published_between(_midnight(month), _midnight(after))
    found = _rows(pieces, MOST)
    if not found:
        raise Http404
    return send(request, "wire/sitemap.xml", XML, pieces=found)


@kept()
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The pieces of the last two days, as Google News takes them; often none in a small house."""
    pieces = Edition.objects.live().filter(published_at__gte=Now() - NEWS)
    return send(request, "wire/news_sitemap.xml", XML, pieces=_rows(pieces, MOST_NEWS))


@kept()
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that stay: the front, and those of what can be read now."""
    current, live = Edition.objects.current(), Edition.objects.live()
    kept = (
        ("stories", StoryEdition.objects.current(), current.filter(story=OuterRef("owner"))),
        ("topics", Topic.objects.all(), live.filter(topic_links__topic=OuterRef("pk"))),
        ("authors", Author.objects.all(), live.filter(byline_links__author=OuterRef("pk"))),
    )
    stories, topics, authors = (
        of_kind.filter(Exists(pieces)).order_by().values_list(Value(kind), "slug")
        for kind, of_kind, pieces in kept
    )
    found = stories.union(topics, authors, all=True).order_by()[: MOST - len(FIXED)]
    addresses = [f"/{kind}/{slug}/" for kind, slug in sorted(found)]
    return send(request, "wire/sitemap.xml", XML, pages=[*map(reverse, FIXED), *addresses])


def _rows(pieces: Editions, most: int) -> list[dict[str, Any]]:
    """What a sitemap says of each piece; ``picture`` is the widest file for anybody's eyes."""
    dated = pieces.with_last_change().annotate(
        picture=F("lead_picture__shapes__whole__files__jpeg__-1__1")
    )
    fields = ("address", "headline", "published_at", "changed_at", "picture")
    return list(dated.newest_first().values(*fields)[:most])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
