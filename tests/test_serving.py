"""The bridge between the event loop and Django's threads: nobody outside can hold a thread."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from nextfin.bridge import BODY_LIMIT, Bridge

PATIENCE = 10  # seconds
Scope = dict[str, Any]


class Reader:
    """Somebody at the other end of a connection, who sends a request and takes what comes."""

    def __init__(self, *sent: dict[str, Any], takes: int | None = None) -> None:
        """``takes`` is after how many messages they stop reading; None reads to the end."""
        self.sent = list(sent) or [{"type": "http.request", "body": b""}]
        self.takes = takes
        self.got: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self.sent:
            return self.sent.pop(0)
        return await asyncio.Future()

    async def send(self, message: dict[str, Any]) -> None:
        if self.takes is not None and len(self.got) >= self.takes:
            await asyncio.Future()
        self.got.append(message)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.got[1:])


def scope(**changed: Any) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        **changed,
    }


def in_a_loop[T](work: Coroutine[Any, Any, T]) -> T:
    """Run it in an event loop of its own: a browser may have one on the tests' thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def ask(bridge: Bridge, request: Scope, reader: Reader) -> Reader:
    async def once() -> None:
        await asyncio.wait_for(bridge(request, reader.receive, reader.send), PATIENCE)

    in_a_loop(once())
    return reader


def echo(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = ("PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "CONTENT_LENGTH")
    told = "|".join(environ.get(name, "") for name in names)
    return [told.encode("latin-1"), b"|", environ["wsgi.input"].read()]


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


def test_the_request_arrives_as_it_was_sent() -> None:
    request = scope(
        method="POST",
        path="/\N{REPLACEMENT CHARACTER}",
        raw_path=b"/a%ff%2Fb",
        query_string=b"q=%E4&n=1",
        headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"content-length", b"999")],
    )
    reader = ask(Bridge(echo, 1), request, Reader(part(b"two ", more=True), part(b"p", more=False)))
    assert reader.body == b"/a\xff/b|q=%E4&n=1|a=1; b=2|5|two p"
    assert reader.got[0]["headers"] == [(b"content-type", b"text/plain")]


def test_a_question_for_the_headers_alone_gets_no_body() -> None:
    reader = ask(Bridge(echo, 1), scope(method="HEAD"), Reader())
    assert (reader.status, reader.body) == (200, b"")


