"""A withdrawal and all that rests on the article: it is listed, and what is decided is done."""

from datetime import date
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles import publishing
from articles.models import Article, Edition, Event, Part, Relation, Slot, Story
from articles.publishing import cascade
from articles.publishing.cascade import Decided, OfAnEvent
from articles.workflow import NotAllowed, NotReady, Readers
from nextfin.wall import SITE
from tests.cast import NOTE, Cast, stored
from tests.test_desk import AsUser


class Rested:
    """An article on which everything rests that can."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.story: Story = cast.story()
        self.article: Article = cast.published(headline="The regrettable one", story=self.story)
        self.later: Article = cast.published(headline="The later one", story=self.story)
        link = f'<p>As <a data-article="{self.article.pk}">we said</a>.</p>'
        self.linking: Article = cast.published(headline="The linking one", body=link)
        self.slot = Slot.objects.create(front=cast.front, article=self.article)
        self.event = Event.objects.create(
            story=self.story,
            happened_on=date(2026, 1, 2),
            text="A synthetic event",
            article=self.article,
            source="A synthetic source",
        )
        self.part = Part.objects.create(
            story=self.story, article=self.article, role=Part.Role.FIRST_REPORT
        )
        self.relation = Relation.objects.create(
            story=self.story, article=self.later, kind=Relation.Kind.FOLLOWS, other=self.article
        )
        publishing.publish_story(Story.objects.get(pk=self.story.pk), by=cast.editor)

    def withdraw(self, **decided: Any) -> list[str]:
        return cascade.withdraw(
            self.article, by=self.cast.chief, note=NOTE, decided=Decided(**decided)
        )

    def readers(self, article: Article) -> str:
        current = Edition.objects.using(SITE).current().filter(article=article.pk).get()
        return Readers.KILLED if current.is_kill else Readers.LIVE


@pytest.fixture
def rested(cast: Cast) -> Rested:
    return Rested(cast)


def test_all_that_rests_on_an_article_is_found(rested: Rested) -> None:
    rests = cascade.what_rests_on(rested.article)
    ways = {piece.edition.headline: piece.ways for piece in rests.pieces}
    assert ways == {
        "The later one": (cascade.RELATED, cascade.LATER),
        "The linking one": (cascade.LINKS,),
    }
    assert (rests.slots, rests.events) == ([rested.slot], [rested.event])
    assert (rests.parts, rests.relations) == ([rested.part], [rested.relation])


def test_what_is_not_named_stays(rested: Rested) -> None:
    rested.withdraw()
    assert rested.readers(rested.article) == Readers.KILLED
    assert rested.readers(rested.later) == rested.readers(rested.linking) == Readers.LIVE
    assert Slot.objects.filter(pk=rested.slot.pk).exists()
    assert Event.objects.get(pk=rested.event.pk).article == rested.article


def test_what_goes_with_it_has_its_notice(rested: Rested) -> None:
    rested.withdraw(withdrawn=[rested.later.pk])
    notice = Edition.objects.using(SITE).current().get(article=rested.later.pk)
    assert (notice.kind, notice.note) == ("kill", NOTE)
    assert rested.readers(rested.linking) == Readers.LIVE


def test_it_is_taken_off_the_layout_of_the_front(rested: Rested) -> None:
    before = rested.cast.front.revision
    rested.withdraw(slots=[rested.slot.pk])
    assert not Slot.objects.filter(pk=rested.slot.pk).exists()
    assert rested.cast.front.revision == before + 1


def test_the_story_is_published_without_it(rested: Rested) -> None:
    said = rested.withdraw(
        events={rested.event.pk: OfAnEvent.UNLINKED},
        parts=[rested.part.pk],
        relations=[rested.relation.pk],
    )
    assert any("is published without it" in sentence for sentence in said)
    printed = rested.story.printed.current().get()
    assert [event["article"] for event in printed.events] == [None]
    assert (printed.parts, printed.relations) == ([], [])


def test_an_event_is_taken_out(rested: Rested) -> None:
    rested.withdraw(events={rested.event.pk: OfAnEvent.REMOVED})
    assert rested.story.printed.current().get().events == []


def test_a_story_that_is_being_worked_on_is_not_published_in_passing(rested: Rested) -> None:
    Story.objects.filter(pk=rested.story.pk).update(summary="Half a sentence that")
    said = rested.withdraw(events={rested.event.pk: OfAnEvent.REMOVED})
    assert any("other changes that are not published" in sentence for sentence in said)
    assert rested.story.printed.current().get().summary != "Half a sentence that"
    assert not Event.objects.filter(pk=rested.event.pk).exists()


def test_a_kill_waits_for_nothing_that_cannot_be_done(rested: Rested) -> None:
    Event.objects.filter(pk=rested.event.pk).update(source="")
    publishing.publish_story(Story.objects.get(pk=rested.story.pk), by=rested.cast.editor)
    publishing.kill(stored(rested.later), by=rested.cast.chief, note=NOTE)
    said = rested.withdraw(
        withdrawn=[rested.later.pk], events={rested.event.pk: OfAnEvent.UNLINKED}
    )
    assert rested.readers(rested.article) == Readers.KILLED
    assert any("was not withdrawn" in sentence for sentence in said)
    assert any("neither an article nor a source" in sentence for sentence in said)


def test_without_a_notice_nothing_at_all_is_done(rested: Rested) -> None:
    with pytest.raises(NotReady):
        cascade.withdraw(
            rested.article, by=rested.cast.chief, note=" ", decided=Decided(slots=[rested.slot.pk])
        )
    assert Slot.objects.filter(pk=rested.slot.pk).exists()


def test_only_a_chief_withdraws(rested: Rested, as_user: AsUser) -> None:
    with pytest.raises(NotAllowed):
        cascade.withdraw(rested.article, by=rested.cast.editor, note=NOTE, decided=Decided())
    page = f"/admin/articles/article/{rested.article.pk}/withdrawal/"
    assert as_user(rested.cast.editor).get(page).status_code == 403


def checked(page: str) -> set[tuple[str, str]]:
    """The names and values of what is checked on a page."""
    found = LexborHTMLParser(page).css("input[checked]")
    return {(str(box.attributes["name"]), str(box.attributes["value"])) for box in found}


def test_a_refused_form_comes_back_as_it_was_filled_in(rested: Rested, as_user: AsUser) -> None:
    client = as_user(rested.cast.chief)
    page = f"/admin/articles/article/{rested.article.pk}/withdrawal/"
    event = f"event-{rested.event.pk}"
    proposed = checked(client.get(page).text)
    assert proposed == {("slot", str(rested.slot.pk)), (event, "unlinked")}
    chosen = {
        ("withdrawn", str(rested.later.pk)),
        (event, "removed"),
        ("part", str(rested.part.pk)),
        ("relation", str(rested.relation.pk)),
    }
    refused = client.post(page, dict(chosen) | {"note": " "})
    assert (refused.status_code, checked(refused.text)) == (409, chosen)


def test_one_page_lists_and_decides_all(rested: Rested, as_user: AsUser) -> None:
    client = as_user(rested.cast.chief)
    page = f"/admin/articles/article/{rested.article.pk}/withdrawal/"
    shown = client.get(page).text
    for words in ("The later one", "The linking one", "A synthetic event", "lead package"):
        assert words in shown
    client.post(
        page,
        {
            "note": NOTE,
            "withdrawn": [rested.later.pk],
            "slot": [rested.slot.pk],
            f"event-{rested.event.pk}": "removed",
        },
    )
    assert rested.readers(rested.article) == rested.readers(rested.later) == Readers.KILLED
    assert not Slot.objects.filter(pk=rested.slot.pk).exists()
    assert rested.story.printed.current().get().events == []


def test_after_a_kill_the_rest_can_still_be_decided(rested: Rested, as_user: AsUser) -> None:
    publishing.kill(stored(rested.article), by=rested.cast.chief, note=NOTE)
    client = as_user(rested.cast.chief)
    page = f"/admin/articles/article/{rested.article.pk}/withdrawal/"
    assert "What rested on it" in client.get(page).text
    client.post(page, {"withdrawn": [rested.later.pk], "note": NOTE})
    assert rested.readers(rested.later) == Readers.KILLED
