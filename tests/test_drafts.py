"""Drafts: what a sitting leaves behind, what stays for good, what an edition was printed from."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles import handling, publishing
from articles.models import Article, Draft, Presence
from articles.models.draft import SITTING
from tests.cast import NOTE, Cast, stored


def typed(article: Article, headline: str, **save: object) -> Article:
    article.headline = headline
    return handling.save_copy(article, **save)  # type: ignore[arg-type]


def headlines(article: Article) -> list[str]:
    """The headlines of the drafts, the oldest first."""
    return [draft.words["headline"] for draft in reversed(article.drafts.all())]


def long_ago(article: Article) -> None:
    earlier = timezone.now() - SITTING - timedelta(seconds=1)
    article.drafts.update(saved_at=earlier)


def test_what_one_person_saves_in_one_sitting_is_one_draft(cast: Cast) -> None:
    article = cast.draft(headline="One")
    typed(article, "Two", by=cast.reporter)
    typed(article, "Three", by=cast.reporter)
    assert headlines(article) == ["Three"]
    long_ago(article)
    typed(article, "Four", by=cast.reporter)
    assert headlines(article) == ["Three", "Four"]


def test_another_persons_save_is_another_draft(cast: Cast) -> None:
    article = cast.draft(headline="The reporter's")
    typed(article, "The editor's", by=cast.editor)
    typed(article, "The reporter's again", by=cast.reporter)
    assert headlines(article) == ["The reporter's", "The editor's", "The reporter's again"]


def test_a_draft_on_which_another_page_rests_is_kept(cast: Cast) -> None:
    article = cast.draft(headline="One")
    own, other = Presence.open(article, cast.reporter), Presence.open(article, cast.editor)
    typed(article, "Two", by=cast.reporter, window=own.window)
    typed(article, "Three", by=cast.reporter, window=own.window)
    assert headlines(article) == ["One", "Three"]
    base = article.drafts.at(other.revision)
    assert base
    assert base.words["headline"] == "One"


def test_ones_own_page_keeps_no_draft_apart(cast: Cast) -> None:
    article = cast.draft(headline="One")
    own = Presence.open(article, cast.reporter)
    typed(article, "Two", by=cast.reporter, window=own.window)
    assert headlines(article) == ["Two"]
    typed(article, "Three", by=cast.reporter, window=uuid4())
    assert headlines(article) == ["Three"]


def test_a_named_draft_stays_for_good(cast: Cast) -> None:
    article = cast.draft(headline="One")
    article.drafts.get().fix("Before the lawyers")
    typed(article, "Two", by=cast.reporter)
    assert headlines(article) == ["One", "Two"]
    named = article.drafts.get(name="Before the lawyers")
    for change in ({"words": {}}, {"revision": 9}, {"fixed_at": None, "name": ""}):
        with pytest.raises(DatabaseError, match="this draft is fixed"), transaction.atomic():
            Draft.objects.filter(pk=named.pk).update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        named.delete()


def test_an_edition_knows_the_draft_that_it_was_printed_from(cast: Cast) -> None:
    topic = cast.topic()
    article = cast.published(headline="As printed", topics=[topic])
    draft = article.editions.get().draft
    assert draft.words["headline"] == "As printed"
    assert draft.words["topics"] == [topic.pk]
    assert draft.words["byline"] == [{"author": cast.author.pk, "role": "reporting"}]
    article = cast.corrected(article, headline="As corrected")
    printed = [edition.draft.words["headline"] for edition in article.editions.order_by("number")]
    assert printed == ["As printed", "As corrected"]


def test_a_kill_has_no_draft_of_its_own(cast: Cast) -> None:
    article = cast.published()
    notice = publishing.kill(stored(article), by=cast.chief, note=NOTE)
    assert not Draft.objects.filter(edition=notice).exists()
