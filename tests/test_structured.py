"""What a page says of itself to search engines and to those with whom it is shared."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, workflow
from articles.models import Article
from tests.cast import NOTE, Cast

SITE = "http://testserver"
SPRING = datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script><!-- & “so” \u2028"


def read(response: HttpResponse) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def things(response: HttpResponse) -> dict[str, dict[str, Any]]:
    """What a page's JSON-LD describes, by type."""
    scripts = read(response).css('script[type="application/ld+json"]')
    assert len(scripts) <= 1
    told = [json.loads(script.text()) for script in scripts]
    assert all(data["@context"] == "https://schema.org" for data in told)
    return {thing["@type"]: thing for data in told for thing in data["@graph"]}


def graph(response: HttpResponse) -> dict[str, str]:
    """The page's Open Graph, the last of each property."""
    metas = read(response).css("meta[property]")
    return {meta.attributes["property"]: meta.attributes["content"] or "" for meta in metas}


def recorded(cast: Cast, **given) -> Article:
    article = cast.cleared(**given)
    publishing.record_past(article, workflow.PUBLISH, at=SPRING, by=cast.editor)
    return article


def way(crumbs: dict[str, Any]) -> list[tuple[int, str, str]]:
    steps = crumbs["itemListElement"]
    return [(step["position"], step["name"], step["item"]) for step in steps]


# --- An article -----------------------------------------------------------------------------------


def test_an_article_says_who_wrote_what_when_and_where_it_stays(client: Client, cast: Cast) -> None:
    recorded(
        cast,
        headline="Rates and rules",
        slug="rates",
        dek="What was decided.",
        dateline="TOKYO",
        authors=[cast.author, cast.new_author("A Desk by Name")],
        story=cast.story(),
        topics=[cast.topic()],
        lead_image=cast.picture(),
    )
    article = things(client.get("/2026/03/02/rates/"))["NewsArticle"]
    images = article.pop("image")
    assert len(images) >= 2
    assert all(image.startswith(f"{SITE}/media/") for image in images)
    assert article == {
        "@type": "NewsArticle",
        "@id": f"{SITE}/2026/03/02/rates/#article",
        "url": f"{SITE}/2026/03/02/rates/",
        "mainEntityOfPage": f"{SITE}/2026/03/02/rates/",
        "headline": "Rates and rules",
        "description": "What was decided.",
        "genre": "News",
        "inLanguage": "en",
        "datePublished": "2026-03-02T03:04:05Z",
        "dateModified": "2026-03-02T03:04:05Z",
        "dateline": "TOKYO",
        "author": [
            {
                "@type": "Organization",
                "name": "Synthetic Desk",
                "url": f"{SITE}/authors/synthetic-desk/",
            },
            {
                "@type": "Person",
                "name": "A Desk by Name",
                "url": f"{SITE}/authors/a-desk-by-name/",
            },
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": f"{SITE}/#publisher",
            "name": "NextFin",
            "url": f"{SITE}/",
            "logo": f"{SITE}/static/site/icon.svg",
        },
        "isAccessibleForFree": True,
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": "Synthetic story",
            "url": f"{SITE}/stories/synthetic-story/",
        },
        "about": [
            {
                "@type": "Thing",
                "name": "Synthetic topic",
                "url": f"{SITE}/topics/synthetic-topic/",
            }
        ],
        "version": 1,
        "archivedAt": f"{SITE}/2026/03/02/rates/v/1/",
    }


def test_a_correction_is_said_and_moves_the_time_and_the_version(
    client: Client, cast: Cast
) -> None:
    article = recorded(cast, body="<p>It was two.</p>", slug="rates", dek="Plain words.")
    publishing.restyle(cast.edited(article, dek="Better put."), by=cast.editor)
    page = client.get("/2026/03/02/rates/")
    restyled = things(page)["NewsArticle"]
    assert restyled["dateModified"] == restyled["datePublished"]
    assert "correction" not in restyled
    assert "article:modified_time" not in graph(page)
    cast.corrected(article, body="<p>It was three.</p>")
    at = article.editions.get(number=3).begins_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    page = client.get("/2026/03/02/rates/")
    corrected = things(page)["NewsArticle"]
    assert corrected["correction"] == [
        {"@type": "CorrectionComment", "text": NOTE, "datePublished": at}
    ]
    assert corrected["dateModified"] == graph(page)["article:modified_time"] == at
    assert corrected["version"] == 3
    assert client.get(corrected["archivedAt"].removeprefix(SITE)).status_code == 200


def test_no_word_of_a_piece_ends_the_data_or_acts(client: Client, cast: Cast) -> None:
    article = recorded(cast, headline=HOSTILE, slug="hostile", dek=HOSTILE, dateline=HOSTILE[:40])
    cast.corrected(article, body="<p>Other.</p>")
    response = client.get("/2026/03/02/hostile/")
    told = things(response)["NewsArticle"]
    assert told["headline"] == told["description"] == HOSTILE.strip()
    [data] = read(response).css('script[type="application/ld+json"]')
    assert not set("<>&") & set(data.text())
    assert not [script for script in read(response).css("script") if "alert" in script.text()[:20]]
    assert graph(response)["og:title"] == HOSTILE.strip()


