"""Sitemaps: every address that should be found, cut at the days of first publication.

A day that is over changes only where a piece in it does, so an archive of any length is read day by
day by its key, and stories by parts of their keys; nothing is counted and nothing skipped over.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Value
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
STORIES = 1_000  # keys of stories in one part
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
    """The sitemaps of the lasting pages, and of each day of the newest year with a piece."""
    last = StoryEdition.objects.aggregate(last=Max("owner"))["last"]
    parts = range(last // STORIES + 1) if last is not None else ()
    addresses = [
        reverse("pages-sitemap"),
        *(f"/sitemaps/stories/{part}.xml" for part in parts),
        *_of_days(Edition.objects.of_newest_year()),
    ]
    return send(request, "wire/sitemap_index.xml", XML, addresses=addresses)


@kept()
@require_safe
def year(request: HttpRequest, year: date) -> HttpResponse:
    """The sitemaps of a year of the newsroom. No index may hold another, so robots.txt has all."""
    after = year.replace(year=year.year + 1)
    addresses = _of_days(Edition.objects.published_between(_midnight(year), _midnight(after)))
    if not addresses:
        raise Http404
    return send(request, "wire/sitemap_index.xml", XML, addresses=addresses)


@kept()
@require_safe
def day(request: HttpRequest, day: date) -> HttpResponse:
    """The pieces first published on a day of the newsroom, with their last change of facts."""
    after = day + timedelta(days=1)
    pieces = Edition.objects.live().published_between(_midnight(day), _midnight(after))
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
    """The pages that stay: the front, and those of the topics and authors of what can be read."""
    live = Edition.objects.live()
    kept = (
        ("topics", Topic.objects.all(), live.filter(topic_links__topic=OuterRef("pk"))),
        ("authors", Author.objects.all(), live.filter(byline_links__author=OuterRef("pk"))),
    )
    topics, authors = (
        of_kind.filter(Exists(pieces)).order_by().values_list(Value(kind), "slug")
        for kind, of_kind, pieces in kept
    )
    found = topics.union(authors, all=True).order_by()[: MOST - len(FIXED)]
    addresses = [f"/{kind}/{slug}/" for kind, slug in sorted(found)]
    return send(request, "wire/sitemap.xml", XML, pages=[*map(reverse, FIXED), *addresses])


@kept()
@require_safe
def stories(request: HttpRequest, part: int) -> HttpResponse:
    """The pages of the stories whose keys lie in one part of all keys; perhaps none."""
    first, after = part * STORIES, (part + 1) * STORIES
    pieces = Edition.objects.current().filter(story=OuterRef("owner"))
    told = StoryEdition.objects.current().filter(Exists(pieces)).order_by()
    found = told.filter(owner__gte=first, owner__lt=after).values_list("slug", flat=True)
    addresses = [f"/stories/{slug}/" for slug in sorted(found)]
    if not addresses and not StoryEdition.objects.filter(owner__gte=after).exists():
        raise Http404
    return send(request, "wire/sitemap.xml", XML, pages=addresses)


def _of_days(pieces: Editions) -> list[str]:
    """The sitemaps of the days of these pieces; an index has hundreds, so they are just written."""
    return [f"/sitemaps/{day:%Y/%m/%d}.xml" for day in pieces.periods("day")]


def _rows(pieces: Editions, most: int) -> list[dict[str, Any]]:
    """What a sitemap says of each piece; ``picture`` is the widest file for anybody's eyes."""
    dated = pieces.with_last_change().annotate(
        picture=F("lead_picture__shapes__whole__files__jpeg__-1__1")
    )
    fields = ("address", "headline", "published_at", "changed_at", "picture")
    return list(dated.newest_first().values(*fields)[:most])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
