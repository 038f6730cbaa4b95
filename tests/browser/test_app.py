"""The NextFin app in a real browser: offline, saved, followed, shared, heard, never outdated."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from articles import publishing
from articles.models import Article
from tests.browser.axe import LOOKS, PHONE, faults
from tests.browser.conftest import People, until
from tests.cast import NOTE

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const cache = await caches.open('nextfin-2')
  return (await cache.keys()).map(({ url }) => new URL(url).pathname)
}"""
KEPT_WORDS = """async (words) => {
  const cache = await caches.open('nextfin-2')
  const found = []
  for (const answer of await cache.matchAll()) {
    if ((await answer.text()).includes(words)) found.push(answer.url)
  }
  return found.length
}"""
# A browser without a voice is given one that says nothing, and takes its time.
A_VOICE = """
const voice = { speaking: null, said: [] }
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ name: 'Synthetic', lang: 'en' }],
  addEventListener() {},
  speak(words) { voice.speaking = words; voice.said.push(words.text) },
  cancel() { voice.speaking = null },
} })
window.voice = voice
"""


def address_of(article: Article) -> str:
    return article.editions.order_by("number")[0].address


def save(page: Page, address: str) -> None:
    """Save an article, and wait until the device has it."""
    page.goto(address)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Saved", exact=True)).to_be_visible()
    until_kept(page, address)


def until_kept(page: Page, *addresses: str) -> None:
    kept = f"async (wanted) => {{ const kept = await ({KEPT})(); "
    until(page, f"{kept} return wanted.every((one) => kept.includes(one)) }}", list(addresses))


def until_gone(page: Page, address: str) -> None:
    until(page, f"async (one) => !(await ({KEPT})()).includes(one)", address)


def until_unsaid(page: Page, words: str) -> None:
    """Wait until nothing that is kept has these words."""
    until(page, f"async (words) => !(await ({KEPT_WORDS})(words))", words)


@pytest.fixture
def reader(people: People) -> Iterator[Page]:
    page = people.reader(viewport=PHONE)
    yield page
    assert page.evaluate("violations") == []


# --- Offline --------------------------------------------------------------------------------------


def test_a_saved_article_is_read_offline_with_its_picture_and_says_when_it_was_saved(
    people: People, reader: Page
) -> None:
    cast = people.live.cast
    address = address_of(cast.published(lead_image=cast.picture(), body="<p>Offline words.</p>"))
    save(reader, address)
    reader.context.set_offline(True)
    reader.goto(address)
    expect(reader.locator(".kept")).to_have_text(re.compile(r"^Saved at \d\d:\d\d, offline$"))
    expect(reader.locator(".body")).to_contain_text("Offline words.")
    picture = reader.locator(".piece picture img")
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    assert reader.locator("h1").evaluate("(h1) => getComputedStyle(h1).fontWeight") == "700"
    reader.goto("/")
    expect(reader.locator(".kept")).to_contain_text("offline")
    reader.goto("/saved/")
    expect(reader.locator(".shelf .headline a")).to_have_attribute("href", address)
    reader.goto("/topics/never-read/")
    expect(reader.locator("h1")).to_have_text("You are offline")

    reader.context.set_offline(False)
    reader.goto(address)
    expect(reader.locator(".kept")).to_have_count(0)


def test_a_killed_article_is_gone_once_online_and_nothing_of_it_is_left_on_the_device(
    people: People, reader: Page
) -> None:
    cast = people.live.cast
    cast.published()
    killed = cast.published(lead_image=cast.picture(), body="<p>Regrettable words.</p>")
    address = address_of(killed)
    save(reader, address)
    assert [path for path in reader.evaluate(KEPT) if path.startswith("/media/")]
    publishing.kill(killed, by=cast.chief, note=NOTE)
    answer = reader.goto(address)
    assert answer
    assert answer.status == 410
    until_gone(reader, address)
    until_unsaid(reader, killed.headline)
    until_unsaid(reader, "Regrettable words")
    until(reader, f"async () => !(await ({KEPT})()).some((one) => one.startsWith('/media/'))")

    reader.goto("/saved/")
    expect(reader.locator(".shelf .headline")).to_have_text("An article that was withdrawn")
    assert killed.headline not in reader.evaluate("localStorage.getItem('nextfin:saved')")
    reader.context.set_offline(True)
    reader.goto(address)
    expect(reader.locator("h1")).to_have_text("You are offline")


