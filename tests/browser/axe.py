"""What axe finds wrong with a page."""

from itertools import product
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=320, height=700)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = list(product(SCHEMES, (PHONE, DESKTOP, NARROW)))


def faults(page: Page, *, within: str | None = None, targets: bool = True) -> list[str]:
    """Each fault with the element that has it; ``within`` is a selector of CSS.

    ``targets``: that a finger finds the smallest of them (WCAG 2.5.8), which takes axe longest and
    which it leaves out otherwise. It sets styles of its own, which breaks a page's policy: look for
    violations of that before.
    """
    options = {"rules": {"target-size": {"enabled": targets}}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
