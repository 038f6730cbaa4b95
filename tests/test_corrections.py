"""Everything that was corrected, withdrawn or brought back stands in one list, and nothing else."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, workflow
from articles.models import Article
from articles.models.front import front_address
from articles.public import corrections
from articles.public.pages import PAGE
from nextfin.wall import SITE, speaking_as
from tests.cast import NOTE, Cast, stored

SPRING = datetime(2026, 3, 2, 3, 4, tzinfo=UTC)


def read(response: HttpResponse) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def entries(client: Client, address: str = "/corrections/") -> list[str]:
    """What the list says, entry by entry, single-spaced."""
    return [
        " ".join(li.text().split()) for li in read(client.get(address)).css(".corrections > li")
    ]


def corrected_at(cast: Cast, at: datetime, *, after: timedelta, **given) -> Article:
    """An article of the past that was corrected so long after its first publication."""
    article = cast.cleared(**given)
    publishing.record_past(article, workflow.PUBLISH, at=at - after, by=cast.editor)
    article = cast.edited(article, body="<p>Set right.</p>")
    publishing.record_past(article, workflow.CORRECT, at=at, by=cast.editor, note=NOTE)
    return article


def test_an_empty_list_says_so(client: Client, cast: Cast) -> None:
    cast.published()
    assert entries(client) == ["Nothing has been corrected or withdrawn so far."]


def test_a_correction_says_what_was_wrong_where_and_how_long_it_took(
    client: Client, cast: Cast
) -> None:
    article = corrected_at(cast, SPRING, after=timedelta(hours=26), headline="The piece")
    [entry] = entries(client)
    assert entry.startswith("March 2, 2026, 12:04 JST Correction The piece")
    assert NOTE in entry
    assert "Corrected 1 day, 2 hours after publication" in entry
    address = article.editions.first().address
    links = [a.attributes["href"] for a in read(client.get("/corrections/")).css("main li a")]
    assert links == [address, f"{address}history/"]


def test_updates_and_edits_of_style_are_no_corrections(client: Client, cast: Cast) -> None:
    article = cast.published()
    publishing.update(cast.edited(article, body="<p>Plain.</p>"), by=cast.editor, note=NOTE)
    publishing.restyle(cast.edited(article, body="<p>Better.</p>"), by=cast.editor)
    assert len(entries(client)) == 1
    assert entries(client)[0].startswith("Nothing")


def test_the_headline_is_the_one_that_readers_have_now(client: Client, cast: Cast) -> None:
    article = cast.published(headline="A wrong headline")
    cast.corrected(article, headline="A right headline")
    better = cast.edited(article, headline="A better headline")
    publishing.update(better, by=cast.editor, note=NOTE)
    [entry] = entries(client)
    assert "A better headline" in entry
    assert "wrong" not in entry


def test_a_withdrawn_article_leaves_its_notice_alone(client: Client, cast: Cast) -> None:
    article = cast.published(headline="Withdrawn words", dek="Withdrawn dek.")
    cast.corrected(article, body="<p>Corrected first.</p>")
    publishing.kill(stored(article), by=cast.chief, note="Why it is gone.")
    [entry] = entries(client)
    assert "Withdrawal An article of" in entry
    assert "Why it is gone." in entry
    assert "Withdrawn words" not in client.get("/corrections/").content.decode()


def test_what_was_brought_back_shows_all_that_happened_to_it(client: Client, cast: Cast) -> None:
    article = cast.published(headline="Here again")
    publishing.kill(article, by=cast.chief, note="Why it was gone.")
    article = cast.edited(article, body="<p>Checked.</p>")
    publishing.return_(article, by=cast.chief, note="Why it is back.")
    returned, withdrawn = entries(client)
    assert "Return Here again Why it is back. Brought back" in returned
    assert "Withdrawal Here again Why it was gone. Withdrawn" in withdrawn


def test_what_is_planned_or_cancelled_is_not_in_the_list(client: Client, cast: Cast) -> None:
    article = cast.published()
    planned = cast.schedule(cast.edited(article, body="<p>To come.</p>"), workflow.CORRECT)
    cast.schedule(cast.published(), workflow.KILL)
    assert entries(client)[0].startswith("Nothing")
    publishing.cancel(planned, by=cast.editor)
    assert entries(client)[0].startswith("Nothing")


def test_the_newest_stands_first_and_all_can_be_reached_page_by_page(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    for n in range(PAGE + 2):
        # The last published is the first corrected: the order is that of the corrections.
        corrected_at(
            cast, SPRING + timedelta(hours=n), after=timedelta(hours=2 * n), headline=f"Piece {n}"
        )
    with django_assert_max_num_queries(1):
        first = read(client.get("/corrections/"))
    names = [h2.text().strip() for h2 in first.css(".corrections h2")]
    assert names == [f"Piece {n}" for n in range(PAGE + 1, 1, -1)]
    older = first.css_first(".pager [rel=next]").attributes["href"]
    second = read(client.get(f"/corrections/{older}"))
    assert [h2.text().strip() for h2 in second.css(".corrections h2")] == ["Piece 1", "Piece 0"]
    assert second.css_first("link[rel=canonical]").attributes["href"].endswith(older)
    assert client.get("/corrections/?before=nonsense").status_code == 404


def test_the_week_is_told_in_one_question(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    corrected_at(cast, SPRING, after=timedelta(hours=1), headline="Long ago")
    cast.corrected(cast.published(headline="This week"), body="<p>Right.</p>")
    cast.killed(headline="Gone")
    with speaking_as(SITE), django_assert_max_num_queries(1):
        part = render_to_string(
            "public/parts/corrections_of_the_week.html", {"corrections": corrections.of_the_week()}
        )
    shown = [a.text() for a in LexborHTMLParser(part).css("li > a")]
    assert shown == ["A withdrawn article", "This week"]
    assert NOTE in part


def test_a_front_page_of_the_past_tells_the_corrections_of_its_own_week(
    client: Client, cast: Cast
) -> None:
    corrected_at(cast, SPRING, after=timedelta(hours=1), headline="Set right")
    day = timedelta(days=1)
    for age, told in ((-timedelta(minutes=1), []), (day, ["Set right"]), (8 * day, [])):
        minute = timezone.localtime(SPRING + age, timezone.get_default_timezone())
        front = read(client.get(front_address(minute)))
        assert [a.text() for a in front.css(".of-the-week li > a")] == told


def test_a_week_without_corrections_takes_no_room() -> None:
    part = render_to_string("public/parts/corrections_of_the_week.html", {"corrections": []})
    assert not part.strip()
