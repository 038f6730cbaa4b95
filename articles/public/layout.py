"""What stands where on a front page: what hands have placed, and what fills the rest by itself."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet, Subquery, Value

from articles.models.edition import Edition, Editions
from articles.models.front import FrontCard, FrontEdition
from articles.models.story import StoryEdition

FOLLOW_UPS = 4
NEWEST, PLACED, BESIDE_THE_LEAD, FIRST_SECTION = range(4)

type Cards = dict[tuple[str, int], list[dict[str, Any]]]


@dataclass(frozen=True)
class Shelf:
    """A section as it is filled."""

    title: str
    pieces: list[Edition]


@dataclass(frozen=True)
class Banner:
    """A line of breaking news; ``address`` is "" if it leads nowhere."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class Layout:
    """A whole front page. ``newest`` is the river with all that stands above it, too."""

    lead: Edition | None = None
    story: StoryEdition | None = None
    follow_ups: list[Edition] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    river: list[Edition] = field(default_factory=list)
    newest: list[Edition] = field(default_factory=list)
    banner: Banner | None = None


def laid_out(length: int, at: datetime | None = None) -> Layout:
    """The front page now, or as it was ``at`` a time, with the ``length`` newest pieces.

    Three queries: the layout, all the pieces, the lead's story.
    """
    edition = FrontEdition.objects.current(at).with_cards().order_by("-begins_at").first()
    cards = _by_place(edition)
    pools = _pools(edition, cards, length, at)
    newest, placed = pools.get(NEWEST, []), _by_article(pools.get(PLACED, []))
    if not newest:
        return Layout()
    hand = [piece for card in cards.get(("lead", 0), []) if (piece := _worded(card, placed))]
    lead = hand[0] if hand else newest[0]
    shown = {lead.article_id}
    follow_ups = list(islice(_unseen([*hand, *pools.get(BESIDE_THE_LEAD, [])], shown), FOLLOW_UPS))
    shelves = list(_shelves(edition, cards, pools, placed, shown))
    return Layout(
        lead=lead,
        story=StoryEdition.objects.current(at).filter(owner=lead.story_id).first(),
        follow_ups=follow_ups,
        shelves=shelves,
        river=[piece for piece in newest if piece.article_id not in shown],
        newest=newest,
        banner=_banner(cards, placed),
    )


def _by_place(edition: FrontEdition | None) -> Cards:
    """The cards of a place and a section, in their order."""
    found: Cards = {}
    for card in edition.cards if edition else []:  # type: ignore[attr-defined]
        found.setdefault((card["place"], card["section"]), []).append(card)
    return found


def _pools(
    edition: FrontEdition | None, cards: Cards, length: int, at: datetime | None
) -> dict[int, list[Edition]]:
    """All the pieces that may be wanted, newest first, by what they may be wanted for; one query.

    A pool holds more than its places, as some of it will stand above.
    """
    live = Edition.objects.live(at).for_cards().with_last_change(at)
    keys = [card["article"] for of_place in cards.values() for card in of_place if card["article"]]
    lead = next(iter(cards.get((FrontCard.Place.LEAD, 0), [])), None)
    wanted: dict[int, Editions] = {
        NEWEST: live.newest_first()[:length],
        PLACED: live.filter(article__in=keys).order_by(),
        BESIDE_THE_LEAD: live.filter(story=Subquery(_story_of(lead, at))).newest_first()[
            : FOLLOW_UPS + len(keys) + 1
        ],
    }
    above = len(keys) + FOLLOW_UPS + 1
    for number, section in enumerate(edition.sections if edition else [], FIRST_SECTION):
        if section["topic"] or section["label"]:
            wanted[number] = _filling(live, section, at)[: section["size"] + above]
            above += section["size"]
    parts = [found.annotate(pool=Value(pool)) for pool, found in wanted.items()]
    pools: dict[int, list[Edition]] = {}
    for piece in parts[0].union(*parts[1:], all=True).order_by():
        pools.setdefault(piece.pool, []).append(piece)
    for pool in pools.values():
        pool.sort(key=lambda piece: (piece.published_at, piece.pk), reverse=True)
    return pools


def _story_of(lead: dict[str, Any] | None, at: datetime | None) -> QuerySet[Any]:
    live = Edition.objects.live(at)
    placed = live.filter(article=lead["article"]) if lead else live
    return placed.newest_first().values("story")[:1]


def _filling(live: Editions, section: dict[str, Any], at: datetime | None) -> Editions:
    """What fills a section by itself, newest first."""
    if section["label"]:
        live = live.filter(label=section["label"])
    if section["topic"]:
        about = live.about(section["topic"])
        # As in ``live``: so that the topic's list is read from there on.
        about = about.filter(listed_at__lte=at) if at else about
        return about.newest_first("listed_at")
    return live.newest_first()


def _shelves(
    edition: FrontEdition | None,
    cards: Cards,
    pools: dict[int, list[Edition]],
    placed: dict[int, Edition],
    shown: set[int],
) -> Iterator[Shelf]:
    """The sections in their order, each without what stands above it; none that is empty."""
    for number, section in enumerate(edition.sections if edition else []):
        here = cards.get((FrontCard.Place.SECTION, number), [])
        hand = [piece for card in here if (piece := _worded(card, placed))]
        pool = pools.get(FIRST_SECTION + number, [])
        if pieces := list(islice(_unseen([*hand, *pool], shown), section["size"])):
            yield Shelf(section["title"], pieces)


def _unseen(pieces: Iterable[Edition], shown: set[int]) -> Iterator[Edition]:
    """Those whose article stands nowhere yet; each is noted in ``shown`` as it is taken."""
    for piece in pieces:
        if piece.article_id not in shown:
            shown.add(piece.article_id)
            yield piece


def _worded(card: dict[str, Any], placed: dict[int, Edition]) -> Edition | None:
    """The piece of a card under the headline that it has there; None if it is not live."""
    piece = placed.get(card["article"])
    if piece is None or not card["headline"]:
        return piece
    piece = copy.copy(piece)
    piece.headline = card["headline"]
    return piece


def _banner(cards: Cards, placed: dict[int, Edition]) -> Banner | None:
    """What breaks; nothing if the article that it leads to is not live."""
    for card in cards.get((FrontCard.Place.BANNER, 0), []):
        if card["article"] is None:
            return Banner(card["headline"])
        if card["article"] in placed:
            return Banner(card["headline"], placed[card["article"]].address)
    return None


def _by_article(pieces: Iterable[Edition]) -> dict[int, Edition]:
    return {piece.article_id: piece for piece in pieces}
