"""What a request asks for, as far as it decides which page is the answer."""

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from nextfin.page_cache.declared import Kind, kind_of

type Key = tuple[str, bytes, str]  # the origin, the path with nothing escaped, the known query

LONGEST = 500  # bytes of a path, and of a query: no page of ours has more
ENCODINGS = ("br", "gzip")  # the best first
_BY_PROXY = b"x-forwarded-proto"


class Origin(NamedTuple):
    """Where readers think that they are; ``is_named`` if the settings name the host itself."""

    scheme: str
    host: bytes
    is_named: bool
    name: str


class Question(NamedTuple):
    """A request of somebody whom we do not know for a page that may be kept."""

    key: Key
    origin: Origin
    is_head: bool
    encoding: str
    known: bytes | None  # If-None-Match
    since: bytes | None  # If-Modified-Since

    @property
    def kind(self) -> Kind | None:
        return kind_of(self.key[1].decode(errors="replace"))

    @property
    def is_wide(self) -> bool:
        """Whether its address is one of endlessly many."""
        kind = self.kind
        return bool(self.key[2]) or not self.origin.is_named or kind is None or kind.is_wide

    def scope(self) -> dict[str, Any]:
        """The request that is made of it: nothing is in it that could make one page another."""
        scheme, host, *_ = self.origin
        headers = [(b"host", host)]
        if settings.SECURE_PROXY_SSL_HEADER:
            headers.append((_BY_PROXY, scheme.encode()))
        return {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": scheme,
            "path": self.key[1].decode(errors="replace"),
            # The bridge takes away one layer of escapes.
            "raw_path": self.key[1].replace(b"%", b"%25").replace(b"?", b"%3F"),
            "query_string": self.key[2].encode(),
            "headers": headers,
        }


def read(scope: dict[str, Any]) -> Question | None:
    """The question of a request; None if it is none that a kept page could answer."""
    method = scope["method"]
    if method not in {"GET", "HEAD"}:
        return None
    headers = dict(scope["headers"])
    if b"authorization" in headers or (b"cookie" in headers and _is_desk(headers[b"cookie"])):
        return None
    origin = _origin(headers.get(b"host", b""), _scheme(scope, headers), _port(scope))
    path = scope["raw_path"]
    if origin is None or len(path) > LONGEST:
        return None
    if b"%" in path:
        path = unquote_to_bytes(path)
    query = ""
    if scope["query_string"]:
        known = _known_query(path, scope["query_string"])
        if known is None:
            return None
        query = known
    return Question(
        (origin.name, path, query),
        origin,
        method == "HEAD",
        _encoding(headers.get(b"accept-encoding", b"")),
        headers.get(b"if-none-match"),
        headers.get(b"if-modified-since"),
    )


def _is_desk(cookies: bytes) -> bool:
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return any(name.encode() in cookies for name in names)


def _scheme(scope: dict[str, Any], headers: dict[bytes, bytes]) -> str:
    """As Django's ``HttpRequest.scheme`` has it."""
    if settings.SECURE_PROXY_SSL_HEADER and (told := headers.get(_BY_PROXY)) is not None:
        is_secure = told.split(b",", 1)[0].strip() == b"https"
        return "https" if is_secure else "http"
    return str(scope["scheme"])


def _port(scope: dict[str, Any]) -> int | None:
    server = scope.get("server")
    return server[1] if server else None


@lru_cache(maxsize=1024)
def _origin(host: bytes, scheme: str, port: int | None) -> Origin | None:
    """None for a host that is not ours: Django refuses it."""
    try:
        domain, _ = split_domain_port(host.decode("ascii"))
    except UnicodeDecodeError:
        return None
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return None
    name = host.decode().lower()
    # As browsers write it: the port only where it is another than the scheme's, no dot at the end.
    ports = {"", f":{port}"} - {":80", ":443"}
    is_named = domain in settings.ALLOWED_HOSTS and name.removeprefix(domain) in ports
    return Origin(scheme, name.encode(), is_named, f"{scheme}://{name}")


def _known_query(path: bytes, query: bytes) -> str | None:
    """What the page at this path knows of a query, in one order; None if nobody knows the path."""
    kind = kind_of(path.decode(errors="replace"))
    if kind is None or len(query) > LONGEST:
        return None
    given = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return urlencode([(name, given[name]) for name in kind.parameters if name in given])


@lru_cache(maxsize=512)
def _encoding(accepted: bytes) -> str:
    """The best of our encodings that a browser says it reads (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = not weight or weight.strip(" \tq=0.") != ""
    others = weights.get("*", False)
    return next((name for name in ENCODINGS if weights.get(name, others)), "identity")