def test_a_killed_article_leaves_the_device_though_nobody_opens_it(
    people: People, reader: Page
) -> None:
    cast = people.live.cast
    killed = cast.published()
    address = address_of(killed)
    save(reader, address)
    publishing.kill(killed, by=cast.chief, note=NOTE)
    reader.goto("/saved/")  # the list looks after each
    until_gone(reader, address)


def test_a_corrected_article_is_given_as_it_stands_and_replaces_its_copy(
    people: People, reader: Page
) -> None:
    cast = people.live.cast
    piece = cast.published(body="<p>Ninety tons.</p>")
    address = address_of(piece)
    save(reader, address)
    cast.corrected(piece, body="<p>Nineteen tons.</p>")
    reader.goto("/saved/")
    item = reader.locator(".shelf li")
    expect(item.locator(".news")).to_have_text("Corrected since you saved it. What changed")
    expect(item).to_contain_text("version 1")

    reader.goto(address)
    expect(reader.locator(".body")).to_have_text("Nineteen tons.")
    until_unsaid(reader, "Ninety tons")
    reader.context.set_offline(True)
    reader.goto(address)
    expect(reader.locator(".body")).to_have_text("Nineteen tons.")


def test_who_saves_and_follows_nothing_has_no_worker_and_nothing_kept(
    people: People, reader: Page
) -> None:
    reader.goto(address_of(people.live.cast.published()))
    reader.wait_for_load_state("networkidle")
    assert reader.evaluate("navigator.serviceWorker.getRegistration()") is None
    assert reader.evaluate("caches.keys()") == []
    assert reader.context.cookies() == []


def test_the_desk_searches_forms_and_ranges_pass_the_worker_untouched(
    people: People, reader: Page
) -> None:
    reader.goto("/app/")
    until_kept(reader, "/", "/offline/", "/saved/", "/app/")
    reader.goto("/search/?q=synthetic")
    reader.goto("/admin/login/")
    reader.goto("/app/")
    statuses = reader.evaluate(
        """async () => {
          const asked = [["/", { method: "POST" }], ["/", { headers: { range: "bytes=0-9" } }]]
          return Promise.all(asked.map(async (one) => (await fetch(...one)).status))
        }"""
    )
    assert statuses == [403, 206]
    kept = reader.evaluate(KEPT)
    assert not [path for path in kept if path.startswith(("/admin", "/search"))]
    reader.context.set_offline(True)
    failed = "async (one) => fetch(one).then(() => false, () => true)"
    assert reader.evaluate(failed, "/search/suggest/?q=a")


def test_a_worker_that_fails_leaves_the_site_as_it_is(people: People, reader: Page) -> None:
    address = address_of(people.live.cast.published(body="<p>Still read.</p>"))
    reader.goto("/app/")
    until_kept(reader, "/offline/")
    # What a device that is full or broken does.
    worker = reader.context.service_workers[0]
    worker.evaluate("() => { caches.open = () => Promise.reject(new Error('broken')) }")
    for _ in range(2):
        reader.goto(address)
        expect(reader.locator(".body")).to_have_text("Still read.")


# --- Shelves --------------------------------------------------------------------------------------


def test_the_saved_list_takes_gives_back_and_lets_go(people: People, reader: Page) -> None:
    first, second = people.live.cast.published(), people.live.cast.published()
    save(reader, address_of(first))
    save(reader, address_of(second))
    reader.goto("/saved/")
    headlines = reader.locator(".shelf .headline")
    expect(headlines).to_have_text([second.headline, first.headline])
    reader.get_by_role("button", name=f"Remove: {first.headline}").press("Enter")
    until_gone(reader, address_of(first))
    reader.get_by_role("button", name=f"Put back: {first.headline}").press("Enter")
    until_kept(reader, address_of(first))
    reader.get_by_role("button", name=f"Remove: {second.headline}").click()
    reader.reload()
    expect(headlines).to_have_text([first.headline])


