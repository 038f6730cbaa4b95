"""A small internet on this machine: real https servers, with certificates of their own authority.

The hosts of ``HOSTS`` stand at 127.0.0.1, "inside.example" at 127.0.0.2 on the same port: that is
the private network which nobody may reach from outside.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import trustme

from nextfin.fetching import Network

OUTSIDE, INSIDE = "127.0.0.1", "127.0.0.2"
HOSTS = ("news.example", "other.example", "*.provider.example", "inside.example")

Answer = Callable[[BaseHTTPRequestHandler], None]


def page(
    body: bytes, content_type: str = "text/plain", status: int = 200, **headers: str
) -> Answer:
    """An answer as a well-behaved server gives it."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        to.send_header("Content-Type", content_type)
        to.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    return answer


def moved(to: str, status: int = 302) -> Answer:
    return page(b"", status=status, Location=to)


def raw(*parts: bytes, pause: float = 0) -> Answer:
    """Exactly these bytes, with a pause after each part."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        for part in parts:
            to.wfile.write(part)
            time.sleep(pause)

    return answer


class Internet:
    """Who answers what (``answers`` by host and path), and who was asked (``asked``)."""

    def __init__(self, folder: Path, hosts: tuple[str, ...] = HOSTS) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.headers: dict[str, str] = {}
        authority = trustme.CA()
        self.authorities = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authorities)
        self._tls = _context(authority.issue_cert(*hosts))
        yesterday = datetime.now(UTC) - timedelta(days=1)
        expired = _context(authority.issue_cert("expired.example", not_after=yesterday))
        contexts = {"expired.example": expired}

        def choose(connection: ssl.SSLObject, name: str, _: ssl.SSLContext) -> None:
            connection.context = contexts.get(name, self._tls)

        self._tls.sni_callback = choose  # type: ignore[assignment]
        self.port = 0

    def forget(self) -> None:
        self.answers.clear()
        self.asked.clear()

    def resolve(self, host: str) -> list[str]:
        return [INSIDE if host == "inside.example" else OUTSIDE]

    @property
    def network(self) -> Network:
        """The way into this internet, by a guard that lets 127.0.0.1 alone pass."""
        return Network(self.port, self.resolve, IPv4Address(OUTSIDE).__eq__, self.authorities)

    @contextmanager
    def serving(self) -> Iterator["Internet"]:
        with self._server(OUTSIDE) as self.port, self._server(INSIDE):
            yield self

    @contextmanager
    def _server(self, address: str) -> Iterator[int]:
        internet = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.headers["Host"]
                internet.asked.append((address, host, self.path))
                internet.headers = dict(self.headers)
                path = self.path.partition("?")[0]
                internet.answers.get((host, path), page(b"", status=404))(self)

            def log_message(self, *_: object) -> None:
                pass

        server = _Server((address, self.port), Handler)
        server.socket = self._tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A guest that hangs up is what these tests are about."""


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context
