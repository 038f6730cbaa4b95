"""A piece with every block, as readers have it: on any screen, and from nobody else."""

from itertools import product

import pytest
from playwright.sync_api import Page, Route, expect

from tests import every_block
from tests.browser.axe import DESKTOP, NARROW, SCHEMES, faults
from tests.browser.conftest import People

pytestmark = pytest.mark.browser

# A sum over the whole life of the page; what is seen as steady stays below 0.1.
SHIFTS = """async () => {
  let sum = 0
  const watch = new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.value
  })
  watch.observe({ type: "layout-shift", buffered: true })
  await new Promise((done) => setTimeout(done, 100))
  return sum
}"""


def test_every_block_is_accessible_fits_any_screen_and_asks_nobody_else(people: People) -> None:
    address = every_block.published(people.live.cast).editions.get().address
    elsewhere: list[str] = []
    for scheme, screen in product(SCHEMES, (NARROW, DESKTOP)):
        page = people.reader(viewport=screen, color_scheme=scheme)
        answer_for_others(page, elsewhere)
        page.goto(address)
        to_the_end(page)
        assert page.evaluate("violations") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
        assert page.evaluate(SHIFTS) < 0.02
        assert faults(page) == []
    assert elsewhere == []

    page.get_by_role("button", name="Show it here").click()
    expect(page.locator(".work iframe")).to_have_attribute("src", every_block.PLAYER)
    page.frame_locator(".work iframe").get_by_text("The player").wait_for()
    assert elsewhere == [every_block.PLAYER]
    assert page.evaluate("violations") == []


def test_wherever_pieces_are_listed_their_pictures_stay_small(people: People) -> None:
    cast = people.live.cast
    story, topic = cast.story(), cast.topic()
    piece = cast.published(lead_image=cast.picture(), story=story, topics=[topic])
    cast.published()  # it leads the front page, so that the first is in the river below
    day = piece.editions.get().address.rpartition("/synthetic")[0]
    month = day.rpartition("/")[0]
    lists = [f"/stories/{story.slug}/", f"/topics/{topic.slug}/", f"{day}/", f"{month}/"]
    for screen in (NARROW, DESKTOP):
        page = people.reader(viewport=screen)
        for address in [*lists, "/search/?q=synthetic", "/authors/synthetic-desk/", "/"]:
            page.goto(address)
            picture = page.locator(".thumb picture img").last.bounding_box()
            headline = page.locator(".pictured .headline").last.bounding_box()
            assert picture, address
            assert headline, address
            assert picture["width"] <= 160, address
            assert picture["x"] > headline["x"] + headline["width"], address


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
