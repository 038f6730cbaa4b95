"""The figures of the standards page are counted from the record, and give nothing away."""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.test import Client, override_settings
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, tasks, workflow
from articles.models import Article, Tally
from tests.cast import NOTE, Cast, stored
from tests.test_corrections import corrected_at

SPRING = datetime(2026, 3, 2, 3, 4, tzinfo=UTC)
WITH_SOURCE = '<p>So it is.<cite data-source="The ministry" data-url=""></cite></p>'


def figures(client: Client) -> dict[str, str]:
    """The names and the values on the page."""
    page = LexborHTMLParser(client.get("/standards/").content.decode())
    return {
        div.css_first("dt").text(): " ".join(div.css_first(".value").text().split())
        for div in page.css(".figures-of-record dl > div")
    }


def counted() -> tuple[int, int, int, int]:
    tally = Tally.take()
    return tally.live, tally.withdrawn, tally.sourced, tally.corrections


def test_before_the_first_count_the_page_says_so(client: Client, cast: Cast) -> None:
    cast.published()
    assert "has not been counted yet" in client.get("/standards/").content.decode()


def test_an_empty_newsroom_divides_by_nothing(client: Client) -> None:
    tasks.take_tally(timestamp=0)
    assert list(figures(client).values()) == ["–", "–", "–", "0", "0"]


def test_the_page_tells_what_was_counted_and_when(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    corrected_at(cast, SPRING, after=timedelta(hours=2), body=WITH_SOURCE)
    corrected_at(cast, SPRING, after=timedelta(hours=4))
    cast.published(body=WITH_SOURCE)
    cast.killed()
    call_command("take_tally")
    with django_assert_max_num_queries(1):
        told = figures(client)
    assert told == {
        "Corrections per 100 articles": "50.0",
        "Median time to correct": "3 hours",
        "Articles that list their sources": "33 %",
        "Articles that can be read now": "3",
        "Articles that are withdrawn": "1",
    }
    page = client.get("/standards/").content.decode()
    assert "2 corrections in 4 articles" in page
    assert "1 of the 3 that can be read now" in page
    assert "Counted <time" in page


def test_a_source_counts_where_readers_find_it_in_the_printed_list(cast: Cast) -> None:
    article = cast.published(body=WITH_SOURCE)
    cast.published(body="<h2>Sources</h2><p>The ministry said so.</p>")
    assert counted() == (2, 0, 1, 0)
    publishing.update(cast.edited(article, body="<p>No more.</p>"), by=cast.editor, note=NOTE)
    assert counted() == (2, 0, 0, 0)


def test_every_correction_counts_also_a_second_one_and_one_of_a_withdrawn_article(
    cast: Cast,
) -> None:
    article = cast.published()
    cast.corrected(article, body="<p>Once.</p>")
    cast.corrected(article, body="<p>Twice.</p>")
    assert counted() == (1, 0, 0, 2)
    publishing.kill(stored(article), by=cast.chief, note=NOTE)
    assert counted() == (0, 1, 0, 2)
    publishing.return_(cast.edited(article, body="<p>Back.</p>"), by=cast.chief, note=NOTE)
    assert counted() == (1, 0, 0, 2)


def test_what_is_not_published_moves_no_figure(cast: Cast) -> None:
    shown = cast.published()
    assert counted() == (1, 0, 0, 0)
    hidden: list[Article] = [
        cast.draft(body=WITH_SOURCE),
        cast.submitted(body=WITH_SOURCE),
        cast.cleared(body=WITH_SOURCE),
        cast.scheduled(body=WITH_SOURCE),
    ]
    correction = cast.schedule(cast.edited(shown, body=WITH_SOURCE), workflow.CORRECT)
    cast.schedule(cast.published(), workflow.KILL)
    assert len(hidden) == 4
    assert counted() == (2, 0, 0, 0)
    publishing.cancel(correction, by=cast.editor)
    assert counted() == (2, 0, 0, 0)


def test_there_is_one_tally_however_often_it_is_taken(cast: Cast) -> None:
    first = Tally.take()
    assert Tally.take().counted_at > first.counted_at
    assert Tally.objects.count() == 1


# --- The newsroom's own pages ---------------------------------------------------------------------

PAGES = ("/about/", "/contact/", "/accessibility/", "/privacy/")


def test_the_pages_about_the_newsroom_need_no_database_and_are_linked_from_every_page(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    cast.published()
    footer = LexborHTMLParser(client.get("/").content.decode()).css("footer a")
    linked = {link.attributes["href"] for link in footer}
    assert {*PAGES, "/standards/", "/corrections/"} <= linked
    for address in PAGES:
        with django_assert_max_num_queries(0):
            response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not response.cookies


def test_without_a_contact_address_readers_are_shown_the_form(client: Client) -> None:
    for address in PAGES[1:]:
        page = client.get(address).content.decode()
        assert "mailto:" not in page
        assert "Report an error" in page


@override_settings(NEXTFIN_CONTACT="desk@example.org", NEXTFIN_NAME="The Synthetic Paper")
def test_the_newsroom_has_the_name_and_the_address_that_it_gave_itself(client: Client) -> None:
    for address in PAGES[1:]:
        assert 'href="mailto:desk@example.org"' in client.get(address).content.decode()
    assert "<h1>About The Synthetic Paper</h1>" in client.get("/about/").content.decode()
