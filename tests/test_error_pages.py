"""Where there is nothing, or nothing works, readers are told so and shown a way on."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from selectolax.lexbor import LexborHTMLParser

from tests.cast import Cast
from tests.test_faces import ask_process

NOBODY_THERE = {"DATABASE_SITE_URL": "postgresql://nobody@127.0.0.1:9/none"}
PAGE = "/2026/01/03/synthetic/"


def stylesheets(page: str) -> list[str]:
    links = LexborHTMLParser(page).css("link[rel=stylesheet]")
    return [link.attributes["href"] or "" for link in links]


def test_a_page_that_is_not_there_has_a_search_and_ways_on(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    page = LexborHTMLParser(response.content.decode())
    assert len(page.css("form[role=search] input[type=search]")) == 1
    assert page.css_first("main form[role=search]").attributes["action"] == "/search/"
    assert {a.attributes["href"] for a in page.css("main a")} == {"/", "/corrections/", "/contact/"}
    for link in page.css("main a"):
        assert client.get(link.attributes["href"]).status_code == 200


def test_without_its_database_the_site_says_that_it_broke_and_what_needs_none_still_works(
    static_folder: Path,
) -> None:
    still = ("/nowhere/", "/about/", "/privacy/")
    found = ask_process("site", NOBODY_THERE, static_folder, PAGE, "/", *still)
    assert found["statuses"] == {
        PAGE: 500,
        "/": 500,
        "/nowhere/": 404,
        "/about/": 200,
        "/privacy/": 200,
    }
    broken = found["pages"][PAGE]
    assert "Something broke on our side" in broken
    assert_stands_alone(broken, static_folder)


def test_a_process_in_maintenance_asks_all_readers_to_come_back(
    static_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEXTFIN_MAINTENANCE", "1")
    found = ask_process("site", NOBODY_THERE, static_folder, "/", PAGE, "/about/", "/nowhere/")
    assert set(found["statuses"].values()) == {503}
    assert "We will be back in a few minutes" in found["pages"]["/"]
    assert_stands_alone(found["pages"]["/"], static_folder)


def test_the_page_of_maintenance_is_collected_with_the_static_files(static_folder: Path) -> None:
    page = (static_folder / "maintenance.html").read_text()
    assert "We will be back in a few minutes" in page
    assert_stands_alone(page, static_folder)


def assert_stands_alone(page: str, static_folder: Path) -> None:
    """It needs one sheet of its own, under a name that is there, and nothing inline."""
    [sheet] = stylesheets(page)
    assert sheet.startswith("/static/site/alone.")
    assert (static_folder / sheet.removeprefix("/static/")).is_file()
    assert "<style" not in page
    assert " style=" not in page
    assert "<script" not in page
    assert "{" not in page


class TestMaintenance:
    """With the desk in the same process."""

    @pytest.fixture(autouse=True)
    def _closed(self) -> None:
        with override_settings(NEXTFIN_MAINTENANCE=True):
            yield

    def test_readers_are_told_when_to_come_back(self, client: Client) -> None:
        response = client.get("/")
        assert (response.status_code, response["Retry-After"]) == (503, "300")
        assert response["Cache-Control"] == "no-store"
        assert client.post("/search/").status_code == 503

    def test_the_desk_goes_on(self, as_user, cast: Cast) -> None:
        assert as_user(cast.editor).get("/admin/").status_code == 200


def test_without_maintenance_nothing_is_in_the_way(client: Client) -> None:
    assert not settings.NEXTFIN_MAINTENANCE
    assert client.get("/").status_code == 200
