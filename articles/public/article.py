"""An article as it is in force now, with what was changed in it and its place in the story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import prose
from articles.models.edition import Edition
from articles.public.history import address_of, withdrawn
from articles.public.pages import show
from articles.public.relations import relations_of
from articles.workflow import Kind
from nextfin.page_cache.declared import kept
from nextfin.postgresql.prepared import Prepared

type Link = dict[str, Any]  # "article", "address", "headline" and more of a piece

TEMPLATE = "public/article.html"
RELATED = 4
# What the page shows of another piece.
LINKED = ("article", "address", "headline", "label", "published_at", "id")


@dataclass(frozen=True)
class Place:
    """Where a piece stands in its story: ``number`` of ``total``, and where to go from there.

    ``latest`` is None where it is this piece or the next one.
    """

    number: int
    total: int
    previous: Link | None
    next: Link | None
    latest: Link | None

    def leads_to(self, piece: Link) -> bool:
        return piece in (self.previous, self.next, self.latest)


@kept()
@require_safe
def article(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """An article, or 410 with its kill notice."""
    edition = next(iter(_IN_FORCE.ask(Edition.objects.db, address=address_of(day, slug))), None)
    if edition is None:
        raise Http404
    if edition.is_kill:
        return withdrawn(request, edition)
    facts = facts_of(edition, _versions(edition), *_beside_now(edition))
    shows = _keys(edition, facts["related"])
    return show(request, TEMPLATE, address=edition.address, shows=shows, **facts)


def facts_of(
    edition: Edition, versions: Sequence[Edition], in_story: list[Link], on_topics: list[Link]
) -> dict[str, Any]:
    """What the template is told of an edition of ``with_author_notes`` and ``with_relations``.

    ``versions`` are those of its article up to this one; the rest is what stands ``beside`` it.
    """
    changes = [version for version in versions if version.is_substantial]
    place = _place(edition, in_story)
    return {
        "edition": edition,
        "minutes": prose.reading_minutes(edition.body_text),
        "changes": changes,
        "corrections": [change for change in changes if change.kind != Kind.UPDATE],
        "updates": [change for change in changes if change.kind == Kind.UPDATE],
        "versions": len(versions),
        "place": place,
        "relations": relations_of(edition, in_story),
        "related": _related(edition, place, in_story, on_topics),
        "people": _people(edition),
        "kinds": [version.kind for version in versions],
    }


def beside(
    edition: Edition, *, at: datetime | None = None, topics: Iterable[int] | None = None
) -> tuple[list[Link], list[Link]]:
    """Its story's pieces, oldest first, and the newest on its topics: one question for both.

    They are those that readers have now, or have ``at`` a time; ``topics`` are the keys of those
    that an edition is about which is not recorded.
    """
    return _sorted(_beside(edition, at, topics))


def _beside(
    edition: Edition, at: datetime | None = None, topics: Iterable[int] | None = None
) -> QuerySet[Edition, Link]:
    live = Edition.objects.live(at)
    in_story = live.in_story(edition).order_by().values(*LINKED, in_story=Value(True))
    newest = live.on_its_topics(edition, RELATED, topics)
    on_topics = newest.values(*LINKED, in_story=Value(False))
    return in_story.union(on_topics, all=True).order_by("published_at", "id")


def _sorted(found: Iterable[Link]) -> tuple[list[Link], list[Link]]:
    """The pieces of the story, and those on the topics from the newest on."""
    found = list(found)
    return (
        [piece for piece in found if piece["in_story"]],
        [piece for piece in reversed(found) if not piece["in_story"]],
    )


# --- What everybody asks for at once --------------------------------------------------------------


def _in_force(address: str) -> QuerySet[Edition]:
    with_all = Edition.objects.with_author_notes().with_relations().with_topic_keys()
    return with_all.with_history().current().filter(address=address).order_by()


def _beside_one(edition: int, article: int, story: int | None = None) -> QuerySet[Edition, Link]:
    return _beside(Edition(pk=edition, article_id=article, story_id=story))


_IN_FORCE = Prepared(_in_force, address=str)
_BESIDE_IN_STORY = Prepared(_beside_one, edition=int, article=int, story=int)
_BESIDE_ALONE = Prepared(_beside_one, edition=int, article=int)


def _beside_now(edition: Edition) -> tuple[list[Link], list[Link]]:
    keys = {"edition": edition.pk, "article": edition.article_id}
    if edition.story_id is None:
        return _sorted(_BESIDE_ALONE.ask(Edition.objects.db, **keys))
    return _sorted(_BESIDE_IN_STORY.ask(Edition.objects.db, **keys, story=edition.story_id))


def _versions(edition: Edition) -> list[Edition]:
    """Its article's editions so far; each has only what ``history`` tells of it."""
    told = edition.history  # type: ignore[attr-defined]
    return [
        Edition(
            kind=entry["kind"],
            note=entry["note"],
            begins_at=datetime.fromisoformat(entry["begins_at"]),
        )
        for entry in told
    ]


# --- What is said of it ---------------------------------------------------------------------------


def _keys(edition: Edition, related: list[Link]) -> list[str]:
    """What the page shows: pieces of its story and on its topics come and go with those."""
    keys = [f"article-{edition.article_id}"]
    keys += [f"article-{piece['article']}" for piece in related]
    keys += [f"topic-{topic}" for topic in edition.topic_keys]  # type: ignore[attr-defined]
    keys += [f"profile-{note['key']}" for note in edition.author_notes]  # type: ignore[attr-defined]
    return [*keys, f"story-{edition.story_id}"] if edition.story_id else keys


def _place(edition: Edition, pieces: list[Link]) -> Place | None:
    """The piece's place among its story's, in the order of first publication; None without one."""
    articles = [piece["article"] for piece in pieces]
    withdrawn_meanwhile = edition.article_id not in articles
    if edition.story_id is None or withdrawn_meanwhile:
        return None
    here = articles.index(edition.article_id)
    return Place(
        number=here + 1,
        total=len(pieces),
        previous=pieces[here - 1] if here else None,
        next=pieces[here + 1] if here + 1 < len(pieces) else None,
        latest=pieces[-1] if here + 2 < len(pieces) else None,
    )


def _related(
    edition: Edition, place: Place | None, in_story: list[Link], on_topics: list[Link]
) -> list[Link]:
    """What to read next, but for what the story's line leads to: its story first, newest first."""
    others = [
        piece
        for piece in reversed(in_story)
        if piece["article"] != edition.article_id and not (place and place.leads_to(piece))
    ]
    return [*others, *on_topics][:RELATED]


def _people(edition: Edition) -> list[dict[str, str]]:
    """Those in the byline of whom there is something to say: name as printed, slug, description."""
    told = edition.author_notes  # type: ignore[attr-defined]
    notes = {note["slug"]: note["description"] for note in told}
    return [
        {"name": line["name"], "slug": line["slug"], "description": notes[line["slug"]]}
        for line in edition.bylines
        if notes.get(line["slug"])
    ]
