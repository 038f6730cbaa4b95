"""Servers that are started for a measurement, and end with it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.nginx import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
PATIENCE = 300  # seconds until a server must answer
OURS = ("DATABASE_", "NEXTFIN_", "DJANGO_", "BENCH_")


@contextmanager
def gunicorn(
    *arguments: str, python: str | Path = sys.executable, **environment: str
) -> Iterator[str]:
    """gunicorn with these arguments on a free port; its url, without a slash at the end.

    It finds what is in our ``environment`` and nothing else of ours.
    """
    port = free_port()
    command = [str(python), "-m", "gunicorn", "--log-level", "warning"]
    command += ["--bind", f"127.0.0.1:{port}", *arguments]
    with started(command, environment):
        _await(port)
        yield f"http://localhost:{port}"


@contextmanager
def started(
    command: Sequence[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=bare() | environment, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.terminate()


def bare() -> dict[str, str]:
    """The environment without anything of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def _await(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse()
            return
        except ConnectionError:
            if time.monotonic() > until:
                raise SystemExit("A server did not start.") from None
            time.sleep(0.05)
        finally:
            connection.close()
