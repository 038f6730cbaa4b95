"""What is scheduled never undoes what was mended meanwhile: it is rebased at once, or asked."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from articles import handling, prose, publishing, workflow
from articles.models import Article, Edition, Topic
from articles.models.draft import Words, words_of
from articles.models.frozen import broken_link
from articles.prose.merging import Choice
from articles.prose.passages import passages
from articles.publishing.rebasing import Collides, Rebase
from articles.workflow import Kind, NotAllowed, NotNow, NotReady, State, Verb
from tests.cast import NOTE, Cast, stored
from tests.test_desk import AsUser, address, buttons, messages, parsed, press
from tests.test_merging import three
from tests.test_time import readers_have, wait_for

BODY = "".join(f'<p data-id="{name * 8}">Synthetic passage {name}.</p>' for name in "abc")
SCHEDULED = BODY.replace("passage c", "news of tomorrow")
MENDED = BODY.replace("passage a", "passage mended")
BOTH = SCHEDULED.replace("passage a", "passage mended")


def body_of(edition: Edition) -> str:
    return edition.draft.words["body"]


class Piece:
    """A live article of which another edition is scheduled; the copy holds that one."""

    def __init__(
        self, cast: Cast, seconds: float = 3600, verb: Verb = workflow.UPDATE, **scheduled: Any
    ) -> None:
        self.cast = cast
        topic = Topic.objects.first() or cast.topic()
        self.article = cast.published(body=BODY, headline="As it is live", topics=[topic])
        words = {"body": SCHEDULED} | scheduled
        self.coming = cast.schedule(cast.edited(self.article, **words), verb, seconds=seconds)

    def mended(self, **words: Any) -> Article:
        """The copy with what is live in it, mended, cleared again."""
        handling.mend(stored(self.article), by=self.cast.reporter)
        return self.cast.edited(self.article, **{"body": MENDED} | words)

    def correct(self, **choices: Choice) -> Edition:
        return publishing.correct(
            stored(self.article), by=self.cast.editor, note=NOTE, choices=choices
        )

    @property
    def next(self) -> Edition:
        """What is scheduled now."""
        return Edition.objects.coming().get(article=self.article)


@pytest.fixture
def piece(cast: Cast) -> Piece:
    return Piece(cast)


# --- The mend is carried over ---------------------------------------------------------------------


def test_a_mend_stands_in_the_live_text_now_and_in_the_scheduled_one_at_its_time(
    piece: Piece,
) -> None:
    piece.mended()
    live = piece.correct()
    connection.check_constraints()
    assert (body_of(live), live.kind) == (MENDED, Kind.CORRECTION)
    coming = piece.next
    assert body_of(coming) == BOTH
    assert (coming.begins_at, coming.kind, coming.note) == (
        piece.coming.begins_at,
        piece.coming.kind,
        piece.coming.note,
    )
    assert readers_have(piece.article) == live
    assert (live.live.upper, coming.live.upper) == (coming.begins_at, None)


def test_what_was_scheduled_before_keeps_its_number_and_never_lives(piece: Piece) -> None:
    piece.mended()
    piece.correct()
    editions = list(piece.article.editions.order_by("number"))
    assert [edition.number for edition in editions] == [1, 2, 3, 4]
    assert [edition.live.isempty for edition in editions] == [False, True, False, False]
    assert broken_link("It", editions) is None
    entry = piece.article.logbook.get(verb="rebase")
    assert entry.edition == editions[3]
    assert "in place of edition 2: the same with edition 3 in it" in entry.note


def test_the_rebased_text_appears_at_its_second_with_nothing_running(cast: Cast) -> None:
    piece = Piece(cast, seconds=6)
    piece.mended()
    live = piece.correct()
    assert readers_have(piece.article) == live
    coming = piece.next
    assert coming.begins_at == piece.coming.begins_at
    wait_for(coming)
    assert readers_have(piece.article) == coming
    assert "mended" in coming.body_text
    assert "news of tomorrow" in coming.body_text


def test_after_the_mend_the_copy_holds_the_scheduled_words_again(piece: Piece) -> None:
    copy = stored(piece.article)
    before = set(copy.writers.values_list("user", flat=True))
    piece.mended()
    piece.correct()
    now = stored(piece.article)
    assert words_of(now)["body"] == BOTH
    assert (now.state, now.is_as_cleared()) == (State.CLEARED, True)
    assert now.clearance.by == piece.cast.editor  # type: ignore[union-attr]
    assert set(now.writers.values_list("user", flat=True)) == before
    assert now.topics.count() == 1


def test_it_can_be_mended_again_and_again(piece: Piece) -> None:
    piece.mended()
    piece.correct()
    piece.mended(body=MENDED.replace("passage b", "passage mended too"))
    publishing.restyle(stored(piece.article), by=piece.cast.editor)
    assert body_of(piece.next) == BOTH.replace("passage b", "passage mended too")
    assert piece.next.begins_at == piece.coming.begins_at


def test_a_scheduled_withdrawal_is_not_touched_by_a_mend(cast: Cast) -> None:
    article = cast.published(body=BODY)
    notice = cast.schedule(article, workflow.KILL)
    cast.corrected(article, body=MENDED)
    assert Edition.objects.coming().get(article=article) == notice


def test_a_mend_is_all_or_nothing(piece: Piece) -> None:
    """Whatever keeps the scheduled text from print keeps the mend from readers, and says so."""
    piece.mended(
        lead_image=piece.cast.picture(usable_until=piece.cast.in_seconds(60)), lead_alt="x"
    )
    numbers = piece.article.editions.count()
    with pytest.raises(NotReady, match="What is scheduled, with this in it: The rights"):
        piece.correct()
    assert piece.article.editions.count() == numbers
    assert not piece.coming.live.isempty


# --- What both changed ----------------------------------------------------------------------------

KEPT = {
    Choice.MINE: SCHEDULED,
    Choice.THEIRS: SCHEDULED.replace("news of tomorrow", "news of today"),
}


@pytest.mark.parametrize("choice", KEPT)
def test_who_mends_what_is_scheduled_to_change_must_choose(piece: Piece, choice: Choice) -> None:
    mended = BODY.replace("passage c", "news of today")
    piece.mended(body=mended)
    with pytest.raises(Collides) as refused:
        piece.correct()
    [collision] = refused.value.collisions
    assert collision.key == "block-cccccccc"
    assert (collision.scheduled, collision.mended) == (
        "Synthetic news of tomorrow.",
        "Synthetic news of today.",
    )
    assert piece.article.editions.count() == 2

    if KEPT[choice] == mended:
        with pytest.raises(NotNow, match="nothing is left of what is scheduled"):
            piece.correct(**{"block-cccccccc": choice})
        return
    live = piece.correct(**{"block-cccccccc": choice})
    assert body_of(live) == mended
    assert body_of(piece.next) == KEPT[choice]


def test_a_choice_carries_the_mend_over_beside_what_else_is_scheduled(cast: Cast) -> None:
    piece = Piece(cast, headline="As it will be")
    piece.mended(headline="As it is mended")
    with pytest.raises(Collides):
        piece.correct()
    live = piece.correct(headline=Choice.THEIRS)
    assert live.headline == piece.next.headline == "As it is mended"
    assert body_of(piece.next) == BOTH


def test_a_mend_after_which_nothing_scheduled_is_left_is_refused(piece: Piece) -> None:
    piece.mended(body=SCHEDULED.replace("passage a", "passage mended"))
    with pytest.raises(NotNow, match=r"nothing is left of what is scheduled .*: cancel it first"):
        piece.correct()


def test_a_reporter_is_told_that_the_verb_is_not_theirs_and_nothing_more(piece: Piece) -> None:
    mended = piece.mended(body=BODY.replace("passage c", "news of today"))
    with pytest.raises(NotAllowed, match="not for your role"):
        publishing.correct(mended, by=piece.cast.reporter, note=NOTE)


# --- Four eyes ------------------------------------------------------------------------------------


def test_a_mend_that_nobody_has_cleared_carries_nothing_over(piece: Piece) -> None:
    handling.mend(stored(piece.article), by=piece.cast.reporter)
    with pytest.raises(NotNow):
        piece.correct()
    assert piece.article.editions.count() == 2


def test_every_word_of_the_rebased_text_was_cleared_by_somebody_who_did_not_write_it(
    piece: Piece,
) -> None:
    piece.mended()
    piece.correct()
    clearance = stored(piece.article).clearance
    assert clearance
    writers = piece.article.writers.values_list("user", flat=True)
    assert clearance.by_id not in set(writers)
    assert clearance.override_note == ""
    cleared = set(passages_of(SCHEDULED)) | set(passages_of(MENDED))
    assert set(passages_of(body_of(piece.next))) <= cleared


def passages_of(html: str) -> list[str]:
    return [passage.content for passage in passages(html)]


# --- Bringing what is live into the copy ----------------------------------------------------------


def test_what_is_live_comes_into_the_copy_and_what_is_scheduled_is_safe(piece: Piece) -> None:
    scheduled = words_of(stored(piece.article))
    copy = handling.mend(stored(piece.article), by=piece.cast.reporter)
    assert words_of(copy) == piece.article.editions.get(number=1).draft.words
    assert copy.state == State.DRAFT
    assert piece.coming.draft.words == scheduled
    assert piece.article.logbook.first().verb == "mend"  # type: ignore[union-attr]


def test_words_that_are_scheduled_nowhere_are_not_put_aside(piece: Piece) -> None:
    piece.cast.edited(piece.article, body=BODY.replace("passage b", "more"))
    with pytest.raises(NotNow, match="neither live nor scheduled"):
        handling.mend(stored(piece.article), by=piece.cast.reporter)


def test_without_anything_scheduled_there_is_nothing_to_bring(cast: Cast) -> None:
    with pytest.raises(NotNow):
        handling.mend(cast.published(), by=cast.reporter)


# --- At the desk ----------------------------------------------------------------------------------


def test_the_desk_offers_to_mend_what_is_live_and_asks_where_it_collides(
    piece: Piece, as_user: AsUser
) -> None:
    article, client = piece.article, as_user(piece.cast.editor)
    assert "mend" in buttons(parsed(client.get(address(article))))
    said = press(client, article, "mend")
    assert "The copy is what is live now" in messages(said)
    assert "mend" not in buttons(parsed(said))

    piece.cast.edited(article, body=MENDED.replace("passage c", "news of today"))
    refused = press(client, article, "correct", **{"correct-note": NOTE})
    box = parsed(refused).css_first(".verb-correct details")
    assert box
    assert "open" in box.attributes
    assert "Synthetic news of tomorrow." in box.text()
    assert "Synthetic news of today." in box.text()
    assert not box.css("input[checked]")
    assert article.editions.count() == 2

    chosen = {"correct-note": NOTE, "correct-keep-block-cccccccc": "mine"}
    done = press(client, article, "correct", **chosen)
    assert "is live since" in messages(done)
    assert body_of(piece.next) == BOTH


def test_a_style_edit_whose_words_would_undo_the_mend_takes_it_over_at_one_more_press(
    cast: Cast, as_user: AsUser
) -> None:
    better = BODY.replace("Synthetic passage b", "Synthetic, passage b")
    styled = {"headline": "As It Is Live", "body": better}
    piece = Piece(cast, verb=workflow.RESTYLE, **styled)
    piece.mended(body=BODY, headline="As it is live in Osaka")
    article, client = piece.article, as_user(cast.editor)

    kept = {"correct-note": NOTE, "correct-keep-headline": "mine"}
    refused = press(client, article, "correct", **kept)
    box = parsed(refused).css_first(".verb-correct")
    assert box
    assert "would undo what this mend changes" in box.text()
    [chosen] = box.css("input[checked]")
    assert chosen.attributes["value"] == "theirs"
    assert article.editions.count() == 2

    name = str(chosen.attributes["name"])
    done = press(client, article, "correct", **{"correct-note": NOTE, name: "theirs"})
    assert "is live since" in messages(done)
    assert piece.next.headline == readers_have(article).headline == "As it is live in Osaka"
    assert body_of(piece.next) == better
    assert piece.next.kind == Kind.STYLE


# --- For any text ---------------------------------------------------------------------------------

WORD = st.sampled_from(["One", "Two", "Three"])


@st.composite
def copies(draw: st.DrawFn) -> list[Words]:
    """What is live, and two changes of it."""
    bodies = draw(three())
    topics = st.lists(st.integers(1, 4), unique=True).map(sorted)
    found = []
    for body in bodies:
        words: dict[str, Any] = {name: draw(WORD) for name in ("headline", "dek", "dateline")}
        words |= {"label": "news", "slug": "one", "story_id": draw(st.sampled_from([None, 1]))}
        words |= {"lead_image_id": draw(st.sampled_from([None, 1, 2])), "lead_alt": draw(WORD)}
        words |= {"lead_is_decorative": False, "topics": draw(topics), "body": body}
        words |= dict.fromkeys(("search_title", "social_title", "push_headline"), draw(WORD))
        words["byline"] = [{"author": draw(st.integers(1, 2)), "role": "reporting"}]
        found.append(words)
    return found  # type: ignore[return-value]


@settings(max_examples=100, deadline=None)
@given(copies())
def test_what_only_one_changed_is_what_readers_get(three: list[Words]) -> None:
    base, scheduled, mended = three
    assert Rebase(base, scheduled, base).words == scheduled
    assert Rebase(base, base, mended).words == mended
    assert Rebase(base, mended, mended).words == mended
    assert Rebase(base, scheduled, base).collisions == []


@settings(max_examples=100, deadline=None)
@given(copies(), st.sampled_from([Choice.MINE, Choice.THEIRS]))
def test_once_all_is_chosen_nothing_is_asked_and_no_word_is_new(
    three: list[Words], choice: Choice
) -> None:
    base, scheduled, mended = three
    asked = Rebase(base, scheduled, mended).collisions
    rebase = Rebase(base, scheduled, mended, {each.key: choice for each in asked})
    assert all(each.choice is choice for each in rebase.collisions)
    words = rebase.words
    for name in ("headline", "dek", "dateline", "story_id", "byline"):
        assert words[name] in (scheduled[name], mended[name])  # type: ignore[literal-required]
    for passage in passages_of(words["body"]):
        assert passage in passages_of(scheduled["body"]) + passages_of(mended["body"])
    lead = [(one["lead_image_id"], one["lead_alt"]) for one in (words, scheduled, mended)]
    assert lead[0] in lead[1:]


CHANGES = st.lists(
    st.sampled_from(["keep", "keep", "change", "drop", "add"]), min_size=3, max_size=3
)


def changed(who: str, acts: list[str]) -> str:
    """The live body with one act of theirs at each passage."""
    found = []
    for passage, act in zip(passages(BODY), acts, strict=True):
        found += [] if act == "drop" else [passage.html]
        if act == "change":
            found[-1] = passage.html.replace("Synthetic", f"{who}’s own")
        elif act == "add":
            found.append(f"<p>New by {who} after {passage.name}.</p>")
    return prose.clean("".join(found))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CHANGES, CHANGES, st.sampled_from([Choice.MINE, Choice.THEIRS]))
def test_through_the_real_verbs_no_mend_is_undone_and_no_scheduled_word_is_lost(
    cast: Cast, scheduled: list[str], mended: list[str], choice: Choice
) -> None:
    later, now = changed("Scheduled", scheduled), changed("Mended", mended)
    assume(now != BODY and later)
    piece = Piece(cast, body=later, dek="Scheduled dek.")
    piece.mended(body=now or "<p>Nothing is left.</p>")
    numbers = piece.article.editions.count()
    try:
        live = piece.correct()
    except Collides as refused:
        assert piece.article.editions.count() == numbers
        live = piece.correct(**{each.key: choice for each in refused.collisions})
        kept = {
            each.scheduled if choice is Choice.MINE else each.mended for each in refused.collisions
        }
    else:
        kept = set()
    coming = piece.next
    assert (coming.begins_at, coming.dek) == (piece.coming.begins_at, "Scheduled dek.")
    assert live.dek != coming.dek
    base = passages_of(BODY)
    words = passages_of(body_of(coming))
    new = set(passages_of(body_of(live))) ^ set(passages_of(later))
    for passage in new - set(base):
        text = prose.plain_text(passage)
        assert passage in words or (kept and text not in kept)
