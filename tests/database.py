"""The databases of the tests: made once by the owner, and copied for every test that commits."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from nextfin.database import Logins, roles_sql

TEMPLATE = f"nextfin_test_{os.getpid()}"
WORKING_COPY = f"{TEMPLATE}_work"
REAL_SITE = "nextfin.postgresql_site"
SITE_ON_DESK = "tests.site_on_desk"
ADDRESSES = ("DATABASE_URL", "DATABASE_SITE_URL", "DATABASE_OWNER_URL")


def make() -> None:
    """Make the database as its owner, keep it as a template, and turn to a copy of it."""
    _create(TEMPLATE)
    turn_to(TEMPLATE, site=REAL_SITE)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections.close_all()
    _create(WORKING_COPY, like=TEMPLATE)
    turn_back()


def remove() -> None:
    connections.close_all()
    for name in (WORKING_COPY, TEMPLATE):
        _drop(name)


def turn_to(name: str, *, site: str) -> None:
    """Point every alias of this thread at the database ``name``; ``site`` is its engine's name."""
    for alias in connections:
        connections[alias].close()
        del connections[alias]
        connections.settings[alias]["NAME"] = name
    connections.settings["site"]["ENGINE"] = site


def turn_back() -> None:
    """Point every alias of this thread at the database that uncommitted tests share."""
    turn_to(WORKING_COPY, site=SITE_ON_DESK)


@contextmanager
def newsroom(called: str = "copy") -> Iterator["Newsroom"]:
    """A newsroom in a database of its own: real logins, real commits; gone at the end.

    It may stand within another one, to which everything turns again.
    """
    name = copy(called)
    before = connections.settings["default"]["NAME"]
    site_before = connections.settings["site"]["ENGINE"]
    _create(name, like=TEMPLATE)
    turn_to(name, site=REAL_SITE)
    try:
        yield Newsroom(name)
    finally:
        turn_to(before, site=site_before)
        _drop(name)


@contextmanager
def empty(called: str) -> Iterator["Newsroom"]:
    """A database with the roles and their rights, and nothing in it; gone at the end."""
    name = copy(called)
    _create(name)
    try:
        yield Newsroom(name)
    finally:
        _drop(name)


@dataclass(frozen=True)
class Newsroom:
    """One database, and who may sign in to it. The connections commit each statement."""

    name: str

    @property
    def addresses(self) -> dict[str, str]:
        """What a process of this newsroom finds in its environment."""
        return {key: address(key, self.name) for key in ADDRESSES}

    def as_desk(self) -> psycopg.Connection:
        return psycopg.connect(self.addresses["DATABASE_URL"], autocommit=True)

    def as_site(self) -> psycopg.Connection:
        return psycopg.connect(self.addresses["DATABASE_SITE_URL"], autocommit=True)

    def as_owner(self) -> psycopg.Connection:
        return psycopg.connect(self.addresses["DATABASE_OWNER_URL"], autocommit=True)

    def as_superuser(self) -> psycopg.Connection:
        return psycopg.connect(address("TEST_SUPERUSER_URL", self.name), autocommit=True)

    def at_once(self, *works: Callable[[], Any]) -> list[Any]:
        """Do the works at the same moment, each in a thread; what each returned or raised."""
        together = Barrier(len(works), timeout=10)

        def do(work: Callable[[], Any]) -> Any:
            try:
                connections["default"].ensure_connection()
                together.wait()
                return work()
            except Exception as error:  # noqa: BLE001 (what it was is the test's to judge)
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(do, works))


def copy(called: str = "copy") -> str:
    return f"{TEMPLATE}_{called}"


def address(key: str, name: str) -> str:
    """The address that the environment has under ``key``, but of the database ``name``."""
    return urlsplit(os.environ[key])._replace(path=f"/{name}").geturl()


def _create(name: str, like: str = "template1") -> None:
    desk, site, owner = (urlsplit(os.environ[key]).username or "" for key in ADDRESSES)
    create = sql.SQL("CREATE DATABASE {} OWNER nf_owner TEMPLATE {}")
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as superuser:
        superuser.execute(create.format(sql.Identifier(name), sql.Identifier(like)))
    with psycopg.connect(address("TEST_SUPERUSER_URL", name), autocommit=True) as superuser:
        # Rights on a database itself are not copied with it.
        logins = Logins(owner=owner, desk=desk, site=site)
        superuser.execute(roles_sql(logins, site_statement_timeout="").encode())


def _drop(name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as superuser:
        superuser.execute(drop.format(sql.Identifier(name)))