def test_half_a_text_is_never_handed_to_the_desk() -> None:
    """The connection breaks while an article is being saved: nothing is saved, not the half."""
    asked: list[object] = []

    def desk(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        asked.append(environ)
        return echo(environ, start_response)

    reader = ask(Bridge(desk, 1), scope(method="POST"), Reader(part(b"hal", more=True), GONE))
    assert asked == []
    assert reader.got == []


def test_a_body_beyond_the_limit_is_refused() -> None:
    piece = part(b"x" * (BODY_LIMIT // 2 + 1), more=True)
    reader = ask(Bridge(echo, 1), scope(method="POST"), Reader(piece, piece, piece))
    assert reader.status == 413


def test_slow_senders_hold_no_thread() -> None:
    bridge = Bridge(echo, 1)

    async def crowd() -> Reader:
        slow = [Reader(part(b"x", more=True)) for _ in range(20)]
        waiting = [
            asyncio.ensure_future(bridge(scope(method="POST"), one.receive, one.send))
            for one in slow
        ]
        await asyncio.sleep(0)
        quick = Reader()
        await asyncio.wait_for(bridge(scope(), quick.receive, quick.send), PATIENCE)
        for one in waiting:
            one.cancel()
        return quick

    assert in_a_loop(crowd()).status == 200


def at_once(bridge: Bridge, number: int) -> list[Reader]:
    """So many readers, who ask in the same moment."""
    readers = [Reader() for _ in range(number)]

    async def all_ask() -> None:
        asking = [bridge(scope(), reader.receive, reader.send) for reader in readers]
        await asyncio.wait_for(asyncio.gather(*asking), PATIENCE)

    in_a_loop(all_ask())
    return readers


def test_what_is_quickly_done_is_done_by_one_thread_in_turn() -> None:
    working: list[threading.Thread] = []
    most = 0

    def quick(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        nonlocal most
        working.append(threading.current_thread())
        most = max(most, len(working))
        time.sleep(0.001)
        start_response("200 OK", [])
        return [str(working.pop().ident).encode()]

    bridge = Bridge(quick, 3)
    bridge.crew.patience = PATIENCE
    assert len({reader.body for reader in at_once(bridge, 20)}) == 1
    assert most == 1


def test_who_takes_long_keeps_the_others_waiting_for_a_moment_only() -> None:
    """Each waits for the other two: all three have to be under way."""
    all_here = threading.Barrier(3, timeout=PATIENCE)

    def slow(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        all_here.wait()
        start_response("200 OK", [])
        return []

    assert [reader.status for reader in at_once(Bridge(slow, 3), 6)] == [200] * 6


def test_who_leaves_while_waiting_takes_nobodys_turn() -> None:
    may_end = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        assert may_end.wait(PATIENCE)
        return echo(environ, start_response)

    bridge = Bridge(slow, 1)

    async def leave_then_ask() -> list[Reader]:
        staying, leaving, late = Reader(), Reader(), Reader()
        asking = [
            asyncio.ensure_future(bridge(scope(), reader.receive, reader.send))
            for reader in (staying, leaving, late)
        ]
        await asyncio.sleep(0.1)
        asking[1].cancel()
        may_end.set()
        await asyncio.wait_for(asyncio.gather(asking[0], asking[2]), PATIENCE)
        return [staying, leaving, late]

    assert [len(reader.got) for reader in in_a_loop(leave_then_ask())] == [2, 0, 2]


def test_a_streaming_answer_arrives_whole_and_in_order() -> None:
    def counting(environ: dict[str, Any], start_response: Callable[..., object]) -> object:
        start_response("200 OK", [])
        return Stream(b"%d," % number for number in range(50))

    reader = ask(Bridge(counting, 1), scope(), Reader())
    assert reader.body == b"".join(b"%d," % number for number in range(50))
    assert [message["more_body"] for message in reader.got[1:]] == [True] * 50 + [False]


def test_readers_who_leave_in_the_middle_give_their_thread_back() -> None:
    closed = threading.Event()

    def endless(environ: dict[str, Any], start_response: Callable[..., object]) -> object:
        if environ["PATH_INFO"] != "/endless":
            return echo(environ, start_response)
        start_response("200 OK", [])
        return Stream((b"more" for _ in iter(int, 1)), closed)

    bridge = Bridge(endless, 1)

    async def leave_then_ask() -> Reader:
        for _ in range(5):
            closed.clear()
            reader = Reader(takes=3)
            request = scope(raw_path=b"/endless")
            reading = asyncio.ensure_future(bridge(request, reader.receive, reader.send))
            while len(reader.got) < 3:
                await asyncio.sleep(0.01)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            assert await asyncio.to_thread(closed.wait, PATIENCE)
        other = Reader()
        await asyncio.wait_for(bridge(scope(), other.receive, other.send), PATIENCE)
        return other

    assert in_a_loop(leave_then_ask()).status == 200


def test_a_fault_in_the_middle_of_an_answer_is_not_hidden() -> None:
    def faulty(environ: dict[str, Any], start_response: Callable[..., object]) -> object:
        start_response("200 OK", [])
        return Stream(1 // number for number in (1, 0))

    with pytest.raises(ZeroDivisionError):
        ask(Bridge(faulty, 1), scope(), Reader())


def test_a_worker_is_told_that_it_may_start_and_end() -> None:
    reader = Reader({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    ask(Bridge(echo, 1), {"type": "lifespan"}, reader)
    told = [message["type"] for message in reader.got]
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


class Stream:
    """An answer whose parts come one by one, as Django marks it."""

    streaming = True

    def __init__(self, parts: Iterator[Any], closed: threading.Event | None = None) -> None:
        self.parts = parts
        self.closed = closed

    def __iter__(self) -> Iterator[Any]:
        return (part if isinstance(part, bytes) else b"%d" % part for part in self.parts)

    def close(self) -> None:
        if self.closed:
            self.closed.set()
