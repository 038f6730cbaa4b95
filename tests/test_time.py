"""Time publishes, not a job; until then, what is scheduled can be taken back."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from articles import handling, publishing, workflow
from articles.models import Article, Edition, EditionRecord
from articles.models.edition import clock
from articles.workflow import Kind, NotNow, NotReady
from nextfin.wall import SITE
from tests.cast import NOTE, Cast, stored
from tests.database import Newsroom

SOON = 2.5  # seconds: more than what is done before it takes on a busy machine


def readers_have(article: Article) -> Edition | None:
    """The edition of this article that readers are given now, asked as the site."""
    return Edition.objects.using(SITE).current().filter(article=article.pk).first()


def wait_for(edition: Edition) -> None:
    """Sleep until the edition's time has just come, and do nothing else."""
    time.sleep(max(0, (edition.begins_at - clock()).total_seconds()) + 0.02)


# --- It comes by itself ---------------------------------------------------------------------------


def test_a_scheduled_article_appears_at_its_second_with_nothing_running(
    newsroom: Newsroom, cast: Cast
) -> None:
    edition = cast.scheduled(seconds=SOON).editions.get()
    ask = "SELECT statement_timestamp(), (SELECT count(*) FROM articles_edition)"
    seen: list[tuple[datetime, int]] = []
    with psycopg.connect(newsroom.addresses["DATABASE_SITE_URL"], autocommit=True) as reader:
        while not seen or seen[-1][0] < edition.begins_at:
            seen.append(reader.execute(ask).fetchone())
            time.sleep(0.001)
    assert len(seen) > 50
    assert all(count == (at >= edition.begins_at) for at, count in seen)


def test_no_request_has_to_come_before_a_scheduled_article_can_be_read(
    cast: Cast, client: Client
) -> None:
    article = cast.scheduled(seconds=SOON, headline="On its second")
    edition = article.editions.get()
    assert client.get(edition.address).status_code == 404
    wait_for(edition)
    assert "On its second" in client.get(edition.address).content.decode()
    assert "On its second" in client.get("/").content.decode()
    assert edition.address in client.get("/search/?q=second").content.decode()


def test_what_is_under_embargo_is_published_by_its_time_alone(cast: Cast) -> None:
    at = cast.in_seconds(SOON)
    article = cast.cleared(embargo_at=at)
    with pytest.raises(NotReady, match="It is under embargo until"):
        publishing.publish(article, by=cast.editor)
    early = at - timedelta(milliseconds=1)
    with pytest.raises(NotReady, match="It is under embargo until"):
        publishing.schedule(article, workflow.PUBLISH, at=early, by=cast.editor)
    edition = publishing.schedule(article, workflow.PUBLISH, at=at, by=cast.editor)
    assert readers_have(article) is None
    wait_for(edition)
    assert readers_have(article) == edition


def test_a_live_text_is_corrected_now_while_its_change_is_scheduled(cast: Cast) -> None:
    article = cast.published(headline="First")
    coming = cast.schedule(cast.edited(article, headline="Planned"), workflow.UPDATE, seconds=4)
    cast.corrected(article, headline="First", dek="Mended.")
    assert readers_have(article).dek == "Mended."
    wait_for(coming)
    live = readers_have(article)
    assert (live.headline, live.dek) == ("Planned", "Mended.")
    begun = EditionRecord.objects.using(SITE).filter(article=article.pk)
    assert [record.number for record in begun] == [1, 3, 4]


def test_a_scheduled_withdrawal_takes_the_text_away_at_its_second(
    cast: Cast, client: Client
) -> None:
    article = cast.published(headline="Not for ever")
    first = article.editions.get()
    notice = cast.schedule(article, workflow.KILL, seconds=SOON)
    assert client.get(first.address).status_code == 200
    assert NOTE not in client.get(first.address).content.decode()
    wait_for(notice)
    assert client.get(first.address).status_code == 410
    assert not Edition.objects.using(SITE).filter(pk=first.pk).exists()


