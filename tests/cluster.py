"""A throw-away newsroom for the tests: its own PostgreSQL, data folder and secrets.

Loaded as a pytest plugin before Django's settings are, it never touches a real newsroom, whatever
addresses the environment holds. It is gone with the tests, also when they are interrupted.
"""

import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

import pytest

from nextfin.embedded import LOGINS, SUPERUSER, Cluster, EmbeddedError, running

# What readers see is tested on the desk's own connection with the site's role put on, so that it
# sees rows that are never committed; and tests make databases. Neither right exists elsewhere.
RIGHTS_FOR_TESTS = f"""
    GRANT nf_site TO nf_desk WITH INHERIT FALSE, SET TRUE;
    ALTER ROLE nf_owner CREATEDB;
    ALTER ROLE {LOGINS.owner} CREATEDB;
"""


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Make the newsroom before any plugin reads the settings."""
    signal.signal(signal.SIGTERM, _interrupt)
    _clear_away_what_was_killed()
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    stack.enter_context(_throw_away_newsroom())
    return (yield)


@contextmanager
def _throw_away_newsroom() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix=f"nextfin-test-{os.getpid()}-"))
    # The server's own account must get in. What is secret in there has a mode of its own.
    folder.chmod(0o711)
    before = dict(os.environ)
    for name in before:
        if name.startswith(("NEXTFIN_", "DATABASE_")):
            del os.environ[name]
    os.environ.update(
        DJANGO_SETTINGS_MODULE="nextfin.settings",
        NEXTFIN_DATA=str(folder),
        NEXTFIN_INSECURE_HTTP="1",
    )
    try:
        with running(folder, durable=False) as cluster:
            with cluster.server.connect("postgres") as connection:
                connection.execute(RIGHTS_FOR_TESTS.encode())
            os.environ["TEST_SUPERUSER_URL"] = cluster.address(SUPERUSER, "postgres")
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder, ignore_errors=True)


def _clear_away_what_was_killed() -> None:
    """End the servers of test runs that could not do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob("nextfin-test-*-*"):
        found = re.match(r"nextfin-test-(\d+)-", folder.name)
        try:
            ours = folder.stat().st_uid == os.geteuid()
        except FileNotFoundError:  # another run was faster
            continue
        if found and ours and not is_alive(int(found[1])):
            with suppress(EmbeddedError):
                cluster = Cluster(folder, durable=False)
                cluster.join()
                cluster.leave()
            shutil.rmtree(folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    """Whether this process runs; one that is dead and not yet buried does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return sys.platform != "linux"
    return state != "Z"


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
