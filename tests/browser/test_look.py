"""How the site looks: on any screen, by the reader's own choice, steady, light, for everybody."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import DESKTOP, NARROW, PHONE, faults
from tests.browser.conftest import People, until

pytestmark = pytest.mark.browser

KILOBYTE = 1000
SHIFTS = """async () => {
  let sum = 0
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.value
  }).observe({ type: "layout-shift", buffered: true })
  await new Promise((done) => setTimeout(done, 300))
  return sum
}"""


def pages_of(people: People) -> dict[str, str]:
    """The front, and an article with a story, a picture, a correction and people, beside others."""
    cast = people.live.cast
    given = {
        "story": cast.story("The long story"),
        "topics": [cast.topic()],
        "authors": [cast.new_author("Synthetic Trade Desk", description="It covers trade.")],
        "dateline": "OSAKA",
    }
    for _ in range(3):
        cast.published(**given)
    picture = cast.picture(caption="Synthetic caption", credit="Synthetic credit", alt="Waves")
    article = cast.published(lead_image=picture, body="<p>It was two.</p>", **given)
    cast.corrected(article, body="<h2>A heading</h2>" + "<p>It was three, “they” said.</p>" * 9)
    return {"front": "/", "article": article.editions.get(number=1).address}


def test_front_and_article_are_accessible_and_fit_on_any_screen_in_both_schemes(
    people: People,
) -> None:
    pages = pages_of(people)
    for screen in (PHONE, DESKTOP):
        for scheme in ("light", "dark"):
            page = people.reader(viewport=screen, color_scheme=scheme)
            for address in pages.values():
                page.goto(address)
                assert is_dark(page) is (scheme == "dark")
                assert faults(page) == []
    page.get_by_role("button", name="Display").click()
    assert faults(page) == []

    page = people.reader(viewport=NARROW)
    for address in pages.values():
        page.goto(address)
        for size in ("Standard", "Largest"):
            choose(page, "Size of text", size)
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], size


def test_what_a_reader_chooses_is_kept_and_there_from_the_first_moment(people: People) -> None:
    address = pages_of(people)["article"]
    page = people.reader(color_scheme="light")
    page.goto(address)
    before = size_of_text(page)
    choose(page, "Colours", "Dark")
    choose(page, "Size of text", "Larger")
    assert is_dark(page)

    page.goto("/")
    assert is_dark(page)
    expect(page.locator("#choices [value=dark]")).to_be_checked()
    for _ in range(5):
        page.goto(address)
        assert was_set_before_it_was_painted(page)
        assert size_of_text(page) == before * 1.25
    assert page.context.cookies() == []
    assert page.evaluate("violations") == []

    other = page.context.new_page()
    other.goto("/")
    choose(other, "Colours", "As on this device")
    until(page, "document.documentElement.dataset.scheme === ''")
    assert not is_dark(page)
    page.reload()
    assert not is_dark(page)
    choose(page, "Contrast", "High")
    page.reload()
    assert background(page) == "rgb(255, 255, 255)"


def test_the_readers_system_is_followed_where_nothing_is_chosen(people: People) -> None:
    address = pages_of(people)["article"]
    page = people.reader(color_scheme="dark", contrast="more")
    page.goto(address)
    assert background(page) == "rgb(0, 0, 0)"
    assert faults(page) == []

    page = people.reader(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".choose")).to_be_hidden()


def test_nothing_moves_when_the_type_comes_late(people: People) -> None:
    pages = pages_of(people)
    for screen in (PHONE, DESKTOP):
        for address in pages.values():
            page = people.reader(viewport=screen)
            held = holding_fonts(page)
            page.goto(address, wait_until="domcontentloaded")
            page.wait_for_timeout(500)
            assert len(held) == 2
            for font in held:
                font.continue_()
            page.evaluate("document.fonts.ready.then(() => true)")
            assert page.evaluate("document.fonts.check('400 1em NextFin Serif')")
            assert page.evaluate(SHIFTS) < 0.005, address


def test_the_smallest_masthead_stays_as_high_when_the_type_comes_late(people: People) -> None:
    height = "document.querySelector('.masthead').getBoundingClientRect().height"
    for address in pages_of(people).values():
        page = people.reader(viewport=NARROW)
        held = holding_fonts(page)
        page.goto(address, wait_until="domcontentloaded")
        page.wait_for_timeout(500)
        before = page.evaluate(height)
        for font in held:
            font.continue_()
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate("document.fonts.check('700 1em NextFin Serif')")
        assert page.evaluate(height) == before, address


def test_an_article_costs_less_than_a_hundred_kilobytes(people: People) -> None:
    fixtures = settings.BASE_DIR / "fixtures"
    texts = ("01-trump-invites-takaichi/1", "02-trade-figures/1")
    body = "".join((fixtures / f"{text}.html").read_text() for text in texts)
    piece = people.live.cast.published(body=body)
    address = piece.editions.get().address
    page = people.reader(viewport=PHONE)
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}),
    )
    page.goto(address, wait_until="networkidle")
    without_pictures = {url: size for url, size in sizes.items() if "/media/" not in url}
    assert sum(without_pictures.values()) < 100 * KILOBYTE, without_pictures
    assert page.locator("link[rel=preload]").count() == 1


def holding_fonts(page: Page) -> list[Route]:
    """The requests for fonts, none of which is answered until somebody does."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/*.woff2", hold)
    return held


def choose(page: Page, group: str, name: str) -> None:
    page.get_by_role("button", name="Display").click()
    page.get_by_role("group", name=group).get_by_label(name, exact=True).check()
    page.keyboard.press("Escape")


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def is_dark(page: Page) -> bool:
    red, green, blue = (int(part) for part in re.findall(r"\d+", background(page))[:3])
    return red + green + blue < 3 * 128


def size_of_text(page: Page) -> float:
    return page.evaluate("parseFloat(getComputedStyle(document.querySelector('.body p')).fontSize)")


def was_set_before_it_was_painted(page: Page) -> bool:
    """Whether the browser had the module before it first painted anything."""
    return page.evaluate(
        """async () => {
          const [paint] = await new Promise((done) => {
            new PerformanceObserver((list) => done(list.getEntries()))
              .observe({ type: "paint", buffered: true })
          })
          const { src } = document.querySelector("script[src*=display]")
          return performance.getEntriesByName(src)[0].responseEnd < paint.startTime
        }"""
    )
