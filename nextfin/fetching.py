"""Fetching from addresses that people typed: over https, from public servers alone, with an end.

A server that fetches what it is told to is a way into the network it stands in. So a host's name is
resolved here, once, every address behind it must be public, and the connection is made to the very
address that was checked. Each redirect is a new question.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

from nextfin.internet import Address, is_public

MAX_REDIRECTS = 3
_MOVED = {301, 302, 303, 307, 308}
USER_AGENT = "NextFin"
# Names only: an address in figures proves nothing to a certificate, and has many spellings.
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_VISIBLE = re.compile(r"[!-~]{1,2000}")


class Unreachable(Exception):  # noqa: N818 (it is said to people)
    """Why nothing was fetched, in a sentence; ``status`` is what the server said, if it did."""

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Fetched:
    """What a server gave; ``url`` is where it was in the end."""

    url: str
    content_type: str
    body: bytes


def resolve(host: str) -> list[str]:
    """All addresses of a host, as this machine's resolver knows them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Network:
    """The way out of this house: who resolves, what may be reached, whose certificates count.

    ``authorities`` is a file of certificates; None are those that this machine trusts.
    """

    port: int = 443
    resolve: Callable[[str], list[str]] = resolve
    allows: Callable[[Address], bool] = is_public
    authorities: Path | None = None

    @cached_property
    def tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authorities)
        context.sslsocket_class = _TimedSocket
        return context


INTERNET = Network()


class Fetch(Protocol):
    """``fetch`` with its network already chosen."""

    def __call__(
        self, url: str, *, accept: Collection[str], max_bytes: int, seconds: float
    ) -> Fetched: ...


def fetch(
    url: str,
    *,
    accept: Collection[str],
    max_bytes: int,
    seconds: float,
    network: Network = INTERNET,
) -> Fetched:
    """What stands at an https address, if its type is in ``accept``; raises ``Unreachable``.

    ``seconds`` is the time for everything together: names, redirects, and the last byte.
    """
    deadline = _Deadline(seconds)
    for _ in range(MAX_REDIRECTS + 1):
        parts = _parsed(url)
        host = str(parts.hostname)
        connection = _Connection(host, network, deadline)
        try:
            with closing(connection), connection.ask(parts, accept) as answer:
                if answer.status not in _MOVED:
                    return Fetched(url, *_read(answer, host, accept, max_bytes))
                url = urljoin(url, answer.getheader("Location", ""))
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(f"{host} has no valid certificate for its name.") from error
        except TimeoutError as error:
            raise Unreachable(f"{host} took too long to answer.") from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(f"{host} could not be reached, or its answer not read.") from error
    raise Unreachable("This address leads from one place to the next without an end.")


def _parsed(url: str) -> SplitResult:
    """The parts of an address that may be asked for."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("This is not a web address.") from error
    if parts.scheme != "https":
        raise Unreachable("Only addresses that start with https:// can be fetched.")
    if not _VISIBLE.fullmatch(url) or not _NAME.fullmatch(parts.hostname or ""):
        raise Unreachable("This is not the address of a public website.")
    if parts.username is not None or parts.password is not None:
        raise Unreachable("An address with a name or a password in it is not fetched.")
    if port not in {None, 443}:
        raise Unreachable("An address with a port of its own is not fetched.")
    return parts


class _Deadline:
    """The moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; raises ``TimeoutError`` if none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _TimedSocket(ssl.SSLSocket):
    """A socket that may wait for each read only as long as is left for all of them.

    A limit for each read alone lets a server that sends a byte now and then go on for ever.
    """

    deadline: _Deadline

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.deadline.left())
        return super().recv_into(*args, **kwargs)


# A resolver knows no time limit of its own, so it is asked from a thread that can be left behind.
_RESOLVERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


class _Connection(HTTPSConnection):
    """One question to one host, over a connection to an address of it that was checked."""

    sock: ssl.SSLSocket

    def __init__(self, host: str, network: Network, deadline: _Deadline) -> None:
        super().__init__(host, context=network.tls)
        self._network = network
        self._deadline = deadline

    def ask(self, parts: SplitResult, accept: Collection[str]) -> HTTPResponse:
        # http.client writes the Host line, and connects by the method below.
        headers = {
            "Accept": ", ".join(sorted(accept)),
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": USER_AGENT,
        }
        query = f"?{parts.query}" if parts.query else ""
        self.request("GET", (parts.path or "/") + query, headers=headers)
        return self.getresponse()

    def connect(self) -> None:
        plain = self._reach(self._addresses())
        plain.settimeout(self._deadline.left())
        self.sock = self._network.tls.wrap_socket(plain, server_hostname=self.host)
        self.sock.deadline = self._deadline  # type: ignore[attr-defined]

    def _addresses(self) -> list[str]:
        asked = _RESOLVERS.submit(self._network.resolve, self.host)
        addresses = asked.result(timeout=self._deadline.left())
        # One address that is not public spoils the name: a mixed answer is a trick.
        if not all(self._network.allows(ip_address(address)) for address in addresses):
            raise Unreachable(f"{self.host} is not a public website.")
        return addresses

    def _reach(self, addresses: list[str]) -> socket.socket:
        for waiting, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = self._deadline.left() / waiting
            try:
                return socket.create_connection((address, self._network.port), timeout=share)
            except OSError:
                if waiting == 1:
                    raise
        raise OSError("The name has no address.")


def _read(
    answer: HTTPResponse, host: str, accept: Collection[str], max_bytes: int
) -> tuple[str, bytes]:
    """The type and the body of an answer."""
    if answer.status != 200:
        raise Unreachable(f"{host} answered with an error ({answer.status}).", answer.status)
    content_type = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
    if content_type not in accept:
        raise Unreachable(f"{host} answered with something else than was asked for.")
    # Nothing is unpacked here, so nothing can grow.
    if answer.getheader("Content-Encoding", "identity").lower() != "identity":
        raise Unreachable(f"{host} answered in a packed form that was not asked for.")
    body = answer.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise Unreachable(f"{host} sent more than {max_bytes // 1000:,} kB.")
    if answer.length:
        raise Unreachable(f"{host} broke off in the middle of its answer.")
    return content_type, body
