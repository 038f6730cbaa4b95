"""A live text is mended while its change is scheduled: the mend is read now, and still then."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles import workflow
from articles.models import Article, Edition
from tests.browser.axe import faults
from tests.browser.conftest import People
from tests.browser.test_life_of_an_article import save, say
from tests.browser.test_two_at_once import rewrite

pytestmark = pytest.mark.browser

BODY = "".join(f'<p data-id="{name * 8}">Synthetic passage {name}.</p>' for name in "abc")
LATER = BODY.replace("passage c", "news of tomorrow")
NOTE = "The first version named the wrong passage."


@pytest.fixture
def article(people: People) -> Article:
    """Live, with an update scheduled; the copy holds the update."""
    cast = people.live.cast
    article = cast.published(body=BODY, headline="A synthetic bridge opens")
    cast.schedule(cast.edited(article, body=LATER), workflow.UPDATE)
    return article


def coming(article: Article) -> Edition:
    return Edition.objects.coming().get(article=article)


def bring_what_is_live(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="Mend what is live now").click()
    expect(page.locator(".messagelist")).to_contain_text("The copy is what is live now")


def have_it_cleared(reporter: Page, editor: Page) -> None:
    save(reporter)
    say(reporter, "submit")
    editor.goto(reporter.url)
    say(editor, "clear")


def test_a_mend_of_the_live_text_is_not_undone_by_what_is_scheduled(
    people: People, article: Article
) -> None:
    cast = people.live.cast
    reporter, editor = people.at_the_desk(cast.reporter), people.at_the_desk(cast.editor)
    reader = people.reader()
    was = coming(article)

    bring_what_is_live(reporter, article)
    expect(reporter.locator(".ProseMirror")).to_contain_text("Synthetic passage c.")
    rewrite(reporter, 0, "The passage that was mended.")
    have_it_cleared(reporter, editor)
    say(editor, "correct", note=NOTE)
    expect(editor.locator(".messagelist")).to_contain_text("is live since")

    reader.goto(was.address)
    expect(reader.get_by_role("main")).to_contain_text("The passage that was mended.")
    expect(reader.get_by_role("main")).not_to_contain_text("news of tomorrow")
    now = coming(article)
    assert (now.begins_at, now.number) == (was.begins_at, was.number + 2)
    assert "The passage that was mended." in now.body_text
    assert "Synthetic news of tomorrow." in now.body_text
    expect(editor.locator(".ProseMirror")).to_contain_text("The passage that was mended.")
    expect(editor.locator(".ProseMirror")).to_contain_text("Synthetic news of tomorrow.")
    assert [page.evaluate("violations") for page in (reporter, editor)] == [[], []]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_collision_is_told_to_who_publishes_the_mend_and_never_at_its_time(
    people: People, article: Article, width: int
) -> None:
    cast = people.live.cast
    reporter = people.at_the_desk(cast.reporter)
    editor = people.at_the_desk(cast.editor, viewport={"width": width, "height": 800})
    was = coming(article)

    bring_what_is_live(reporter, article)
    rewrite(reporter, 0, "The passage that was mended.")
    rewrite(reporter, 2, "News of today.")
    have_it_cleared(reporter, editor)
    say(editor, "correct", note=NOTE)

    expect(editor.locator(".messagelist")).to_contain_text("Choose for each place")
    choice = editor.get_by_role("group", name=re.compile("in the scheduled edition"))
    expect(choice).to_contain_text("Synthetic news of tomorrow.")
    expect(choice).to_contain_text("News of today.")
    expect(choice.get_by_role("radio", checked=True)).to_have_count(0)
    assert coming(article) == was
    assert editor.evaluate("document.documentElement.scrollWidth") <= width
    assert editor.evaluate("violations") == []  # before axe, which breaks the policy itself
    assert faults(editor) == []

    choice.get_by_role("radio", name="Keep the scheduled words").check()
    editor.locator(".verb-correct button[name=verb]").click()
    expect(editor.locator(".messagelist")).to_contain_text("is live since")
    now = coming(article)
    assert now.begins_at == was.begins_at
    for words in ("The passage that was mended.", "Synthetic news of tomorrow."):
        assert words in now.body_text
