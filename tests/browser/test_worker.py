"""The worker on a reader's device: it renews itself cleanly, and keeps within its bounds."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from nextfin import run
from nextfin.static import Manifest
from tests.browser.conftest import until
from tests.browser.test_app import KEPT, address_of, save, until_kept
from tests.cast import Cast
from tests.conftest import collected, released
from tests.database import Newsroom

pytestmark = pytest.mark.browser

WORKER = Path("site/worker.js")
ALWAYS = ["/", "/app/", "/offline/", "/saved/"]
IS_WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
LOOK_FOR_A_NEW_WORKER = (
    "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)"
)
LOADS = "Number(sessionStorage.loads)"
COUNT_LOADS = "sessionStorage.loads = (Number(sessionStorage.loads) || 0) + 1"
NOTE_A_NEW_WORKER = """
window.takeovers = 0
navigator.serviceWorker.addEventListener('controllerchange', () => (window.takeovers += 1))
"""
IS_WHOLE = """() => document.styleSheets.length > 1
  && [...document.styleSheets].every((sheet) => sheet.cssRules.length)
  && [...document.images].every((image) => image.complete && image.naturalWidth)"""
BYTES = """async () => {
  const answers = await (await caches.open('nextfin-2')).matchAll()
  const sizes = await Promise.all(answers.map(async (one) => (await one.blob()).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}"""


class Uncompressed(Manifest):
    """For releases that one reader looks at once."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return iter(())


@dataclass
class House:
    """One address, at which one release follows the other; and one reader with one device."""

    newsroom: Newsroom
    static_folder: Path
    own_folder: Path
    context: BrowserContext
    cast: Cast
    port: int

    @contextmanager
    def release(self, **changes: str) -> Iterator[Page]:
        """Serve the site, its worker having these other constants, to a new window."""
        folder = self.static_folder if not changes else self._collect_with(changes)
        with released(self.newsroom, folder, self.port):
            yield self.context.new_page()

    def _collect_with(self, changes: dict[str, str]) -> Path:
        text = (settings.BASE_DIR / "static" / WORKER).read_text()
        for name, value in changes.items():
            [line] = [line for line in text.splitlines() if line.startswith(f"const {name} = ")]
            text = text.replace(line, f"const {name} = {value};")
        folder = self.own_folder / "-".join(changes)
        worker = folder / "sources" / WORKER
        worker.parent.mkdir(parents=True)
        worker.write_text(text)
        sources = [folder / "sources", *settings.STATICFILES_DIRS]
        with override_settings(STATICFILES_DIRS=sources):
            return collected(folder / "collected", storage=f"{__name__}.Uncompressed")


@pytest.fixture
def house(
    browser: Browser, newsroom: Newsroom, static_folder: Path, tmp_path: Path
) -> Iterator[House]:
    with run.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with browser.new_context(base_url=f"http://localhost:{port}") as context:
        context.set_default_timeout(15_000)
        context.add_init_script(f"{COUNT_LOADS}\n{NOTE_A_NEW_WORKER}")
        yield House(newsroom, static_folder, tmp_path, context, Cast(), port)


def read_offline(page: Page, address: str, words: str) -> None:
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator(".kept")).to_contain_text("Saved at")
    expect(page.locator(".body")).to_contain_text(words)
    until(page, IS_WHOLE)
    page.context.set_offline(False)


# --- Its own renewal ------------------------------------------------------------------------------


def test_a_new_worker_takes_over_at_once_and_pages_that_are_open_stay_as_they_are(
    house: House,
) -> None:
    piece = house.cast.published(lead_image=house.cast.picture(), body="<p>Kept words.</p>")
    with house.release() as page:
        address = address_of(piece)
        save(page, address)
        page.wait_for_load_state("networkidle")
        loads = page.evaluate(LOADS)
        until(page, "takeovers === 1")
    with house.release(FRESH="20 * 60e3"):
        page.evaluate(LOOK_FOR_A_NEW_WORKER)
        until(page, "takeovers === 2")
        page.wait_for_timeout(1000)
        assert page.evaluate("takeovers") == 2
        assert page.evaluate(LOADS) == loads
        until_kept(page, *ALWAYS, address_of(piece))
        assert page.evaluate(IS_WHOLE)
        expect(page.get_by_role("button", name="Saved", exact=True)).to_be_visible()
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("takeovers") == 0
        assert page.evaluate(LOADS) == loads + 1
        read_offline(page, address, "Kept words.")


def test_a_worker_that_keeps_things_in_another_form_brings_over_all_that_was_saved(
    house: House,
) -> None:
    piece = house.cast.published(lead_image=house.cast.picture(), body="<p>Kept words.</p>")
    with house.release(KEPT='"nextfin-of-before"') as page:
        address = address_of(piece)
        page.goto(address)
        page.get_by_role("button", name="Save", exact=True).click()
        until(page, "async (one) => Boolean(await caches.match(one))", address)
        until(page, "takeovers === 1")
    with house.release():
        page.evaluate(LOOK_FOR_A_NEW_WORKER)
        until(page, IS_WAITING)
        # The page that is open goes on with the worker that it knows, and with what that one keeps.
        assert page.evaluate("takeovers") == 1
        assert page.evaluate("caches.has('nextfin-of-before')")
        read_offline(page, address, "Kept words.")
        page.close()
        # The app is opened again where there is no network: the new worker has all that it needs.
        house.context.set_offline(True)
        page = house.context.new_page()
        page.wait_for_timeout(2000)  # the browser changes workers once the last page has closed
        page.goto("/saved/")
        until(page, "async () => (await caches.keys()).join() === 'nextfin-2'")
        read_offline(page, address, "Kept words.")


# --- Its bounds -----------------------------------------------------------------------------------


def test_where_there_are_too_many_pages_the_story_read_longest_ago_goes_first(
    house: House,
) -> None:
    stories = [house.cast.story(f"Story {number}") for number in (1, 2, 3)]
    for story in stories:
        house.cast.published(story=story)
    saved = house.cast.published()
    first, second, third = (story.get_absolute_url() for story in stories)
    with house.release(MOST_PAGES=str(len(ALWAYS) + 3)) as page:
        for address in (first, second, third):
            page.goto(address)
            page.get_by_role("button", name="Follow this story").click()
            until_kept(page, address)
        save(page, address_of(saved))
        until(page, f"async (one) => !(await ({KEPT})()).includes(one)", first)
        assert {second, third} < set(page.evaluate(KEPT))
        page.goto(first)  # read anew, it is dearer than the others
        until_kept(page, first, third, address_of(saved))
        until(page, f"async (one) => !(await ({KEPT})()).includes(one)", second)
        button = page.get_by_role("button", name="Following")
        expect(button).to_have_text("Following")


def test_where_there_are_too_many_bytes_what_is_saved_stays_and_what_is_refused_says_so(
    house: House,
) -> None:
    story = house.cast.story()
    house.cast.published(story=story)
    long = "<p>" + "Synthetic words of some length. " * 4000 + "</p>"
    pieces = [house.cast.published(body=long) for _ in range(3)]
    first, second, third = (address_of(piece) for piece in pieces)
    with house.release() as page:
        page.goto("/app/")
        until_kept(page, *ALWAYS)
        page.goto(story.get_absolute_url())
        page.get_by_role("button", name="Follow this story").click()
        until_kept(page, story.get_absolute_url())
        save(page, first)
        page.wait_for_load_state("networkidle")
        most = page.evaluate(BYTES) + len(long) + 20_000
    with house.release(MOST_BYTES=str(most)):
        page.evaluate(LOOK_FOR_A_NEW_WORKER)
        until(page, "takeovers === 1")
        save(page, second)
        page.goto(third)
        page.get_by_role("button", name="Save", exact=True).click()
        button = page.locator("button[data-shelf=saved]").first
        expect(button).to_have_text("Saved, without room to be read offline")
        kept = page.evaluate(KEPT)
        assert {first, second} < set(kept)
        assert not {third, story.get_absolute_url()} & set(kept)
        assert page.evaluate(BYTES) <= most
        page.goto("/saved/")
        dates = page.locator(".shelf .dates")
        expect(dates.first).to_contain_text("without room to be read offline")
        expect(dates.last).not_to_contain_text("without room")
        # Once there is room again, it is kept.
        page.get_by_role("button", name=f"Remove: {pieces[0].headline}").click()
        until_kept(page, second, third)
