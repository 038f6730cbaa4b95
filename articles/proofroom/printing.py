"""The readers' page of what is not published: the copy, a draft of it, or what is scheduled."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone

from accounts.models import Author
from articles import makeready, proof, workflow
from articles.makeready import Makeready
from articles.models import Article, Draft, Edition, Standing, StoryEdition
from articles.models.editions import TOLD_OF_AUTHORS
from articles.public.article import LINKED, TEMPLATE, Link, beside, facts_of
from articles.workflow import Readers, Verb

READERS = "nextfin.readers"
# The verb by which the copy would reach readers, if nothing is said of the change.
NEXT: dict[str, Verb] = {
    Readers.NOTHING: workflow.PUBLISH,
    Readers.LIVE: workflow.RESTYLE,
    Readers.KILLED: workflow.RETURN,
}
WHY_IT_IS_BACK = "Here the note will stand that says why it is back."


def of_copy(article: Article) -> dict[str, Any]:
    """What the readers' page would be told of the copy as it is saved, if it went out now."""
    standing, now = Standing.of(article), timezone.now()
    ready = makeready.at_hand(article, at=now)
    verb = NEXT[standing.readers]
    edition = proof.of(standing, verb, begins_at=now, note=_note(verb), beside=ready)
    topics = article.topic_links.values_list("tag_id", flat=True)
    authors = article.bylines.values_list("author_id", flat=True)
    return _facts(edition, ready, topics=list(topics), authors=list(authors))


def of_draft(draft: Draft) -> dict[str, Any]:
    """What it would be told of a draft."""
    edition, ready = edition_of(draft)
    authors = [line["author"] for line in draft.words["byline"]]
    return _facts(edition, ready, topics=draft.words["topics"], authors=authors)


def edition_of(draft: Draft) -> tuple[Edition, Makeready]:
    """The edition that a draft would make now, and what was made ready for it."""
    copy, now = proof.copy_of(draft), timezone.now()
    standing = replace(Standing.of(draft.article), article=copy)
    ready = makeready.at_hand(copy, at=now)
    verb = NEXT[standing.readers]
    note = _note(verb)
    edition = proof.of_draft(draft, standing, verb, begins_at=now, note=note, beside=ready)
    return edition, ready


def of_edition(pk: int) -> dict[str, Any]:
    """What it will be told of an edition that is scheduled, in its hour."""
    edition = Edition.objects.with_author_notes().with_relations().get(pk=pk)
    versions = [*_versions_before(edition), edition]
    return facts_of(edition, versions, *beside(edition, at=edition.begins_at))


def show(
    request: HttpRequest, facts: dict[str, Any], *, template: str = TEMPLATE, status: int = 200
) -> HttpResponse:
    """The readers' page, with ``proof`` in ``facts`` as what its bar says; nobody keeps it."""
    # Without an address it says nothing of itself to machines.
    facts |= {"origin": f"{request.scheme}://{request.get_host()}", "is_indexed": False}
    with _readers_addresses():
        response = render(request, template, facts, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _facts(
    edition: Edition, ready: Makeready, *, topics: list[int], authors: list[int]
) -> dict[str, Any]:
    """The page's facts, of an edition that is not recorded; ``undeveloped`` counts pictures."""
    notes = Author.objects.filter(pk__in=authors).values(*TOLD_OF_AUTHORS)
    told = StoryEdition.objects.current().filter(owner=edition.story_id)
    edition.author_notes = list(notes)  # type: ignore[attr-defined]
    edition.relations = told.values_list("relations", flat=True).first()  # type: ignore[attr-defined]
    in_story, on_topics = beside(edition, topics=topics)
    if edition.story_id:
        in_story = _with_itself(in_story, edition)
    facts = facts_of(edition, [*_versions_before(edition), edition], in_story, on_topics)
    pictures = ready.material.pictures.values()
    return facts | {"undeveloped": sum(not picture["shapes"] for picture in pictures)}


def _versions_before(edition: Edition) -> list[Edition]:
    """What readers will have had of the article when this edition begins."""
    others = Edition.objects.filter(article=edition.article_id, begins_at__lt=edition.begins_at)
    return list(others.on_record().for_history())


def _with_itself(pieces: list[Link], edition: Edition) -> list[Link]:
    """The pieces of its story as they will be when this one is among them."""
    if any(piece["article"] == edition.article_id for piece in pieces):
        return pieces
    itself = {name: getattr(edition, name) for name in LINKED if name != "article"}
    itself |= {"article": edition.article_id, "in_story": True}
    return sorted([*pieces, itself], key=lambda piece: piece["published_at"])


def _note(verb: Verb) -> str:
    return WHY_IT_IS_BACK if verb is workflow.RETURN else ""


@contextmanager
def _readers_addresses() -> Iterator[None]:
    """Addresses are those of readers, whatever this process serves."""
    own = get_urlconf()
    set_urlconf(READERS)
    try:
        yield
    finally:
        set_urlconf(own)
