"""What holds a piece back and what is more than a style edit, for those who publish."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.axe import DESKTOP, PHONE, faults
from tests.browser.conftest import People
from tests.browser.test_life_of_an_article import say

pytestmark = pytest.mark.browser


def open_desk(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")


def test_a_change_of_a_number_is_no_style_edit_and_goes_out_as_a_correction(
    people: People,
) -> None:
    cast = people.live.cast
    article = cast.published(body="<p>The bridge carries 90 people.</p>")
    address = article.editions.get().address
    cast.edited(article, body="<p>The bridge carries 19 people.</p>")
    editor, reader = people.at_the_desk(cast.editor), people.reader()

    open_desk(editor, article)
    expect(editor.locator(".verb-restyle")).to_have_text(
        "More than style changed: the number 90 became 19. Publish it as an update or a correction."
    )
    expect(editor.get_by_role("button", name="Publish style edit")).to_have_count(0)
    say(editor, "correct", note="The first version gave a wrong number of people.")

    reader.goto(address)
    expect(reader.get_by_role("main")).to_contain_text("carries 19 people")
    expect(reader.get_by_role("main")).to_contain_text("a wrong number of people")
    assert editor.evaluate("violations") == []


def test_what_holds_a_piece_back_leads_to_its_place_and_a_chief_lets_it_pass(
    people: People,
) -> None:
    cast = people.live.cast
    article = cast.cleared(headline="A bridge for TK", body="<p>The bridge is open.</p>")
    editor, chief = people.at_the_desk(cast.editor), people.at_the_desk(cast.chief)

    open_desk(editor, article)
    say(editor, "publish")
    expect(editor.locator(".messagelist")).to_contain_text("“TK” still stands in the headline.")
    editor.locator(".wants a").click()
    assert editor.evaluate("location.hash") == "#id_headline"
    expect(editor.locator("#id_headline")).to_be_in_viewport()
    expect(editor.locator(".override")).to_have_count(0)

    open_desk(chief, article)
    box = chief.locator(".verb-publish")
    box.locator("summary").click()
    box.get_by_label("Why it goes out all the same").fill("It is the name of the bridge.")
    box.get_by_role("button", name="Publish now").click()
    expect(chief.locator(".messagelist")).to_contain_text("is live since")
    expect(chief.locator(".logbook")).to_contain_text("It is the name of the bridge.")
    assert [page.evaluate("violations") for page in (editor, chief)] == [[], []]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP])
def test_the_checks_are_there_for_everybody(
    people: People, screen: dict[str, int], scheme: str
) -> None:
    cast = people.live.cast
    article = cast.cleared(headline="A bridge for TK", body="<p>The bridge is open.</p>")
    chief = people.at_the_desk(cast.chief, viewport=screen, color_scheme=scheme)
    open_desk(chief, article)
    for summary in chief.locator(".checks summary, .verb-publish summary").all():
        if summary.evaluate("each => !each.parentElement.open"):
            summary.click()
    assert faults(chief, within=".now") == []
    assert chief.evaluate("document.documentElement.scrollWidth <= innerWidth")