def test_a_scheduled_return_brings_the_text_back_at_its_second(cast: Cast) -> None:
    article = cast.killed(headline="Back again")
    coming = cast.schedule(article, workflow.RETURN, seconds=SOON)
    assert readers_have(article).kind == Kind.KILL
    wait_for(coming)
    assert readers_have(article) == coming
    assert Edition.objects.using(SITE).filter(article=article.pk).count() == 3


# --- It can be taken back -------------------------------------------------------------------------


def test_a_cancelled_first_publication_never_appears(cast: Cast) -> None:
    article = cast.scheduled(seconds=1 + SOON)
    edition = publishing.cancel(article.editions.get(), by=cast.editor)
    time.sleep(1 + SOON)
    assert not Edition.objects.using(SITE).exists()
    assert not EditionRecord.objects.using(SITE).exists()
    publishing.publish(article, by=cast.editor)
    assert readers_have(article).number == edition.number + 1


@pytest.mark.parametrize(
    "verb", [workflow.UPDATE, workflow.KILL, workflow.CORRECT, workflow.RESTYLE]
)
def test_when_a_scheduled_change_is_cancelled_the_live_text_lives_on(
    cast: Cast, verb: workflow.Verb
) -> None:
    article = cast.published(headline="Lives on", dek="Plain words.")
    if verb is not workflow.KILL:
        change = {"dek": "Better words."} if verb is workflow.RESTYLE else {"headline": "Never"}
        article = cast.edited(article, **change)
    coming = cast.schedule(article, verb)
    publishing.cancel(coming, by=cast.editor)
    live = readers_have(article)
    assert (live.headline, live.live.upper) == ("Lives on", None)
    assert not Edition.objects.coming().exists()


def test_when_a_scheduled_return_is_cancelled_the_article_stays_withdrawn(cast: Cast) -> None:
    article = cast.killed()
    publishing.cancel(cast.schedule(article, workflow.RETURN), by=cast.editor)
    notice = readers_have(article)
    assert (notice.kind, notice.live.upper) == (Kind.KILL, None)
    assert article.withdrawals.get().span.upper is None


def test_a_change_cancelled_after_a_correction_leaves_the_correction(cast: Cast) -> None:
    article = cast.published()
    cast.schedule(cast.edited(article, headline="Never"), workflow.UPDATE)
    cast.corrected(article, headline=article.headline, dek="Mended.")
    [coming] = Edition.objects.coming().filter(article=article)
    publishing.cancel(coming, by=cast.editor)
    live = readers_have(article)
    assert (live.dek, live.live.upper) == ("Mended.", None)


def test_a_kill_takes_what_was_scheduled_with_it(cast: Cast) -> None:
    article = cast.published()
    cast.schedule(cast.edited(article, headline="Never"), workflow.UPDATE, seconds=SOON)
    publishing.kill(stored(article), by=cast.chief, note=NOTE)
    time.sleep(SOON)
    notice = readers_have(article)
    assert (notice.kind, notice.live.upper) == (Kind.KILL, None)


def test_a_kill_now_replaces_the_one_that_was_planned(cast: Cast) -> None:
    article = cast.published()
    cast.schedule(article, workflow.KILL)
    publishing.kill(article, by=cast.chief, note="Sooner.")
    assert readers_have(article).note == "Sooner."
    spans = [withdrawal.span for withdrawal in article.withdrawals.order_by("pk")]
    assert [span.isempty for span in spans] == [True, False]


def test_who_cancels_too_late_is_told_when_it_went_out(cast: Cast) -> None:
    edition = cast.scheduled(seconds=0.9).editions.get()
    with pytest.raises(NotNow, match=r"it goes out at .*, within a second"):
        publishing.cancel(edition, by=cast.editor)
    wait_for(edition)
    went_out = f"{timezone.localtime(edition.begins_at):%H:%M:%S}"
    with pytest.raises(NotNow, match=f"^Too late: it went out at .*{went_out}"):
        publishing.cancel(edition, by=cast.editor)


def test_who_cancels_twice_is_told_that_it_was_cancelled_even_after_its_time(cast: Cast) -> None:
    article = cast.scheduled(seconds=4)
    edition = article.editions.get()
    publishing.cancel(edition, by=cast.editor)
    for _ in range(2):
        with pytest.raises(NotNow, match="cancelled already"):
            publishing.cancel(edition, by=cast.editor)
        wait_for(edition)


