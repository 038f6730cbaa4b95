"""Searching in a real browser: by keyboard alone, without script, on any screen."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import LOOKS, faults
from tests.browser.conftest import People

pytestmark = pytest.mark.browser

ARTICLE = "The grey heron of the pond"


@pytest.fixture
def pond(people: People) -> People:
    """Three pieces with something in common and something not."""
    cast = people.live.cast
    birds = cast.topic("Birds")
    text = {"body": "<p>About a grey heron.</p>"}
    cast.published(headline="A crane", topics=[birds], label="analysis", **text)
    cast.published(headline="Two cranes", **text)
    given = {"topics": [birds], "story": cast.story("The heron pond"), **text}
    cast.published(headline=ARTICLE, lead_image=cast.picture(), **given)
    return people


def field(page: Page) -> Locator:
    return page.get_by_label("Search the articles")


def chosen(page: Page) -> Locator:
    return page.get_by_role("option", selected=True)


def type_and_wait(page: Page, words: str) -> None:
    with page.expect_response("**/search/offers/**"):
        page.keyboard.type(words)
    page.get_by_role("listbox").wait_for()


def test_a_reader_finds_an_article_by_keyboard_alone(pond: People) -> None:
    page = pond.reader()
    page.goto("/")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    type_and_wait(page, "hero")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option")).to_have_text(["StoryThe heron pond", f"Article{ARTICLE}"])
    expect(page.get_by_role("status")).to_contain_text("2 pages offered")
    expect(chosen(page)).to_have_count(0)

    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("The heron pond")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text(ARTICLE)
    expect(field(page)).to_have_attribute("aria-activedescendant", "offer-1")
    page.keyboard.press("ArrowDown")  # past the end lies the field itself
    expect(chosen(page)).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(chosen(page)).to_contain_text(ARTICLE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ARTICLE)
    assert page.evaluate("violations") == []
    assert page.context.cookies() == []


def test_escape_closes_what_is_offered_and_then_empties_the_field(pond: People) -> None:
    page = pond.reader()
    page.goto("/")
    page.keyboard.press("/")
    type_and_wait(page, "hero")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("hero")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")


def test_enter_searches_for_what_was_typed_and_the_results_are_narrowed_by_keyboard(
    pond: People,
) -> None:
    page = pond.reader()
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("herron")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No exact match for “herron”")).to_be_visible()
    expect(page.locator(".card")).to_have_count(3)
    walk_to(page, "Analysis")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    assert page.url.endswith("/search/?q=heron&label=analysis")
    walk_to(page, "Kind of piece: Analysis")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(3)


def walk_to(page: Page, words: str) -> None:
    """Press Tab until a link with these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent").split()
        if " ".join(focused).startswith(words):
            return
    pytest.fail(f"no way to {words} by keyboard")


def test_a_stroke_that_is_typed_into_a_field_stays_there(pond: People) -> None:
    page = pond.reader()
    page.goto("/search/")
    field(page).focus()
    page.keyboard.type("and/or")
    expect(field(page)).to_have_value("and/or")


def test_without_script_the_form_searches_and_narrows(pond: People) -> None:
    page = pond.reader(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Search the articles").fill("heron")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_have_text("3 results for “heron”")
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/search/?q=heron&from=2020-01-01")
    expect(page.locator(".card")).to_have_count(3)


def test_search_is_accessible_and_fits_any_screen(pond: People) -> None:
    pages = ("/search/", "/search/?q=heron&topic=birds", "/search/?q=herron", "/search/?q=zz+yy")
    for scheme, screen in LOOKS:
        page = pond.reader(viewport=screen, color_scheme=scheme)
        for address in pages:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
            check(page)
        # On a phone, the masthead only leads to the search.
        page.goto("/" if screen["width"] > 600 else "/search/")
        field(page).focus()
        type_and_wait(page, "hero")
        page.keyboard.press("ArrowDown")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
        box = page.get_by_role("listbox").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= screen["width"]
        check(page)
        page.context.close()


def check(page: Page) -> None:
    assert faults(page) == []
    assert page.evaluate("violations") == []
