"""Every kind of public page: by keyboard, enlarged, narrowed, and as the reader's system is set."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from articles.management.commands import seed
from tests import database, every_block, pictures
from tests.browser.conftest import People
from tests.conftest import LiveNewsroom, serving

pytestmark = pytest.mark.browser

PIECE = "/2026/01/07/dispute-timeline/"
KINDS = {
    "front": "/",
    "news with a picture": "/2026/01/03/trump-invites-takaichi/",
    "analysis with a chart": "/2026/01/05/trade-figures/",
    "corrected": PIECE,
    "every block": "every block",
    "withdrawn": "withdrawn",
    "history": f"{PIECE}history/",
    "version": f"{PIECE}v/1/",
    "compared": f"{PIECE}compare/1/2/",
    "report": f"{PIECE}report/",
    "story": "/stories/takaichi-invitation/",
    "topic": "/topics/trade/",
    "author": "/authors/nextfin-asia-desk/",
    "month": "/2026/01/",
    "day": "/2026/01/07/",
    "search": "/search/",
    "found": "/search/?q=trade",
    "nothing found": "/search/?q=zzzz",
    "corrections": "/corrections/",
    "standards": "/standards/",
    "plain words": "/accessibility/",
    "contact": "/contact/",
    "app": "/app/",
    "saved": "/saved/",
    "offline": "/offline/",
    "fronts": "/front/",
    "front of before": "/front/2026/01/15/14:05/",
    "nowhere": "/nowhere/",
}
SCREENS = {"desk": {"width": 1280, "height": 640}, "phone": {"width": 390, "height": 640}}
MOST_STOPS = 300

WALK = """() => {
  const ACTS = "a[href], button, input, select, textarea, summary, iframe, audio, [tabindex]"
  const reached = []
  const told = (one) => one.outerHTML.slice(0, 150)
  const boxOf = (one) => one.matches("[type=radio], [type=checkbox]") ? one.labels[0] : one

  function isInSight(one) {
    return [...one.getClientRects()].some(({ left, top, right, bottom }) =>
      [left + 2, (left + right) / 2, right - 2].some((x) =>
        [top + 2, (top + bottom) / 2, bottom - 2].some((y) => {
          const hit = document.elementFromPoint(x, y)
          return hit && one.contains(hit)
        })))
  }

  function hasRing(one) {
    return [one, boxOf(one), one.parentElement, ...one.children].some((other) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(other)
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
        && !outlineColor.endsWith(", 0)")
    })
  }

  function nameOf(one) {
    const ids = one.getAttribute("aria-labelledby")?.split(" ") ?? []
    const texts = [...ids.map((id) => document.getElementById(id)), ...(one.labels ?? []), one]
    const pictures = [...one.querySelectorAll("[alt], [aria-label]")]
    return [one.ariaLabel, one.title, ...texts.map((other) => other.textContent),
      ...pictures.map((other) => other.alt ?? other.ariaLabel)].join("").trim()
  }

  // What is wrong where the focus is now; null at the end of the page.
  window.stop = () => {
    const at = document.activeElement
    const last = reached.at(-1)
    // Some fields have stops of their own inside, which only the browser knows.
    if (at === last && at.matches("[type=date], [type=datetime-local], audio, iframe")) return ""
    if (at === document.body || reached.includes(at)) return null
    reached.push(at)
    const faults = []
    if (last && !(last.compareDocumentPosition(at) & 4)) faults.push("comes too late")
    if (!isInSight(boxOf(at))) faults.push("cannot be seen")
    if (!hasRing(at)) faults.push("has no ring")
    if (!nameOf(at)) faults.push("has no name")
    return faults.length ? `${told(at)} ${faults.join(", ")}` : ""
  }
  window.left = () => [...document.querySelectorAll(ACTS)].filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })
    && one.getClientRects().length && !reached.includes(one)
    && !(one.type === "radio" && reached.some(({ name }) => name === one.name))).map(told)
}"""

# What is cut off, sticks out or lies upon another: on a page that stands still.
CROWDED = """() => {
  const found = []
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) found.push(`The page is ${scrollWidth} wide`)
  const told = (one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`
  const cuts = (overflow) => ["hidden", "clip"].includes(overflow)
  const isSeen = (one) => {
    const { width, height } = one.getBoundingClientRect()
    return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true })
  }
  const scrolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX)
    || scrolls(one.parentElement))
  for (const one of document.querySelectorAll("body :not(svg, svg *, .skip)")) {
    if (!isSeen(one) || !one.innerText?.trim()) continue
    const { overflowX, overflowY } = getComputedStyle(one)
    const isCut = (cuts(overflowX) && one.scrollWidth > one.clientWidth + 1)
      || (cuts(overflowY) && one.scrollHeight > one.clientHeight + 1)
    if (isCut) found.push(`Cut off: ${told(one)}`)
    const { left, right } = one.getBoundingClientRect()
    if ((left < -1 || right > innerWidth + 1) && !scrolls(one)) found.push(`Outside: ${told(one)}`)
  }
  const ACTS = ":is(a[href], button, input, select, summary):not(.skip)"
  const acts = [...document.querySelectorAll(ACTS)]
  const boxes = acts.filter(isSeen).map((one) => [one, [...one.getClientRects()]])
  const overlap = (one, two) =>
    Math.min(one.right, two.right) - Math.max(one.left, two.left) > 3
    && Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 6
  boxes.forEach(([one, its], place) => {
    for (const [two, others] of boxes.slice(place + 1)) {
      if (one.contains(two) || !its.some((a) => others.some((b) => overlap(a, b)))) continue
      found.push(`One upon the other: ${told(one)} and ${told(two)}`)
    }
  })
  return found
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one)
  const moves = (names, times) =>
    names !== "none" && times.split(",").some((time) => parseFloat(time) > 0.01)
  return style.scrollBehavior === "smooth" || moves(style.animationName, style.animationDuration)
    || moves(style.transitionProperty, style.transitionDuration)
}).map((one) => one.outerHTML.slice(0, 100))"""

# What has its own colour, and no longer differs from what is behind it: drawings, edges of buttons
# and fields, marks of what changed.
LOST = r"""() => {
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true })
    && one.getBoundingClientRect().width > 1
  const told = (one) => one.outerHTML.slice(0, 120)
  const isClear = (colour) => colour === "none" || /^rgba.*, 0\)$/.test(colour)
  function behind(one) {
    for (let up = one; up; up = up.parentElement) {
      const { backgroundColor } = getComputedStyle(up)
      if (!isClear(backgroundColor)) return backgroundColor
    }
    return getComputedStyle(document.documentElement).backgroundColor
  }
  const found = []
  for (const svg of document.querySelectorAll("svg:not(svg svg)")) {
    if (!isSeen(svg)) continue
    const shapes = [...svg.querySelectorAll("path, rect, circle, line, polyline, text")]
    const isDrawn = shapes.some((shape) => {
      const { fill, stroke } = getComputedStyle(shape)
      const paper = behind(svg.parentElement)
      return [fill, stroke].some((colour) => !isClear(colour) && colour !== paper)
    })
    if (!isDrawn) found.push(`Not drawn: ${told(svg)}`)
  }
  const FIELDS = "button, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])"
  for (const one of document.querySelectorAll(FIELDS)) {
    if (!isSeen(one)) continue
    const edged = (other) => {
      const { borderTopStyle, borderBottomStyle, borderBottomWidth, textDecorationLine } =
        getComputedStyle(other)
      return [borderTopStyle, borderBottomStyle].some((style) => style !== "none")
        && parseFloat(borderBottomWidth) > 0 || textDecorationLine !== "none"
    }
    if (![one, one.parentElement].some(edged)) found.push(`Without an edge: ${told(one)}`)
  }
  for (const one of document.querySelectorAll("body :not(svg, svg *)")) {
    const hasWords = [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
    const isLost = hasWords && getComputedStyle(one).color === behind(one)
    if (isLost && isSeen(one)) found.push(`Unreadable: ${told(one)}`)
  }
  for (const mark of document.querySelectorAll("ins, del")) {
    const { textDecorationLine, borderInlineStartStyle, outlineStyle } = getComputedStyle(mark)
    const isMarked = textDecorationLine !== "none"
      || [borderInlineStartStyle, outlineStyle].some((style) => style !== "none")
    if (isSeen(mark) && !isMarked) found.push(`Not marked: ${told(mark)}`)
  }
  return found
}"""


@pytest.fixture(scope="module")
def live(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    static_folder: Path,
    password_hash: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveNewsroom]:
    """The first story, and beside it what it does not have."""
    with (
        django_db_blocker.unblock(),
        database.newsroom("walked") as own,
        pytest.MonkeyPatch.context() as patch,
    ):
        folder = tmp_path_factory.mktemp("walked")
        patch.setattr(seed, "SIGN_INS", folder / "demo-sign-ins.txt")
        patch.setattr(seed, "PICTURES", pictures.of_the_first_story(folder / "pictures"))
        with serving(own, static_folder, password_hash) as live:
            call_command("seed", verbosity=0)
            yield live


@pytest.fixture(scope="module")
def addresses(live: LiveNewsroom) -> dict[str, str]:
    block = every_block.published(live.cast).editions.get().address
    killed = live.cast.killed().editions.get(number=1).address
    return KINDS | {"every block": block, "withdrawn": killed}


@pytest.fixture(scope="module")
def people(browser: Browser, live: LiveNewsroom) -> Iterator[People]:
    found = People(browser, live)
    yield found
    found.close()


@pytest.fixture(scope="module")
def look_at(people: People, addresses: dict[str, str]) -> Callable[..., Page]:
    """Opens a page of that kind, in one window for each way of looking."""
    windows: dict[str, Page] = {}

    def look(kind: str, *, size_of_text: int = 16, **options: object) -> Page:
        way = repr((size_of_text, options))
        if way not in windows:
            windows[way] = page = people.reader(**options)
            page.route(lambda url: "localhost" not in url, lambda route: route.abort())
            # What a reader sets in the browser's own settings, in pixels.
            sizes = {"standard": size_of_text, "fixed": size_of_text}
            page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
        windows[way].goto(addresses[kind])
        return windows[way]

    return look


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_walked_by_keyboard_from_its_beginning_to_its_end(
    kind: str, look_at: Callable[..., Page]
) -> None:
    for screen in SCREENS.values():
        page = look_at(kind, viewport=screen)
        page.evaluate(WALK)
        faults = []
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            fault = page.evaluate("stop()")
            if fault is None:
                break
            faults.append(fault)
        assert [fault for fault in faults if fault] == []
        assert page.evaluate("left()") == []


@pytest.mark.parametrize("kind", ["front", "corrected"])
def test_the_first_stop_leads_past_the_masthead(kind: str, look_at: Callable[..., Page]) -> None:
    page = look_at(kind)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("kind", ["corrected", "every block", "found", "compared"])
def test_what_opens_is_opened_and_closed_by_keyboard(
    kind: str, look_at: Callable[..., Page]
) -> None:
    page = look_at(kind)
    for summary in page.locator("summary:visible").all():
        was_open = summary.evaluate("(one) => one.parentElement.open")
        summary.press("Enter")
        assert summary.evaluate("(one) => one.parentElement.open") is not was_open
        summary.press("Space")
        assert summary.evaluate("(one) => one.parentElement.open") is was_open
    display = page.get_by_role("button", name="Display")
    choices = page.locator("#choices")
    for key in ("Enter", "Space"):
        display.press(key)
        expect(choices).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#choices') !== null")
        page.keyboard.press("Escape")
        expect(choices).to_be_hidden()
        expect(display).to_be_focused()


# --- Enlarged and narrow --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_off_or_covered_on_a_narrow_screen_or_at_twice_the_size(
    kind: str, look_at: Callable[..., Page]
) -> None:
    for width, size in ((320, 16), (640, 16), (390, 32), (1280, 32)):
        page = look_at(kind, size_of_text=size, viewport={"width": width, "height": 640})
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{size}px"
        assert page.evaluate(CROWDED) == [], f"{width} px wide, letters of {size} px"


# --- As the reader's system is set ----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_for_who_wants_it_still(kind: str, look_at: Callable[..., Page]) -> None:
    assert look_at(kind, reduced_motion="reduce").evaluate(MOVING) == []


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_systems_own_colours_all_that_carries_meaning_is_seen(
    kind: str, look_at: Callable[..., Page]
) -> None:
    for scheme in ("light", "dark"):
        page = look_at(kind, forced_colors="active", color_scheme=scheme)
        assert page.evaluate(LOST) == [], scheme
