"""The page cache before an application of the tests, with the real clock of a real database."""

import asyncio
import gc
import gzip
import os
import re
import time
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

import brotli
import psycopg
import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from articles import publishing
from articles.models import Article, Edition
from nextfin.page_cache import PageCache, layer, page
from nextfin.page_cache.page import SETTLED_AFTER
from tests.cast import NOTE, Cast
from tests.database import WORKING_COPY, Newsroom, address
from tests.test_desk import press
from tests.test_serving import in_a_loop, scope

MEGABYTE = 1024 * 1024
ARTICLE = "/2026/01/03/slug/"
TEXT = b"<p>Plainly synthetic words.</p>" * 100
KEPT = [(b"content-type", b"text/html; charset=utf-8"), (b"surrogate-key", b"article-1 news")]

type Work = Callable[["House"], Awaitable[None]]


@dataclass
class Got:
    """What a reader got."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def is_stale(self) -> bool:
        return b"stale" in self.headers.get(b"cache-status", b"")


@dataclass
class Application:
    """It answers the same to everybody until it is told otherwise, and notes what it was asked."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=lambda: list(KEPT))
    body: bytes = TEXT
    takes: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, asked: dict[str, Any], receive: Any, send: Any) -> None:
        self.asked.append(asked)
        status, headers, body = self.status, list(self.headers), self.body
        await asyncio.sleep(self.takes)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


