"""An article opens as it will print: quiet, without a jerk, its panel where one left it, and on a
telephone it is cleared and published with a thumb.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from articles import handling
from articles.models import Article
from articles.workflow import State
from tests.browser.axe import LOOKS, faults
from tests.browser.conftest import People, until
from tests.cast import Cast, stored

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1440, "height": 900}
TELEPHONE = {"width": 360, "height": 740}
THUMB = 44  # pixels, the least that WCAG's stricter target size asks for
COUNT_SHIFTS = """
window.shifts = []
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    const nodes = sources.map(({ node }) => node?.id || node?.className || node?.nodeName)
    if (!hadRecentInput) shifts.push(`${value.toFixed(4)} ${nodes}`)
  }
}).observe({ type: "layout-shift", buffered: true })
"""
LONG = "Unübersichtlichkeiten " * 8


def page_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def written(page: Page, address: str) -> Page:
    """The page, once its editor stands, and whatever it begins is done."""
    page.goto(address)
    if page.locator("#id_body").count():
        page.locator(".writing-bar").wait_for()
    page.wait_for_timeout(500)
    return page


def test_the_panel_stays_where_it_was_left_on_this_device(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter, viewport=DESKTOP)
    written(page, page_of(article))
    button, panel = page.get_by_role("button", name="Panel"), page.locator("#panel")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(panel).to_be_hidden()
    page.reload()
    expect(panel).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+Backslash")
    expect(panel).to_be_visible()
    # So does each of its sections.
    page.get_by_text("Details", exact=True).click()
    page.reload()
    expect(panel).to_be_visible()
    expect(page.locator("#id_slug")).to_be_hidden()
    expect(page.get_by_role("link", name="All drafts")).to_be_visible()
    page.get_by_text("Details", exact=True).click()
    page.reload()
    expect(page.locator("#id_slug")).to_be_visible()


def test_the_text_stands_alone_until_escape(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter, viewport=DESKTOP)
    written(page, page_of(article))
    page.get_by_role("button", name="Quiet").click()
    for place in ("#header", "#panel", ".bar [name=_continue]"):
        expect(page.locator(place)).to_be_hidden()
    expect(page.locator("#save-state")).to_be_visible()
    page.locator(".ProseMirror").click()
    page.keyboard.press("Escape")
    for place in ("#header", "#panel", ".bar [name=_continue]"):
        expect(page.locator(place)).to_be_visible()


def test_the_panel_that_was_put_away_comes_back_for_what_needs_a_look(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter, viewport=DESKTOP)
    written(page, page_of(article))
    page.locator("#id_slug").fill("No slug at all!")
    page.get_by_role("button", name="Panel").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("needs a look")
    expect(page.locator("#id_slug")).to_be_visible()


def test_an_editor_clears_and_publishes_with_a_thumb(people: People) -> None:
    article = people.live.cast.submitted(body="<p>Synthetic words.</p>" * 40)
    page = people.at_the_desk(
        people.live.cast.editor, viewport=TELEPHONE, has_touch=True, is_mobile=True
    )
    written(page, page_of(article))
    assert is_for_a_thumb(page, ".bar-jump")
    page.get_by_role("link", name="What now").tap()
    for verb in ("clear", "publish"):
        # After a verb the page opens at those that can be said next.
        expect(page.locator(".bar-jump")).to_have_text("To the text")
        offer = page.locator(f".verb-{verb}")
        if offer.locator("summary").count():
            assert is_for_a_thumb(page, f".verb-{verb} summary")
            offer.locator("summary").first.tap()
        assert is_for_a_thumb(page, f".verb-{verb} button[name=verb]")
        offer.locator("button[name=verb]").tap()
        expect(page.locator(f".verb-{verb}")).to_have_count(0)
        until(page, f"document.documentElement.scrollWidth === {TELEPHONE['width']}")
    assert stored(article).state == State.CLEARED
    assert article.editions.count() == 1


def is_for_a_thumb(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    return bool(box) and box["height"] >= THUMB and box["width"] >= THUMB


def test_on_a_telephone_the_way_down_leads_back_to_where_one_read(people: People) -> None:
    article = people.live.cast.submitted(body="<p>Synthetic words.</p>" * 80)
    page = people.at_the_desk(people.live.cast.editor, viewport=TELEPHONE, has_touch=True)
    written(page, page_of(article))
    page.evaluate("scrollTo(0, 900)")
    way = page.locator(".bar-jump")
    way.tap()
    expect(way).to_have_text("To the text")
    way.tap()
    until(page, "scrollY === 900")
    expect(way).to_have_text("What now")


def pages_of(cast: Cast) -> Iterator[tuple[User, str, str]]:
    """Who opens what, and where: each state that an article can be in."""
    submitted = page_of(cast.submitted())
    yield cast.reporter, "new", "/admin/articles/article/add/"
    yield cast.reporter, "a draft with long words", page_of(cast.draft(headline=LONG, dek=LONG))
    yield cast.reporter, "in review", submitted
    yield cast.editor, "in review", submitted
    yield cast.editor, "spiked", page_of(handling.spike(cast.draft(), by=cast.editor))
    yield cast.editor, "cleared", page_of(cast.cleared())
    yield cast.editor, "live", page_of(cast.published())
    yield cast.editor, "killed", page_of(cast.killed())
    yield cast.editor, "scheduled", page_of(cast.scheduled())


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (390, "light"), (1440, "dark")])
def test_nothing_moves_when_it_opens_and_nothing_bars_the_way(
    people: People, width: int, scheme: str
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    complaints = []
    for person, name, address in pages_of(people.live.cast):
        page = people.at_the_desk(person, **options)
        page.add_init_script(COUNT_SHIFTS)
        written(page, address)
        found = page.evaluate("[...shifts, ...violations]")
        over = page.evaluate("document.documentElement.scrollWidth") - width
        # After the rest, for axe breaks the policy itself.
        found += [f"{over} px too wide"] * bool(over) + faults(page)
        complaints += [f"{name}, {person}: {fault}" for fault in found]
        page.close()
    assert complaints == []


def test_who_is_refused_can_read_why(people: People) -> None:
    address = f"{page_of(people.live.cast.draft())}../delete/"
    for scheme, screen in LOOKS:
        # Opened for each look: in a page whose scheme changes, Django's links fade to their colour.
        page = people.at_the_desk(people.live.cast.reporter, viewport=screen, color_scheme=scheme)
        answer = page.goto(address)
        assert answer
        assert answer.status == 403
        expect(page.get_by_role("heading", level=1)).to_have_text("Not yours to do")
        assert page.evaluate("violations") == []
        assert page.evaluate("document.documentElement.scrollWidth") == screen["width"]
        assert faults(page) == []
