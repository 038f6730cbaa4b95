"""The bridge from the event loop (ASGI) to a small pool of threads that run a WSGI application.

The loop reads a request whole before a thread sees it, so that a slow sender holds no thread and
half a request is never acted on. When a reader goes away in the middle of an answer, the thread
that writes it is free again.
"""

import asyncio
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]

BODY_LIMIT = 64 * 1024 * 1024  # bytes of one request
BODY_IN_MEMORY = 1024 * 1024  # bytes; what is longer waits in a temporary file
PATIENCE = 0.02  # seconds until the next request no longer waits for the one before
PARTS_AHEAD = 4  # parts of a streaming answer that a thread may be ahead of the reader


class Bridge:
    """An ASGI application that runs a WSGI application in ``threads`` threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int) -> None:
        self.application = application
        self.crew = Crew(threads)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        body = tempfile.SpooledTemporaryFile(BODY_IN_MEMORY)  # noqa: SIM115 (the thread closes it)
        length = await _read(receive, body)
        if length is None:
            return
        if length > BODY_LIMIT:
            await send(_start(413, []))
            await send(_part(b"", last=True))
            return
        body.seek(0)
        reply = Reply(asyncio.get_running_loop())

        def answered() -> list[Message]:
            with body:
                return self._work(_environ(scope, body, length), reply)

        try:
            work = await self.crew.start(answered)
            work.add_done_callback(lambda done: reply.parts.put_nowait(None))
            while (part := await reply.parts.get()) is not None:
                await send(part)
                reply.room.release()
            for part in await work:
                await send(part)
        finally:
            reply.abandon()

    def _work(self, environ: Environ, reply: "Reply") -> list[Message]:
        """In a thread: answer one request; what is left to be sent at its end is returned."""
        head: list[Message] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
            head[:] = [_start(int(status.split(" ", 1)[0]), raw)]

        answer = self.application(environ, start_response)
        try:
            if environ["REQUEST_METHOD"] == "HEAD":
                return [*head, _part(b"", last=True)]
            if not getattr(answer, "streaming", False):
                return [*head, _part(b"".join(answer), last=True)]
            reply.put(*head)
            for chunk in answer:
                if chunk:
                    reply.put(_part(chunk, last=False))
            return [_part(b"", last=True)]
        except AbandonedError:
            return []
        finally:
            if close := getattr(answer, "close", None):
                close()


class Crew:
    """Threads, of which one begins when the one before has ended, or takes its time.

    Two that want Python's lock at once hinder each other. The one that worked last is taken first:
    what it needs is still in the processor's caches, as is its session of PostgreSQL.
    """

    def __init__(self, threads: int) -> None:
        self.patience = PATIENCE
        self.turn = asyncio.Lock()
        self.idle: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for _ in range(threads):
            self.idle.put_nowait(ThreadPoolExecutor(1, thread_name_prefix="request"))

    async def start[T](self, work: Callable[[], T]) -> asyncio.Future[T]:
        """In the event loop: have it done by a thread; it has begun, and may not have ended."""
        async with self.turn:
            thread = await self.idle.get()
            loop = asyncio.get_running_loop()
            done = loop.run_in_executor(thread, copy_context().run, work)
            done.add_done_callback(lambda done: self.idle.put_nowait(thread))
            await asyncio.wait([done], timeout=self.patience)
        return done


class AbandonedError(Exception):
    """The reader has gone; nobody waits for the rest of this answer."""


class Reply:
    """What a thread hands to the event loop, part by part, never far ahead of the reader."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.parts: asyncio.Queue[Message | None] = asyncio.Queue()
        self.room = threading.Semaphore(PARTS_AHEAD)
        self.abandoned = False

    def put(self, part: Message) -> None:
        """In the thread: hand over a part, waiting for room. Raises AbandonedError."""
        self.room.acquire()
        if self.abandoned:
            raise AbandonedError
        self.loop.call_soon_threadsafe(self.parts.put_nowait, part)

    def abandon(self) -> None:
        """In the event loop: whatever the thread puts from now on ends it."""
        self.abandoned = True
        self.room.release()


async def _read(receive: Receive, body: IO[bytes]) -> int | None:
    """Read the request's body; its length in bytes, or None if the sender left before its end."""
    length = 0
    while length <= BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        length += body.write(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return length


def _environ(scope: Message, body: IO[bytes], length: int) -> Environ:
    """The request as WSGI wants it (PEP 3333): bytes as latin-1 text."""
    server, port = scope.get("server") or ("localhost", 80)
    client, client_port = scope.get("client") or ("", 0)
    path = scope.get("raw_path") or scope["path"].encode()
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", "").encode().decode("latin-1"),
        "PATH_INFO": unquote_to_bytes(path.split(b"?", 1)[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name = "HTTP_" + raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        if name in environ:
            value = environ[name] + ("; " if name == "HTTP_COOKIE" else ",") + value
        environ[name] = value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    # What has arrived counts, not what was announced.
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(length)
    return environ


async def _live(receive: Receive, send: Send) -> None:
    """Nothing has to be done when a worker starts or ends; the protocol wants to hear so."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _part(body: bytes, *, last: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": not last}
