"""What is written beside the text, and not sent yet, is no more lost than the text."""

import pytest
from playwright.sync_api import Page, expect

from articles import commenting
from articles.models import Article, Comment
from tests.browser.conftest import People, until
from tests.browser.test_autosave import page_of, saved
from tests.browser.test_life_of_an_article import save
from tests.cast import stored

pytestmark = pytest.mark.browser

KEPT = "Object.keys(localStorage).filter((key) => key.endsWith('#unsent')).length"


def write_a_comment(page: Page, words: str) -> None:
    page.get_by_text("Write a comment").click()
    page.get_by_label("Your comment").fill(words)


def test_a_comment_and_a_reply_are_there_again_after_a_closed_tab(people: People) -> None:
    cast = people.live.cast
    article = cast.submitted()
    asked = commenting.comment(article, by=cast.editor, text="Which one?", about="headline")
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    write_a_comment(page, "A long thought about the dek")
    mine = page.locator(f"#comment-{asked.pk}")
    mine.get_by_text("Reply", exact=True).click()
    mine.get_by_role("textbox").fill("The old one")
    page.close()

    again = people.at_the_desk(cast.reporter)
    again.goto(page_of(article))
    expect(again.get_by_label("Your comment")).to_have_value("A long thought about the dek")
    expect(again.get_by_label("Your comment")).to_be_visible()
    reply = again.locator(f"#comment-{asked.pk}").get_by_role("textbox")
    expect(reply).to_have_value("The old one")
    again.locator(f"#comment-{asked.pk}").get_by_role("button", name="Send the reply").click()
    expect(again.locator(f"#comment-{asked.pk} .comment-replies")).to_contain_text("The old one")
    expect(again.get_by_label("Your comment")).to_have_value("A long thought about the dek")
    again.get_by_role("button", name="Comment", exact=True).last.click()
    expect(again.locator(".comments-said")).to_have_text("The comment is there.")
    again.reload()
    expect(again.get_by_label("Your comment")).to_have_value("")
    until(again, f"{KEPT} === 0")
    assert Comment.objects.filter(article=article).count() == 3


def test_saving_the_text_leaves_a_comment_and_a_note_in_their_boxes(people: People) -> None:
    cast = people.live.cast
    article = cast.submitted()
    page = people.at_the_desk(cast.editor)
    page.goto(page_of(article))
    write_a_comment(page, "Half a comment")
    page.locator(".verb-send_back summary").click()
    page.get_by_label("Why it goes back").fill("The second source is missing")
    page.fill("#id_headline", "Saved beside it")
    save(page)
    assert stored(article).headline == "Saved beside it"
    expect(page.get_by_label("Your comment")).to_have_value("Half a comment")
    note = page.get_by_label("Why it goes back")
    expect(note).to_have_value("The second source is missing")
    page.get_by_role("button", name="Send back", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Sent back.")
    expect(page.get_by_label("Your comment")).to_have_value("Half a comment")
    assert stored(article).logbook.get(verb="send_back").note == "The second source is missing"
    assert "The second source" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_note_is_no_change_of_a_cleared_text(people: People) -> None:
    cast = people.live.cast
    article = cast.cleared()
    page = people.at_the_desk(cast.editor)
    page.goto(page_of(article))
    page.locator(".verb-send_back summary").click()
    page.get_by_label("Why it goes back").fill("A second look")
    expect(page.locator("#save-state")).to_contain_text("Saved")
    page.close()
    again = people.at_the_desk(cast.editor)
    again.goto(page_of(article))
    expect(again.get_by_label("Why it goes back")).to_have_value("A second look")
    expect(again.locator("#take-back")).to_be_hidden()


def test_the_notice_of_a_withdrawal_outlives_the_session(people: People) -> None:
    cast = people.live.cast
    article = cast.published()
    page = people.at_the_desk(cast.chief)
    page.goto(f"/admin/articles/article/{article.pk}/withdrawal/")
    page.get_by_label("Notice: why it is withdrawn").fill("The document was not genuine.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Withdraw now").click()
    sign_in(page, people, cast.chief.username)
    page.goto(f"/admin/articles/article/{article.pk}/withdrawal/")
    notice = page.get_by_label("Notice: why it is withdrawn")
    expect(notice).to_have_value("The document was not genuine.")
    page.get_by_role("button", name="Withdraw now").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert article.editions.get(kind="kill").note == "The document was not genuine."
    until(page, f"{KEPT} === 0")


def test_what_one_person_typed_is_not_stored_in_the_name_of_another(people: People) -> None:
    cast = people.live.cast
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    page.context.clear_cookies()
    page.fill("#id_headline", "Typed by the first")
    expect(page.locator("#save-state")).to_contain_text("You are signed out")
    other = page.context.new_page()
    other.goto("/admin/")
    sign_in(other, people, cast.second_reporter.username)
    page.bring_to_front()
    with page.expect_response(lambda answer: answer.url.endswith("/autosave/")) as sent:
        page.evaluate("dispatchEvent(new Event('focus'))")
    assert sent.value.status == 403
    expect(page.locator("#save-state")).to_contain_text("You are signed out")
    assert stored(article).headline == article.headline


def test_a_new_article_goes_on_after_a_new_sign_in(people: People) -> None:
    cast = people.live.cast
    page = people.at_the_desk(cast.reporter)
    page.goto("/admin/articles/article/add/")
    page.context.clear_cookies()
    page.fill("#id_headline", "Begun before the session ended")
    expect(page.locator("#save-state")).to_contain_text("You are signed out")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value, people, cast.reporter.username)
    page.bring_to_front()
    saved(page)
    assert Article.objects.get().headline == "Begun before the session ended"


