"""A piece with every block, as readers have it: on any screen, and from nobody else."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests import every_block
from tests.browser.conftest import People

pytestmark = pytest.mark.browser

PHONE, DESKTOP = {"width": 320, "height": 700}, {"width": 1440, "height": 900}


def test_every_block_is_accessible_fits_any_screen_and_asks_nobody_else(people: People) -> None:
    address = every_block.published(people.live.cast).editions.get().address
    elsewhere: list[str] = []
    for screen in (PHONE, DESKTOP):
        for scheme in ("light", "dark"):
            page = people.reader(viewport=screen, color_scheme=scheme)
            answer_for_others(page, elsewhere)
            page.goto(address)
            to_the_end(page)
            assert page.evaluate("violations") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
    assert elsewhere == []

    page.get_by_role("button", name="Show it here").click()
    expect(page.locator(".work iframe")).to_have_attribute("src", every_block.PLAYER)
    page.frame_locator(".work iframe").get_by_text("The player").wait_for()
    assert elsewhere == [every_block.PLAYER]
    assert page.evaluate("violations") == []


def answer_for_others(page: Page, asked: list[str]) -> None:
    """Play the rest of the world, and write down what it is asked."""

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<p>The player</p>", content_type="text/html")

    page.route(lambda url: not url.startswith(("http://localhost", "data:")), answer)


def to_the_end(page: Page) -> None:
    """Read down to the end, so that every picture has come."""
    page.evaluate(
        """async () => {
          for (const image of document.images) {
            image.scrollIntoView()
            await image.decode()
          }
          scrollTo(0, 0)
        }"""
    )
