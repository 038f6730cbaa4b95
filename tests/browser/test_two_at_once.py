"""Two people write in one text at the same time, in two browsers, and neither loses a word."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from articles.prose import plain_text
from tests.browser.axe import faults
from tests.browser.conftest import People
from tests.browser.test_life_of_an_article import save

pytestmark = pytest.mark.browser

BODY = "".join(f'<p data-id="{name * 8}">Synthetic passage {name}.</p>' for name in "abc")


@pytest.fixture
def article(people: People) -> Article:
    return people.live.cast.draft(body=BODY, headline="A synthetic bridge opens")


@pytest.fixture
def two(people: People, article: Article) -> tuple[Page, Page]:
    """The editor's page and the reporter's, on a phone, both opened before anybody writes."""
    cast = people.live.cast
    one = people.at_the_desk(cast.editor)
    other = people.at_the_desk(cast.reporter, viewport={"width": 360, "height": 740})
    for page in (one, other):
        page.goto(f"/admin/articles/article/{article.pk}/change/")
    return one, other


def rewrite(page: Page, passage: int, words: str) -> None:
    """Replace one passage, at the keyboard."""
    page.locator(".ProseMirror > p").nth(passage).click(click_count=3)
    page.keyboard.type(words)


def words_of(article: Article) -> list[str]:
    article.refresh_from_db()
    return plain_text(article.body).split("\n\n")


def test_two_who_change_different_passages_both_keep_their_words(
    article: Article, two: tuple[Page, Page]
) -> None:
    one, other = two
    rewrite(one, 0, "What the editor wrote.")
    save(one)
    rewrite(other, 2, "What the reporter wrote.")
    save(other)

    conflict = other.locator(".conflict")
    expect(conflict).to_contain_text("You changed different places")
    expect(conflict.get_by_role("radio")).to_have_count(0)
    assert words_of(article)[2] == "Synthetic passage c."

    conflict.get_by_role("button", name="Put together").press("Enter")
    expect(other.locator(".put-together-note")).to_contain_text("Nothing is stored yet")
    expect(other.locator(".ProseMirror")).to_contain_text("What the editor wrote.")
    expect(other.locator(".ProseMirror")).to_contain_text("What the reporter wrote.")
    save(other)
    assert words_of(article) == [
        "What the editor wrote.",
        "Synthetic passage b.",
        "What the reporter wrote.",
    ]
    assert [page.evaluate("violations") for page in two] == [[], []]


def test_two_who_change_one_passage_are_asked_and_both_texts_are_there(
    article: Article, two: tuple[Page, Page]
) -> None:
    one, other = two
    rewrite(one, 1, "What the editor wrote.")
    save(one)
    rewrite(other, 1, "What the reporter wrote.")
    save(other)

    conflict = other.locator(".conflict")
    choice = conflict.get_by_role("group", name="Paragraph: both of you changed it")
    expect(choice).to_contain_text("What the editor wrote.")
    expect(choice).to_contain_text("What the reporter wrote.")
    expect(conflict.get_by_role("radio", checked=True)).to_have_count(0)

    conflict.get_by_role("button", name="Put together").press("Enter")
    expect(other.get_by_role("alert")).to_contain_text("wait for your choice")
    expect(other.locator(".ProseMirror")).to_contain_text("What the reporter wrote.")

    choice.get_by_role("radio", name="As you have it").focus()
    other.keyboard.press("ArrowDown")
    expect(choice.get_by_role("radio", name="Both, one after the other")).to_be_checked()
    conflict.get_by_role("button", name="Put together").press("Enter")
    expect(other.locator(".put-together-note")).to_contain_text("Nothing is stored yet")
    assert words_of(article)[1] == "What the editor wrote."
    save(other)
    assert words_of(article)[1:3] == ["What the editor wrote.", "What the reporter wrote."]


def test_without_a_script_it_is_the_same(people: People, article: Article) -> None:
    cast = people.live.cast
    one, other = (
        people.at_the_desk(person, java_script_enabled=False)
        for person in (cast.editor, cast.reporter)
    )
    for page in (one, other):
        page.goto(f"/admin/articles/article/{article.pk}/change/")
    one.fill("#id_headline", "The editor's headline")
    save(one)
    other.fill("#id_headline", "The reporter's headline")
    other.fill("#id_dek", "The reporter's dek")
    save(other)
    other.get_by_role("radio", name="As you have it").check()
    other.get_by_role("button", name="Put together").click()
    expect(other.locator("#id_headline")).to_have_value("The reporter's headline")
    save(other)
    article.refresh_from_db()
    assert (article.headline, article.dek) == ("The reporter's headline", "The reporter's dek")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_with_the_choice_has_no_fault_of_access(
    people: People, article: Article, width: int, scheme: str
) -> None:
    cast = people.live.cast
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = people.at_the_desk(cast.reporter, **options)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    one = people.at_the_desk(cast.editor)
    one.goto(f"/admin/articles/article/{article.pk}/change/")
    rewrite(one, 1, "What the editor wrote.")
    one.fill("#id_headline", "The editor's headline")
    save(one)
    rewrite(page, 1, "What the reporter wrote.")
    page.fill("#id_dek", "The reporter's dek")
    save(page)
    expect(page.locator(".conflict .asked")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("violations") == []  # before axe, which breaks the policy itself
    assert faults(page) == []
