"""Static files are named by their content, so that a browser may keep them for ever."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from re import Match
from typing import Any

from django.template.loader import get_template
from whitenoise.storage import CompressedManifestStaticFilesStorage

from nextfin import maintenance

# For a proxy in front, to serve while no process of ours answers.
MAINTENANCE_PAGE = "maintenance.html"
IN_PLACE = "the imported sheet"
OUR_SHEETS = re.compile(r"(?:site|desk)/.+\.css")
# What a sheet says to people, and its indents. (What is on PyPI to pack sheets takes the blank out
# of ".a :is(.b)", which then means another thing.)
ASIDES = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
IMPORT = r"""(?P<matched>@import "(?P<sheet>[\w-]+\.css)";)"""


class Manifest(CompressedManifestStaticFilesStorage):
    """Names each file by its content hash, and rewrites imports between JavaScript modules too.

    A sheet that another one imports from its own folder is put in its place, for nothing is
    painted before all sheets are there, and each that is asked for after another costs a way to
    the server and back. Our sheets are given without comments and indents, a sixth of what they
    would be. The page for times of maintenance is written beside the files, since it leads to one
    by name.
    """

    support_js_module_import_aggregation = True
    patterns = (("*.css", ((IMPORT, IN_PLACE),)), *CompressedManifestStaticFilesStorage.patterns)

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None, *rest: Any
    ) -> Callable[[Match[str]], str]:
        if template != IN_PLACE:
            return super().url_converter(name, hashed_files, template, *rest)
        folder = PurePosixPath(name).parent

        def imported(found: Match[str]) -> str:
            with self.open(str(folder / found["sheet"])) as sheet:
                return sheet.read().decode()

        return imported

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator:
        if not dry_run:
            paths |= {name: self._packed(name) for name in paths if OUR_SHEETS.fullmatch(name)}
        yield from super().post_process(paths, dry_run=dry_run, **options)
        if not dry_run:
            page = get_template(maintenance.TEMPLATE).render()
            Path(self.path(MAINTENANCE_PAGE)).write_text(page)

    def _packed(self, name: str) -> tuple["Manifest", str]:
        """Where the collected sheet is to be read, once it is without asides."""
        sheet = Path(self.path(name))
        sheet.write_text(ASIDES.sub("", sheet.read_text()))
        return self, name
