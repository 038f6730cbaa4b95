"""A feed gives the newest pieces whole, tells what became of them, and is cheap to ask again."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, workflow
from articles.models import Article
from tests.cast import NOTE, Cast, stored
from wire.feeds import MOST

SPRING = datetime(2026, 3, 2, 18, 4, 5, tzinfo=UTC)  # in the newsroom it is March 3
ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
COMMENT = "{http://purl.org/atompub/tombstones/1.0}comment"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FEEDS = ["/feed/", "/stories/synthetic-story/feed/", "/topics/synthetic-topic/feed/"]
EVERY_FEED = pytest.mark.parametrize("address", FEEDS)


def read(response: HttpResponse) -> Element:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return fromstring(response.content)


def told(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def entries(feed: Element) -> list[Element]:
    return feed.findall(f"{ATOM}entry")


def titles(feed: Element) -> list[str]:
    return [told(entry, "title") for entry in entries(feed)]


def content(entry: Element) -> LexborHTMLParser:
    return LexborHTMLParser(told(entry, "content"))


def recorded(cast: Cast, at: datetime = SPRING, **given) -> Article:
    article = cast.cleared(**given)
    publishing.record_past(article, workflow.PUBLISH, at=at, by=cast.editor)
    return article


@pytest.fixture
def subjects(cast: Cast) -> dict:
    """A story and a topic, which all three feeds are about."""
    return {"story": cast.story(), "topics": [cast.topic()]}


# --- What a feed is -------------------------------------------------------------------------------


@EVERY_FEED
def test_a_feed_has_all_that_the_standard_asks_for(
    client: Client, cast: Cast, subjects: dict, address: str
) -> None:
    for hours in range(2):
        recorded(cast, SPRING + timedelta(hours=hours), **subjects)
    feed = read(client.get(address))
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *entries(feed)):
        assert told(part, "title")
        assert told(part, "id")
        assert MOMENT.fullmatch(told(part, "updated"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    page = address.removesuffix("feed/")
    assert links == {
        "self": f"http://testserver{address}",
        "alternate": f"http://testserver{page}",
    }
    for entry in entries(feed):
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Synthetic Desk"
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert entry.find(f"{ATOM}link[@rel='alternate']").get("href")
    identities = [told(entry, "id") for entry in entries(feed)]
    assert len(set(identities)) == len(identities) == 2


def test_an_entry_is_the_whole_piece(client: Client, cast: Cast, subjects: dict) -> None:
    recorded(
        cast,
        headline="Rates & “rules” <now>",
        slug="rates",
        dek="What was decided.",
        dateline="TOKYO",
        label="analysis",
        body='<p>All <a href="https://example.org/">of</a> it.</p><h2>Then</h2><p>And more.</p>',
        lead_image=cast.picture(caption="A rectangle."),
        **subjects,
    )
    [entry] = entries(read(client.get("/feed/")))
    assert told(entry, "title") == "Rates & “rules” <now>"
    assert told(entry, "id") == "tag:testserver,2026-03-03:/2026/03/03/rates/"
    assert told(entry, "published") == told(entry, "updated") == "2026-03-02T18:04:05Z"
    assert told(entry, "summary") == "What was decided."
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/2026/03/03/rates/",
        "version-history": "http://testserver/2026/03/03/rates/history/",
    }
    author = entry.find(f"{ATOM}author")
    assert told(author, "uri") == "http://testserver/authors/synthetic-desk/"
    categories = [(c.get("term"), c.get("label")) for c in entry.findall(f"{ATOM}category")]
    assert categories == [("analysis", "Analysis"), ("synthetic-topic", "Synthetic topic")]
    html = content(entry)
    assert " ".join(html.body.text().split()) == (
        "A rectangle. Synthetic credit TOKYO — All of it. Then And more."
    )
    picture = html.css_first("figure img").attributes
    assert picture["src"].startswith("http://testserver/media/")
    assert picture["alt"] == "A plain rectangle"
    assert not html.css("script, style, picture, [class], [id]")


def test_a_feed_is_sound_whatever_a_headline_holds(client: Client, cast: Cast) -> None:
    recorded(cast, headline="One\x0btwo\x1f ]]> & \ufffe three")
    assert titles(read(client.get("/feed/"))) == ["Onetwo ]]> &  three"]


def test_feeds_give_the_newest_pieces_first_and_not_the_whole_archive(
    client: Client, cast: Cast
) -> None:
    for n in range(MOST + 1):
        recorded(cast, SPRING + timedelta(hours=n), headline=f"Piece {n}")
    newest = [f"Piece {n}" for n in range(MOST, 0, -1)]
    assert titles(read(client.get("/feed/"))) == newest


def test_the_feed_of_a_story_or_topic_has_only_its_own(
    client: Client, cast: Cast, subjects: dict
) -> None:
    recorded(cast, SPRING, headline="Inside", **subjects)
    recorded(cast, SPRING + timedelta(hours=1), headline="Outside")
    assert titles(read(client.get(FEEDS[0]))) == ["Outside", "Inside"]
    assert titles(read(client.get(FEEDS[1]))) == ["Inside"]
    assert titles(read(client.get(FEEDS[2]))) == ["Inside"]


def test_a_newsroom_that_has_published_nothing_has_an_empty_feed(client: Client) -> None:
    feed = read(client.get("/feed/"))
    assert entries(feed) == []
    assert told(feed, "updated") == "1970-01-01T00:00:00Z"
    assert client.get("/stories/none/feed/").status_code == 404
    assert client.get("/topics/none/feed/").status_code == 404


# --- What became of a piece -----------------------------------------------------------------------


def test_a_correction_is_told_in_the_entry_and_moves_its_time(
    client: Client, cast: Cast, subjects: dict
) -> None:
    article = cast.published(body="<p>It was two.</p>", **subjects)
    before = told(entries(read(client.get("/feed/")))[0], "id")
    cast.corrected(article, body="<p>It was three.</p>")
    correction = article.editions.get(number=2)
    for address in FEEDS:
        feed = read(client.get(address))
        [entry] = entries(feed)
        assert told(entry, "id") == before
        moment = correction.begins_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert told(entry, "updated") == told(feed, "updated") == moment
        words = " ".join(content(entry).body.text().split())
        assert words.startswith("Corrected ")
        assert words.endswith(f": {NOTE} It was three.")


def test_a_style_edit_changes_the_words_and_not_the_time(client: Client, cast: Cast) -> None:
    article = recorded(cast, body="<p>Plain words.</p>")
    publishing.restyle(cast.edited(article, body="<p>Better put.</p>"), by=cast.editor)
    [entry] = entries(read(client.get("/feed/")))
    assert content(entry).body.text().strip() == "Better put."
    assert told(entry, "updated") == told(entry, "published") == "2026-03-02T18:04:05Z"


def test_a_withdrawn_piece_is_a_tombstone_with_the_notice_and_leaves_the_topic(
    client: Client, cast: Cast, subjects: dict
) -> None:
    recorded(cast, headline="It stays", **subjects)
    article = cast.published(headline="Withdrawn words", body="<p>Never again.</p>", **subjects)
    identity = told(entries(read(client.get("/feed/")))[0], "id")
    publishing.kill(article, by=cast.chief, note="Why it is gone.")
    for address in FEEDS:
        response = client.get(address)
        feed = read(response)
        assert titles(feed) == ["It stays"]
        assert "Withdrawn words" not in response.content.decode()
        assert "Never again" not in response.content.decode()
    for address in FEEDS[:2]:
        [tombstone] = read(client.get(address)).findall(TOMBSTONE)
        assert tombstone.get("ref") == identity
        assert MOMENT.fullmatch(tombstone.get("when"))
        assert tombstone.findtext(COMMENT) == "Why it is gone."
    publishing.return_(stored(article), by=cast.chief, note="It was right.")
    feed = read(client.get("/feed/"))
    assert titles(feed) == ["Withdrawn words", "It stays"]
    assert told(entries(feed)[0], "id") == identity
    assert not feed.findall(TOMBSTONE)


@EVERY_FEED
def test_no_feed_gives_away_what_is_not_published(
    client: Client, cast: Cast, subjects: dict, address: str
) -> None:
    article = recorded(cast, **subjects)
    before = client.get(address).content
    hidden = {"headline": "Canary", "body": "<p>Canary.</p>"} | subjects
    cast.draft(**hidden)
    cast.submitted(**hidden)
    cast.cleared(**hidden)
    cast.scheduled(**hidden)
    cast.schedule(cast.edited(article, headline="Canary"), workflow.UPDATE)
    assert client.get(address).content == before
    assert b"Canary" not in before


# --- What it costs --------------------------------------------------------------------------------


@EVERY_FEED
def test_who_has_the_feed_is_told_so_until_anything_changes(
    client: Client, cast: Cast, subjects: dict, address: str
) -> None:
    recorded(cast, **subjects)
    article = recorded(cast, SPRING + timedelta(days=1), **subjects)
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first.headers["Last-Modified"] == "Tue, 03 Mar 2026 18:04:05 GMT"
    assert not first.cookies
    asked = (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    )
    for headers in asked:
        for method in (client.get, client.head):
            response = method(address, headers=headers)
            assert (response.status_code, response.content) == (304, b"")
    publishing.kill(article, by=cast.chief, note=NOTE)
    for headers in asked:
        assert client.get(address, headers=headers).status_code == 200


@EVERY_FEED
def test_a_feed_asks_the_database_twice_at_most(
    client: Client,
    cast: Cast,
    subjects: dict,
    address: str,
    django_assert_max_num_queries: Callable,
) -> None:
    for _ in range(3):
        cast.corrected(cast.published(**subjects), body="<p>Otherwise.</p>")
    publishing.kill(cast.published(**subjects), by=cast.chief, note=NOTE)
    with (
        django_assert_max_num_queries(2, connection=connections["site"]),
        django_assert_max_num_queries(0, connection=connections["default"]),
    ):
        assert len(entries(read(client.get(address)))) == 3


# --- Where it is found ----------------------------------------------------------------------------


def test_pages_lead_to_the_feed_of_their_subject_and_of_the_site(
    client: Client, cast: Cast, subjects: dict
) -> None:
    article = recorded(cast, **subjects)
    wanted = {
        "/": ["/feed/"],
        article.editions.get().address: ["/stories/synthetic-story/feed/", "/feed/"],
        "/stories/synthetic-story/": ["/stories/synthetic-story/feed/", "/feed/"],
        "/topics/synthetic-topic/": ["/topics/synthetic-topic/feed/", "/feed/"],
        "/authors/synthetic-desk/": ["/feed/"],
    }
    for address, feeds in wanted.items():
        page = LexborHTMLParser(client.get(address).content.decode())
        found = page.css('link[rel="alternate"][type="application/atom+xml"]')
        assert [link.attributes["href"] for link in found] == feeds, address
        assert all(link.attributes["title"].startswith("NextFin") for link in found)
    for address in ("/stories/none/", "/topics/none/"):
        assert f"{address}feed/" not in client.get(address).content.decode()