@dataclass
class House:
    """A page cache whose clock is heard, and the application behind it."""

    cache: PageCache
    application: Application

    async def get(
        self, target: str = ARTICLE, *, method: str = "GET", client: str = "192.0.2.1", **given: str
    ) -> Got:
        path, _, query = target.partition("?")
        headers = {"host": "localhost"} | {k.replace("_", "-"): v for k, v in given.items()}
        told: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        request = scope(
            method=method,
            path=path,
            raw_path=path.encode(),
            query_string=query.encode(),
            scheme="http",
            server=("127.0.0.1", 80),
            client=(client, 1),
            headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        )
        await self.cache(request, None, send)
        start, *parts = told
        body = b"".join(part["body"] for part in parts)
        return Got(start["status"], dict(start["headers"]), body)

    async def heard(self) -> None:
        await self.cache.clock.answered(within=5)

    async def until(self, fact: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not fact():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def opened(where: str, most_bytes: int = MEGABYTE) -> AsyncIterator[House]:
    application = Application()
    cache = PageCache(application, {"conninfo": where}, most_bytes)
    life: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    life.put_nowait({"type": "lifespan.startup"})

    async def ignore(message: dict[str, str]) -> None: ...

    living = asyncio.create_task(cache({"type": "lifespan"}, life.get, ignore))
    house = House(cache, application)
    await house.heard()
    try:
        yield house
    finally:
        life.put_nowait({"type": "lifespan.shutdown"})
        await living


def in_house(work: Work, where: str = "", most_bytes: int = MEGABYTE) -> None:
    """Do the work with a cache that listens to the database that all tests share."""

    async def do() -> None:
        listened_to = where or address("DATABASE_SITE_URL", WORKING_COPY)
        async with opened(listened_to, most_bytes) as house:
            await work(house)

    in_a_loop(do())


def strike(newsroom: Newsroom, keys: str, *, is_hard: bool = False) -> None:
    with newsroom.as_superuser() as superuser:
        superuser.execute("SELECT nf_strike(%s::text[], %s)", [f"{{{keys}}}", is_hard])


# --- One page for all -----------------------------------------------------------------------------


def test_a_page_is_made_once_and_given_to_every_reader() -> None:
    async def work(house: House) -> None:
        for _ in range(5):
            got = await house.get(cookie="colours=dark", user_agent="Synthetic", referer="/x/")
            assert (got.status, got.body) == (200, TEXT)
        assert len(house.application.asked) == 1
        assert dict(house.application.asked[0]["headers"]) == {b"host": b"localhost"}

    in_house(work)


def test_a_page_is_sent_in_the_encoding_that_the_browser_reads() -> None:
    async def work(house: House) -> None:
        best = await house.get(accept_encoding="gzip, deflate, br, zstd")
        older = await house.get(accept_encoding="gzip;q=1.0, br;\tq=0")
        plain = await house.get(accept_encoding="identity")
        assert best.headers[b"content-encoding"] == b"br"
        assert brotli.decompress(best.body) == TEXT
        assert older.headers[b"content-encoding"] == b"gzip"
        assert gzip.decompress(older.body) == plain.body == TEXT
        assert b"content-encoding" not in plain.headers
        for got in (best, older, plain):
            assert got.headers[b"vary"] == b"Accept-Encoding"
            assert got.headers[b"content-length"] == b"%d" % len(got.body)
        head = await house.get(method="HEAD")
        assert (head.body, head.headers) == (b"", plain.headers)
        assert len(house.application.asked) == 1

    in_house(work)


def test_who_has_the_page_is_told_so_without_asking_the_application() -> None:
    async def work(house: House) -> None:
        first = await house.get()
        for encoding in ("identity", "br"):
            tag = (await house.get(accept_encoding=encoding)).headers[b"etag"].decode()
            known = await house.get(if_none_match=f'"other", {tag}', accept_encoding=encoding)
            assert (known.status, known.body) == (304, b"")
            assert known.headers[b"etag"].decode() == tag
        assert (await house.get(if_none_match='"other"')).status == 200
        assert b"last-modified" not in first.headers
        await asyncio.sleep(SETTLED_AFTER)
        since = (await house.get()).headers[b"last-modified"].decode()
        assert (await house.get(if_modified_since=since)).status == 304
        for other in (formatdate(0, usegmt=True), f"Mon, {9**20} Jan 2020 00:00:00 GMT", "x"):
            assert (await house.get(if_modified_since=other)).status == 200
        assert len(house.application.asked) == 1

    in_house(work)


def test_a_cache_in_front_is_told_for_how_long_and_what_is_on_the_page() -> None:
    async def work(house: House) -> None:
        got = await house.get()
        assert got.headers[b"cache-control"].split(b", ") == [
            b"public",
            b"max-age=0",
            b"s-maxage=1",
            b"stale-while-revalidate=1",
            b"stale-if-error=10",
        ]
        assert got.headers[b"surrogate-key"] == b"article-1 news"
        for house.application.status in (404, 410):
            gone = await house.get(f"/2026/01/03/{house.application.status}/")
            assert gone.headers[b"cache-control"] == b"public, max-age=0, s-maxage=1"
            assert b"etag" not in gone.headers

    in_house(work)


def test_the_time_of_a_page_is_the_databases_whatever_ours_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)

    async def work(house: House) -> None:
        with psycopg.connect(address("DATABASE_SITE_URL", WORKING_COPY)) as site:
            [(now,)] = site.execute("SELECT now()").fetchall()
        await house.get()
        await asyncio.sleep(SETTLED_AFTER)
        told = (await house.get()).headers[b"last-modified"].decode()
        assert abs((parsedate_to_datetime(told) - now).total_seconds()) < 2

    in_house(work)


