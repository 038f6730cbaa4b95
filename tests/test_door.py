"""The door: one way from the desk to readers, one at a time, all of it or nothing."""

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from random import Random
from threading import Timer
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from accounts.models import User
from articles import handling, prose, publishing, workflow
from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionTopic,
    LogbookEntry,
    Withdrawal,
)
from articles.prose.material import Material
from articles.workflow import Kind, NotAllowed, NotNow, NotReady, Refused
from nextfin.wall import SITE
from tests.cast import NOTE, Cast, stored
from tests.database import Newsroom


def everything() -> list[list[tuple]]:
    """All that a verb could have changed, to be compared."""
    return [
        list(model.objects.order_by("pk").values_list(*columns))
        for model, columns in (
            (Article, ["pk", "state", "clearance", "revision", "headline"]),
            (Edition, ["pk", "number", "live"]),
            (EditionTopic, ["pk"]),
            (EditionByline, ["pk"]),
            (Withdrawal, ["pk", "span"]),
            (LogbookEntry, ["pk"]),
        )
    ]


# --- What goes through ----------------------------------------------------------------------------


def test_an_edition_is_complete_in_itself(cast: Cast) -> None:
    story, topic = cast.story("Then"), cast.topic("Then")
    article = cast.published(
        story=story, topics=[topic], lead_image=cast.picture(caption="Then"), dateline="TOKYO"
    )
    for thing in (story, topic, cast.author, article.lead_image):
        for name in {"name", "caption", "credit"} & {f.name for f in thing._meta.fields}:
            setattr(thing, name, "Renamed since")
        thing.save()
    edition = Edition.objects.using(SITE).get()
    assert "Renamed since" not in edition.canonical().decode()
    assert edition.printed_story == {"name": "Then", "slug": "then"}
    assert edition.topics == [{"name": "Then", "slug": "then"}]
    assert edition.bylines == [
        {"name": "Synthetic Desk", "slug": "synthetic-desk", "role": "reporting"}
    ]
    assert edition.lead_picture["caption"] == "Then"


def test_each_verb_makes_an_edition_of_its_kind_and_a_line_in_the_logbook(cast: Cast) -> None:
    article = cast.published(dek="Plain words.")
    for number, (verb, kind, change) in enumerate(
        [
            (publishing.restyle, Kind.STYLE, {"dek": "Better words."}),
            (publishing.update, Kind.UPDATE, {"headline": "Text number 3"}),
            (publishing.correct, Kind.CORRECTION, {"headline": "Text number 4"}),
        ],
        start=2,
    ):
        article = cast.edited(article, **change)
        edition = verb(article, by=cast.editor, note="What changed.")
        assert (edition.number, edition.kind, edition.note) == (number, kind, "What changed.")
        line = LogbookEntry.objects.filter(edition=edition).get()
        assert (line.by, line.note) == (cast.editor, "What changed.")
    assert Edition.objects.using(SITE).current().get().headline == "Text number 4"


def test_what_is_published_is_what_was_saved_and_not_what_somebody_holds_in_memory(
    cast: Cast,
) -> None:
    article = cast.cleared(headline="As it was read", lead_image=cast.picture(caption="Read"))
    article.headline = "Typed and never saved"
    article.lead_image = cast.picture(caption="Chosen and never saved")
    edition = publishing.publish(article, by=cast.editor)
    assert edition.headline == "As it was read"
    assert edition.lead_picture["caption"] == "Read"


def test_a_picture_is_printed_with_the_words_that_the_library_has_for_it_now(cast: Cast) -> None:
    article = cast.submitted(lead_image=cast.picture(caption="A slip of the pen"))
    in_an_open_window = stored(article)
    assert in_an_open_window.lead_image.caption == "A slip of the pen"
    article.lead_image.caption = "Mended before anybody cleared it"
    article.lead_image.save()
    handling.clear(article, by=cast.editor)
    edition = publishing.publish(in_an_open_window, by=cast.editor)
    assert edition.lead_picture["caption"] == "Mended before anybody cleared it"


def test_a_body_is_clean_in_print_whatever_wrote_it(cast: Cast) -> None:
    article = cast.draft(body='<p data-id="abcdefgh" onclick="x()">One<script>x()</script></p>')
    assert article.body == '<p data-id="abcdefgh">One</p>'
    Article.objects.filter(pk=article.pk).update(
        body='<p data-id="abcdefgh">Two<script>x()</script></p>'
    )
    article = handling.clear(handling.submit(article, by=cast.reporter), by=cast.editor)
    edition = publishing.publish(article, by=cast.editor)
    assert (edition.body_html, edition.body_text) == ('<p id="b-abcdefgh">Two</p>', "Two")


