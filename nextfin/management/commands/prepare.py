"""Makes the house ready to be served: migrations, the first story and the static files."""

import fcntl
import hashlib
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError


class Command(BaseCommand):
    """``manage.py prepare``: what ``manage.py run`` does first; one process at a time."""

    help = "Migrate, load the first story into an empty newsroom, and collect the static files."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-static", dest="static", action="store_false")

    def handle(self, *, static: bool, **options: object) -> None:
        settings.DATA_DIR.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (settings.DATA_DIR / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                self.fill_database()
            except OperationalError as error:
                sys.exit(f"NextFin: the database does not answer: {error}")
            if static:
                collect_static(Path(settings.STATIC_ROOT))

    def fill_database(self) -> None:
        if "owner" in settings.DATABASES:
            self.stdout.write("Preparing the database …")
            self.stdout.flush()
            call_command("migrate", database="owner", interactive=False, verbosity=0)
        if settings.NEXTFIN_FACE != "site":
            call_command("seed", "--if-empty")


def collect_static(root: Path) -> None:
    """Bring the static files together, if they have changed since the last time."""
    stamp = root / ".collected"
    sources = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            sources.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    try:
        collected = stamp.read_text()
    except FileNotFoundError:
        collected = ""
    if collected != sources.hexdigest():
        stamp.unlink(missing_ok=True)
        # Without a stamp the last attempt was cut short, and a file may be half there.
        call_command("collectstatic", interactive=False, verbosity=0, clear=not collected)
        stamp.write_text(sources.hexdigest())
