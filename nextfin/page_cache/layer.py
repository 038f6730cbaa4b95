"""The layer around the application: it answers from the store, or has one page made for all."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings

from nextfin.page_cache.clock import Clock
from nextfin.page_cache.counters import Counters
from nextfin.page_cache.page import DEAF_FOR, SETTLED_AFTER, Answer, Message, Page, finish
from nextfin.page_cache.question import Key, Question, read
from nextfin.page_cache.store import Changes, Store

type Application = Callable[[Any, Any, Any], Awaitable[None]]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[Message], Awaitable[None]]

LONGEST_LIFE = 60.0  # seconds: what only time changes (the week's corrections) is so much late
MEANWHILE = 0.5  # seconds in which an old page is given while the new one is made
PAUSE = 0.25  # seconds between two makings of a page that changes again and again
CROSSING = 0.3  # seconds to wait for what a boundary brings
PATIENCE = 10.0  # seconds to wait for a page that is being made
CROWD = 2000  # readers who may wait at once
ATTEMPTS = 3  # at a page that changes while it is made
COME_BACK = (b"retry-after", b"1")
LOCAL = {"127.0.0.1", "::1"}
METRICS = b"/-/metrics"
FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"via"}

log = logging.getLogger(__name__)


class PageCache:
    """An ASGI application that keeps what ``application`` answers, in at most so many bytes.

    ``address`` is where the clock is heard: the parameters of a connection to the primary.
    """

    def __init__(
        self, application: Application, address: Mapping[str, Any], most_bytes: int
    ) -> None:
        self.application = application
        self.store = Store(most_bytes)
        self.changes = Changes()
        self.counters = Counters()
        self.clock = Clock(address, self._changed)
        self.making: dict[Key, asyncio.Task[Page | None]] = {}
        self.press = ThreadPoolExecutor(1, thread_name_prefix="press")
        self.waiting = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        question = read(scope) if scope["type"] == "http" else None
        if question is None:
            await self._pass(scope, receive, send)
            return
        page = self.store.get(question.key)
        now = time.monotonic()
        if page is not None and now < page.fresh_until and now < self.clock.sure_until:
            self.counters.hits += 1
            await self._send(page, question, send)
        elif scope["raw_path"] == METRICS and _is_local(scope):
            await self._tell_metrics(send)
        elif question.kind is None:
            await self._pass(scope, receive, send)
        else:
            await self._look(question, scope, receive, send)

    # --- Answering --------------------------------------------------------------------------------

    async def _look(
        self, question: Question, scope: dict[str, Any], receive: Receive, send: Send
    ) -> None:
        """Answer what could not be answered at once."""
        now = time.monotonic()
        if self.clock.boundary <= now and not self.clock.is_deaf(now):
            await self.clock.answered(within=CROSSING)
        if kept := self._kept(question):
            await self._send(kept, question, send, self._stale_for(kept))
            return
        try:
            made = await self._made(question)
        except (TimeoutError, CrowdError):
            await self._refuse(send)
            return
        if made is None:
            await self._pass(scope, receive, send)
        elif made.status < 500:
            await self._send(made, question, send)
        elif (kept := self.store.get(question.key)) and (left := self._left(kept)):
            self.counters.stale += 1
            await self._send(kept, question, send, left)
        elif self.clock.is_deaf(time.monotonic()):
            await self._refuse(send, made.answer(question))
        else:
            await self._send(made, question, send)

    def _kept(self, question: Question) -> Page | None:
        """The kept page, as far as it may be given without another being made first."""
        page, now = self.store.get(question.key), time.monotonic()
        if page is None or now >= self.clock.boundary:
            return None
        if self.clock.is_deaf(now):
            is_allowed = page.outdated_at is None and now < self.clock.sure_until + DEAF_FOR
            return page if is_allowed else None
        if now < page.ends_at and page.outdated_at is None:
            page.fresh_until = page.ends_at
            if not page.is_settled:
                page.is_settled = True
                page.make_ready()
            return page
        old_since = page.ends_at if page.outdated_at is None else page.outdated_at
        may_wait = question.key in self.making or now < page.rests_until
        return page if may_wait and now < old_since + MEANWHILE else None

    def _stale_for(self, page: Page) -> float | None:
        """For how many seconds more a cache may give a stale page; None if the page is none."""
        now = time.monotonic()
        if now < page.fresh_until and now < self.clock.sure_until:
            self.counters.hits += 1
            return None
        self.counters.stale += 1
        return self._left(page)

    def _left(self, page: Page) -> float:
        """The seconds for which it may stand in for one that cannot be made.

        None are left if something is known against it, or if it has been old for too long.
        """
        if page.outdated_at is not None:
            return 0.0
        until = min(page.ends_at, self.clock.sure_until) + DEAF_FOR
        return max(0.0, min(until, self.clock.boundary) - time.monotonic())

    async def _send(
        self, page: Page, question: Question, send: Send, stale_for: float | None = None
    ) -> None:
        start, body = page.answer(question, stale_for)
        if start["status"] == 304:
            self.counters.not_modified += 1
        if settings.NEXTFIN_BEHIND_PROXY and page.status < 500:
            start = {**start, "headers": [*start["headers"], _until_the_second_ends()]}
        await send(start)
        await send(body)

    async def _pass(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.counters.passed += 1
        await self.application(scope, receive, send)

    async def _refuse(self, send: Send, failure: tuple[Message, Message] | None = None) -> None:
        """Tell a reader to come back: in the words of the page that failed, if there is one."""
        self.counters.refused += 1
        if failure is None:
            headers = [COME_BACK, (b"cache-control", b"no-store")]
            await _say(send, 503, b"Too much at once. Please try again in a moment.\n", headers)
            return
        start, body = failure
        headers = start["headers"]
        if not any(name == COME_BACK[0] for name, _ in headers):
            headers = [*headers, COME_BACK]
        await send({**start, "status": 503, "headers": headers})
        await send(body)

    async def _tell_metrics(self, send: Send) -> None:
        now = time.monotonic()
        told = self.counters.as_text(
            entries=len(self.store),
            bytes=self.store.bytes,
            evicted=self.store.evicted,
            notices=self.clock.notices,
            heartbeat_age_seconds=now - self.clock.heard_at,
            clock_skew_seconds=self.clock.skew,
        )
        await _say(send, 200, told, [(b"cache-control", b"no-store")])

    # --- Making a page, once for all who want it --------------------------------------------------

    async def _made(self, question: Question) -> Page | None:
        """The page that is made now; None if it is for nobody but who asks for it.

        Raises ``CrowdError`` or ``TimeoutError`` where it would take too long.
        """
        if self.waiting >= CROWD:
            raise CrowdError
        making = self.making.get(question.key)
        if making is None:
            making = asyncio.create_task(self._make(question))
            self.making[question.key] = making
            making.add_done_callback(lambda done: self._is_made(question.key))
        else:
            self.counters.herd += 1
        self.waiting += 1
        try:
            # Who leaves must not end it for the others.
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(making)
        finally:
            self.waiting -= 1

    def _is_made(self, key: Key) -> None:
        self.making.pop(key, None)

    async def _make(self, question: Question) -> Page | None:
        page = None
        for _ in range(ATTEMPTS):
            begun = self.changes.count
            self.counters.renders += 1
            answer = await self._ask(question)
            loop = asyncio.get_running_loop()
            page = await loop.run_in_executor(self.press, finish, answer, self.clock.now())
            if page is None or not self.changes.concern(page.shown, begun):
                break
        else:
            return self._ready(page)
        if page is not None and page.is_kept:
            self._keep(question, page)
        return self._ready(page)

    def _keep(self, question: Question, page: Page) -> None:
        """Keep a page that is right now, if the clock is heard."""
        now = time.monotonic()
        if now >= self.clock.sure_until:
            return
        before = self.store.get(question.key)
        if before is not None and (before.tag, before.status) == (page.tag, page.status):
            page.seen_at, page.is_settled = before.seen_at, before.is_settled
        if before is not None and now < before.made_at + PAUSE:
            page.rests_until = now + PAUSE
        page.made_at = now
        page.fresh_until, page.ends_at = now + SETTLED_AFTER, now + LONGEST_LIFE
        page.is_wide = question.is_wide or page.status in {301, 404}
        self.store.put(question.key, page)

    def _ready(self, page: Page | None) -> Page | None:
        if page is not None:
            page.make_ready()
        return page

    async def _ask(self, question: Question) -> Answer:
        """What the application answers to the bare question."""
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            told.append(message)

        await self.application(question.scope(), receive, send)
        start, *parts = told
        return Answer(
            start["status"], start["headers"], b"".join(part.get("body", b"") for part in parts)
        )

    # --- Hearing the clock ------------------------------------------------------------------------

    def _changed(self, keys: Collection[str] | None, is_hard: bool) -> None:
        self.changes.note(keys)
        if keys is None:
            self.store.clear()
            self.counters.emptied += 1
        else:
            self.counters.outdated += self.store.outdate(keys, time.monotonic(), is_hard=is_hard)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Hear the clock for as long as the worker lives."""
        await receive()
        listening = asyncio.create_task(self.clock.listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})


class CrowdError(Exception):
    """So many readers wait already that nobody else can."""


def _until_the_second_ends() -> tuple[bytes, bytes]:
    """For nginx, which reckons in whole seconds: one of s-maxage would be up to two.

    It comes after Cache-Control, of which nginx still takes what it may do while we fail.
    """
    return b"x-accel-expires", b"@%d" % time.time()


def _is_local(scope: dict[str, Any]) -> bool:
    """Whether somebody on this very machine asks, and no proxy for somebody else."""
    client = scope.get("client")
    is_forwarded = any(name in FORWARDED for name, _ in scope["headers"])
    return client is not None and client[0] in LOCAL and not is_forwarded


async def _say(send: Send, status: int, text: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    about = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*about, *headers]})
    await send({"type": "http.response.body", "body": text, "more_body": False})
