"""A running story: its own words, its events, and its pieces in the order in which they came."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.story import Part, StoryEdition
from articles.public.pages import keys_of, show
from nextfin.page_cache.declared import kept

ROLES = {
    "analysis": Part.Role.ANALYSIS,
    "explainer": Part.Role.EXPLAINER,
    "opinion": Part.Role.OPINION,
}


@dataclass(frozen=True)
class Happening:
    """An event as it is set: ``piece`` or ``source`` says so; ``when`` is "" where the day is."""

    on: date
    when: str
    text: str
    piece: Edition | None
    source: str
    source_url: str


@kept()
@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """A story with all its pieces; one that was withdrawn is not passed over in silence."""
    found = get_object_or_404(StoryEdition.objects.current(), slug=slug)
    told = [event["article"] for event in found.events if event["article"]]
    wanted = Q(story=found.owner_id) | Q(article__in=told)
    pieces = Edition.objects.current().filter(wanted).for_cards().with_last_change()
    everything = list(pieces.oldest_first())
    in_order = [piece for piece in everything if piece.story_id == found.owner_id]
    if not in_order:
        raise Http404
    readable = {piece.article_id: piece for piece in everything if not piece.is_kill}
    with_roles(found, in_order)
    return show(
        request,
        "public/story.html",
        shows=[
            f"story-{found.owner_id}",
            *keys_of(everything),
            *(f"article-{key}" for key in told),
        ],
        story=found,
        pieces=in_order,
        readable=sum(not piece.is_kill for piece in in_order),
        latest=next((piece for piece in reversed(in_order) if not piece.is_kill), None),
        happenings=[_happening(event, readable) for event in found.events],
    )


def with_roles(story: StoryEdition, pieces: list[Edition]) -> None:
    """Give each piece its ``role`` in the story: the one that a hand gave it, or what is plain."""
    by_hand = {part["article"]: Part.Role(part["role"]) for part in story.parts}
    for number, piece in enumerate(pieces):
        plain = Part.Role.FOLLOW_UP if number else Part.Role.FIRST_REPORT
        role = by_hand.get(piece.article_id) or ROLES.get(piece.label, plain)
        piece.role = role.label  # type: ignore[attr-defined]


def _happening(event: dict[str, Any], readable: dict[int, Edition]) -> Happening:
    return Happening(
        on=date.fromisoformat(event["on"]),
        when=event["when"],
        text=event["text"],
        piece=readable.get(event["article"]),
        source=event["source"],
        source_url=event["source_url"],
    )