def test_a_page_that_is_made_anew_and_is_the_same_keeps_its_time(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        await house.get()
        await asyncio.sleep(SETTLED_AFTER)
        before = (await house.get()).headers[b"last-modified"]
        for body, told in ((TEXT, before), (TEXT + b"Corrected.", None)):
            house.application.body = body
            house.cache.counters.outdated = 0
            await asyncio.to_thread(strike, newsroom, "article-1")
            await house.until(lambda: house.cache.counters.outdated == 1)
            for _ in range(2):
                got = await house.get()
                assert (got.body, got.headers.get(b"last-modified")) == (body, told)
        assert len(house.application.asked) == 3

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


# --- What is never kept ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("set-cookie", "a=b"),
        ("cache-control", "private, max-age=60"),
        ("cache-control", "no-store"),
        ("vary", "Cookie"),
    ],
)
def test_what_is_for_one_reader_is_made_for_each(name: str, value: str) -> None:
    async def work(house: House) -> None:
        house.application.headers.append((name.encode(), value.encode()))
        for reader in ("one", "other"):
            got = await house.get(user_agent=reader)
            assert got.headers[name.encode()] == value.encode()
            told = dict(house.application.asked[-1]["headers"])
            assert told[b"user-agent"] == reader.encode()
        assert len(house.cache.store) == 0

    in_house(work)


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"cookie": "a=b; sessionid=synthetic"},
        {"authorization": "Basic synthetic"},
        {"host": "elsewhere.example"},
        {"target": "/admin/login/"},
        {"target": "/proof/synthetic/"},
        {"target": "/search/offers/?q=private"},
        {"target": "/search/?q=private"},
        {"target": f"{ARTICLE}report/"},
        {"target": "/no/such/page/"},
        {"target": "/" + "a" * 600 + "/"},
    ],
    ids=str,
)
def test_nothing_is_kept_of_forms_words_people_and_other_hosts(request_: dict[str, str]) -> None:
    async def work(house: House) -> None:
        for _ in range(2):
            await house.get(**request_)
        assert len(house.application.asked) == 2
        assert len(house.cache.store) == 0

    in_house(work)


@pytest.mark.parametrize("status", [302, 403, 500, 503])
def test_only_pages_and_what_is_gone_or_moved_are_kept(status: int) -> None:
    async def work(house: House) -> None:
        house.application.status = status
        assert (await house.get()).status == (await house.get()).status == status
        assert len(house.application.asked) == 2

    in_house(work)


def test_a_page_that_names_nothing_that_it_shows_is_not_kept() -> None:
    async def work(house: House) -> None:
        house.application.headers = KEPT[:1]
        await house.get()
        await house.get()
        assert len(house.application.asked) == 2

    in_house(work)


# --- It cannot be filled or split -----------------------------------------------------------------


def test_parameters_that_no_page_knows_neither_split_nor_reach_it() -> None:
    async def work(house: House) -> None:
        for number in range(20):
            await house.get(f"/?utm_source={number}&x[]={number}")
        for address_ in ("/?before=1&a=2", "/?b=1&before=0&before=1", "/%3Fbefore=1"):
            await house.get(address_)
        assert [asked["query_string"] for asked in house.application.asked[:2]] == [
            b"",
            b"before=1",
        ]
        assert len(house.cache.store) == 2

    in_house(work)


def test_one_address_that_is_written_in_two_ways_is_one_page() -> None:
    async def work(house: House) -> None:
        await house.get("/2026/01/03/caf%C3%A9/")
        await house.get("/2026/01/03/c%61f%c3%a9/")
        assert len(house.application.asked) == 1

    in_house(work)


def test_addresses_without_end_drive_out_each_other_and_no_article() -> None:
    async def work(house: House) -> None:
        await house.get()
        for number in range(60):
            await house.get(f"/?before={number}")
            await house.get(host=f"localhost:{number}")
        house.application.status = 404
        for number in range(60):
            await house.get(f"/2026/01/03/{number}/")
        asked = len(house.application.asked)
        await house.get()
        assert len(house.application.asked) == asked
        store = house.cache.store
        assert store.evicted > 100
        assert store.bytes <= 400_000
        assert sum(page.size for room in store.rooms for page in room.pages.values()) == store.bytes

    in_house(work, most_bytes=400_000)


def test_a_name_of_ours_that_is_written_otherwise_drives_out_no_page() -> None:
    async def work(house: House) -> None:
        for host in ("localhost", "LOCALHOST", "localhost.", "localhost:80", "localhost.:80"):
            await house.get(host=host)
        ours, others = house.cache.store.rooms
        assert [len(ours.pages), len(others.pages)] == [1, 3]

    in_house(work)


