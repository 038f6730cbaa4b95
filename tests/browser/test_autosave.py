"""No word is lost: what is typed is stored by itself, and whatever happens it is offered back."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from articles.prose import plain_text
from tests.browser.conftest import People, close_offline, until
from tests.browser.test_life_of_an_article import save, write
from tests.cast import stored

pytestmark = pytest.mark.browser

WORDS = "Synthetic words about a bridge."
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('nextfin:desk:')).length"


def page_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def saved(page: Page) -> None:
    done = page.locator("#save-state[data-mood=good]")
    expect(done).to_contain_text("Saved", timeout=20_000)  # the pause, and one more try


def test_what_is_typed_is_stored_without_a_press(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(page_of(article))
    page.fill("#id_headline", "A headline that nobody saved")
    write(page, WORDS)
    saved(page)
    assert stored(article).headline == "A headline that nobody saved"
    assert plain_text(stored(article).body) == WORDS
    assert page.evaluate(KEPT) == 0
    assert article.drafts.count() <= 2
    page.reload()
    expect(page.locator("#take-back")).to_be_hidden()
    assert page.evaluate("violations") == []


def test_a_new_article_gets_its_page_while_it_is_written(people: People) -> None:
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", "Begun without a press")
    page.fill("#id_embargo_at", "2099-01-02T07:00")
    saved(page)
    article = Article.objects.get(headline="Begun without a press")
    assert page.url.endswith(page_of(article))
    page.fill("#id_dek", "And gone on with.")
    until(page, "document.querySelector('#save-state').dataset.mood !== 'good'")
    saved(page)
    # It has the tools of a stored one by now, and nobody was interrupted.
    expect(page.locator("#id_dek")).to_be_focused()
    expect(page.get_by_role("link", name="All drafts")).to_be_visible()
    expect(page.get_by_text("It has no lead picture.")).to_be_attached()
    expect(page.get_by_role("button", name="Give it to a partner")).to_be_visible()
    page.get_by_role("button", name="Comment on the headline").click()
    page.get_by_label("Your comment").fill("Shorter.")
    page.get_by_role("button", name="Comment", exact=True).last.click()
    expect(page.locator(".comments-said")).to_have_text("The comment is there.")
    page.get_by_role("link", name="Proof", exact=True).click()
    proof = page.frame_locator(".proof-pane iframe")
    expect(proof.get_by_role("heading", name="Begun without a press")).to_be_visible()
    page.get_by_role("button", name="Close the proof").click()
    expect(page.locator(".bar-others")).to_be_hidden()
    save(page)
    assert stored(article).dek == "And gone on with."
    assert Article.objects.count() == 1
    assert page.evaluate("violations") == []


def test_without_a_connection_it_is_kept_and_stored_when_there_is_one(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(page_of(article))
    page.context.set_offline(True)
    page.fill("#id_headline", "Typed in a tunnel")
    expect(page.locator("#save-state")).to_have_text("Offline, kept on this device")
    page.context.set_offline(False)
    saved(page)
    assert stored(article).headline == "Typed in a tunnel"


def test_what_a_closed_tab_held_is_offered_back(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(page_of(article))
    page.context.set_offline(True)
    page.fill("#id_headline", "Typed before the crash")
    write(page, WORDS)
    close_offline(page)
    again = people.at_the_desk(people.live.cast.reporter)
    again.context.set_offline(False)
    again.goto(page_of(article))
    offer = again.get_by_role("region", name="Text on this device")
    offer.get_by_text("Read it").click()
    expect(offer).to_contain_text("Typed before the crash")
    expect(offer).to_contain_text(WORDS)
    offer.get_by_role("button", name="Take it back").click()
    expect(again.locator("#id_headline")).to_have_value("Typed before the crash")
    assert stored(article).headline == article.headline
    save(again)
    assert stored(article).headline == "Typed before the crash"
    assert plain_text(stored(article).body) == WORDS
    expect(again.locator("#take-back")).to_be_hidden()
    assert again.evaluate(KEPT) == 0


def test_what_is_thrown_away_is_not_offered_again(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(page_of(article))
    page.context.set_offline(True)
    page.fill("#id_headline", "Never mind")
    close_offline(page)
    again = people.at_the_desk(people.live.cast.reporter)
    again.context.set_offline(False)
    again.goto(page_of(article))
    again.get_by_role("button", name="Throw it away").click()
    again.reload()
    expect(again.locator("#take-back")).to_be_hidden()


def test_who_was_signed_out_signs_in_elsewhere_and_goes_on(people: People) -> None:
    cast = people.live.cast
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    page.context.clear_cookies()
    page.fill("#id_headline", "Typed after the session ended")
    expect(page.locator("#save-state")).to_contain_text("You are signed out")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.fill("#id_username", cast.reporter.username)
    tab.fill("#id_password", people.live.password)
    tab.click("[type=submit]")
    tab.wait_for_url("**/admin/")
    page.bring_to_front()
    saved(page)
    assert stored(article).headline == "Typed after the session ended"


@pytest.mark.parametrize("gone", ["the session", "all cookies"])
def test_a_press_of_save_without_a_session_loses_nothing(people: People, gone: str) -> None:
    cast = people.live.cast
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    with page.expect_response("**/here/**"):  # it renews the token's cookie
        page.goto(page_of(article))
    page.context.clear_cookies(**({"name": "sessionid"} if gone == "the session" else {}))
    page.fill("#id_headline", "Typed and saved too late")
    page.get_by_role("button", name="Save", exact=True).click()
    if gone == "all cookies":
        page.get_by_role("link", name="Sign in and go back to the page").click()
    page.fill("#id_username", cast.reporter.username)
    page.fill("#id_password", people.live.password)
    page.click("[type=submit]")
    page.wait_for_url(f"**{page_of(article)}")
    page.get_by_role("button", name="Take it back").click()
    save(page)
    assert stored(article).headline == "Typed and saved too late"


def test_two_who_write_see_each_other_and_neither_overwrites(people: People) -> None:
    cast = people.live.cast
    article = cast.draft()
    anna, ben = people.at_the_desk(cast.reporter), people.at_the_desk(cast.second_reporter)
    anna.goto(page_of(article))
    ben.goto(page_of(article))
    expect(ben.locator("#others-here")).to_contain_text(str(cast.reporter))
    anna.fill("#id_headline", "Anna's headline")
    saved(anna)
    ben.fill("#id_dek", "Ben's dek")
    expect(ben.locator("#save-state")).to_contain_text("Not stored, kept on this device")
    expect(ben.locator("#newer-text")).to_contain_text(str(cast.reporter), timeout=15_000)
    assert stored(article).headline == "Anna's headline"
    assert stored(article).dek == article.dek


def test_cleared_copy_is_kept_on_the_device_until_a_person_saves_it(people: People) -> None:
    article = people.live.cast.cleared()
    page = people.at_the_desk(people.live.cast.editor)
    page.goto(page_of(article))
    page.fill("#id_headline", "A second thought")
    expect(page.locator("#save-state")).to_contain_text("stored when you press Save")
    assert stored(article).state == "cleared"
    save(page)
    assert stored(article).state == "draft"
    assert stored(article).headline == "A second thought"