def test_a_piece_without_any_picture_has_its_card(client: Client, cast: Cast) -> None:
    article = recorded(cast, slug="bare", dek="")
    response = client.get("/2026/03/02/bare/")
    told = things(response)["NewsArticle"]
    assert told["image"] == [f"{SITE}/media/{article.editions.get().social_card}"]
    assert told["image"] == [graph(response)["og:image"]]
    assert "description" not in told
    assert "isPartOf" not in told


def test_what_is_withdrawn_or_over_says_nothing_to_machines(client: Client, cast: Cast) -> None:
    article = recorded(cast, headline="Canary", slug="rates")
    assert things(client.get("/2026/03/02/rates/v/1/")) == {}
    publishing.kill(article, by=cast.chief, note=NOTE)
    gone = client.get("/2026/03/02/rates/")
    assert gone.status_code == 410
    assert things(gone) == graph(gone) == {}
    assert "Canary" not in gone.content.decode()


def test_the_data_costs_an_article_no_question(
    client: Client, cast: Cast, django_assert_max_num_queries: Callable
) -> None:
    recorded(cast, slug="rates", story=cast.story(), topics=[cast.topic()])
    with django_assert_max_num_queries(3, connection=connections["site"]):
        assert things(client.get("/2026/03/02/rates/"))


# --- The way there --------------------------------------------------------------------------------


def test_crumbs_lead_from_the_front_page_by_the_story_or_else_the_topic(
    client: Client, cast: Cast
) -> None:
    front = (1, "Front page", f"{SITE}/")
    story = (2, "Synthetic story", f"{SITE}/stories/synthetic-story/")
    topic = (2, "Synthetic topic", f"{SITE}/topics/synthetic-topic/")
    recorded(cast, headline="A", slug="a", story=cast.story(), topics=[cast.topic()])
    recorded(cast, headline="B", slug="b", topics=[cast.topic("Other")])
    recorded(cast, headline="C", slug="c")
    wanted = {
        "/2026/03/02/a/": [front, story, (3, "A", f"{SITE}/2026/03/02/a/")],
        "/2026/03/02/b/": [
            front,
            (2, "Other", f"{SITE}/topics/other/"),
            (3, "B", f"{SITE}/2026/03/02/b/"),
        ],
        "/2026/03/02/c/": [front, (2, "C", f"{SITE}/2026/03/02/c/")],
        "/stories/synthetic-story/": [front, story],
        "/topics/synthetic-topic/": [front, topic],
    }
    for address, steps in wanted.items():
        assert way(things(client.get(address))["BreadcrumbList"]) == steps


def test_the_front_page_names_the_site(client: Client, cast: Cast) -> None:
    cast.published()
    site = things(client.get("/"))["WebSite"]
    assert (site["name"], site["url"]) == ("NextFin", f"{SITE}/")


# --- Where a page is shared -----------------------------------------------------------------------


def test_every_page_can_be_shared_with_a_title_a_picture_and_its_lasting_address(
    client: Client, cast: Cast
) -> None:
    recorded(cast, headline="A", slug="a", story=cast.story(), topics=[cast.topic()])
    addresses = [
        "/",
        "/2026/03/02/a/",
        "/2026/03/02/a/history/",
        "/2026/03/02/",
        "/2026/03/",
        "/stories/synthetic-story/",
        "/topics/synthetic-topic/",
        "/authors/synthetic-desk/",
        "/search/",
    ]
    for address in addresses:
        response = client.get(address)
        told = graph(response)
        canonical = read(response).css("link[rel=canonical]")
        assert [link.attributes["href"] for link in canonical] == [f"{SITE}{address}"]
        assert told["og:url"] == f"{SITE}{address}"
        assert told["og:site_name"] == "NextFin"
        assert told["og:locale"] == "en_US"
        assert told["og:title"]
        assert told["og:image"].startswith(f"{SITE}/"), address
        assert told["og:image:alt"]
        card = read(response).css_first('meta[name="twitter:card"]')
        assert card.attributes["content"] == "summary_large_image"


def test_an_article_is_shared_with_its_card_its_authors_and_its_section(
    client: Client, cast: Cast
) -> None:
    article = recorded(cast, slug="a", story=cast.story(), topics=[cast.topic()])
    told = graph(client.get("/2026/03/02/a/"))
    assert told["og:type"] == "article"
    assert told["og:image"] == f"{SITE}/media/{article.editions.get().social_card}"
    assert told["article:published_time"] == "2026-03-02T03:04:05Z"
    assert told["article:author"] == f"{SITE}/authors/synthetic-desk/"
    assert told["article:section"] == "Synthetic story"
    assert told["article:tag"] == "Synthetic topic"


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_a_page_without_a_card_has_that_of_the_house(client: Client, address: str) -> None:
    assert graph(client.get(address))["og:image"] == f"{SITE}/static/site/card.png"


def test_the_card_of_the_house_is_of_the_size_that_is_said_and_light() -> None:
    file = Path(settings.BASE_DIR) / "static" / "site" / "card.png"
    with Image.open(file) as card:
        assert card.size == (1200, 630)
    assert file.stat().st_size < 40_000
