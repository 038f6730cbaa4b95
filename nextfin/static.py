"""Static files are named by their content, so that a browser may keep them for ever."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from whitenoise.storage import CompressedManifestStaticFilesStorage

from nextfin import maintenance

# For a proxy in front, to serve while no process of ours answers.
MAINTENANCE_PAGE = "maintenance.html"


class Manifest(CompressedManifestStaticFilesStorage):
    """Names each file by its content hash, and rewrites imports between JavaScript modules too.

    The page for times of maintenance is written beside the files, since it leads to one by name.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator:
        yield from super().post_process(paths, dry_run=dry_run, **options)
        if not dry_run:
            page = get_template(maintenance.TEMPLATE).render()
            Path(self.path(MAINTENANCE_PAGE)).write_text(page)