@pytest.mark.parametrize(("keys", "letters"), [(1, 6000), (60, 9000), (300, 3000)])
def test_a_page_takes_no_more_memory_than_is_counted(keys: int, letters: int) -> None:
    async def work(house: House) -> None:
        shown = b" ".join(b"article-%d" % number for number in range(keys))
        house.application.headers = [KEPT[0], (b"surrogate-key", shown)]
        await house.get()
        tracemalloc.start()
        for number in range(200):
            house.application.body = os.urandom(letters // 2).hex().encode()
            house.application.headers = [KEPT[0], (b"surrogate-key", bytes(bytearray(shown)))]
            await house.get(f"/2026/01/03/{number}/")
            house.application.asked.clear()
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(house.cache.store) == 201
        assert 0.5 * house.cache.store.bytes < taken < house.cache.store.bytes

    in_house(work, most_bytes=64 * MEGABYTE)


# --- A crowd --------------------------------------------------------------------------------------


def test_a_thousand_readers_at_once_cost_one_page() -> None:
    async def work(house: House) -> None:
        house.application.takes = 0.05
        crowd = await asyncio.gather(*(house.get() for _ in range(1000)))
        assert {got.body for got in crowd} == {TEXT}
        assert len(house.application.asked) == 1

    in_house(work)


def test_a_thousand_readers_of_an_old_page_cost_one_page(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "MEANWHILE", 0.0)

    async def work(house: House) -> None:
        await house.get()
        house.application.body, house.application.takes = TEXT + b"New.", 0.05
        await asyncio.to_thread(strike, newsroom, "article-1")
        await house.until(lambda: house.cache.counters.outdated == 1)
        crowd = await asyncio.gather(*(house.get() for _ in range(1000)))
        assert {got.body for got in crowd} == {TEXT + b"New."}
        assert len(house.application.asked) == 2
        assert house.cache.counters.herd == 999

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_a_reader_who_leaves_does_not_end_it_for_the_others() -> None:
    async def work(house: House) -> None:
        house.application.takes = 0.1
        first = asyncio.create_task(house.get())
        await asyncio.sleep(0.01)
        second = asyncio.create_task(house.get())
        await asyncio.sleep(0.01)
        first.cancel()
        assert (await second).body == TEXT
        assert len(house.application.asked) == 1

    in_house(work)


def test_who_would_wait_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer, "PATIENCE", 0.1)
    monkeypatch.setattr(layer, "CROWD", 10)

    async def work(house: House) -> None:
        house.application.takes = 0.5
        crowd = await asyncio.gather(*(house.get() for _ in range(20)))
        assert {(got.status, got.headers[b"retry-after"]) for got in crowd} == {(503, b"1")}
        assert {got.headers[b"cache-control"] for got in crowd} == {b"no-store"}
        assert len(house.application.asked) == 1
        await asyncio.gather(*(house.get(f"/?before={number}") for number in range(100)))
        assert len(house.application.asked) == 11

    in_house(work)


