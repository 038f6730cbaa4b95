"""The style page: every part of the readers' pages in one place, in the pages' own templates."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.public.article import Place
from articles.public.pages import show
from articles.workflow import Kind

COLOURS = ("paper", "wash", "ink", "ink-soft", "rule", "accent", "alert", "alert-wash", "band")
SIZES = ("title", "standfirst", "reading", "small", "label")
SHOWN = 4


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """What the newest pieces look like in every part; only where the site is being made."""
    if not settings.DEBUG:
        raise Http404
    newest = Edition.objects.live().with_last_change().with_author_notes().newest_first()
    pieces = list(newest[:SHOWN])
    return show(
        request,
        "public/styleguide.html",
        is_indexed=False,
        colours=COLOURS,
        sizes=SIZES,
        pieces=pieces,
        edition=next((piece for piece in pieces if piece.printed_story), None),
        people=[{"name": "A desk", "slug": "a-desk", "description": "What it covers."}],
        versions=2,
        place=_place(pieces),
        related=[{**_link(piece), "in_story": True, "label": piece.label} for piece in pieces],
        corrections=[_told(Kind.CORRECTION, "What was wrong, and what is right.")],
        updates=[_told(Kind.UPDATE, "What is new since.")],
    )


def _place(pieces: list[Edition]) -> Place | None:
    """A place in the middle of a story, where every way leads on."""
    if len(pieces) < SHOWN:
        return None
    latest, following, _, previous = map(_link, pieces)
    return Place(number=2, total=SHOWN, previous=previous, next=following, latest=latest)


def _link(piece: Edition) -> dict[str, object]:
    return {
        "article": piece.article_id,
        "address": piece.address,
        "headline": piece.headline,
        "published_at": piece.published_at,
    }


def _told(kind: Kind, note: str) -> dict[str, object]:
    return {"get_kind_display": lambda: kind.label, "note": note, "begins_at": timezone.now()}