# --- What is refused ------------------------------------------------------------------------------


def test_copy_that_is_not_cleared_does_not_go_through(cast: Cast) -> None:
    for article in (cast.draft(), cast.submitted(), handling.spike(cast.draft(), by=cast.editor)):
        before = everything()
        with pytest.raises(NotNow):
            publishing.publish(article, by=cast.editor)
        assert everything() == before


def test_a_reporter_has_no_verb_of_the_door(cast: Cast) -> None:
    cleared, live = cast.cleared(), cast.edited(cast.published(), headline="Another")
    attempts: list[Callable[..., object]] = [
        partial(publishing.publish, cleared),
        partial(publishing.schedule, cleared, workflow.PUBLISH, at=cast.in_seconds(60)),
        partial(publishing.restyle, live),
        partial(publishing.update, live),
        partial(publishing.correct, live),
        partial(publishing.kill, live),
        partial(publishing.cancel, cast.scheduled().editions.get()),
    ]
    before = everything()
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="not for your role"):
            attempt(by=cast.reporter, note=NOTE)
    assert everything() == before


def test_who_has_left_has_no_verb_any_more(cast: Cast) -> None:
    article = cast.cleared()
    User.objects.filter(pk=cast.second_editor.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        publishing.publish(article, by=User.objects.get(pk=cast.second_editor.pk))


def test_everything_that_print_needs_and_lacks_is_named_at_once(cast: Cast) -> None:
    article = cast.cleared(headline=" ", slug="", body="", authors=[])
    with pytest.raises(NotReady) as refusal:
        publishing.publish(article, by=cast.editor)
    assert refusal.value.problems == [
        "It has no headline.",
        "It has no text.",
        "It has no byline.",
        "It has no slug, and none can be made from the headline.",
    ]


def test_an_update_and_a_correction_tell_readers_why(cast: Cast) -> None:
    article = cast.edited(cast.published(), headline="Another")
    for verb in (publishing.update, publishing.correct):
        with pytest.raises(NotReady, match="Readers are told why: write the public note"):
            verb(article, by=cast.editor, note=" ")


def test_nothing_new_is_no_edition(cast: Cast) -> None:
    article = cast.published()
    for verb in (publishing.restyle, publishing.update, publishing.correct):
        with pytest.raises(NotReady, match="Nothing has changed since the edition that is live"):
            verb(article, by=cast.editor, note=NOTE)


def test_two_pieces_of_a_day_with_one_address_are_told_apart(cast: Cast) -> None:
    cast.published(slug="taken")
    with pytest.raises(NotReady) as refusal:
        publishing.publish(cast.cleared(slug="taken"), by=cast.editor)
    assert refusal.value.problems == [
        "Another article of that day has this address already: change the slug."
    ]


def test_an_address_is_free_again_when_what_held_it_was_cancelled(cast: Cast) -> None:
    first = cast.scheduled(slug="wanted")
    with pytest.raises(NotReady, match="change the slug"):
        cast.scheduled(slug="wanted")
    publishing.cancel(first.editions.get(), by=cast.editor)
    assert cast.scheduled(slug="wanted").editions.get().address.endswith("/wanted/")


def test_a_verb_acts_on_the_copy_that_its_speaker_has_seen(cast: Cast) -> None:
    on_screen = cast.submitted()
    newer = stored(on_screen)
    newer.headline = "Saved by somebody else"
    newer = handling.save_copy(newer, by=cast.second_editor)
    with pytest.raises(NotNow, match=r"Synthetic Second Editor saved a newer version at \d\d:"):
        handling.clear(on_screen, by=cast.editor)
    cleared = handling.clear(newer, by=cast.editor)
    with pytest.raises(NotNow, match="saved a newer version"):
        publishing.publish(on_screen, by=cast.editor)
    assert publishing.publish(cleared, by=cast.editor).headline == "Saved by somebody else"


def test_a_save_on_top_of_a_newer_one_is_refused_and_loses_nothing(cast: Cast) -> None:
    mine = cast.draft(headline="Before both")
    theirs = stored(mine)
    theirs.headline = "Theirs"
    handling.save_copy(theirs, by=cast.second_reporter)
    mine.headline = "Mine"
    with pytest.raises(NotNow, match="saved a newer version"):
        handling.save_copy(mine, by=cast.reporter)
    assert (stored(mine).headline, mine.headline) == ("Theirs", "Mine")


# --- Two at once ----------------------------------------------------------------------------------


def outcome(results: Sequence[object]) -> tuple[int, list[Refused]]:
    """How many got through, and what the others were told; anything else is raised."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refused):
            raise result
    refusals = [result for result in results if isinstance(result, Refused)]
    return len(results) - len(refusals), refusals


def test_when_two_editors_publish_at_once_one_wins_and_the_other_is_told(
    newsroom: Newsroom, cast: Cast
) -> None:
    editors = [cast.editor, cast.second_editor]
    for _ in range(4):
        article = cast.cleared()
        works = [partial(publishing.publish, stored(article), by=editor) for editor in editors]
        got_through, refusals = outcome(newsroom.at_once(*works))
        assert got_through == 1
        assert re.search("“Publish” does not fit now: .* edition 1 is live", str(refusals[0]))
        assert isinstance(refusals[0], NotNow)
        assert article.editions.count() == 1
        assert article.logbook.filter(verb="publish").count() == 1


def test_when_two_editors_correct_at_once_one_wins_and_the_other_is_told(
    newsroom: Newsroom, cast: Cast
) -> None:
    editors = [cast.editor, cast.second_editor]
    for _ in range(4):
        article = cast.edited(cast.published(), headline="Corrected")
        works = [
            partial(publishing.correct, stored(article), by=editor, note=f"By {editor}.")
            for editor in editors
        ]
        got_through, refusals = outcome(newsroom.at_once(*works))
        assert got_through == 1
        assert "Nothing has changed since the edition that is live" in str(refusals[0])
        assert article.editions.count() == 2


def test_when_two_pieces_reach_for_one_address_at_once_one_gets_it(
    newsroom: Newsroom, cast: Cast
) -> None:
    pieces = [cast.cleared(slug="one-address") for _ in range(3)]
    works = [partial(publishing.publish, piece, by=cast.editor) for piece in pieces]
    got_through, refusals = outcome(newsroom.at_once(*works))
    assert got_through == 1
    assert {str(refusal) for refusal in refusals} == {
        "Another article of that day has this address already: change the slug."
    }


def test_when_one_saves_and_one_publishes_at_once_nothing_unread_is_printed(
    newsroom: Newsroom, cast: Cast
) -> None:
    for _ in range(6):
        article = cast.cleared(headline="Read and cleared")
        typed = stored(article)
        typed.headline = "Typed by one alone"
        outcome(
            newsroom.at_once(
                partial(handling.save_copy, typed, by=cast.editor),
                partial(publishing.publish, stored(article), by=cast.second_editor),
            )
        )
        assert {edition.headline for edition in article.editions.all()} <= {"Read and cleared"}


def test_any_verbs_at_once_leave_a_record_without_a_gap(newsroom: Newsroom, cast: Cast) -> None:
    people = (cast.editor, cast.second_editor, cast.chief)
    for _ in range(5):
        article = cast.published()
        coming = cast.schedule(cast.edited(article, headline="Planned"), workflow.UPDATE)
        cleared = cast.edited(article, headline="Corrected")
        works = [
            partial(publishing.correct, cleared, by=people[0], note=NOTE),
            partial(publishing.cancel, coming, by=people[1]),
            partial(publishing.kill, stored(article), by=people[2], note=NOTE),
            partial(handling.reopen, stored(article), by=people[0]),
        ]
        outcome(newsroom.at_once(*works))
        current = Edition.objects.using(SITE).current().get(article=article.pk)
        assert current.is_kill
        assert current.live.upper is None
        numbers = list(article.editions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


# --- All or nothing -------------------------------------------------------------------------------


class Scissors:
    """Ends the database's process behind this thread's connection, as a crash would."""

    def __init__(self, superuser: psycopg.Connection) -> None:
        self.superuser = superuser
        self.process = connection.connection.info.backend_pid

    def __call__(self) -> None:
        self.superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [self.process])


class After:
    """Does something once so many statements have been executed."""

    def __init__(self, statements: int, do: Callable[[], None]) -> None:
        self.left = statements
        self.do = do

    def __call__(
        self,
        execute: Callable[..., Any],
        statement: str,
        params: object,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        result = execute(statement, params, many, context)
        self.left -= 1
        if self.left == 0:
            self.do()
        return result


VERBS: dict[str, Callable[[Cast], Callable[[], object]]] = {
    "publish": lambda cast: partial(
        publishing.publish,
        cast.cleared(story=cast.story(), topics=[cast.topic()], lead_image=cast.picture()),
        by=cast.editor,
    ),
    "correct": lambda cast: partial(
        publishing.correct,
        cast.edited(cast.published(), headline="Corrected"),
        by=cast.editor,
        note=NOTE,
    ),
    "kill": lambda cast: partial(
        publishing.kill,
        cast.edited(planned(cast), headline="Never"),
        by=cast.chief,
        note=NOTE,
    ),
    "cancel": lambda cast: partial(
        publishing.cancel, planned(cast).editions.latest("number"), by=cast.chief
    ),
    "clear": lambda cast: partial(handling.clear, cast.submitted(), by=cast.editor),
}


def planned(cast: Cast) -> Article:
    """A live article that will be withdrawn."""
    article = cast.published()
    cast.schedule(article, workflow.KILL)
    return article


@pytest.mark.parametrize("verb", VERBS)
def test_a_connection_cut_after_any_statement_leaves_nothing_done(
    newsroom: Newsroom, cast: Cast, verb: str
) -> None:
    do = VERBS[verb](cast)
    before = everything()
    for statements in count(1):
        with newsroom.as_superuser() as superuser:
            cut = After(statements, Scissors(superuser))
            with connection.execute_wrapper(cut), suppress(OperationalError, InterfaceError):
                do()
        if cut.left > 0:
            break
        connection.close()
        assert everything() == before, f"cut after statement {statements}"
    assert statements > 6
    assert everything() != before


def test_a_connection_cut_at_any_moment_leaves_all_or_nothing(
    newsroom: Newsroom, cast: Cast
) -> None:
    random = Random(20260103)  # noqa: S311 (to be repeated, not to be secret)
    article = cast.published()
    usual = 0.02  # seconds
    for number in range(2, 14):
        article = cast.edited(article, headline=f"Text number {number}")
        before = article.editions.count()
        with newsroom.as_superuser() as superuser:
            timer = Timer(random.uniform(0, usual), Scissors(superuser))
            timer.start()
            began = time.monotonic()
            with suppress(OperationalError, InterfaceError):
                publishing.correct(article, by=cast.editor, note=NOTE)
                usual = time.monotonic() - began
            timer.join()
        connection.close()
        made = article.editions.count() - before
        assert made in {0, 1}
        assert article.logbook.filter(verb="correct").count() == article.editions.count() - 1
        live = Edition.objects.using(SITE).current().get(article=article.pk)
        assert (live.headline == f"Text number {number}") == bool(made)


# --- Nobody else ----------------------------------------------------------------------------------

MAKES_EDITIONS = re.compile(
    r"""\b(Edition|EditionTopic|EditionByline|FrontEdition|FrontCard|StoryEdition|Withdrawal)
        (\.objects(\.using\(\w+\))?\.(create|bulk_create|get_or_create|update_or_create|update)\b|\()
      | \b(editions|printed|card_rows|withdrawals)
        \.(create|bulk_create|get_or_create|update_or_create|update|add)\(
      | INSERT\s+INTO\s+articles_(edition|frontedition|frontcard|storyedition|withdrawal)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The door records them; the proofs put one together that is never saved, and an article's page one
# for each line of its history; the morgue lays made-up ones into a newsroom that has nothing else.
PROOFS = {"articles/proof.py", "articles/page_proof.py", "articles/public/article.py"}
DOORS = {"articles/publishing/recording.py", "articles/publishing/pages.py"}
MORGUE = {"articles/publishing/morgue/pieces.py", "articles/publishing/morgue/stories.py"}


def test_nothing_but_the_door_makes_editions() -> None:
    """The database keeps numbers, chain, time and text; that only these lines call it is read."""
    found = {}
    for folder in ("nextfin", "accounts", "articles"):
        for file in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            name = str(file.relative_to(settings.BASE_DIR))
            lines = (
                line
                for line in file.read_text().splitlines()
                if not line.lstrip().startswith(("class ", "#"))
            )
            if matches := [line.strip() for line in lines if MAKES_EDITIONS.search(line)]:
                found[name] = matches
    assert found.keys() == DOORS | PROOFS | MORGUE
    assert [line.split("(")[0] for line in found["articles/proof.py"]] == ["edition = Edition"]


@pytest.mark.parametrize("proof", sorted(PROOFS))
def test_the_proof_of_an_edition_is_never_saved(proof: str) -> None:
    lines = (settings.BASE_DIR / proof).read_text()
    assert not re.search(r"\.(save|create|bulk_create|update)\(", lines)


def test_the_desk_cannot_print_what_differs_from_the_cleared_text_by_its_own_pages(
    cast: Cast,
) -> None:
    """What the database does not know: an edition's words against the copy's. The door copies."""
    article = cast.cleared()
    edition = publishing.publish(article, by=cast.editor)
    copied = ("headline", "dek", "label", "dateline")
    assert [getattr(edition, name) for name in copied] == [
        getattr(article, name) for name in copied
    ]
    assert edition.body_html == prose.print_body(article.body, Material())
