"""A real Chromium, and people who look at a real server with it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from tests.conftest import LiveNewsroom, signed_in

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Written down before the page's own scripts run, so that no violation is missed.
COUNT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`);
});
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = next(filter(None, map(shutil.which, CHROMIUMS)), own)
        if not Path(path).exists():
            pytest.skip("There is no Chromium on this machine.")
        with playwright.chromium.launch(executable_path=path, args=QUIET) as chromium:
            yield chromium


def until(page: Page, expression: str, arg: object = None, *, seconds: float = 15) -> None:
    """Wait for a truth of the page; asked from outside, for Playwright's own wait needs eval."""
    end = monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert monotonic() < end, f"This did not come true in {seconds} seconds: {expression}"
        page.wait_for_timeout(50)


def close_offline(page: Page) -> None:
    """Close a page without a connection, which the browser gives back to it as it goes."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')) }")
    page.close()


class People:
    """Opens windows: one for each reader, and for each person at the desk, who signs in once."""

    def __init__(self, browser: Browser, live: LiveNewsroom) -> None:
        self.browser = browser
        self.live = live
        self.contexts: list[BrowserContext] = []
        self.desks: dict[tuple[str, str], BrowserContext] = {}

    def reader(self, **options: object) -> Page:
        context = self.browser.new_context(base_url=self.live.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_init_script(COUNT_VIOLATIONS)
        self.contexts.append(context)
        return context.new_page()

    def at_the_desk(self, person: User, **options: object) -> Page:
        desk = (person.username, repr(options))
        if desk not in self.desks:
            page = self.reader(**options)
            self.desks[desk] = page.context
            self._sign_in(page.context, person)
            return page
        return self.desks[desk].new_page()

    def _sign_in(self, context: BrowserContext, person: User) -> None:
        """Give them the session that the form would, which costs a second; a test presses it."""
        session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies(
            [{"name": session.key, "value": session.value, "url": self.live.url, "httpOnly": True}]
        )

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def people(browser: Browser, live_newsroom: LiveNewsroom) -> Iterator[People]:
    found = People(browser, live_newsroom)
    yield found
    found.close()
