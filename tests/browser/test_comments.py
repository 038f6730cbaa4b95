"""Comments on a copy, written and answered in a real browser, and found again after edits."""

import pytest
from playwright.sync_api import Page, expect

from articles import commenting
from articles.models import Article, Comment
from articles.prose import plain_text
from articles.prose.anchoring import Anchor
from tests.browser.axe import faults
from tests.browser.conftest import People, until
from tests.browser.test_autosave import saved
from tests.cast import stored

pytestmark = pytest.mark.browser

BODY = "<p>The harbour closed on Monday.</p><p>Rice was dear, and then rice was cheap.</p>"
# Selects words of the text that is read, which stands in a tree of its own.
SELECT = """words => {
  const root = document.querySelector('.reading .printed').shadowRoot;
  const walker = document.createTreeWalker(root.querySelector('.body'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, at = node.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return;
  }
}"""
HIGHLIGHTED = "[...(CSS.highlights.get('comments') ?? [])].map((range) => range.toString()).join()"


def change(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


PICK = """words => {
  const text = document.querySelector('.ProseMirror')
  text.focus()
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode, at = node.data.indexOf(words)
    if (at < 0) continue
    getSelection().setBaseAndExtent(node, at, node, at + words.length)
    break
  }
  const button = document.querySelector('.button-icon[aria-label="Comment"]')
  return getSelection().toString() === words && button.ariaDisabled !== "true"
}"""


def pick(page: Page, words: str) -> None:
    """Select words in the editor, as by hand; anew, if the editor was still busy with itself."""
    page.locator(".ProseMirror").click()
    until(page, PICK, words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_commented_on_and_stay_found_while_the_text_is_edited(
    people: People, scheme: str
) -> None:
    cast = people.live.cast
    article = cast.draft(body=BODY)
    desk = people.at_the_desk(cast.reporter, color_scheme=scheme)
    desk.goto(change(article))
    section = desk.get_by_role("region", name="Comments")
    pick(desk, "rice was cheap")
    desk.keyboard.press("Control+Alt+m")
    box = section.get_by_label("Your comment")
    expect(box).to_be_focused()
    box.press_sequentially("Who says so, @synthetic ed")
    expect(section.locator(".comment-names [role=option]")).to_have_text(["Synthetic Editor"])
    box.press("Enter")
    expect(box).to_have_value("Who says so, @Synthetic Editor ")
    section.get_by_role("button", name="Comment", exact=True).click()
    expect(section.locator(".comments-said")).to_have_text("The comment is there.")
    mark = desk.locator(".ProseMirror .comment-mark")
    expect(mark).to_have_text("rice was cheap")
    assert Comment.objects.get().mentions.get() == cast.editor
    assert stored(article).revision == article.revision  # a comment is no change of the copy
    assert faults(desk) == []

    # Words before them, in the same block and in another.
    pick(desk, "Rice")
    desk.keyboard.type("It is told that rice")
    expect(mark).to_have_text("rice was cheap")
    saved(desk)
    desk.reload()
    expect(mark).to_have_text("rice was cheap")
    assert "comment" not in stored(article).body
    section.get_by_role("link", name="“rice was cheap”").click()
    assert desk.evaluate("getSelection().toString()") == "rice was cheap"
    desk.keyboard.press("Backspace")
    expect(mark).to_have_count(0)
    saved(desk)
    desk.reload()
    expect(section.locator("[data-orphan]")).to_contain_text("rice was cheap")
    assert desk.evaluate("violations") == []


def test_a_reply_and_a_resolution_leave_what_is_being_typed_alone(people: People) -> None:
    cast = people.live.cast
    article = cast.draft(body=BODY)
    anchor = Anchor("", "harbour")
    commenting.comment(article, by=cast.editor, text="Which one?", anchor=anchor)
    desk = people.at_the_desk(cast.reporter)
    desk.goto(change(article))
    section = desk.get_by_role("region", name="Comments")
    expect(desk.locator(".comment-mark")).to_have_text("harbour")
    desk.context.set_offline(True)
    desk.fill("#id_headline", "Typed and not stored")
    section.get_by_text("Reply", exact=True).click()
    section.get_by_label("Your reply to Synthetic Editor").fill("The northern one.")
    section.get_by_role("button", name="Send the reply").click()
    expect(section.get_by_role("alert")).to_contain_text("What you wrote is still here")
    desk.context.set_offline(False)
    section.get_by_role("button", name="Send the reply").click()
    expect(section.locator(".comment-replies")).to_contain_text("The northern one.")
    section.get_by_role("button", name="Resolve").click()
    expect(section.get_by_text("None is open.")).to_be_visible()
    expect(desk.locator(".comment-mark")).to_have_count(0)
    section.get_by_text("Resolved (1)").click()
    section.get_by_role("button", name="Reopen").click()
    expect(desk.locator(".comment-mark")).to_have_text("harbour")
    expect(desk.locator("#id_headline")).to_have_value("Typed and not stored")
    saved(desk)
    assert stored(article).headline == "Typed and not stored"
    assert plain_text(stored(article).body) == plain_text(article.body)


def beat(page: Page) -> None:
    """What a page does every ten seconds, and when somebody comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_others_say_comes_by_itself_and_moves_nobody(people: People) -> None:
    cast = people.live.cast
    article = cast.draft(body=BODY)
    first, second = (
        commenting.comment(article, by=cast.editor, text=text, anchor=Anchor("", words))
        for text, words in (("Which one?", "harbour"), ("How dear?", "Rice was dear"))
    )
    desk = people.at_the_desk(cast.reporter)
    desk.goto(change(article))
    section = desk.get_by_role("region", name="Comments")
    mine = section.locator(f"#comment-{second.pk}")
    mine.get_by_text("Reply", exact=True).click()
    box = mine.get_by_label("Your reply to Synthetic Editor")
    box.fill("As dear as it was")
    desk.keyboard.press("ArrowLeft")
    box.evaluate("box => { window.box = box }")

    other = people.at_the_desk(cast.second_editor)
    other.goto(change(article))
    theirs = other.get_by_role("region", name="Comments")
    theirs.locator(f"#comment-{first.pk}").get_by_role("button", name="Resolve").click()
    expect(theirs.locator(".comments-said")).to_have_text("Resolved.")
    pick(other, "rice was cheap")
    other.keyboard.press("Control+Alt+m")
    theirs.get_by_label("Your comment").fill("Since when?")
    theirs.get_by_role("button", name="Comment", exact=True).click()
    expect(theirs.locator(".comment-threads > .comment-list > .comment")).to_have_count(2)

    beat(desk)
    said = section.locator(".comments-said")
    expect(said).to_contain_text("A comment was resolved.")
    expect(said).to_contain_text("Synthetic Second Editor has commented.")
    expect(section).to_contain_text("Since when?")
    expect(section.get_by_text("Resolved (1)")).to_be_visible()
    expect(desk.locator(".comment-mark")).to_have_text(["Rice was dear", "rice was cheap"])
    # The same box, with the same cursor in it.
    desk.keyboard.type("XY")
    assert desk.evaluate("window.box.value") == "As dear as it waXYs"
    expect(box).to_be_focused()

    # Resolved while it is answered: the answer is kept, and can still be given.
    commenting.resolve(second, by=cast.second_editor)
    beat(desk)
    expect(section.get_by_text("Resolved (2)")).to_be_visible()
    expect(box).to_be_focused()
    section.get_by_role("button", name="Send the reply").click()
    expect(section.get_by_role("alert")).to_contain_text("has resolved it")
    section.get_by_role("button", name="Reopen, and send it").click()
    expect(section.locator(".comment-replies")).to_contain_text("As dear as it waXYs")
    assert desk.evaluate("violations") == []


def test_who_only_reads_is_told_who_else_is_here_what_they_say_and_of_a_newer_text(
    people: People,
) -> None:
    cast = people.live.cast
    article = cast.submitted(body=BODY)
    reading = people.at_the_desk(cast.reporter)
    reading.goto(change(article))
    expect(reading.locator(".ProseMirror")).to_have_count(0)
    editing = people.at_the_desk(cast.editor)
    editing.goto(change(article))
    expect(editing.locator("#others-here")).to_have_text(f"{cast.reporter} (reading)")

    commenting.comment(article, by=cast.editor, text="Which one?", anchor=Anchor("", "harbour"))
    beat(reading)
    section = reading.get_by_role("region", name="Comments")
    expect(section).to_contain_text("Which one?")
    until(reading, f"{HIGHLIGHTED} === 'harbour'")
    expect(reading.locator("#others-here")).to_contain_text(str(cast.editor))
    expect(reading.locator("#newer-text")).to_be_hidden()

    editing.fill("#id_headline", "A harbour closes")
    saved(editing)
    beat(reading)
    expect(reading.locator("#newer-text")).to_contain_text(str(cast.editor))
    reading.locator("#newer-text").get_by_role("link", name="Read it").click()
    expect(reading.locator(".reading-headline")).to_contain_text("A harbour closes")
    assert reading.evaluate("violations") == []


def test_where_an_answer_cannot_be_moved_the_rest_waits_until_it_is_left(people: People) -> None:
    cast = people.live.cast
    article = cast.draft(body=BODY)
    first = commenting.comment(article, by=cast.editor, text="Which one?", about="headline")
    desk = people.at_the_desk(cast.reporter)
    desk.context.add_init_script("delete Element.prototype.moveBefore")
    desk.goto(change(article))
    section = desk.get_by_role("region", name="Comments")
    mine = section.locator(f"#comment-{first.pk}")
    mine.get_by_text("Reply", exact=True).click()
    box = mine.get_by_label("Your reply to Synthetic Editor")
    box.fill("The old one")

    commenting.comment(article, by=cast.second_editor, text="Shorter.", about="headline")
    beat(desk)
    expect(section.locator(".comments-said")).to_contain_text("when you leave this box")
    expect(box).to_be_focused()
    desk.locator("#id_headline").focus()
    expect(section).to_contain_text("Shorter.")
    expect(section.locator(".comments-said")).to_contain_text("has commented")
    expect(box).to_have_value("The old one")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reviewer_comments_on_copy_that_is_not_theirs_to_change(
    people: People, scheme: str
) -> None:
    cast = people.live.cast
    article = cast.submitted(body=BODY)
    desk = people.at_the_desk(cast.second_reporter, color_scheme=scheme)
    desk.goto(change(article))
    expect(desk.locator(".ProseMirror")).to_have_count(0)
    section = desk.get_by_role("region", name="Comments")
    desk.evaluate(SELECT, "closed on Monday")
    desk.locator(".bar").get_by_role("button", name="Comment").click()
    section.get_by_label("Your comment").fill("Not on Tuesday?")
    section.get_by_role("button", name="Comment", exact=True).click()
    link = section.get_by_role("link", name="“closed on Monday”")
    expect(link).to_be_visible()
    until(desk, f"{HIGHLIGHTED} === 'closed on Monday'")
    link.click()
    desk.get_by_role("button", name="Comment on the headline").click()
    section.get_by_label("Your comment").fill("Shorter.")
    section.get_by_role("button", name="Comment", exact=True).click()
    expect(section.locator(".comment")).to_have_count(2)
    found = Comment.objects.order_by("pk").values_list("about", "quote")
    assert list(found) == [("body", "closed on Monday"), ("headline", article.headline)]
    assert desk.evaluate("violations") == []  # axe, next, sets styles of its own
    assert faults(desk) == []


def test_cleared_copy_takes_comments_and_stays_cleared(people: People) -> None:
    cast = people.live.cast
    article = cast.cleared(body=BODY)
    desk = people.at_the_desk(cast.second_editor)
    desk.goto(change(article))
    section = desk.get_by_role("region", name="Comments")
    pick(desk, "harbour")
    desk.locator(".writing-bar").get_by_role("button", name="Comment").click()
    section.get_by_label("Your comment").fill("The old one?")
    section.get_by_role("button", name="Comment", exact=True).click()
    expect(desk.locator(".comment-mark")).to_have_text("harbour")
    assert stored(article).state == "cleared"


def test_who_is_asked_finds_it_on_the_first_page_and_comes_to_it(people: People) -> None:
    cast = people.live.cast
    article = cast.draft(body=BODY)
    thread = commenting.comment(
        article, by=cast.reporter, text="@Synthetic Editor: is it so?", anchor=Anchor("", "harbour")
    )
    desk = people.at_the_desk(cast.editor)
    desk.goto("/admin/")
    asked = desk.get_by_role("region", name="You were asked")
    assert faults(desk) == []
    asked.get_by_role("link").click()
    expect(desk.locator(f"#comment-{thread.pk}")).to_be_in_viewport()


def test_a_comment_is_written_and_resolved_without_a_script_on_a_phone(people: People) -> None:
    cast = people.live.cast
    article = cast.submitted(body=BODY)
    desk = people.at_the_desk(
        cast.second_reporter, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    desk.goto(change(article))
    section = desk.get_by_role("region", name="Comments")
    section.get_by_text("Write a comment").click()
    section.get_by_label("Words in the body").fill("closed on Monday")
    section.get_by_label("Your comment").fill("Not on Tuesday?")
    section.get_by_role("button", name="Comment", exact=True).click()
    expect(section.get_by_role("link", name="“closed on Monday”")).to_be_visible()
    section.get_by_role("button", name="Resolve").click()
    assert not Comment.objects.open(article).exists()
    assert Comment.objects.get().block
