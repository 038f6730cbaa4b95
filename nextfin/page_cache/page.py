"""A finished page: its bodies in every encoding, made once, and what is told with them."""

import gzip
import math
import re
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from typing import Any

import brotli

from nextfin.page_cache.question import ENCODINGS, Question

type Headers = list[tuple[bytes, bytes]]
type Message = dict[str, Any]

KEPT = {200, 301, 404, 410}
LARGEST = 1024 * 1024  # bytes of one body
SMALLEST_TO_ENCODE = 256  # bytes
# Bytes of memory that a page takes beside its bodies, and that each of its keys takes.
ABOUT_A_PAGE = 8192
ABOUT_A_KEY = 256
TEXTS = re.compile(rb"text/|application/(?:[\w.-]+\+)?(?:json|xml|javascript)")
# Seconds in which a worker that hears nothing, or fails, gives what it has.
DEAF_FOR = 10
# A browser asks each time. A cache in front may answer for a second, for one more while it asks,
# and with what it has while we fail: as long as a server that hears nothing may do it.
CACHE_CONTROL = b"public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=%d"
# Of a page that is gone or moved there is nothing to be kept meanwhile.
CACHE_CONTROL_OF_OTHERS = b"public, max-age=0, s-maxage=1"
SETTLED_AFTER = 2  # seconds, more than an old page can be given after a new one is there
# What we say ourselves.
_OURS = {b"content-length", b"cache-control", b"vary", b"etag", b"last-modified", b"surrogate-key"}
_TAG = re.compile(rb'"[^"]*"')
_LAST = {"type": "http.response.body", "body": b"", "more_body": False}


@dataclass(frozen=True)
class Answer:
    """What the application answered, whole."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: bytes) -> bytes:
        return b", ".join(value for key, value in self.headers if key == name)

    @property
    def is_for_all(self) -> bool:
        """Whether it may be given to others than to who asked: all who wait share a failure."""
        if self.header(b"set-cookie"):
            return False
        if self.status >= 500:
            return True
        control = self.header(b"cache-control")
        is_private = b"private" in control or b"no-store" in control
        varies = {name.strip().lower() for name in self.header(b"vary").split(b",")}
        return not (is_private or varies - {b"", b"accept-encoding"})


@dataclass(slots=True)
class Page:
    """An answer that is ready to be sent again and again.

    ``shown`` are the keys of all that stands on it. Times are the loop's, in seconds: it is right
    without a further question until ``fresh_until``, and from ``outdated_at`` on it is known to be
    an old one; who asks before ``rests_until`` need not have it made anew. ``seen_at`` is the
    second, by the database's clock, at which its content was first seen, for Last-Modified: told
    once it ``is_settled``, as until then a page that replaces it could bear the same second.
    """

    status: int
    shown: frozenset[str]
    tag: bytes
    headers: Headers
    bodies: dict[str, bytes]
    seen_at: int
    is_kept: bool
    is_settled: bool = False
    fresh_until: float = 0.0
    ends_at: float = 0.0
    outdated_at: float | None = None
    is_wide: bool = False
    made_at: float = 0.0
    rests_until: float = 0.0
    messages: dict[str, tuple[Message, Message]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The memory that it takes, in bytes; what is around the bodies is estimated."""
        return sum(map(len, self.bodies.values())) + ABOUT_A_PAGE + len(self.shown) * ABOUT_A_KEY

    def make_ready(self) -> None:
        """Prepare what is sent."""
        for encoding, body in self.bodies.items():
            headers = self.validators(encoding)
            headers += [*self.headers, (b"content-length", b"%d" % len(body))]
            if encoding != "identity":
                headers.append((b"content-encoding", encoding.encode()))
            self.messages[encoding] = (
                {"type": "http.response.start", "status": self.status, "headers": headers},
                {"type": "http.response.body", "body": body, "more_body": False},
            )

    def answer(self, question: Question, stale_for: float | None = None) -> tuple[Message, Message]:
        """The two messages that answer a question.

        A page that is not known to be right is marked (RFC 9211): while we fail, a cache in front
        may give it for ``stale_for`` seconds more.
        """
        encoding = question.encoding if question.encoding in self.messages else "identity"
        start, body = self.messages[encoding]
        if (question.known or question.since) and self._is_known(question):
            headers = self.validators(encoding)
            start, body = {**start, "status": 304, "headers": headers}, _LAST
        elif question.is_head:
            body = _LAST
        if stale_for is not None:
            without = {b"last-modified", b"cache-control"}
            marked = [header for header in start["headers"] if header[0] not in without]
            marked.append((b"cache-control", self._cache_control(int(stale_for))))
            marked.append((b"cache-status", b"nextfin; hit; detail=stale"))
            start = {**start, "headers": marked}
        return start, body

    def validators(self, encoding: str) -> Headers:
        """What a 304 says too."""
        is_text = self.status == 200
        headers = [
            (b"cache-control", self._cache_control(DEAF_FOR)),
            (b"vary", b"Accept-Encoding"),
            (b"surrogate-key", " ".join(sorted(self.shown)).encode()),
        ]
        if is_text and self.tag:
            # Another encoding is another row of bytes, so its tag is a weak one.
            headers.append((b"etag", self.tag if encoding == "identity" else b"W/" + self.tag))
        if is_text and self.is_settled:
            headers.append((b"last-modified", formatdate(self.seen_at, usegmt=True).encode()))
        return headers

    def _cache_control(self, stale_for: int) -> bytes:
        if self.status >= 500:
            return b"no-store"
        is_lasting = self.status == 200 and stale_for > 0
        return CACHE_CONTROL % stale_for if is_lasting else CACHE_CONTROL_OF_OTHERS

    def _is_known(self, question: Question) -> bool:
        """Whether the browser has this very page (RFC 9110, 13.2.2)."""
        if self.status != 200:
            return False
        if question.known is not None:
            return question.known.strip() == b"*" or self.tag in _TAG.findall(question.known)
        if not self.is_settled or question.since is None:
            return False
        try:
            since = parsedate_to_datetime(question.since.decode("latin-1")).timestamp()
        except (ValueError, OverflowError):
            return False
        return since >= self.seen_at


def finish(answer: Answer, seen_at: float) -> Page | None:
    """The page that an answer makes; None if it is for nobody but who asked. Slow: it compresses.

    ``seen_at`` is the time now, by the database's clock.
    """
    if not answer.is_for_all:
        return None
    keys = answer.header(b"surrogate-key").decode("latin-1").split()
    is_kept = bool(keys) and answer.status in KEPT and len(answer.body) <= LARGEST
    tag = _TAG.search(answer.header(b"etag"))
    return Page(
        status=answer.status,
        shown=frozenset(keys),
        tag=tag[0] if tag else b'"%s"' % sha256(answer.body).hexdigest()[:32].encode(),
        headers=[(name, value) for name, value in answer.headers if name not in _OURS],
        bodies=_encoded(answer),
        seen_at=math.floor(seen_at),
        is_kept=is_kept,
    )


def _encoded(answer: Answer) -> dict[str, bytes]:
    body = answer.body
    bodies = {"identity": body}
    is_text = TEXTS.match(answer.header(b"content-type"))
    if not is_text or answer.header(b"content-encoding") or len(body) < SMALLEST_TO_ENCODE:
        return bodies
    made = {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
    return bodies | {name: made[name] for name in ENCODINGS if len(made[name]) < len(body)}