def test_while_a_page_is_made_anew_others_get_the_old_one_but_not_for_long(
    newsroom: Newsroom,
) -> None:
    async def work(house: House) -> None:
        await house.get()
        house.application.body, house.application.takes = TEXT + b"New.", 0.8
        await asyncio.to_thread(strike, newsroom, "news")
        await house.until(lambda: house.cache.counters.outdated == 1)
        first = asyncio.create_task(house.get())
        await asyncio.sleep(0.01)
        old = await house.get()
        assert (old.body, old.is_stale) == (TEXT, True)
        await asyncio.sleep(layer.MEANWHILE)
        late = await house.get()
        assert (late.body, late.is_stale) == (TEXT + b"New.", False)
        assert (await first).body == TEXT + b"New."
        assert len(house.application.asked) == 2

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_nobody_gets_the_old_page_of_what_is_withdrawn(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        await house.get()
        house.application.status, house.application.takes = 410, 0.1
        await asyncio.to_thread(strike, newsroom, "article-1", is_hard=True)
        await house.until(lambda: house.cache.counters.outdated == 1)
        crowd = await asyncio.gather(*(house.get() for _ in range(10)))
        assert {got.status for got in crowd} == {410}

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_a_page_that_changes_while_it_is_made_is_made_again(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        house.application.takes = 0.3
        reader = asyncio.create_task(house.get())
        await asyncio.sleep(0.1)
        house.application.body = TEXT + b"New."
        await asyncio.to_thread(strike, newsroom, "article-1")
        assert (await reader).body == TEXT + b"New."
        assert (await house.get()).body == TEXT + b"New."
        assert len(house.application.asked) == 2

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_when_a_page_fails_readers_get_the_last_one_if_nothing_is_known_against_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "SETTLED_AFTER", 0.1)
    monkeypatch.setattr(layer, "LONGEST_LIFE", 0.2)

    async def work(house: House) -> None:
        await house.get()
        await asyncio.sleep(0.3)
        house.application.status, house.application.body = 500, b"Broken."
        house.application.headers = [KEPT[0], (b"cache-control", b"no-store")]
        house.application.takes = 0.05
        for old in await asyncio.gather(*(house.get() for _ in range(100))):
            assert (old.status, old.body, old.is_stale) == (200, TEXT, True)
            assert re.search(rb"stale-if-error=[789]$", old.headers[b"cache-control"])
        assert len(house.application.asked) == 2
        await asyncio.to_thread(strike, newsroom, "news")
        await house.until(lambda: house.cache.counters.outdated == 1)
        await asyncio.sleep(layer.MEANWHILE)
        crowd = await asyncio.gather(*(house.get() for _ in range(100)))
        assert {got.status for got in crowd} == {500}
        assert {got.headers[b"cache-control"] for got in crowd} == {b"no-store"}
        assert len(house.application.asked) == 3

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


# --- The clock ------------------------------------------------------------------------------------


def test_a_notice_concerns_the_pages_that_show_its_keys_and_no_other(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        await house.get()
        house.application.headers = [KEPT[0], (b"surrogate-key", b"article-2 story-7")]
        other = "/2026/01/03/other/"
        await house.get(other)
        await asyncio.to_thread(strike, newsroom, "story-7,topic-1")
        await house.until(lambda: house.cache.counters.outdated == 1)
        await house.get()
        assert len(house.application.asked) == 2
        await house.get(other)
        assert len(house.application.asked) == 3

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_a_tick_of_which_nobody_told_empties_the_store(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        await house.get()
        with newsroom.as_superuser() as superuser:
            superuser.execute("UPDATE page_clock SET ticks = ticks + 1")
        async with asyncio.timeout(1):
            await house.until(lambda: len(house.cache.store) == 0)

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_a_notice_that_says_nothing_empties_the_store_and_the_next_one_is_heard(
    newsroom: Newsroom,
) -> None:
    async def work(house: House) -> None:
        for payload in ("", ", 'x'", ", 'x soft news'"):
            await house.get()
            house.cache.counters.emptied = 0
            with newsroom.as_site() as site:
                site.execute(f"SELECT pg_notify('pages'{payload or ', NULL'})".encode())
            await house.until(lambda: house.cache.counters.emptied > 0)
        await house.get()
        await asyncio.to_thread(strike, newsroom, "news")
        await house.until(lambda: house.cache.counters.outdated == 1)

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_a_worker_is_deaf_for_no_longer_than_ten_seconds() -> None:
    assert page.DEAF_FOR == 10
    assert layer.DEAF_FOR == page.DEAF_FOR


def test_so_many_changes_at_once_are_told_as_one(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        await house.get()
        with newsroom.as_superuser() as superuser:
            superuser.execute(
                "SELECT nf_note_pages(ARRAY['topic-' || n], false) FROM generate_series(1, 5000) n"
            )
        await house.until(lambda: len(house.cache.store) == 0)
        assert house.cache.clock.notices == 1

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_a_deaf_worker_gives_what_it_has_for_a_while_and_then_makes_each_page_itself(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "DEAF_FOR", 0.7)

    async def work(house: House) -> None:
        await house.get()
        house.application.body = TEXT + b"New."
        cut_off(newsroom, allowed=False)
        await asyncio.sleep(1.1)
        old = await house.get()
        assert (old.body, old.is_stale) == (TEXT, True)
        assert b"last-modified" not in old.headers
        assert b"stale-if-error" not in old.headers[b"cache-control"]
        await asyncio.sleep(0.7)
        for _ in range(2):
            assert (await house.get()).body == TEXT + b"New."
        assert len(house.application.asked) == 3
        house.application.status, house.application.body = 500, b"Broken."
        refused = await house.get()
        assert (refused.status, refused.body) == (503, b"Broken.")
        assert refused.headers[b"retry-after"] == b"1"
        assert refused.headers[b"cache-control"] == b"no-store"
        cut_off(newsroom, allowed=True)
        house.application.status = 200
        await house.heard()
        assert not (await house.get()).is_stale

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def cut_off(newsroom: Newsroom, *, allowed: bool) -> None:
    with psycopg.connect(address("TEST_SUPERUSER_URL", "postgres"), autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {newsroom.name} ALLOW_CONNECTIONS {allowed}")
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [newsroom.name],
        )


def test_a_worker_that_was_deaf_while_nothing_changed_keeps_its_pages(newsroom: Newsroom) -> None:
    async def work(house: House) -> None:
        await house.get()
        with newsroom.as_superuser() as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                " AND pid <> pg_backend_pid()",
                [newsroom.name],
            )
        await house.heard()
        assert not (await house.get()).is_stale
        assert len(house.application.asked) == 1

    in_house(work, newsroom.addresses["DATABASE_SITE_URL"])


def test_readers_role_is_told_when_something_begins_and_never_what(
    newsroom: Newsroom, cast: Cast
) -> None:
    with newsroom.as_site() as site:
        site.execute("LISTEN pages")
        edition = cast.scheduled(story=cast.story(), topics=[cast.topic()]).editions.get()
        [(boundary, since_ever)] = site.execute(
            "SELECT next_boundary(), pages_changed('-infinity')"
        ).fetchall()
        told = [notice.payload.split(maxsplit=2)[2:] for notice in site.notifies(timeout=0.2)]
    assert boundary == edition.begins_at
    assert since_ever == []
    # The story's own words may be printed before its first piece: nobody reads them yet.
    assert {tuple(keys) for keys in told} <= {(), (f"story-{edition.story_id}",)}


def test_the_clock_ticks_once_in_a_transaction_and_not_at_all_if_it_fails(
    newsroom: Newsroom,
) -> None:
    with newsroom.as_superuser() as superuser:
        ticks = "SELECT ticks FROM page_clock"
        [(before,)] = superuser.execute(ticks).fetchall()
        with superuser.transaction():
            for _ in range(3):
                superuser.execute("SELECT nf_strike('{news}', false)")
        assert superuser.execute(ticks).fetchall() == [(before + 1,)]
        with pytest.raises(psycopg.errors.DivisionByZero), superuser.transaction():
            superuser.execute("SELECT nf_strike('{news}', false), 1 / 0")
        assert superuser.execute(ticks).fetchall() == [(before + 1,)]


def test_what_is_pressed_at_the_desk_is_told_as_it_is_committed(
    newsroom: Newsroom, cast: Cast, as_user: Callable[[User], Client]
) -> None:
    """The desk checks constraints before the end of its transaction."""
    article = cast.cleared()
    with newsroom.as_site() as site:
        site.execute("LISTEN pages")
        for person, button, how in (
            (cast.editor, "publish", "soft"),
            (cast.chief, "kill", "hard"),
            (cast.chief, "return", "soft"),
        ):
            [(before,)] = site.execute("SELECT ticks FROM page_clock").fetchall()
            pressed = press(as_user(person), article, button, **{f"{button}-note": NOTE})
            assert "was not done" not in pressed.content.decode(), button
            told = [notice.payload.split() for notice in site.notifies(timeout=0.3)]
            of_it = [n for n in told if f"article-{article.pk}" in n[2:]]
            assert [n[:2] for n in of_it] == [[str(before + 1), how]], button


@pytest.mark.parametrize("checked", ["before", "after", "never"])
def test_what_changes_is_told_once_however_it_is_checked(newsroom: Newsroom, checked: str) -> None:
    now = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    with newsroom.as_site() as site, newsroom.as_desk() as desk:
        site.execute("LISTEN pages")
        with desk.transaction():
            if checked == "before":
                desk.execute(now)
            desk.execute("INSERT INTO articles_topic VALUES (DEFAULT, 'Birds', 'birds', '')")
            desk.execute("UPDATE articles_topic SET description = 'Of birds.'")
            if checked == "after":
                desk.execute(now)
            with desk.transaction(force_rollback=True):
                desk.execute("UPDATE articles_topic SET description = 'Of none.'")
                desk.execute(now)
            desk.execute("UPDATE articles_topic SET description = 'Of all birds.'")
            assert not list(site.notifies(timeout=0.1))
        told = [notice.payload.split()[1:] for notice in site.notifies(timeout=0.3)]
        [(topic,)] = desk.execute("SELECT id FROM articles_topic").fetchall()
        assert [(how, set(keys)) for how, *keys in told] == [("soft", {"news", f"topic-{topic}"})]


def test_who_waits_for_somebody_else_does_not_hold_the_clock_meanwhile(
    newsroom: Newsroom, cast: Cast
) -> None:
    """A correction is committed while the address of its topic is changed, and not committed yet.

    Its reference to the topic has to wait for that, and that has to strike the clock.
    """
    topic = cast.topic("Birds")
    copy = cast.edited(cast.published(topics=[topic]), headline="Corrected")
    waiting = """
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
    with (
        ThreadPoolExecutor(1) as editor,
        newsroom.as_superuser() as superuser,
        newsroom.as_desk() as desk,
    ):
        with desk.transaction():
            desk.execute("UPDATE articles_topic SET slug = 'cranes' WHERE id = %s", [topic.pk])
            correcting = editor.submit(_corrected, copy, cast)
            until = time.monotonic() + 10
            while not superuser.execute(waiting).fetchall():
                assert time.monotonic() < until
                time.sleep(0.01)
        assert correcting.result(timeout=10).headline == "Corrected"
    topic.refresh_from_db()
    assert topic.slug == "cranes"


def _corrected(copy: Article, cast: Cast) -> Edition:
    try:
        return publishing.correct(copy, by=cast.editor, note=NOTE)
    finally:
        connections.close_all()


# --- What it tells of itself ----------------------------------------------------------------------


def test_the_counters_are_for_this_machine_alone() -> None:
    async def work(house: House) -> None:
        await house.get()
        await house.get()
        told = await house.get("/-/metrics", client="127.0.0.1")
        lines = told.body.decode().splitlines()
        assert any(line.startswith("nextfin_pages_hits_total{") for line in lines)
        assert any(line.startswith("nextfin_pages_renders_total{") for line in lines)
        house.application.status = 404
        assert (await house.get("/-/metrics")).status == 404
        by_proxy = await house.get("/-/metrics", client="127.0.0.1", x_forwarded_for="192.0.2.1")
        assert by_proxy.status == 404

    in_house(work)