def test_what_another_app_shares_is_on_the_list(people: People, reader: Page) -> None:
    piece = people.live.cast.published()
    reader.goto(f"/app/share/?url={people.live.url}{address_of(piece)}")
    expect(reader.locator(".shelf .headline")).to_have_text(piece.headline)
    assert reader.url.endswith("/saved/")


def test_a_story_that_is_followed_counts_its_new_instalments(people: People, reader: Page) -> None:
    cast = people.live.cast
    story = cast.story()
    cast.published(story=story)
    reader.add_init_script("navigator.setAppBadge = async (count) => { window.badge = count }")
    reader.goto(story.get_absolute_url())
    reader.get_by_role("button", name="Follow this story").press("Enter")
    reader.goto("/app/")
    expect(reader.locator(".following .headline")).to_contain_text(story.name)
    until(reader, "window.badge === 0")

    new = cast.published(story=story)
    reader.goto("/app/")
    expect(reader.locator(".following .count")).to_have_text("1 new")
    expect(reader.locator(".following ul a")).to_have_text(new.headline)
    until(reader, "window.badge === 1")

    reader.goto(address_of(new))
    reader.goto("/app/")
    until(reader, "window.badge === 0")
    reader.goto(story.get_absolute_url())
    reader.get_by_role("button", name="Following").click()
    reader.goto("/app/")
    expect(reader.get_by_text("You follow no story yet")).to_be_visible()


# --- Share ----------------------------------------------------------------------------------------


def copied(page: Page) -> str:
    expect(page.locator(".uses .said")).to_have_text("The link is copied.")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_link_is_copied_to_the_article_a_paragraph_and_some_words(people: People) -> None:
    body = "<p>The first of them.</p><p>Yen, dollar and euro-zone rates rose.</p>"
    address = address_of(people.live.cast.published(body=body))
    reader = people.reader(permissions=["clipboard-read", "clipboard-write"])
    reader.goto(address)
    reader.get_by_text("Share", exact=True).press("Enter")
    reader.get_by_role("button", name="Copy link", exact=True).click()
    assert copied(reader) == people.live.url + address

    reader.get_by_role("button", name="Link to a paragraph").press("Enter")
    link = reader.get_by_role("link", name="Copy the link to this paragraph").nth(1)
    link.press("Enter")
    block = reader.locator(".body p").nth(1).get_attribute("id")
    until(
        reader,
        "async (link) => (await navigator.clipboard.readText()) === link",
        f"{people.live.url}{address}#{block}",
    )
    reader.get_by_role("button", name="Link to a paragraph").press("Enter")
    expect(reader.locator(".paragraph-link")).to_have_count(0)

    reader.evaluate(
        """() => {
          const words = document.querySelectorAll(".body p")[1].firstChild
          getSelection().setBaseAndExtent(words, 6, words, words.data.indexOf("zone") + 2)
        }"""
    )
    reader.get_by_role("button", name="Copy link to these words").click()
    until(reader, "async () => (await navigator.clipboard.readText()).includes(':~:text')")
    fragment = reader.evaluate("navigator.clipboard.readText()").split(":~:text=")[1]
    assert fragment == "dollar%20and%20euro%2Dzone"
    assert reader.evaluate("violations") == []


def test_where_nothing_may_be_copied_the_link_is_shown(people: People, reader: Page) -> None:
    address = address_of(people.live.cast.published())
    reader.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    reader.goto(address)
    reader.get_by_text("Share", exact=True).click()
    reader.get_by_role("button", name="Copy link", exact=True).click()
    expect(reader.locator(".uses .said")).to_contain_text(people.live.url + address)


def test_a_device_that_can_share_is_given_the_article(people: People, reader: Page) -> None:
    piece = people.live.cast.published()
    reader.add_init_script("navigator.share = async (given) => { window.shared = given }")
    reader.goto(address_of(piece))
    reader.get_by_text("Share", exact=True).click()
    reader.get_by_role("button", name="Share with an app").click()
    assert reader.evaluate("shared") == {
        "title": piece.headline,
        "url": people.live.url + address_of(piece),
    }


