"""Sheets as they are given to readers say what they say in the repository."""

import json
import re
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser

OURS = settings.BASE_DIR / "static"
IMPORTS = re.compile(r'@import "([\w-]+\.css)";')
ADDRESSES = re.compile(r'url\("[^"]+"\)')
# What the browser has understood of a sheet, rule by rule.
RULES = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText.replace(/\\s+/g, " "));
}"""


def as_written(sheet: Path) -> str:
    """With all that it imports in the imports' place."""
    return IMPORTS.sub(lambda found: as_written(sheet.parent / found[1]), sheet.read_text())


def test_a_collected_sheet_is_the_same_to_a_browser(browser: Browser, static_folder: Path) -> None:
    names = json.loads((static_folder / "staticfiles.json").read_text())["paths"]
    sheets = [sheet for kind in ("site", "desk") for sheet in (OURS / kind).glob("*.css")]
    assert len(sheets) > 20
    page = browser.new_page()
    for sheet in sheets:
        given = (static_folder / names[str(sheet.relative_to(OURS))]).read_text()
        written = as_written(sheet)
        assert len(given) < len(written), sheet
        # The files that it names are others there.
        found, meant = (
            page.evaluate(RULES, ADDRESSES.sub('url("")', text)) for text in (given, written)
        )
        assert found, sheet
        assert found == meant, sheet
    page.close()
