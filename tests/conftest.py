"""The ground that tests stand on: a database, a cast, and clients that read as the site.

A test runs in a transaction of the desk's that is never committed, and its readers look into it by
the role nf_site: nothing has to be asked for. What needs commits, threads or real logins asks for
``newsroom``, a database of its own; what needs a real server asks for ``live_newsroom``.
"""

import contextvars
import fcntl
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from nextfin import run, wall
from nextfin.management.commands import prepare
from nextfin.supervisor import Together
from tests import database
from tests.cast import Cast
from tests.database import Newsroom

OWN_DATABASE = {"newsroom", "live_newsroom"}
PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD = "a synthetic password, 2026"

# How long one example takes says more of the machine than of the code. Where a change is judged
# the examples are always the same; at the desk of who writes it they are new ones each time.
hypothesis.settings.register_profile(
    "untimed", deadline=None, derandomize="CI" in os.environ, print_blob=True
)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not OWN_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db(databases=["default", "site"]))


@pytest.fixture(scope="session", autouse=True)
def _house(django_test_environment: None) -> Iterator[None]:
    """The tests themselves speak as the desk, and static files go by their plain names."""
    wall.opt_in_desk()
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": PLAIN_STATIC}):
        yield


@pytest.fixture(scope="session")
def django_db_setup(_house: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        database.make()
    yield
    with django_db_blocker.unblock():
        database.remove()


@pytest.fixture
def newsroom(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Newsroom]:
    """A database of the test's own, with real logins and real commits; all aliases lead to it."""
    with django_db_blocker.unblock(), database.newsroom() as own:
        yield own


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The people and what they write, in the database of this test."""
    _database_of(request)
    return Cast()


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """For tests that make passwords and try none of their strength."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


# --- Clients --------------------------------------------------------------------------------------


class FacedClient(Client):
    """A client whose requests leave their face behind: the test goes on as the desk.

    A streaming answer is read with the eyes of its request, as in a server.
    """

    def request(self, **request: Any) -> HttpResponse:
        context = contextvars.copy_context()
        response = context.run(super().request, **request)
        if response.streaming:
            response.streaming_content = _read_in(context, response.streaming_content)
        return response


def _read_in(context: contextvars.Context, parts: Iterable[bytes]) -> Iterator[bytes]:
    iterator = iter(parts)
    while (part := context.run(next, iterator, None)) is not None:
        yield part


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    """A reader."""
    _database_of(request)
    return FacedClient()


@pytest.fixture
def as_user(request: pytest.FixtureRequest) -> Callable[[User], Client]:
    """Signs somebody in: ``as_user(cast.editor).get("/admin/")``."""
    _database_of(request)
    return signed_in


def signed_in(user: User) -> Client:
    client = FacedClient()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _database_of(request: pytest.FixtureRequest) -> None:
    """Have the database of this test ready: its own, or the one that all share."""
    own = OWN_DATABASE & set(request.fixturenames)
    request.getfixturevalue("newsroom" if own else "db")


# --- A real server --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """gunicorn: the port that it listens on, and the process that keeps its workers alive."""

    port: int
    pid: int
    together: Together

    def forget(self) -> None:
        """Kill the workers; the new ones know nothing of the database that was there before."""
        subprocess.run(["pkill", "-KILL", "-P", str(self.pid)], check=False)
        run.await_answer("127.0.0.1", self.port, self.together)


@dataclass(frozen=True)
class LiveNewsroom:
    """A server on a database of its own: where it is, who may sign in, and all with what."""

    url: str
    newsroom: Newsroom
    cast: Cast
    pid: int
    password: str = PASSWORD


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files under the names that production gives them, brought together once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "static"
    folder.mkdir(exist_ok=True)
    with (shared / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return collected(folder)


def collected(folder: Path, storage: str = "nextfin.static.Manifest") -> Path:
    with override_settings(
        STATIC_ROOT=folder,
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": storage}},
    ):
        prepare.collect_static(folder)
    return folder


@pytest.fixture(scope="session")
def password_hash(_house: None) -> str:
    return make_password(PASSWORD)


@pytest.fixture(scope="session")
def server(static_folder: Path) -> Iterator[Server]:
    """One server for all tests of this process, on the database that each makes anew."""
    with released(Newsroom(database.copy()), static_folder) as server:
        yield server


@contextmanager
def serving(
    own: Newsroom, static_folder: Path, password_hash: str, **environment: str
) -> Iterator[LiveNewsroom]:
    """A server of its own, whose people can sign in."""
    with released(own, static_folder, **environment) as server:
        yield staffed(own, server, password_hash)


def staffed(own: Newsroom, server: Server, password_hash: str) -> LiveNewsroom:
    """This server, which serves this newsroom, and the people who can sign in there."""
    cast = Cast(password_hash)
    for person in (cast.reporter, cast.editor, cast.chief):
        person.save()
    return LiveNewsroom(f"http://localhost:{server.port}", own, cast, server.pid)


@contextmanager
def released(
    own: Newsroom, static_folder: Path, port: int = 0, **environment: str
) -> Iterator[Server]:
    """gunicorn as in production, but for plain http, on this port or a free one.

    It keeps no pages, for then one may be some tenths of a second old; who tests that says so.
    """
    environment = {
        **own.addresses,
        "NEXTFIN_STATIC": str(static_folder),
        "NEXTFIN_WORKERS": "1",
        "NEXTFIN_PAGE_CACHE_MB": "0",
        **environment,
    }
    with run.listen("127.0.0.1", port) as listener:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            gunicorn = run.web_server(listener)
        port = listener.getsockname()[1]
        with Together([gunicorn], run.PATIENCE) as together:
            listener.close()
            run.await_answer("127.0.0.1", port, together)
            [(_, server)] = together.processes
            yield Server(port, server.pid, together)


@pytest.fixture
def live_newsroom(newsroom: Newsroom, server: Server, password_hash: str) -> LiveNewsroom:
    server.forget()
    return staffed(newsroom, server, password_hash)