def test_without_script_only_what_works_is_shown(people: People) -> None:
    reader = people.reader(java_script_enabled=False)
    reader.goto(address_of(people.live.cast.published()))
    reader.get_by_text("Share", exact=True).click()
    assert reader.locator(".uses :is(a, button):visible").all_inner_texts() == [
        "Permanent link",
        "E-mail",
    ]


# --- Listen ---------------------------------------------------------------------------------------


def test_an_article_is_read_out_sentence_by_sentence_and_shown_as_it_is_said(
    people: People, reader: Page
) -> None:
    body = (
        "<p>The yen rose. The <em>dollar</em> fell.</p><ul><li>One more.</li></ul>"
        "<figure data-block=table><figcaption>Trade</figcaption><table><tbody>"
        "<tr><th>Partner</th><th>Tons</th></tr><tr><td>China</td><td>300</td></tr>"
        "</tbody></table></figure>"
    )
    piece = people.live.cast.published(body=body, dek="")
    reader.add_init_script(A_VOICE)
    reader.goto(address_of(piece))
    before = reader.locator(".body").inner_html()
    reader.get_by_role("button", name="Listen").press("Enter")
    pause, stop = (
        reader.get_by_role("button", name="Pause"),
        reader.get_by_role("button", name="Stop"),
    )
    expect(stop).to_be_visible()
    until(reader, "Boolean(voice.speaking)")
    goes_on = "voice.speaking.onend()"
    reader.evaluate(goes_on)
    reader.evaluate(goes_on)
    assert reader.evaluate("[...CSS.highlights.get('said')].join()") == "The dollar fell."
    pause.press("Enter")
    assert reader.evaluate("voice.speaking") is None
    reader.get_by_role("button", name="Go on").press("Enter")
    reader.evaluate(goes_on)
    pause.press("ArrowLeft")
    assert reader.evaluate("voice.said.map((words) => words.trim())") == [
        piece.headline,
        "The yen rose.",
        "The dollar fell.",
        "The dollar fell.",
        "One more.",
        "The dollar fell.",
    ]
    pause.press("Escape")
    expect(stop).to_be_hidden()
    assert reader.evaluate("CSS.highlights.has('said')") is False
    assert reader.locator(".body").inner_html() == before


def test_where_there_is_no_voice_nothing_is_offered(people: People, reader: Page) -> None:
    reader.goto(address_of(people.live.cast.published()))
    expect(reader.get_by_role("button", name="Save", exact=True)).to_be_visible()
    expect(reader.get_by_role("button", name="Listen")).to_be_hidden()


# --- Installed, and for everybody -----------------------------------------------------------------


def test_a_browser_finds_nothing_that_keeps_the_app_from_being_installed(
    people: People, reader: Page
) -> None:
    reader.goto("/app/")
    until_kept(reader, "/offline/")
    browser = reader.context.new_cdp_session(reader)
    found = browser.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "NextFin"
    faults = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window that leaves no trace installs nothing, whatever the site is like.
    assert [fault["errorId"] for fault in faults if fault["errorId"] != "in-incognito"] == []


def test_the_apps_pages_and_the_tools_are_accessible_in_both_schemes(people: People) -> None:
    cast = people.live.cast
    story = cast.story()
    piece = cast.published(story=story)
    address = address_of(piece)
    for scheme, screen in LOOKS:
        page = people.reader(viewport=screen, color_scheme=scheme, reduced_motion="reduce")
        page.add_init_script(A_VOICE)
        page.goto(story.get_absolute_url())
        page.get_by_role("button", name="Follow this story").click()
        cast.corrected(piece, body=f"<p>In {scheme}, {screen['width']}.</p>")
        save(page, address)
        page.get_by_text("Share", exact=True).click()
        page.get_by_role("button", name="Link to a paragraph").click()
        page.get_by_role("button", name="Listen").click()
        sound(page)
        for other in ("/app/", "/saved/", "/offline/", story.get_absolute_url()):
            page.goto(other)
            page.wait_for_load_state("networkidle")
            sound(page)


def sound(page: Page) -> None:
    assert faults(page) == []
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate("violations") == []
