"""No word is lost where a connection, a device, another tab or a verb comes between."""

import pytest
from playwright.sync_api import Page, Route, expect

from articles import handling
from articles.models import Article
from tests.browser.conftest import People, until
from tests.browser.test_autosave import KEPT, page_of, saved
from tests.browser.test_life_of_an_article import save
from tests.browser.test_unsent import sign_in
from tests.cast import stored

pytestmark = pytest.mark.browser

NO_ROOM = "Storage.prototype.setItem = () => { throw new Error('full') }"


def lose_the_first_answer(page: Page) -> None:
    """Have the desk store the first autosave, and the page never hear of it."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/autosave/", lose, times=1)


def test_what_was_stored_without_an_answer_collides_with_nothing(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(page_of(article))
    lose_the_first_answer(page)
    page.fill("#id_headline", "Stored, and not told")
    expect(page.locator("#save-state")).to_contain_text("Offline, kept on this device")
    page.fill("#id_dek", "Typed since")
    saved(page)
    assert (stored(article).headline, stored(article).dek) == (
        "Stored, and not told",
        "Typed since",
    )
    save(page)
    until(page, f"{KEPT} === 0")


def test_a_new_article_whose_first_answer_was_lost_is_one_article(people: People) -> None:
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto("/admin/articles/article/add/")
    lose_the_first_answer(page)
    page.fill("#id_headline", "Begun once")
    expect(page.locator("#save-state")).to_contain_text("Offline")
    page.fill("#id_dek", "And gone on")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved at")
    [article] = Article.objects.all()
    assert (article.headline, article.dek) == ("Begun once", "And gone on")
    assert page.url.endswith(page_of(article))
    until(page, f"{KEPT} === 0")


def test_who_types_where_nothing_can_be_kept_is_told_so(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.context.add_init_script(NO_ROOM)
    page.goto(page_of(article))
    page.context.set_offline(True)
    page.fill("#id_headline", "Nowhere kept")
    expect(page.locator("#save-state")).to_contain_text("no room to keep it: leave this page open")
    page.context.set_offline(False)
    saved(page)
    assert stored(article).headline == "Nowhere kept"


def test_two_tabs_of_one_person_take_nothing_from_each_other(people: People) -> None:
    article = people.live.cast.draft()
    first = people.at_the_desk(people.live.cast.reporter)
    second = people.at_the_desk(people.live.cast.reporter)
    first.goto(page_of(article))
    second.goto(page_of(article))
    first.fill("#id_dek", "Stored by the first")
    saved(first)
    second.fill("#id_headline", "Typed in the second")
    expect(second.locator("#save-state")).to_contain_text("Not stored, kept on this device")
    first.fill("#id_dek", "Stored by the first again")
    saved(first)
    second.close()

    third = people.at_the_desk(people.live.cast.reporter)
    third.goto(page_of(article))
    offer = third.get_by_role("region", name="Text on this device")
    offer.get_by_text("Read it").click()
    expect(offer).to_contain_text("Typed in the second")
    offer.get_by_role("button", name="Take it back").click()
    third.get_by_role("button", name="Save", exact=True).click()
    # Both changed the article: they are put together, and neither is gone.
    third.get_by_role("button", name="Put together").click()
    expect(third.locator("#id_headline")).to_have_value("Typed in the second")
    expect(third.locator("#id_dek")).to_have_value("Stored by the first again")
    save(third)
    until(third, f"{KEPT} === 0")


def test_what_is_open_in_another_tab_is_not_offered_as_lost(people: People) -> None:
    article = people.live.cast.cleared()
    first = people.at_the_desk(people.live.cast.editor)
    first.goto(page_of(article))
    first.fill("#id_headline", "A second thought")
    expect(first.locator("#save-state")).to_contain_text("stored when you press Save")
    second = people.at_the_desk(people.live.cast.editor)
    with second.expect_response("**/here/**"):
        second.goto(page_of(article))
    until(second, "navigator.locks.query().then(({ pending }) => pending.length === 0)")
    expect(second.locator("#take-back")).to_be_hidden()
    first.reload()
    expect(first.locator("#take-back")).to_be_visible()


def test_words_that_came_too_late_for_a_verb_of_somebody_else_are_shown(people: People) -> None:
    cast = people.live.cast
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    handling.submit(stored(article), by=cast.editor)
    page.fill("#id_headline", "One more thing")
    expect(page.locator("#save-state")).to_contain_text("Not stored, kept on this device")
    page.reload()
    expect(page.locator(".ProseMirror")).to_have_count(0)
    offer = page.get_by_role("region", name="Text on this device")
    expect(offer).to_contain_text("not yours to change now")
    offer.get_by_text("Read it").click()
    expect(offer).to_contain_text("One more thing")
    expect(offer.get_by_role("button", name="Take it back")).to_have_count(0)
    assert page.evaluate("violations") == []

    handling.send_back(stored(article), by=cast.editor, note="Go on.")
    page.reload()
    page.get_by_role("button", name="Take it back").click()
    save(page)
    assert stored(article).headline == "One more thing"


def test_a_save_without_a_session_is_offered_back_though_somebody_else_has_saved(
    people: People,
) -> None:
    cast = people.live.cast
    article = cast.draft()
    page = people.at_the_desk(cast.reporter)
    page.goto(page_of(article))
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_headline", "Mine, too late")
    page.get_by_role("button", name="Save", exact=True).click()
    theirs = stored(article)
    theirs.dek = "Theirs"
    handling.save_copy(theirs, by=cast.second_reporter)
    sign_in(page, people, cast.reporter.username)
    page.goto(page_of(article))
    offer = page.get_by_role("region", name="Text on this device")
    offer.get_by_text("Read it").click()
    expect(offer).to_contain_text("Mine, too late")


def test_what_is_too_large_for_the_desk_is_told_and_not_sent_away(people: People) -> None:
    article = people.live.cast.draft()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(page_of(article))
    page.evaluate(
        """() => {
          const box = document.getElementById('id_dek')
          box.value = 'Synthetic words. '.repeat(700_000)
          box.dispatchEvent(new Event('input', { bubbles: true }))
        }"""
    )
    state = page.locator("#save-state")
    expect(state).to_contain_text("larger than the desk takes at once", timeout=20_000)
    expect(state).to_contain_text("no room to keep it")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(state).to_contain_text("larger than the desk takes at once")
    assert page.url.endswith(page_of(article))
    page.fill("#id_dek", "Shorter")
    saved(page)
    assert stored(article).dek == "Shorter"
