"""What stays on record of an article: its versions, what changed, and that it was withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles import prose
from articles.models.edition import Edition, EditionRecord, Editions
from articles.public.pages import show
from articles.workflow import Kind


@dataclass(frozen=True)
class Version:
    """An edition as readers count them: over those that were in force, in the order of time.

    ``ended_at`` is when the next one replaced it, and None for the one in force: when a planned
    change will end it is nobody's business yet. ``edition`` is None where its text is withdrawn.
    """

    number: int
    kind: Kind
    begins_at: datetime
    ended_at: datetime | None
    pk: int
    edition: Edition | None = None


@require_safe
def history(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """Every version of an article, the newest first, with what changed and the proof of it."""
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    editions = Edition.objects.filter(article=current.article_id).for_history()
    return show(
        request,
        "public/history.html",
        current=current,
        printed=Edition.PRINTED,
        versions=versions_of(current, list(editions))[::-1],
    )


@require_safe
def version(request: HttpRequest, day: date, slug: str, number: int) -> HttpResponse:
    """One version as it was, whole, under a bar that says what became of it."""
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    versions = versions_of(current)
    if number > len(versions):
        raise Http404
    edition, next_edition = _texts(versions[number - 1 : number + 1])
    return show(
        request,
        "public/version.html",
        address=current.address,
        is_indexed=False,
        edition=edition,
        minutes=prose.reading_minutes(edition.body_text),
        version=versions[number - 1],
        total=len(versions),
        next=next_edition,
    )


def in_force(day: date, slug: str, *, among: Editions | None = None) -> Edition:
    """What readers are given at an article's address now: its text or its kill notice, or 404."""
    editions = Edition.objects.all() if among is None else among
    return get_object_or_404(editions.current(), address=f"/{day:%Y/%m/%d}/{slug}/")


def withdrawn(request: HttpRequest, notice: Edition) -> HttpResponse:
    """410: the notice, and that there were versions. There is no text, at any of its addresses."""
    return show(
        request,
        "public/withdrawn.html",
        address=notice.address,
        status=410,
        is_indexed=False,
        notice=notice,
        versions=versions_of(notice)[::-1],
    )


def versions_of(current: Edition, editions: list[Edition] | None = None) -> list[Version]:
    """The versions of an article so far, in the order of time, holding those of ``editions``."""
    records = list(EditionRecord.objects.filter(article=current.article_id))
    by_key = {edition.pk: edition for edition in editions or []}
    ends = [record.begins_at for record in records[1:]]
    return [
        Version(
            number=number,
            kind=Kind(record.kind),
            begins_at=record.begins_at,
            ended_at=ended_at,
            pk=record.pk,
            edition=by_key.get(record.pk),
        )
        for number, (record, ended_at) in enumerate(zip(records, [*ends, None], strict=True), 1)
    ]


def _texts(versions: list[Version]) -> tuple[Edition, Edition | None]:
    """The edition of the first of these versions, and of the one that followed it, if any."""
    keys = [version.pk for version in versions]
    editions = Edition.objects.by_key(keys)
    if keys[0] not in editions:  # withdrawn between two of our questions
        raise Http404
    return editions[keys[0]], editions.get(keys[-1]) if len(keys) > 1 else None
