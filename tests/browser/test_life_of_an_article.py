"""Three people and a reader take one article through its life, by the buttons that there are."""

import pytest
from playwright.sync_api import Page, expect

from articles.prose import plain_text
from tests.browser.conftest import People

pytestmark = pytest.mark.browser

HEADLINE = "A synthetic bridge opens"
FIRST = "The synthetic bridge opened on Monday."
SECOND = "The synthetic bridge opened on Tuesday."
NOTE = "The first version named the wrong day."


def test_an_article_is_written_submitted_cleared_published_read_and_corrected(
    people: People,
) -> None:
    cast = people.live.cast
    author = cast.author
    reporter, editor = people.at_the_desk(cast.reporter), people.at_the_desk(cast.editor)
    reader = people.reader()

    reporter.goto("/admin/articles/article/add/")
    reporter.fill("#id_headline", HEADLINE)
    write(reporter, FIRST)
    reporter.locator(".byline select").first.select_option(label=author.name)
    save(reporter)
    desk_address = reporter.url
    say(reporter, "submit")
    expect(reporter.locator(".messagelist")).to_contain_text("Submitted")

    editor.goto(desk_address)
    say(editor, "clear")
    say(editor, "publish")
    address = editor.locator(".messagelist a").get_attribute("href")
    assert address

    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.get_by_role("main")).to_contain_text(FIRST)

    reporter.goto(desk_address)
    write(reporter, SECOND)
    save(reporter)
    say(reporter, "submit")
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text(FIRST)

    editor.goto(desk_address)
    say(editor, "clear")
    say(editor, "correct", note=NOTE)

    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text(SECOND)
    expect(reader.get_by_role("main")).to_contain_text(NOTE)
    expect(reader.get_by_role("main")).not_to_contain_text(FIRST)
    reader.goto(f"{address}history/")
    expect(reader.get_by_role("main")).to_contain_text(NOTE)
    reader.goto(f"{address}v/1/")
    expect(reader.get_by_role("main")).to_contain_text(FIRST)

    assert reader.context.cookies() == []
    assert [page.evaluate("violations") for page in (reporter, editor, reader)] == [[], [], []]


def test_a_killed_article_is_gone_for_its_reader_and_says_why(people: People) -> None:
    article = people.live.cast.published(headline=HEADLINE, body=f"<p>{FIRST}</p>")
    address = article.editions.get().address
    chief, reader = people.at_the_desk(people.live.cast.chief), people.reader()

    reader.goto(address)
    chief.goto(f"/admin/articles/article/{article.pk}/change/")
    say(chief, "kill", note="Withdrawn in this test.")

    answer = reader.reload()
    assert answer
    assert answer.status == 410
    expect(reader.get_by_role("main")).to_contain_text("Withdrawn in this test.")
    assert HEADLINE not in reader.content()
    assert FIRST not in reader.content()


def test_two_editors_in_one_text_are_shown_both_and_nothing_is_overwritten(people: People) -> None:
    cast = people.live.cast
    article = cast.submitted(headline=HEADLINE, body=f"<p>{FIRST}</p>")
    one, other = people.at_the_desk(cast.editor), people.at_the_desk(cast.chief)
    for page in (one, other):
        page.goto(f"/admin/articles/article/{article.pk}/change/")

    write(one, "What the first of them wrote.")
    save(one)
    write(other, "What the second of them wrote.")
    save(other)

    expect(other.get_by_role("alert")).to_contain_text("nothing is lost")
    conflict = other.locator(".conflict")
    expect(conflict).to_contain_text("What the first of them wrote.")
    expect(conflict).to_contain_text("What the second of them wrote.")
    article.refresh_from_db()
    assert plain_text(article.body) == "What the first of them wrote."


def write(page: Page, text: str) -> None:
    """Replace the body by this one paragraph, at the keyboard."""
    editor = page.locator(".ProseMirror")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def say(page: Page, verb: str, *, note: str = "") -> None:
    """Press a verb's button, opening it first where it asks for something."""
    offer = page.locator(f".verb-{verb}")
    if offer.locator("summary").count():
        offer.locator("summary").click()
        if note:
            offer.locator("textarea").fill(note)
    offer.locator("button[name=verb]").click()
    page.wait_for_load_state()
