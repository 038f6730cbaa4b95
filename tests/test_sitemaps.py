"""Sitemaps name every page that should be found, with the time of its last change of facts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.storage import storages
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from articles import publishing, workflow
from articles.models import Article, Edition
from articles.public import urls as public_urls
from tests.cast import NOTE, Cast
from wire import urls as wire_urls
from wire.sitemaps import FIXED

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
SPRING = datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC)
DAY = "/sitemaps/2026/03/02.xml"
SITE = "http://testserver"


def read(response: HttpResponse) -> Element:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return fromstring(response.content)


def addresses(sitemap: Element) -> list[str]:
    return [loc.text.removeprefix(SITE) for loc in sitemap.findall(f"*/{MAP}loc")]


def recorded(cast: Cast, at: datetime = SPRING, **given) -> Article:
    article = cast.cleared(**given)
    publishing.record_past(article, workflow.PUBLISH, at=at, by=cast.editor)
    return article


def test_the_indexes_name_the_days_on_which_there_is_something_to_read(
    client: Client, cast: Cast
) -> None:
    recorded(cast, datetime(2025, 12, 31, 14, 59, tzinfo=UTC))  # 23:59 in the newsroom
    recorded(cast, datetime(2026, 3, 1, 15, 0, tzinfo=UTC))  # the second has just begun there
    recorded(cast, datetime(2026, 4, 5, tzinfo=UTC))
    gone = recorded(cast, datetime(2026, 1, 15, tzinfo=UTC))
    publishing.kill(gone, by=cast.chief, note=NOTE)
    cast.scheduled(seconds=60 * 60 * 24 * 400)
    index = read(client.get("/sitemap.xml"))
    assert index.tag == f"{MAP}sitemapindex"
    assert addresses(index) == ["/sitemaps/pages.xml", "/sitemaps/2026/04/05.xml", DAY]
    assert addresses(read(client.get("/sitemaps/2025.xml"))) == ["/sitemaps/2025/12/31.xml"]
    assert addresses(read(client.get("/sitemaps/2026.xml"))) == addresses(index)[1:]
    for address in (*addresses(index), "/sitemaps/2025/12/31.xml"):
        assert addresses(read(client.get(address))), address
    for empty in ("/sitemaps/2026/01/15.xml", "/sitemaps/2024.xml", "/sitemaps/2027.xml"):
        assert client.get(empty).status_code == 404


def test_robots_find_the_years_before_the_newest(client: Client, cast: Cast) -> None:
    for year in (2026, 2025, 2022):
        recorded(cast, datetime(year, 3, 2, tzinfo=UTC))
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    assert (robots.site_maps() or [])[2:] == [
        f"{SITE}/sitemaps/2025.xml",
        f"{SITE}/sitemaps/2022.xml",
    ]


def test_periods_reach_from_the_first_to_the_last_by_the_newsrooms_calendar(cast: Cast) -> None:
    editions = Edition.objects
    assert editions.periods("month") == editions.of_newest_year().periods("day") == []
    recorded(cast, datetime(2025, 12, 31, 15, 0, tzinfo=UTC))  # New Year in the newsroom
    recorded(cast, datetime(2024, 12, 31, 14, 59, tzinfo=UTC))
    assert editions.periods("month") == [date(2026, 1, 1), date(2024, 12, 1)]
    assert editions.periods("day") == [date(2026, 1, 1), date(2024, 12, 31)]
    assert editions.periods("year") == [date(2026, 1, 1), date(2024, 1, 1)]
    assert editions.of_newest_year().periods("day") == [date(2026, 1, 1)]


def test_stories_are_cut_into_parts_that_stay_as_they_are(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wire.sitemaps.STORIES", 1)
    stories = [cast.story(f"Story {number}") for number in range(3)]
    for story in (stories[0], stories[2]):
        recorded(cast, story=story)
    parts = [f"/sitemaps/stories/{story.pk}.xml" for story in stories]
    assert addresses(read(client.get("/sitemap.xml")))[-4:-1] == parts
    found = [addresses(read(client.get(part))) for part in parts]
    assert found == [["/stories/story-0/"], [], ["/stories/story-2/"]]
    assert client.get(f"/sitemaps/stories/{stories[2].pk + 1}.xml").status_code == 404
    assert client.get("/sitemaps/stories/99999999999999999999.xml").status_code == 404


def test_a_day_names_its_pieces_with_the_last_change_of_their_facts(
    client: Client, cast: Cast
) -> None:
    first = recorded(cast, slug="first")
    recorded(cast, SPRING + timedelta(hours=1), slug="größe")
    plain = recorded(cast, SPRING + timedelta(hours=2), slug="restyled", dek="Plain words.")
    publishing.restyle(cast.edited(plain, dek="Better words."), by=cast.editor)
    cast.corrected(first, body="<p>It was three.</p>")
    recorded(cast, SPRING + timedelta(days=40), slug="later")
    changed_at = first.editions.get(number=2).begins_at.astimezone(UTC)
    sitemap = read(client.get(DAY))
    assert sitemap.tag == f"{MAP}urlset"
    lastmods = {
        url.findtext(f"{MAP}loc").removeprefix(SITE): url.findtext(f"{MAP}lastmod")
        for url in sitemap
    }
    assert lastmods == {
        "/2026/03/02/restyled/": "2026-03-02T05:04:05Z",
        "/2026/03/02/gr%C3%B6%C3%9Fe/": "2026-03-02T04:04:05Z",
        "/2026/03/02/first/": changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def test_a_sitemap_names_the_lead_picture_as_everybody_can_see_it(
    client: Client, cast: Cast
) -> None:
    recorded(cast, lead_image=cast.picture())
    [image] = read(client.get(DAY)).findall(f"{MAP}url/{IMAGE}image/{IMAGE}loc")
    assert image.text.startswith(f"{SITE}/media/")
    assert image.text.endswith(".jpg")
    assert storages["printed"].exists(image.text.rpartition("/")[2])


def test_the_news_of_two_days_is_in_a_sitemap_of_its_own(client: Client, cast: Cast) -> None:
    recorded(cast, SPRING)
    article = cast.published(headline="Rates & rules")
    edition = article.editions.get()
    [url] = read(client.get("/sitemaps/news.xml"))
    assert url.findtext(f"{MAP}loc") == f"{SITE}{edition.address}"
    news = url.find(f"{NEWS}news")
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "NextFin"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert news.findtext(f"{NEWS}title") == "Rates & rules"
    published = edition.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert news.findtext(f"{NEWS}publication_date") == published


def test_the_lasting_pages_are_the_front_and_what_pieces_lead_to(
    client: Client, cast: Cast
) -> None:
    cast.scheduled(story=cast.story("Canary"), topics=[cast.topic("Canary")])
    was_about = recorded(cast, story=cast.story(), topics=[cast.topic("Left")])
    was_about.topics.set([cast.topic()])
    cast.corrected(was_about)
    assert addresses(read(client.get("/sitemaps/pages.xml")))[len(FIXED) :] == [
        "/authors/synthetic-desk/",
        "/topics/synthetic-topic/",
    ]


def test_every_page_that_stands_by_itself_and_may_be_indexed_is_in_the_sitemap(
    client: Client,
) -> None:
    routes = [str(each.pattern) for each in (*public_urls.urlpatterns, *wire_urls.urlpatterns)]
    standing_alone = [f"/{route}" for route in routes if "<" not in route]
    assert "/privacy/" in standing_alone
    found = {address for address in standing_alone if is_to_be_found(client.get(address))}
    assert set(addresses(read(client.get("/sitemaps/pages.xml")))) == found


def is_to_be_found(response: HttpResponse) -> bool:
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return is_page and "X-Robots-Tag" not in response


def test_every_address_in_a_sitemap_is_a_page_that_may_be_indexed(
    client: Client, cast: Cast
) -> None:
    recorded(cast, story=cast.story(), topics=[cast.topic()])
    for index in addresses(read(client.get("/sitemap.xml"))):
        for address in addresses(read(client.get(index))):
            response = client.get(address)
            assert response.status_code == 200, address
            assert "X-Robots-Tag" not in response.headers
            canonical = f'<link rel="canonical" href="{SITE}{address}">'
            assert canonical in response.content.decode()


def test_no_sitemap_gives_away_what_is_not_published(client: Client, cast: Cast) -> None:
    article = cast.published()
    sitemaps = ["/sitemap.xml", "/sitemaps/news.xml", "/sitemaps/pages.xml"]
    sitemaps.append(f"/sitemaps/{article.editions.get().address[1:11]}.xml")
    before = [client.get(address).content for address in sitemaps]
    hidden = {"headline": "Canary", "slug": "canary"}
    for n, prepare in enumerate((cast.draft, cast.submitted, cast.cleared, cast.scheduled)):
        prepare(**hidden | {"slug": f"canary-{n}"})
    cast.killed(**hidden)
    cast.schedule(cast.edited(article, headline="Canary"), workflow.UPDATE)
    after = [client.get(address).content for address in sitemaps]
    assert after == before
    assert not any(b"anary" in sitemap for sitemap in after)


@pytest.mark.parametrize(
    "address", ["/sitemap.xml", "/sitemaps/news.xml", "/sitemaps/pages.xml", DAY]
)
def test_a_sitemap_is_asked_for_again_at_little_cost(
    client: Client, cast: Cast, address: str, django_assert_max_num_queries: Callable
) -> None:
    for hours in range(3):
        recorded(cast, SPRING + timedelta(hours=hours))
    with (
        django_assert_max_num_queries(2, connection=connections["site"]),
        django_assert_max_num_queries(0, connection=connections["default"]),
    ):
        response = client.get(address)
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "address",
    ["/sitemaps/2026/02/30.xml", "/sitemaps/2026/3/2.xml", "/sitemaps/0999.xml", "/sitemaps/"],
)
def test_a_day_that_is_none_has_no_sitemap(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


# --- robots.txt -----------------------------------------------------------------------------------


def test_robots_find_the_sitemaps_and_leave_the_desk_and_searches_alone(
    client: Client, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(1, connection=connections["site"]):
        response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(response.content.decode().splitlines())
    assert robots.site_maps() == [f"{SITE}/sitemap.xml", f"{SITE}/sitemaps/news.xml"]
    for address in ("/", "/2026/03/02/rates/", "/2026/03/02/rates/history/", "/feed/"):
        assert robots.can_fetch("Anybot", address), address
    for address in ("/admin/", "/admin/login/", "/search/?q=rates"):
        assert not robots.can_fetch("Anybot", address), address
