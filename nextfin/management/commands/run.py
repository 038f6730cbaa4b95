"""Runs the whole house on this machine: prepares the database, serves, and ends as one."""

import contextlib
import errno
import fcntl
import hashlib
import http.client
import os
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from nextfin import embedded, gunicorn_conf
from nextfin.supervisor import Child, ChildDiedError, Together

ANSWER_LIMIT = 60  # seconds until the web server must answer
PATIENCE = gunicorn_conf.graceful_timeout + 5  # seconds until a process is killed


class CannotRunError(Exception):
    """Why NextFin can't run, as a sentence for people."""


class Command(BaseCommand):
    """``manage.py run``: what ``make run`` and ``make dev`` do."""

    help = "Prepare the database and serve site and desk, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
        parser.add_argument("--dev", action="store_true", help="reload when the code changes")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            self.run(options["host"], options["port"], dev=options["dev"])
        except (CannotRunError, ChildDiedError) as error:
            self.stderr.write(f"NextFin: {error}")
            sys.exit(1)
        except OperationalError as error:
            self.stderr.write(f"NextFin: the database does not answer: {error}")
            sys.exit(1)

    def run(self, host: str, port: int, *, dev: bool) -> None:
        # Held from here on: whoever knocks meanwhile is answered when we are ready.
        with listen(host, port) as listener:
            self.prepare(static=not dev)
            if dev:
                listener.close()
                web = development_server(host, port)
            else:
                web = web_server(listener)
            with Together([web], PATIENCE) as together:
                listener.close()
                # In development it may take a correction before anything answers.
                if not dev:
                    await_answer(host, port, together)
                self.announce(host, port)
                with contextlib.suppress(KeyboardInterrupt, SystemExit):
                    watch(together)
                self.stdout.write("\nStopping …")

    def prepare(self, *, static: bool) -> None:
        """Migrations, the first story and the static files; one process at a time."""
        settings.DATA_DIR.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (settings.DATA_DIR / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if "owner" in settings.DATABASES:
                self.stdout.write("Preparing the database …")
                call_command("migrate", database="owner", interactive=False, verbosity=0)
            if settings.NEXTFIN_FACE != "site" and "seed" in get_commands():
                call_command("seed", "--if-empty")
            if static:
                collect_static(Path(settings.STATIC_ROOT))
        connections.close_all()

    def announce(self, host: str, port: int) -> None:
        address = f"http://{reachable(host)}:{port}"
        self.stdout.write(f"\nNextFin is running.\n  Site   {address}/\n  Desk   {address}/admin/")
        with contextlib.suppress(FileNotFoundError):
            self.stdout.write("\n" + (settings.DATA_DIR / "demo-sign-ins.txt").read_text())
        self.stdout.write("\nCtrl-C ends it.")
        self.stdout.flush()


def listen(host: str, port: int) -> socket.socket:
    """The open port; CannotRunError if there is none to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except PermissionError as error:
        raise CannotRunError(f"Port {port} is for root alone. Try make run PORT=8001") from error
    except OverflowError as error:
        raise CannotRunError(f"{port} is no port. Try make run PORT=8001") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRunError(
                f"Port {port} is taken by another program. Try another: make run PORT={port + 1}"
            ) from error
        why = str(error.strerror).split(" (", 1)[0]
        raise CannotRunError(f"Can't listen on {host}, port {port}: {why}.") from error


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


def web_server(listener: socket.socket) -> Child:
    """gunicorn on the open port."""
    config = ("--config", "python:nextfin.gunicorn_conf", "--bind", f"fd://{listener.fileno()}")
    return Child(
        "web server",
        [sys.executable, "-m", "gunicorn", *config],
        served_environment(),
        pass_fds=[listener.fileno()],
    )


def development_server(host: str, port: int) -> Child:
    """Django's own server, which reloads; it keeps the keyboard for the debugger."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "runserver", where]
    return Child("development server", command, served_environment(), at_terminal=True)


def served_environment() -> dict[str, str]:
    """Our environment without the keys that a web server must not hold."""
    environment = {"PYTHONPATH": str(settings.BASE_DIR), **os.environ}
    # This machine alone hears us, over plain http, unless somebody says otherwise.
    environment.setdefault("NEXTFIN_INSECURE_HTTP", "1")
    environment.pop("DATABASE_OWNER_URL", None)
    if settings.NEXTFIN_FACE == "site":
        environment.pop("DATABASE_URL", None)
    return environment


def await_answer(host: str, port: int, together: Together) -> None:
    """Wait until the web server has answered a request, whatever it says."""
    until = time.monotonic() + ANSWER_LIMIT
    while time.monotonic() < until:
        together.check()
        connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise CannotRunError(f"The web server does not answer within {ANSWER_LIMIT} seconds.")


def watch(together: Together) -> None:
    """Wait until something that we need has ended by itself, which raises."""
    while True:
        together.check()
        embedded.check()
        time.sleep(0.2)


def reachable(host: str) -> str:
    """A name by which this machine reaches what listens on ``host``."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104
