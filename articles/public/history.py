"""What stays on record of an article: its versions, what changed, and that it was withdrawn."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles import prose
from articles.models.edition import Edition, Editions
from articles.models.record import EditionRecord
from articles.public.pages import ASK_EACH_TIME, keys_of, show
from articles.workflow import Kind
from nextfin.page_cache.declared import kept


@dataclass(frozen=True)
class Version:
    """An edition as readers count them: over those that were in force, in the order of time.

    ``recorded`` is its number in the order of recording, which the chain of digests runs by;
    ``ended_at`` is when the next one replaced it, and None for the one in force: when a planned
    change will end it is nobody's business yet. ``edition`` is None where its text is withdrawn.
    """

    number: int
    kind: Kind
    begins_at: datetime
    ended_at: datetime | None
    pk: int
    recorded: int
    edition: Edition | None = None

    @property
    def is_text(self) -> bool:
        return self.kind != Kind.KILL


class Entry(NamedTuple):
    """A version in the history.

    ``before`` is the number of the text that it changed, None if there was none before it.
    ``chained_to`` is the chain digest that its own rests on, "" for the first edition, and None if
    readers were not given the edition recorded before it.
    """

    version: Version
    before: int | None
    chained_to: str | None


class Option(NamedTuple):
    """A version that can be compared with another."""

    number: int
    kind: Kind
    begins_at: datetime


class Choice(NamedTuple):
    """Two versions that a reader asked to compare, by number, and what is wrong with them."""

    older: int
    newer: int
    problem: str = ""


@kept("from", "to")
@require_safe
def history(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """Every version of an article, the newest first, with what changed and the proof of it.

    With ``?from=1&to=3`` it leads to the comparison of these two, or says why there is none.
    """
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    editions = Edition.objects.filter(article=current.article_id).for_history()
    versions = versions_of(current, list(editions))
    texts = options(versions)
    choice = _choice(request, texts)
    if choice and not choice.problem:
        return _to_comparison(current, choice)
    entries = _entries(versions)[::-1]
    return show(
        request,
        "public/history.html",
        is_indexed=choice is None,
        address=f"{current.address}history/",
        shows=keys_of([current]),
        current=current,
        printed=Edition.PRINTED,
        total=len(versions),
        options=texts,
        choice=choice or _latest(texts),
        # Style edits in a row are one entry, folded.
        groups=[(is_style, list(row)) for is_style, row in groupby(entries, key=_is_style)],
    )


@kept()
@require_safe
def version(request: HttpRequest, day: date, slug: str, number: int) -> HttpResponse:
    """One version as it was, whole, under a bar that says what became of it."""
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    versions = versions_of(current)
    edition, next_edition = _texts(_from(versions, number))
    return show(
        request,
        "public/version.html",
        address=current.address,
        is_indexed=False,
        shows=keys_of([current]),
        edition=edition,
        minutes=prose.reading_minutes(edition.body_text),
        version=versions[number - 1],
        total=len(versions),
        next=next_edition,
    )


@kept()
@require_safe
def record(request: HttpRequest, day: date, slug: str, number: int) -> HttpResponse:
    """What was printed in a version, to the byte as its content digest was computed."""
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    edition, _ = _texts(_from(versions_of(current), number))
    response = HttpResponse(edition.canonical(), content_type="application/json")
    response["Cache-Control"] = ASK_EACH_TIME
    response["X-Robots-Tag"] = "noindex"
    response["Surrogate-Key"] = " ".join(keys_of([current]))
    return response


def address_of(day: date, slug: str) -> str:
    return f"/{day:%Y/%m/%d}/{slug}/"


def in_force(day: date, slug: str, *, among: Editions | None = None) -> Edition:
    """What readers are given at an article's address now: its text or its kill notice, or 404."""
    editions = Edition.objects.all() if among is None else among
    return get_object_or_404(editions.current(), address=address_of(day, slug))


def withdrawn(request: HttpRequest, notice: Edition) -> HttpResponse:
    """410: the notice, and that there were versions. There is no text, at any of its addresses."""
    return show(
        request,
        "public/withdrawn.html",
        address=notice.address,
        status=410,
        is_indexed=False,
        shows=keys_of([notice]),
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
            recorded=record.number,
            edition=by_key.get(record.pk),
        )
        for number, (record, ended_at) in enumerate(zip(records, [*ends, None], strict=True), 1)
    ]


def options(kept: Iterable[Version | Edition]) -> list[Option]:
    """The texts among all the versions of an article, in the order of time."""
    return [
        Option(number, Kind(each.kind), each.begins_at)
        for number, each in enumerate(kept, 1)
        if each.kind != Kind.KILL
    ]


def _choice(request: HttpRequest, texts: Sequence[Option]) -> Choice | None:
    """What the reader asked to compare, the older one first; None if nothing was asked."""
    asked = [request.GET.get(name) for name in ("from", "to")]
    if asked == [None, None]:
        return None
    older, newer = sorted(_number(each) for each in asked)
    if not {option.number for option in texts}.issuperset((older, newer)):
        return Choice(older, newer, "Please choose two of the versions that are listed here.")
    if older == newer:
        return Choice(older, newer, f"That is version {older} twice. Please choose two versions.")
    return Choice(older, newer)


def _number(asked: str | None) -> int:
    """The number of a version as an address has it, 0 if it is none."""
    return int(asked) if asked and re.fullmatch("[1-9][0-9]{0,5}", asked) else 0


def _latest(texts: Sequence[Option]) -> Choice | None:
    """The last two texts, None if there are no two."""
    return Choice(texts[-2].number, texts[-1].number) if len(texts) > 1 else None


def _to_comparison(current: Edition, choice: Choice) -> HttpResponse:
    address = f"{current.address}compare/{choice.older}/{choice.newer}/"
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = ASK_EACH_TIME
    return response


def _entries(versions: Sequence[Version]) -> list[Entry]:
    chains = {v.recorded: v.edition.chain_digest for v in versions if v.edition}
    entries = []
    before: int | None = None
    for version in versions:
        previous = chains.get(version.recorded - 1) if version.recorded > 1 else ""
        entries.append(Entry(version, before if version.is_text else None, previous))
        before = version.number if version.is_text else before
    return entries


def _is_style(entry: Entry) -> bool:
    return entry.version.kind == Kind.STYLE


def _from(versions: list[Version], number: int) -> list[Version]:
    """The version of that number, and the next one if there is one."""
    if number > len(versions):
        raise Http404
    return versions[number - 1 : number + 1]


def _texts(versions: list[Version]) -> tuple[Edition, Edition | None]:
    """The edition of the first of these versions, and of the one that followed it, if any."""
    keys = [version.pk for version in versions]
    editions = Edition.objects.by_key(keys)
    if keys[0] not in editions:  # withdrawn between two of our questions
        raise Http404
    return editions[keys[0]], editions.get(keys[-1]) if len(keys) > 1 else None
