"""An article as it is in force now, with what was changed in it and its place in the story."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import prose
from articles.models.edition import Edition
from articles.public.history import in_force, withdrawn
from articles.public.pages import show
from articles.workflow import Kind

type Link = dict[str, Any]  # "article", "address" and "headline" of a piece


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


@require_safe
def article(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """An article, or 410 with its kill notice."""
    edition = in_force(day, slug)
    if edition.is_kill:
        return withdrawn(request, edition)
    versions = list(Edition.objects.filter(article=edition.article_id).for_history())
    changes = [version for version in versions if version.is_substantial]
    return show(
        request,
        "public/article.html",
        address=edition.address,
        edition=edition,
        minutes=prose.reading_minutes(edition.body_text),
        changes=changes,
        corrections=[change for change in changes if change.kind != Kind.UPDATE],
        updates=[change for change in changes if change.kind == Kind.UPDATE],
        versions=len(versions),
        place=_place(edition),
    )


def _place(edition: Edition) -> Place | None:
    """The piece's place in its story, in the order of first publication; None without a story."""
    if edition.story_id is None:
        return None
    pieces = Edition.objects.live().filter(story=edition.story_id).oldest_first().for_links()
    articles = [piece["article"] for piece in pieces]
    if edition.article_id not in articles:  # withdrawn between two of our questions
        return None
    here = articles.index(edition.article_id)
    return Place(
        number=here + 1,
        total=len(pieces),
        previous=pieces[here - 1] if here else None,
        next=pieces[here + 1] if here + 1 < len(pieces) else None,
        latest=pieces[-1] if here + 2 < len(pieces) else None,
    )
