"""What the editor of the body asks the desk: articles to link to, drawings, works elsewhere."""

import json
from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.desk import links
from articles.desk.editor import newsroom
from tests.cast import Cast

SignIn = Callable[[User], Client]
FIND = "/admin/articles/article/find/"
DRAW = "/admin/articles/article/draw/"
EMBED = "/admin/articles/article/embed/"
ROWS = "<table><tr><th>Year</th><th>Exports</th></tr><tr><td>2025</td><td>5</td></tr></table>"
PLACES = (
    "<table><tr><th>Place</th><th>Latitude</th><th>Longitude</th></tr>"
    "<tr><td>Tokyo</td><td>35.7</td><td>139.7</td></tr></table>"
)


@pytest.fixture
def reporter(as_user: SignIn, cast: Cast) -> Client:
    return as_user(cast.reporter)


def headlines(client: Client, **asked: object) -> list[str]:
    answer = client.get(f"{FIND}?{urlencode(asked)}")
    assert answer.status_code == 200
    return [article["headline"] for article in answer.json()["articles"]]


# --- Who may ask ----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [FIND, DRAW, EMBED])
def test_a_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address) if address == FIND else client.post(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("address", [FIND, DRAW, EMBED])
def test_somebody_of_the_staff_without_a_role_is_told_nothing(
    as_user: SignIn, cast: Cast, address: str
) -> None:
    cast.published(headline="A synthetic bridge opens")
    guest = User.objects.create(username="guest", is_staff=True)
    client = as_user(guest)
    answer = client.get(address) if address == FIND else client.post(address, {"table": ROWS})
    assert answer.status_code == 403
    assert b"bridge" not in answer.content


@pytest.mark.parametrize(("address", "method"), [(FIND, "post"), (DRAW, "get"), (EMBED, "get")])
def test_each_is_asked_in_one_way_only(reporter: Client, address: str, method: str) -> None:
    assert getattr(reporter, method)(address).status_code == 405


# --- Articles to link to --------------------------------------------------------------------------


def test_an_article_is_found_by_every_word_of_its_headline_in_any_order(
    reporter: Client, cast: Cast
) -> None:
    cast.draft(headline="A synthetic bridge opens")
    cast.draft(headline="A synthetic road opens")
    assert headlines(reporter, q="OPENS bridge") == ["A synthetic bridge opens"]
    assert headlines(reporter, q="opens") == ["A synthetic road opens", "A synthetic bridge opens"]
    assert headlines(reporter, q="tunnel") == []


def test_a_link_says_whether_readers_have_the_article(reporter: Client, cast: Cast) -> None:
    standings = {
        cast.draft(): ("Not live", False),
        cast.published(): ("Live", True),
        cast.killed(): ("Withdrawn", False),
        cast.scheduled(): ("Not live, scheduled", False),
    }
    keys = ",".join(str(article.pk) for article in standings)
    found = reporter.get(f"{FIND}?keys={keys}").json()["articles"]
    said = {article["id"]: (article["standing"], article["live"]) for article in found}
    assert said == {article.pk: words for article, words in standings.items()}


def test_only_the_newest_are_listed_and_an_untitled_one_is_not(
    reporter: Client, cast: Cast
) -> None:
    drafts = [cast.draft() for _ in range(links.MOST + 1)]
    cast.draft(headline="")
    found = headlines(reporter)
    assert found == [article.headline for article in reversed(drafts[1:])]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "%"},
        {"q": "_"},
        {"q": "bridge\0"},
        {"q": "bridge' OR 'a'='a"},
        {"q": " ".join(f"word{number}" for number in range(500))},
        {"keys": "x,-1,1.5,,²"},
        {"keys": "9" * 18},
        {"keys": ",".join(["0"] * 1000)},
    ],
)
def test_odd_questions_get_a_plain_answer(
    reporter: Client, cast: Cast, asked: dict[str, str]
) -> None:
    cast.draft(headline="A synthetic road opens")
    assert headlines(reporter, **asked) in ([], ["A synthetic road opens"])


def test_many_articles_are_found_without_a_question_for_each(
    reporter: Client, cast: Cast, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(5):
        cast.published()
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert len(headlines(reporter)) == 5


# --- Drawings -------------------------------------------------------------------------------------


def drawn(client: Client, **given: str) -> dict[str, str]:
    answer = client.post(DRAW, given)
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


def test_a_chart_is_drawn_as_it_will_print(reporter: Client) -> None:
    told = drawn(reporter, kind="bar", unit="synthetic tons", title="Steel", table=ROWS)
    assert told["svg"].startswith("<svg")
    assert "Steel" in told["svg"]
    assert "style=" not in told["svg"]


def test_a_map_is_drawn_as_it_will_print(reporter: Client) -> None:
    told = drawn(reporter, kind="map", title="Where", table=PLACES)
    assert "Tokyo" in told["svg"]


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("", ROWS),
        ("pie", ROWS),
        ("line", ROWS),
        ("bar", ""),
        ("bar", "<p>No table at all</p>"),
        ("bar", ROWS.replace("5", "many")),
        ("bar", ROWS.replace("</table>", "<tr><td>x</td><td>1</td></tr>" * 20_000)),
        ("map", ROWS),
        ("map", PLACES.replace("35.7", "135.7")),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence_and_no_fault(
    reporter: Client, kind: str, table: str
) -> None:
    told = drawn(reporter, kind=kind, table=table)
    assert list(told) == ["problem"]
    assert told["problem"].endswith(".")


def test_words_of_a_table_cannot_become_markup_of_the_drawing(reporter: Client) -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
    told = drawn(reporter, kind="bar", title="<b>", table=ROWS.replace("2025", hostile))
    assert "<script" not in told["svg"]
    assert "<b>" not in told["svg"]


# --- What the editor is told ----------------------------------------------------------------------


def test_an_address_that_is_no_work_is_refused_in_words(reporter: Client) -> None:
    answer = reporter.post(EMBED, {"url": "https://synthetic.example/film"})
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


def test_the_page_tells_the_editor_where_to_ask(reporter: Client, cast: Cast) -> None:
    article = cast.draft()
    page = reporter.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert f'data-newsroom="{newsroom()}"' in unescape(page.content.decode())
    told = json.loads(newsroom())
    assert told["addresses"]["articles"] == FIND
    assert any("youtu" in pattern for pattern in told["works"])
    assert not any("(?P" in pattern for pattern in told["works"])


# --- What was printed, on the desk ----------------------------------------------------------------


def test_the_record_shows_the_blocks_as_readers_have_them(reporter: Client, cast: Cast) -> None:
    chart = (
        f'<figure data-block="chart" data-kind="bar"><figcaption>Steel</figcaption>{ROWS}</figure>'
    )
    edition = cast.published(body=f"<p>Text.</p>{chart}").editions.get()
    page = reporter.get(reverse("admin:articles_edition_change", args=[edition.pk]))
    assert edition.body_html in page.content.decode()
    assert "fig-chart" in edition.body_html
