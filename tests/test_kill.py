"""A withdrawn text is out of every reader's reach, at once; that there was one stays on record."""

import pytest
from django.test import Client

from articles import handling, publishing, workflow
from articles.models import Article, Edition, EditionByline, EditionRecord, EditionTopic, Withdrawal
from articles.workflow import Kind, NotAllowed, NotNow, NotReady
from nextfin.wall import SITE
from tests.cast import NOTE, Cast, stored
from tests.database import Newsroom

SECRET = "unspeakable"


def pages_of(article: Article) -> list[str]:
    address = article.editions.first().address
    number = article.editions.count()
    return [address, f"{address}history/", *(f"{address}v/{n}/" for n in range(1, number + 1))]


@pytest.fixture
def withdrawn(cast: Cast) -> Article:
    """Three editions, every one with the secret in it, and a kill."""
    story, topic = cast.story(), cast.topic()
    article = cast.published(
        headline=f"The {SECRET} headline",
        body=f"<p>The {SECRET} text.</p>",
        dek=f"The {SECRET} dek.",
        story=story,
        topics=[topic],
        lead_image=cast.picture(caption=f"The {SECRET} caption", alt=SECRET),
    )
    cast.published(headline="Another piece", story=story, topics=[topic])
    article = cast.corrected(article, body=f"<p>The {SECRET} text, corrected.</p>")
    article = cast.edited(article, headline=f"The {SECRET} update")
    publishing.update(article, by=cast.editor, note=f"The {SECRET} note.")
    publishing.kill(article, by=cast.chief, note="The public notice.")
    return article


def test_every_page_of_a_killed_article_is_gone_and_gives_the_notice(
    withdrawn: Article, client: Client
) -> None:
    for page in pages_of(withdrawn):
        answer = client.get(page)
        assert answer.status_code == 410, page
        assert "The public notice." in answer.content.decode(), page
        assert SECRET not in answer.content.decode(), page