def test_what_was_never_scheduled_cannot_be_cancelled(cast: Cast) -> None:
    live = cast.published().editions.get()
    with pytest.raises(NotNow, match="it went out at"):
        publishing.cancel(live, by=cast.editor)


# --- What is refused ------------------------------------------------------------------------------


def test_the_past_cannot_be_scheduled(cast: Cast) -> None:
    for seconds in (-1, -86400):
        with pytest.raises(NotNow, match="That time has passed"):
            cast.schedule(cast.cleared(), workflow.PUBLISH, seconds=seconds)
    assert not Edition.objects.exists()


def test_the_future_cannot_be_recorded_as_past(cast: Cast) -> None:
    at = cast.in_seconds(5)
    with pytest.raises(NotNow, match="schedule it instead"):
        publishing.record_past(cast.cleared(), workflow.PUBLISH, at=at, by=cast.editor)


def test_a_second_schedule_is_refused_and_told_when_the_first_is(cast: Cast) -> None:
    article = cast.published()
    coming = cast.schedule(cast.edited(article, headline="Planned"), workflow.UPDATE)
    when = f"{timezone.localtime(coming.begins_at):%H:%M:%S}"
    again = cast.edited(article, headline="Planned differently")
    with pytest.raises(NotNow, match=f"scheduled already, for .*{when}: cancel it first"):
        cast.schedule(again, workflow.UPDATE, seconds=60)
    with pytest.raises(NotNow, match="scheduled already"):
        cast.schedule(again, workflow.KILL, seconds=60)


def test_a_scheduled_first_publication_is_not_published_early_beside_itself(cast: Cast) -> None:
    article = cast.scheduled()
    with pytest.raises(NotNow):
        publishing.publish(article, by=cast.editor)
    with pytest.raises(NotNow):
        handling.spike(article, by=cast.editor)


def test_the_scheduled_text_cannot_be_given_to_readers_before_its_time(cast: Cast) -> None:
    article = cast.published()
    cast.schedule(cast.edited(article, headline="Planned"), workflow.UPDATE)
    with pytest.raises(NotReady, match="This is the text that is scheduled"):
        publishing.update(stored(article), by=cast.editor, note=NOTE)


def test_an_embargo_cannot_be_put_on_what_is_scheduled_to_break_it(cast: Cast) -> None:
    article = stored(cast.scheduled(seconds=60))
    article.embargo_at = cast.in_seconds(120)
    with pytest.raises(NotNow, match="scheduled within this embargo"):
        handling.save_copy(article, by=cast.editor)


# --- The newsroom's calendar, and readers' counting -----------------------------------------------


def test_an_address_has_the_newsrooms_date_and_keeps_it(cast: Cast) -> None:
    article = cast.cleared(slug="late-evening")
    still_yesterday_in_utc = datetime(2026, 1, 2, 15, 30, tzinfo=UTC)
    with timezone.override("UTC"):  # whoever presses the button may sit elsewhere
        edition = publishing.record_past(
            article, workflow.PUBLISH, at=still_yesterday_in_utc, by=cast.editor
        )
    assert edition.address == "/2026/01/03/late-evening/"
    again = cast.corrected(article, slug="another", headline="Another headline")
    assert {e.address for e in again.editions.all()} == {edition.address}


def test_readers_count_what_was_in_force_in_the_order_of_time(cast: Cast, client: Client) -> None:
    article = cast.published(headline="One")
    never = cast.schedule(cast.edited(article, headline="Never"), workflow.UPDATE)
    publishing.cancel(never, by=cast.editor)
    planned = cast.schedule(stored(article), workflow.UPDATE, seconds=6)
    cast.corrected(article, headline="One", dek="Two.")
    wait_for(planned)
    address = planned.address
    records = EditionRecord.objects.using(SITE).filter(article=article.pk)
    assert [record.number for record in records] == [1, 4, 5]
    for version, words in ((1, "One"), (2, "Two."), (3, "Never")):
        assert words in client.get(f"{address}v/{version}/").content.decode()
    assert client.get(f"{address}v/4/").status_code == 404