def sign_in(page: Page, people: People, username: str) -> None:
    page.fill("#id_username", username)
    page.fill("#id_password", people.live.password)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/**")


@pytest.mark.parametrize("end", ["a closed tab", "no session"])
def test_the_words_of_a_story_are_there_again(people: People, end: str) -> None:
    cast = people.live.cast
    story = cast.story("The harbour", summary="It was open.")
    page = people.at_the_desk(cast.editor)
    page.goto(f"/admin/articles/story/{story.pk}/change/")
    page.get_by_label("Summary").fill("It was open, and is closed since Monday.")
    if end == "a closed tab":
        page.close()
    else:
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Save", exact=True).click()
        sign_in(page, people, cast.editor.username)
    again = people.at_the_desk(cast.editor)
    again.goto(f"/admin/articles/story/{story.pk}/change/")
    expect(again.get_by_role("status").filter(has_text="was not stored")).to_be_visible()
    box = again.get_by_label("Summary")
    expect(box).to_have_value("It was open, and is closed since Monday.")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.locator(".messagelist .success")).to_be_visible()
    story.refresh_from_db()
    assert story.summary == "It was open, and is closed since Monday."
    expect(again.locator(".unsent-note")).to_be_hidden()
    until(again, f"{KEPT} === 0")


def test_words_under_which_something_else_is_stored_are_shown_and_can_be_thrown_away(
    people: People,
) -> None:
    cast = people.live.cast
    story = cast.story("The harbour", summary="It was open.")
    page = people.at_the_desk(cast.editor)
    page.goto(f"/admin/articles/story/{story.pk}/change/")
    page.get_by_label("Summary").fill("Mine.")
    page.close()
    story.summary = "Theirs."
    story.save()
    again = people.at_the_desk(cast.editor)
    again.goto(f"/admin/articles/story/{story.pk}/change/")
    note = again.get_by_role("status").filter(has_text="was not stored")
    expect(note).to_contain_text("Mine.")
    expect(note).to_contain_text("Something else is stored by now")
    expect(again.get_by_label("Summary")).to_have_value("Theirs.")
    note.get_by_role("button", name="Throw it away").click()
    expect(again.locator(".unsent-note")).to_be_hidden()
    until(again, f"{KEPT} === 0")
    assert again.evaluate("violations") == []
