"""The worker on a reader's device: it renews itself cleanly, and keeps within its bounds."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import until
from tests.browser.test_app import KEPT, address_of, save, until_kept
from tests.cast import Cast
from tests.conftest import collected, released
from tests.database import Newsroom

pytestmark = pytest.mark.browser

WORKER = Path("site/worker.js")
FORM = "nextfin-2"
ALWAYS = ["/", "/app/", "/offline/", "/saved/"]
HAS_TAKEN_OVER = """async () => {
  const workers = navigator.serviceWorker
  const { active, waiting, installing } = (await workers.getRegistration()) ?? {}
  return Boolean(active && active === workers.controller && !waiting && !installing)
}"""
IS_WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
LOOK_FOR_A_NEW_ONE = "async () => { (await navigator.serviceWorker.getRegistration()).update() }"
# A page is whole if all that it names, in the form that is shown offline, is there.
WHOLE = """() => [...document.styleSheets].every((sheet) => sheet.cssRules.length)
  && [...document.images].every((image) => image.complete && image.naturalWidth)"""
BYTES = """async () => {
  const answers = await (await caches.open('nextfin-2')).matchAll()
  const sizes = await Promise.all(answers.map(async (one) => (await one.blob()).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}"""


@dataclass
class House:
    """One address at which one release follows the other, and one reader with one device."""

    newsroom: Newsroom
    static_folder: Path
    folder: Path
    context: BrowserContext
    cast: Cast
    port: int = 0

    @contextmanager
    def release(self, **changes: str) -> Iterator[Page]:
        """Serve the site, its worker having these other constants; a reader's page of it."""
        static_folder = self.static_folder
        if changes:
            static_folder = collected_with(self.folder / repr(sorted(changes.items())), changes)
        with released(self.newsroom, static_folder, self.port) as (self.port, _):
            yield self.page()

    def page(self) -> Page:
        page = self.context.new_page()
        page.add_init_script("window.loads = 1 + (Number(sessionStorage.loads) || 0)")
        return page

    def at(self, address: str) -> str:
        return f"http://localhost:{self.port}{address}"


def collected_with(folder: Path, changes: dict[str, str]) -> Path:
    worker = (settings.BASE_DIR / "static" / WORKER).read_text()
    for name, value in changes.items():
        before = next(line for line in worker.splitlines() if line.startswith(f"const {name} = "))
        worker = worker.replace(before, f"const {name} = {value};")
    (folder / "of-its-own" / WORKER).parent.mkdir(parents=True)
    (folder / "of-its-own" / WORKER).write_text(worker)
    dirs = [folder / "of-its-own", *settings.STATICFILES_DIRS]
    with override_settings(STATICFILES_DIRS=dirs):
        return collected(folder / "static")
