"""Long lists at the desk: chosen from by typing, by arrows, by touch, and without any script."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Author
from articles.desk.choices import MOST_IN_A_PAGE
from articles.models import Article, Story
from tests.browser.axe import faults
from tests.browser.conftest import People, close_offline, until
from tests.browser.test_autosave import page_of, saved
from tests.browser.test_life_of_an_article import save
from tests.cast import stored

pytestmark = pytest.mark.browser

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
COLOUR = "(option) => getComputedStyle(option).backgroundColor"


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def offered(page: Page) -> Locator:
    """The options of the list that is open."""
    return page.get_by_role("listbox", name="Choices").get_by_role("option")


def active(of: Locator) -> Locator:
    """The option that a screen reader is led to."""
    box = of.element_handle()
    until(of.page, "(box) => box.hasAttribute('aria-activedescendant')", box)
    return offered(of.page).and_(of.page.locator("[aria-selected=true]"))


def said(page: Page, name: str) -> Locator:
    """What is announced of a box."""
    return page.locator(".combobox", has=box(page, name)).get_by_role("status")


def chips(page: Page) -> list[str]:
    return [text.removesuffix("×") for text in page.locator(".chips li").all_text_contents()]


def signs(page: Page) -> list[str]:
    return [one.input_value() for one in box(page, "Author").all()]


def topics_of(article: Article) -> list[str]:
    return sorted(stored(article).topics.values_list("name", flat=True))


def byline_of(article: Article) -> list[str]:
    return [line.author.name for line in stored(article).bylines.all()]


def test_topics_are_chosen_and_removed_at_the_keyboard_and_stored(people: People) -> None:
    cast = people.live.cast
    for name in ("Trade", "Fair Trade", "Tōkyō"):
        cast.topic(name)
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    topics = box(page, "Topics")
    topics.press_sequentially("trade")
    expect(said(page, "Topics")).to_have_text("2 results")
    expect(topics).to_have_attribute("aria-expanded", "true")
    expect(active(topics)).to_have_text("Trade")
    led_to = active(topics).get_attribute("id")
    expect(topics).to_have_attribute("aria-activedescendant", str(led_to))
    topics.press("ArrowDown")
    expect(active(topics)).to_have_text("Fair Trade")
    topics.press("Enter")
    expect(topics).to_have_value("")
    expect(topics).to_be_focused()
    topics.press_sequentially("tokyo")
    topics.press("Enter")  # before the list is there
    saved(page)
    assert chips(page) == ["Fair Trade", "Tōkyō"]
    assert topics_of(article) == ["Fair Trade", "Tōkyō"]

    topics.press("Backspace")
    expect(page.get_by_role("button", name="Remove Tōkyō")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    expect(said(page, "Topics")).to_have_text("Fair Trade is removed.")
    expect(page.get_by_role("button", name="Remove Tōkyō")).to_be_focused()
    save(page)
    assert topics_of(article) == ["Tōkyō"]
    assert page.evaluate("violations") == []


def test_a_new_topic_is_made_only_by_who_may_and_only_when_it_is_meant(people: People) -> None:
    cast = people.live.cast
    cast.topic("Trade")
    cast.topic("Food, drink")
    article = cast.draft()
    page = people.at_the_desk(cast.editor)
    page.goto(page_of(article))
    topics = box(page, "Topics")
    topics.press_sequentially("Bridg")
    topics.press("Tab")
    expect(topics).to_have_value("Bridg")  # words that were typed stay
    assert chips(page) == []
    topics.press("End")
    topics.press_sequentially("es")
    offered(page).filter(has_text="Add “Bridges”").click()
    saved(page)
    assert topics_of(article) == ["Bridges"]
    topics.press_sequentially("drink")
    expect(active(topics)).to_have_text("Food, drink")
    topics.press("Enter")
    assert chips(page) == ["Bridges", "Food, drink"]  # one topic, whatever its name holds
    saved(page)
    page.reload()
    assert sorted(chips(page)) == ["Bridges", "Food, drink"]
    assert topics_of(article) == ["Bridges", "Food, drink"]

    other = people.at_the_desk(cast.reporter)
    other.goto(page_of(article))
    box(other, "Topics").press_sequentially("Tunnels")
    expect(said(other, "Topics")).to_have_text("Nothing is called “Tunnels”.")
    box(other, "Topics").press("Enter")
    assert sorted(chips(other)) == ["Bridges", "Food, drink"]
    expect(other).to_have_url(f"{people.live.url}{page_of(article)}")


def test_a_story_is_chosen_by_arrows_and_let_go_by_emptying_the_box(people: People) -> None:
    cast = people.live.cast
    names = ["The bridge", "The harbour", "The tunnel"]
    stories = {name: cast.story(name) for name in names}
    article = cast.draft(story=stories["The harbour"])
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    story = box(page, "Story")
    expect(story).to_have_value("The harbour")
    story.press("ArrowDown")
    expect(active(story)).to_have_text("The harbour")
    assert offered(page).all_text_contents() == ["No story", *names]
    for key, name in (("End", "The tunnel"), ("Home", "No story"), ("ArrowUp", "The tunnel")):
        story.press(key)
        expect(active(story)).to_have_text(name)
    story.press("Escape")
    expect(story).to_have_attribute("aria-expanded", "false")
    expect(story).to_have_value("The harbour")

    story.fill("nothing of the kind")
    expect(said(page, "Story")).to_have_text("Nothing is called “nothing of the kind”.")
    story.press("Tab")
    expect(story).to_have_value("The harbour")
    story.fill("tun")
    expect(active(story)).to_have_text("The tunnel")
    story.press("Enter")
    saved(page)
    assert stored(article).story == stories["The tunnel"]
    story.fill("")
    story.press("Tab")
    save(page)
    assert stored(article).story is None


def test_the_byline_is_written_ordered_and_offered_back_in_its_order(people: People) -> None:
    cast = people.live.cast
    cast.new_author("Synthetic Night Desk")
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    assert signs(page) == ["Synthetic Desk"]
    page.get_by_role("button", name="Add a name").click()
    page.keyboard.type("night")
    page.keyboard.press("Enter")
    saved(page)
    assert byline_of(article) == ["Synthetic Desk", "Synthetic Night Desk"]

    page.context.set_offline(True)
    page.get_by_role("button", name="Move up: Synthetic Night Desk").press("Enter")
    expect(page.get_by_role("button", name="Move down: Synthetic Night Desk")).to_be_focused()
    expect(page.locator("#save-state")).to_have_text("Offline, kept on this device")
    close_offline(page)
    again = people.at_the_desk(cast.reporter)
    again.context.set_offline(False)
    again.goto(page_of(article))
    again.get_by_role("button", name="Take it back").click()
    expect(box(again, "Author").first).to_have_value("Synthetic Night Desk")
    save(again)
    assert byline_of(article) == ["Synthetic Night Desk", "Synthetic Desk"]
    expect(again.locator("#take-back")).to_be_hidden()

    for name in byline_of(article):
        again.get_by_role("button", name=f"Take out: {name}").click()
    saved(again)
    assert byline_of(article) == []
    assert again.evaluate("violations") == []


def test_of_thousands_the_desk_is_asked(people: People) -> None:
    cast = people.live.cast
    for model in (Author, Story):
        model.objects.bulk_create(
            model(name=f"Synthetic {number:04}", slug=f"many-{number}") for number in range(2000)
        )
    article = cast.draft(authors=[])
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    assert page.locator("[name=story] option").count() <= MOST_IN_A_PAGE + 1
    for name in ("Story", "Author"):
        one = box(page, name)
        one.press_sequentially("syn")
        expect(said(page, name)).to_have_text("The first 20. Type on to find others.")
        one.fill("0003")
        expect(active(one)).to_have_text("Synthetic 0003")
        one.press("Enter")
    saved(page)
    assert str(stored(article).story) == "Synthetic 0003"
    assert byline_of(article) == ["Synthetic 0003"]
    page.context.set_offline(True)
    box(page, "Story").click()
    expect(said(page, "Story")).to_have_text("The desk cannot be reached.")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_list_is_accessible_and_fits(people: People, screen: dict, scheme: str) -> None:
    cast = people.live.cast
    topics = [cast.topic(f"Synthetic topic with a rather long name, number {n}") for n in range(9)]
    article = cast.draft(topics=topics[:2], story=cast.story())
    page = people.at_the_desk(cast.editor, viewport=screen, color_scheme=scheme)
    page.goto(page_of(article))
    for name, typed in (("Author", ""), ("Topics", "topic"), ("Topics", "new"), ("Story", "")):
        one = box(page, name)
        one.click()
        one.fill(typed)
        popup = page.locator(".combobox-popup:visible")
        expect(popup.get_by_role("option").first).to_be_visible()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
        place = popup.bounding_box()
        assert place
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= screen["width"]
        one.press("Escape")
        one.press("Escape")


def test_it_works_by_touch_and_in_the_systems_own_colours(people: People) -> None:
    cast = people.live.cast
    story = cast.story("The bridge")
    article = cast.draft()
    page = people.at_the_desk(cast.reporter, viewport=PHONE, has_touch=True, forced_colors="active")
    page.goto(page_of(article))
    box(page, "Story").tap()
    option = offered(page).filter(has_text="The bridge")
    height = option.bounding_box()
    assert height
    assert height["height"] >= 36
    box(page, "Story").press("ArrowDown")
    first = offered(page).filter(has_text="No story")
    assert first.evaluate(COLOUR) != option.evaluate(COLOUR)
    option.tap()
    expect(box(page, "Story")).to_have_value("The bridge")
    saved(page)
    assert stored(article).story == story


def test_all_of_it_is_written_without_script(people: People) -> None:
    cast = people.live.cast
    cast.topic("Trade")
    cast.new_author("Synthetic Night Desk")
    article, story = cast.draft(), cast.story("The bridge")
    page = people.at_the_desk(cast.reporter, java_script_enabled=False)
    page.goto(page_of(article))
    page.get_by_label("Author").nth(1).select_option(label="Synthetic Night Desk")
    page.get_by_label("Story").select_option(label="The bridge")
    page.get_by_label("Topics").fill("trade")
    save(page)
    assert byline_of(article) == ["Synthetic Desk", "Synthetic Night Desk"]
    assert stored(article).story == story
    assert topics_of(article) == ["Trade"]
    page.get_by_label("Author").first.select_option(label="No author")
    save(page)
    assert byline_of(article) == ["Synthetic Night Desk"]
