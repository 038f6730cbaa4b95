"""The NextFin app: what a browser needs to install it, and what a device may keep of it."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tests.cast import Cast

PAGES = ("/app/", "/saved/", "/offline/")


def manifest(client: Client) -> dict:
    return json.loads(client.get("/manifest.webmanifest").content)


def test_the_manifest_says_all_that_a_browser_asks_before_it_installs(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    said = manifest(client)
    assert (said["name"], said["id"], said["scope"]) == ("NextFin", "/", "/")
    assert said["display"] == "standalone"
    assert client.get(said["start_url"]).status_code == 200
    for shortcut in said["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200, shortcut


def test_each_icon_has_the_size_that_the_manifest_says(client: Client) -> None:
    icons = manifest(client)["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in icons:
        found = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        picture = Image.open(BytesIO(Path(found).read_bytes()))
        assert "{}x{}".format(*picture.size) == icon["sizes"]
        assert picture.format == "PNG"
        corner = picture.convert("RGBA").getpixel((0, 0))
        assert (corner[3] == 255) == (icon["purpose"] == "maskable"), icon


def test_every_page_leads_to_the_manifest_and_has_the_masthead_colour(client: Client) -> None:
    for address in ("/", *PAGES):
        page = LexborHTMLParser(client.get(address).content.decode())
        assert page.css_first("link[rel=manifest]").attributes["href"] == "/manifest.webmanifest"
        schemes = [meta.attributes["media"] for meta in page.css("meta[name=theme-color]")]
        assert {"(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"} <= set(schemes)


def test_the_worker_is_asked_for_each_time_and_serves_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert response["Service-Worker-Allowed"] == "/"
    for address in re.findall(r'"(/static/[^"]+)"', response.content.decode()):
        assert finders.find(address.removeprefix(settings.STATIC_URL)), address


def test_a_worker_may_come_from_this_site_alone(client: Client) -> None:
    assert "worker-src 'self'" in client.get("/app/")["Content-Security-Policy"]


def test_no_page_of_the_app_sets_a_cookie_or_says_who_reads_it(client: Client) -> None:
    for address in (*PAGES, "/manifest.webmanifest", "/sw.js"):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address


def test_the_apps_pages_ask_the_database_once_at_most(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    piece = cast.published()
    with django_assert_max_num_queries(0):
        for address in (*PAGES[1:], "/manifest.webmanifest", "/sw.js"):
            client.get(address)
    for alias, most in (("site", 1), ("default", 0)):
        with django_assert_max_num_queries(most, using=alias):
            assert piece.headline in client.get("/app/").content.decode()


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        (
            {"url": "http://testserver/2026/01/03/a-piece/"},
            "/saved/?save=%2F2026%2F01%2F03%2Fa-piece%2F",
        ),
        (
            {"text": "Read http://testserver/2026/01/03/a-piece/history/ now"},
            "/saved/?save=%2F2026%2F01%2F03%2Fa-piece%2F",
        ),
        (
            {"url": "https://example.org/2026/01/03/a-piece/", "title": "Tariffs"},
            "/search/?q=Tariffs",
        ),
        ({"text": "Tariffs https://example.org/"}, "/search/?q=Tariffs"),
        ({"url": "http://testserver/admin/"}, "/search/?q="),
        ({"url": "http://[broken"}, "/search/?q="),
        ({}, "/search/?q="),
    ],
)
def test_what_another_app_shares_is_saved_if_it_is_ours_and_looked_up_if_not(
    client: Client, given: dict[str, str], leads_to: str
) -> None:
    response = client.get("/app/share/", given)
    assert response.status_code == 302
    assert response["Location"] == leads_to


def test_an_article_says_what_is_saved_of_it_and_what_works_without_script(
    client: Client, cast: Cast
) -> None:
    piece = cast.published(headline="Tariffs & ports", story=cast.story())
    cast.corrected(piece, body="<p>Corrected.</p>")
    address = piece.editions.first().address
    page = LexborHTMLParser(client.get(address).content.decode())
    said = page.css_first("[data-shelf=saved]").attributes
    assert (said["data-address"], said["data-version"], said["data-corrections"]) == (
        address,
        "2",
        "1",
    )
    links = [
        link.attributes["href"]
        for link in page.css(".uses a")
        if "scripted" not in (link.parent.attributes.get("class") or "")
    ]
    assert links[0] == f"{address}v/2/"
    assert client.get(links[0]).status_code == 200
    assert links[1].startswith("mailto:?subject=Tariffs%20%26%20ports&body=http%3A%2F%2Ftestserver")


def test_a_story_can_be_followed_by_the_address_that_it_has(client: Client, cast: Cast) -> None:
    story = cast.story()
    cast.published(story=story)
    page = LexborHTMLParser(client.get(story.get_absolute_url()).content.decode())
    button = page.css_first("[data-shelf=followed]").attributes
    assert button["data-address"] == f"/stories/{story.slug}/"
    assert button["data-name"] == story.name
