"""Drafts: what a sitting leaves behind, what stays for good, what an edition was printed from."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from articles import handling, publishing
from articles.models import Article, Draft, Presence, Topic
from articles.models.draft import SITTING
from tests.cast import NOTE, Cast, stored
from tests.test_desk import AsUser


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


def test_a_passage_that_is_taken_out_stays_in_a_draft(cast: Cast) -> None:
    text = "".join(f"<p>Synthetic words of passage {number}.</p>" for number in range(9))
    article = cast.draft(body=text)
    article.body = "<p>All of it was marked, and a key was pressed.</p>"
    article = handling.save_copy(article, by=cast.reporter)
    article.body = "<p>All of it was marked, and another key was pressed.</p>"
    article = handling.save_copy(article, by=cast.reporter)
    older, newer = reversed(article.drafts.all())
    assert (older.words["body"].count("passage"), newer.words["body"]) == (9, article.body)
    article.body += text
    handling.save_copy(article, by=cast.reporter)
    assert article.drafts.count() == 2


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


# --- At the desk ----------------------------------------------------------------------------------


def drafts_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/drafts/"


def two_sittings(cast: Cast) -> tuple[Draft, Draft]:
    """The older and the newer draft of a piece."""
    article = cast.draft(
        headline="The first idea", body="<p>Ninety tons.</p>", topics=[cast.topic("Ships")]
    )
    Draft.keep(article, by=cast.reporter)
    article.headline, article.body = "The second idea", "<p>Nineteen tons.</p>"
    handling.save_copy(article, by=cast.editor)
    article.topics.clear()
    article.bylines.all().delete()
    Draft.keep(article, by=cast.editor)
    newer, older = article.drafts.all()
    return older, newer


def test_an_earlier_draft_is_brought_back_and_nothing_is_lost(cast: Cast, as_user: AsUser) -> None:
    older, newer = two_sittings(cast)
    article = older.article
    page = as_user(cast.reporter).post(drafts_of(article), {"bring_back": older.pk}, follow=True)
    assert "The copy is again as in the draft" in page.text
    copy = stored(article)
    assert (copy.headline, copy.body) == ("The first idea", older.words["body"])
    assert [topic.name for topic in copy.topics.all()] == ["Ships"]
    assert [line.author for line in copy.bylines.all()] == [cast.author]
    assert headlines(article) == ["The first idea", "The second idea", "The first idea"]
    assert newer.words == article.drafts.get(pk=newer.pk).words
    assert copy.logbook.get(verb="bring_back").by == cast.reporter


def test_what_a_draft_had_and_the_newsroom_has_no_more_is_named(
    cast: Cast, as_user: AsUser
) -> None:
    older, _ = two_sittings(cast)
    cast.topic("Ports").delete()
    Topic.objects.filter(name="Ships").delete()
    page = as_user(cast.reporter).post(
        drafts_of(older.article), {"bring_back": older.pk}, follow=True
    )
    assert "A topic of it is gone." in page.text
    assert stored(older.article).headline == "The first idea"


def test_bringing_back_takes_a_clearance_away(cast: Cast, as_user: AsUser) -> None:
    article = cast.cleared(headline="As cleared")
    draft = article.drafts.last()
    assert draft
    as_user(cast.editor).post(drafts_of(article), {"bring_back": draft.pk})
    assert stored(article).state == "draft"


def test_who_may_not_write_brings_nothing_back(cast: Cast, as_user: AsUser) -> None:
    article = cast.submitted()
    page = as_user(cast.reporter).post(
        drafts_of(article), {"bring_back": article.drafts.first().pk}
    )
    assert page.status_code == 409
    assert "not yours to change" in page.text


def test_a_live_article_keeps_its_address_whatever_is_brought_back(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft(slug="first-address")
    draft = article.drafts.get()
    article.slug = "second-address"
    article = handling.save_copy(article, by=cast.editor)
    handling.submit(article, by=cast.reporter)
    handling.clear(stored(article), by=cast.second_editor)
    publishing.publish(stored(article), by=cast.editor)
    as_user(cast.editor).post(drafts_of(article), {"bring_back": draft.pk})
    assert stored(article).slug == "second-address"


def test_two_drafts_of_one_minute_are_told_apart_where_they_are_compared(
    cast: Cast, as_user: AsUser
) -> None:
    older, newer = two_sittings(cast)
    at = timezone.now().replace(second=10)
    Draft.objects.filter(pk=older.pk).update(saved_at=at)
    Draft.objects.filter(pk=newer.pk).update(saved_at=at.replace(second=11))
    page = as_user(cast.editor).get(f"/admin/articles/article/{older.article_id}/drafts/")
    offered = LexborHTMLParser(page.content.decode()).css("#from option")
    first, second = (option.text() for option in offered[:2])
    assert first != second
    assert first.endswith(":11")


def test_a_draft_is_named_at_the_desk(cast: Cast, as_user: AsUser) -> None:
    older, _ = two_sittings(cast)
    client, page = as_user(cast.reporter), drafts_of(older.article)
    client.post(page, {"keep": older.pk, f"name-{older.pk}": "  "})
    assert not Draft.objects.exclude(name="").exists()
    client.post(page, {"keep": older.pk, f"name-{older.pk}": "For the lawyers"})
    assert Draft.objects.get(pk=older.pk).name == "For the lawyers"
    assert "For the lawyers" in client.get(page).text


def test_two_drafts_are_compared_in_every_part(cast: Cast, as_user: AsUser) -> None:
    older, newer = two_sittings(cast)
    address = f"/admin/articles/article/{older.article_id}/compare/"
    page = as_user(cast.reporter).get(
        address, {"from": f"draft:{older.pk}", "to": f"draft:{newer.pk}"}
    )
    text = LexborHTMLParser(page.text).css_first(".compared")
    assert text
    taken_out = [mark.text() for mark in text.css("del")]
    put_in = [mark.text() for mark in text.css("ins")]
    for words in ("first", "Ninety", "Ships", cast.author.name):
        assert any(words in mark for mark in taken_out), words
    for words in ("second", "Nineteen"):
        assert any(words in mark for mark in put_in), words


def test_the_lines_for_single_channels_are_compared_too(cast: Cast, as_user: AsUser) -> None:
    older = cast.published(search_title="Ninety tons of rice", push_headline="Rice lands")
    newer = cast.edited(older, search_title="Nineteen tons of rice", social_title="Rice, at last")
    edition, draft = older.editions.get(), newer.drafts.first()
    page = as_user(cast.reporter).get(
        f"/admin/articles/article/{older.pk}/compare/",
        {"from": f"edition:{edition.pk}", "to": f"draft:{draft.pk}"},
    )
    lines = LexborHTMLParser(page.text).css(".compared .lines > div")
    assert [line.css_first("dt").text() for line in lines] == ["Search title", "Social title"]
    assert [mark.text() for mark in lines[0].css("ins")] == ["inserted: Nineteen (end) "]


def test_a_draft_is_compared_with_an_edition(cast: Cast, as_user: AsUser) -> None:
    article = cast.published(body="<p>Ninety tons.</p>")
    changed = cast.edited(article, body="<p>Nineteen tons.</p>")
    edition, draft = article.editions.get(), changed.drafts.first()
    address = f"/admin/articles/article/{article.pk}/compare/"
    client = as_user(cast.reporter)
    page = client.get(address, {"from": f"edition:{edition.pk}", "to": f"draft:{draft.pk}"})
    assert "Nineteen" in page.text
    assert "no-store" in page["Cache-Control"]
    for wrong in ("draft:x", "draft:999999", "thing:1", ""):
        assert client.get(address, {"from": wrong, "to": wrong}).status_code == 404


def test_the_list_of_drafts_costs_the_same_however_many_there_are(
    cast: Cast, as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    article = cast.draft()
    for number in range(4):
        typed(article, f"Headline {number}", by=(cast.editor, cast.reporter)[number % 2])
    client = as_user(cast.reporter)
    client.get(drafts_of(article))
    with django_assert_max_num_queries(10):
        assert client.get(drafts_of(article)).text.count("draft-headline") == 5
