"""Atom feeds (RFC 4287): the newest pieces with their whole text, and what became of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from articles import prose
from articles.models.edition import SUBSTANTIAL, Edition, Editions
from articles.models.story import StoryEdition
from articles.models.topic import Topic
from articles.public.pages import NEWS
from articles.public.typesetting import in_role
from nextfin.page_cache.declared import kept
from wire.answers import origin_of, send

ATOM = "application/atom+xml"
MOST = 30
NEVER = datetime.fromtimestamp(0, UTC)

type Dated = Any  # an Edition with "changed_at" and "site_changed_at"


@dataclass(frozen=True)
class Entry:
    """A piece in a feed. ``id`` is its own for ever, whatever became of it.

    ``updated_at`` is the last time at which its facts changed, or its withdrawal.
    """

    edition: Edition
    id: str
    updated_at: datetime
    content: str = ""

    @property
    def authors(self) -> list[dict[str, str]]:
        return in_role(self.edition.bylines, "reporting")

    @property
    def contributors(self) -> list[dict[str, str]]:
        return in_role(self.edition.bylines, "editing")


@kept()
@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """The newest pieces of all; of one that was withdrawn, the notice (RFC 6721)."""
    pieces = _newest(Edition.objects.current())
    return _feed(request, pieces, title="NextFin", page="/")


@kept()
@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest pieces of a running story; of one that was withdrawn, the notice."""
    found = StoryEdition.objects.current().filter(slug=slug)
    owner, name = (Subquery(found.values(field)[:1]) for field in ("owner", "name"))
    of_story = Edition.objects.current().filter(story=owner).annotate(story_name=name)
    pieces = _found(_newest(of_story))
    title = f"NextFin: {pieces[0].story_name}"
    return _feed(
        request,
        pieces,
        title=title,
        page=f"/stories/{slug}/",
        shows=[NEWS, f"story-{pieces[0].story_id}"],
    )


@kept()
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest pieces about a topic. A notice is about none: a withdrawn piece is just gone."""
    found = Topic.objects.filter(slug=slug).order_by()
    key, name = (Subquery(found.values(field)[:1]) for field in ("pk", "name"))
    named = Edition.objects.live().about(key).annotate(topic_name=name)
    pieces = _found(_newest(named, by="listed_at"))
    title = f"NextFin: {pieces[0].topic_name}"
    return _feed(request, pieces, title=title, page=f"/topics/{slug}/")


def _newest(pieces: Editions, by: str = "published_at") -> list[Dated]:
    # A piece that leaves a feed leaves no time behind, so nobody is told "not modified" who asks
    # by time since anything at all changed on the site.
    newest = Edition.objects.order_by("-begins_at").values("begins_at")[:1]
    dated = pieces.with_last_change().annotate(site_changed_at=Subquery(newest))
    return list(dated.defer("search", "body_text").newest_first(by)[:MOST])


def _found(pieces: list[Dated]) -> list[Dated]:
    if not pieces:
        raise Http404
    return pieces


def _feed(
    request: HttpRequest,
    pieces: list[Dated],
    *,
    title: str,
    page: str,
    shows: Iterable[str] = (NEWS,),
) -> HttpResponse:
    entries = _entries(request, pieces)
    return send(
        request,
        "wire/feed.xml",
        ATOM,
        shows=shows,
        changed_at=max((piece.site_changed_at for piece in pieces), default=None),
        title=title,
        page=iri_to_uri(page),
        address=iri_to_uri(request.path),
        updated_at=max((entry.updated_at for entry in entries), default=NEVER),
        entries=entries,
    )


def _entries(request: HttpRequest, pieces: list[Dated]) -> list[Entry]:
    origin = origin_of(request)
    changes = _changes(pieces)
    return [
        Entry(
            edition=piece,
            id=_tag(origin, piece),
            updated_at=piece.begins_at if piece.is_kill else piece.changed_at or piece.published_at,
            content="" if piece.is_kill else _content(piece, changes[piece.article_id], origin),
        )
        for piece in pieces
    ]


def _changes(pieces: list[Dated]) -> dict[int, list[Edition]]:
    """The substantial editions of each article in the order of time, with their public notes."""
    articles = [piece.article_id for piece in pieces if piece.changed_at and not piece.is_kill]
    changes = defaultdict(list)
    if articles:
        told = Edition.objects.filter(article__in=articles, kind__in=SUBSTANTIAL).for_history()
        for change in told:
            changes[change.article_id].append(change)
    return changes


def _tag(origin: str, piece: Edition) -> str:
    """A tag: URI (RFC 4151): the same over http and https, and at any port."""
    host = urlsplit(origin).hostname
    day = timezone.localtime(piece.published_at, timezone.get_default_timezone()).date()
    return f"tag:{host},{day}:{iri_to_uri(piece.address)}"


def _content(edition: Edition, changes: list[Edition], origin: str) -> str:
    facts: dict[str, Any] = {"edition": edition, "changes": changes}
    return _syndicated(render_to_string("wire/entry.html", facts), origin)


@lru_cache(maxsize=128)
def _syndicated(html: str, origin: str) -> str:
    """The same text is asked for many times a minute."""
    return prose.for_feed(html, origin)