def test_a_killed_text_is_on_no_page_that_led_to_it(withdrawn: Article, client: Client) -> None:
    published = withdrawn.editions.get(number=1).published_at
    month = f"/{published:%Y/%m}/"
    for page in (
        "/",
        "/stories/synthetic-story/",
        "/topics/synthetic-topic/",
        "/authors/synthetic-desk/",
        month,
        "/search/?q=headline",
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert SECRET not in answer.content.decode(), page
    assert "Another piece" in client.get("/").content.decode()


def test_no_query_of_the_sites_login_finds_a_word_of_it(newsroom: Newsroom, cast: Cast) -> None:
    article = cast.published(headline=SECRET, topics=[cast.topic()])
    article = cast.corrected(article, headline=f"{SECRET}, corrected")
    publishing.kill(article, by=cast.chief, note="The public notice.")
    with newsroom.as_site() as site:
        rows = site.execute("SELECT number, kind, note, e::text FROM articles_edition e").fetchall()
        assert [row[:3] for row in rows] == [(3, "kill", "The public notice.")]
        assert SECRET not in rows[0][3]
        # A page that knows the keys, an older copy of them, or the address, finds no more.
        for question in ("number = 1", "body_html <> ''", "kind <> 'kill'", "search @@ 'text'"):
            found = site.execute(f"SELECT FROM articles_edition WHERE {question}").fetchall()
            assert found == [], question
        assert site.execute("SELECT search_editions(%s) -> 'total'", [SECRET]).fetchone() == (0,)
        assert site.execute("SELECT FROM articles_editiontopic").fetchall() == []
        assert site.execute("SELECT FROM articles_editionbyline").fetchall() == []


def test_the_notice_itself_repeats_nothing_of_the_text(withdrawn: Article) -> None:
    notice = withdrawn.editions.get(kind=Kind.KILL)
    assert SECRET not in notice.canonical().decode()
    printed = (notice.headline, notice.dek, notice.body_html, notice.body_text, notice.dateline)
    assert printed == ("", "", "", "", "")
    assert (notice.lead_picture, notice.bylines, notice.topics) == (None, [], [])


def test_that_there_were_editions_and_when_remains_on_record(withdrawn: Article) -> None:
    record = EditionRecord.objects.using(SITE).filter(article=withdrawn.pk)
    assert [(entry.number, entry.kind) for entry in record] == [
        (1, "first"),
        (2, "correction"),
        (3, "update"),
        (4, "kill"),
    ]
    times = [entry.begins_at for entry in record]
    assert times == sorted(times)


def test_a_return_brings_the_text_and_its_earlier_editions_back(
    withdrawn: Article, cast: Cast, client: Client
) -> None:
    address, *others = pages_of(withdrawn)
    publishing.return_(withdrawn, by=cast.chief, note=NOTE)
    assert client.get(address).status_code == 200
    assert SECRET in client.get(address).content.decode()
    visible = Edition.objects.using(SITE).filter(article=withdrawn.pk).order_by("number")
    assert [edition.number for edition in visible] == [1, 2, 3, 4, 5]
    assert EditionTopic.objects.using(SITE).filter(edition__article=withdrawn.pk).count() == 4
    assert EditionByline.objects.using(SITE).filter(edition__article=withdrawn.pk).count() == 4
    assert not Withdrawal.objects.using(SITE).exists()
    for page in others:
        assert client.get(page).status_code == 200, page


def test_a_returned_article_can_be_killed_again(cast: Cast) -> None:
    article = cast.killed()
    publishing.return_(article, by=cast.chief, note=NOTE)
    publishing.kill(article, by=cast.chief, note="Again.")
    assert Edition.objects.using(SITE).current().get().note == "Again."
    assert [w.span.upper is None for w in article.withdrawals.order_by("pk")] == [False, True]


def test_a_planned_withdrawal_is_not_given_away(cast: Cast) -> None:
    article = cast.published()
    cast.schedule(article, workflow.KILL)
    assert not Withdrawal.objects.using(SITE).exists()
    assert Edition.objects.using(SITE).get().number == 1


def test_a_kill_reaches_readers_whatever_the_desk_is_doing_with_the_copy(cast: Cast) -> None:
    for do in (
        lambda copy: handling.reopen(copy, by=cast.reporter),
        lambda copy: cast.edited(copy, headline="Cleared and waiting"),
        lambda copy: cast.schedule(cast.edited(copy, headline="Planned"), workflow.UPDATE),
    ):
        article = cast.published()
        do(article)
        publishing.kill(stored(article), by=cast.chief, note=NOTE)
        assert Edition.objects.using(SITE).current().get(article=article.pk).is_kill


def test_an_article_is_killed_without_a_look_at_what_was_typed_since(cast: Cast) -> None:
    """A reporter who saves the copy every few seconds must not be able to keep a text live."""
    article = cast.published()
    on_the_chiefs_screen = stored(article)
    handling.save_copy(handling.reopen(article, by=cast.reporter), by=cast.reporter)
    publishing.kill(on_the_chiefs_screen, by=cast.chief, note=NOTE)
    assert Edition.objects.using(SITE).current().get().is_kill


def test_only_a_chief_kills_and_returns_and_says_why(cast: Cast) -> None:
    article = cast.published()
    for user in (cast.reporter, cast.editor):
        with pytest.raises(NotAllowed):
            publishing.kill(article, by=user, note=NOTE)
    for note in ("", "  \n"):
        with pytest.raises(NotReady, match="Readers are told why"):
            publishing.kill(article, by=cast.chief, note=note)
    publishing.kill(article, by=cast.chief, note=NOTE)
    with pytest.raises(NotAllowed):
        publishing.return_(article, by=cast.editor, note=NOTE)
    with pytest.raises(NotReady, match="Readers are told why"):
        publishing.return_(article, by=cast.chief, note="")


def test_what_is_not_live_cannot_be_killed(cast: Cast) -> None:
    for article in (cast.draft(), cast.cleared(), cast.killed(), cast.scheduled()):
        with pytest.raises(NotNow):
            publishing.kill(article, by=cast.chief, note=NOTE)


def test_a_killed_article_is_neither_corrected_nor_published_anew(cast: Cast) -> None:
    article = cast.edited(cast.killed(), headline="Another text")
    for verb in (publishing.publish, publishing.restyle, publishing.update, publishing.correct):
        with pytest.raises(NotNow):
            verb(article, by=cast.editor, note=NOTE)
