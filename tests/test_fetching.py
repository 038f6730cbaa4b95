"""Fetching from addresses that people typed: nothing private, nothing endless, nobody in disguise.

Every server here is real and speaks TLS; the way to it is a network of its own, and the default
network refuses it.
"""

import gzip
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from threading import Event

import pytest

from nextfin.fetching import Fetched, Network, Unreachable, fetch
from nextfin.internet import is_public
from tests.outside import INSIDE, OUTSIDE, Internet, moved, page, raw

URL = "https://news.example/a"
TEXT = {"text/plain"}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    with Internet(tmp_path_factory.mktemp("internet")).serving() as internet:
        yield internet


@pytest.fixture
def internet(servers: Internet) -> Internet:
    servers.forget()
    return servers


def get(internet: Internet, url: str = URL, *, network: Network | None = None) -> Fetched:
    return fetch(url, accept=TEXT, max_bytes=1000, seconds=5, network=network or internet.network)


def test_a_public_page_is_fetched_whole(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = page(b"words", "Text/Plain; charset=utf-8")
    assert get(internet, f"{URL}?q=1#part") == Fetched(f"{URL}?q=1#part", "text/plain", b"words")
    assert internet.asked == [(OUTSIDE, "news.example", "/a?q=1")]


def test_a_page_in_pieces_is_fetched_whole(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"3\r\nwor\r\n",
        b"2\r\nds\r\n0\r\n\r\n",
    )
    assert get(internet).body == b"words"


def test_the_other_side_learns_the_products_name_and_no_more(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = page(b"words", Set_Cookie="known=yes")
    get(internet)
    get(internet)
    assert internet.headers == {
        "Host": "news.example",
        "Accept": "text/plain",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "NextFin",
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a",
        "ftp://news.example/a",
        "file:///etc/passwd",
        "//news.example/a",
        "news.example/a",
        "",
        "https://",
        "https:///a",
        "https://news.example:8443/a",
        "https://news.example:0/a",
        "https://news.example:99999/a",
        "https://somebody@news.example/a",
        "https://somebody:secret@news.example/a",
        "https://@news.example/a",
        "https://news.example\\@inside.example/a",
        "https://news.example/a b",
        "https://news.example/a\r\nHost: inside.example",
        "https://news.example/a\nb",
        "https://news.example/é",
        "https://news.example./a",
        "https://nеws.example/a",  # its e is Cyrillic
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://0177.0.0.1/a",
        "https://127.1/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://[::1/a",
        "https://169.254.169.254/latest/meta-data/",
        "https://news.example/" + "a" * 3000,
    ],
)
def test_only_a_plain_https_address_of_a_named_host_is_asked_for(
    internet: Internet, url: str
) -> None:
    asked: list[str] = []
    network = replace(internet.network, resolve=lambda host: asked.append(host) or [OUTSIDE])
    with pytest.raises(Unreachable):
        get(internet, url, network=network)
    assert not asked
    assert not internet.asked


PRIVATE = [
    "0.0.0.0",  # noqa: S104 (named to be refused)
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4 as RFC 4291 once wrote it
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",  # Teredo
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::1",  # 6to4
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_host_at_a_private_address_is_not_asked(internet: Internet, address: str) -> None:
    # All is as in the other tests but for the guard, which is the default one.
    network = Network(internet.port, lambda _: [address], authorities=internet.authorities)
    with pytest.raises(Unreachable, match=r"news.example is not a public website."):
        get(internet, network=network)
    assert not internet.asked


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "100.63.0.1", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_the_open_internet_may_be_asked(address: str) -> None:
    assert is_public(ip_address(address))


def test_one_private_address_among_public_ones_spoils_the_name(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = page(b"words")
    network = replace(internet.network, resolve=lambda _: [OUTSIDE, INSIDE])
    with pytest.raises(Unreachable, match="not a public website"):
        get(internet, network=network)
    assert not internet.asked


def test_a_name_that_changes_its_address_between_two_looks_gains_nothing(
    internet: Internet,
) -> None:
    internet.answers["news.example", "/a"] = page(b"words")
    addresses = iter([[OUTSIDE], [INSIDE], [INSIDE]])
    network = replace(internet.network, resolve=lambda _: next(addresses))
    assert get(internet, network=network).body == b"words"
    assert [address for address, *_ in internet.asked] == [OUTSIDE]
    with pytest.raises(Unreachable, match="not a public website"):
        get(internet, network=network)


def test_the_next_address_is_tried_if_the_first_does_not_answer(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = page(b"words")
    network = replace(
        internet.network,
        resolve=lambda _: ["127.0.0.3", OUTSIDE],
        allows=lambda address: address.is_loopback,
    )
    assert get(internet, network=network).body == b"words"


def test_the_environments_proxy_is_not_used(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet.answers["news.example", "/a"] = page(b"words")
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.9:1")
    assert get(internet).body == b"words"


# --- Redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_page_that_has_moved_is_found(internet: Internet, status: int) -> None:
    internet.answers["news.example", "/a"] = moved("https://other.example/b", status)
    internet.answers["other.example", "/b"] = moved("/c")
    internet.answers["other.example", "/c"] = page(b"words")
    assert get(internet) == Fetched("https://other.example/c", "text/plain", b"words")


@pytest.mark.parametrize(
    "target",
    [
        "http://news.example/b",
        "https://inside.example/b",
        "https://169.254.169.254/latest/meta-data/",
        "https://news.example:8443/b",
        "https://somebody@news.example/b",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//inside.example/b",
        "https://[::1/",
    ],
)
def test_a_redirect_is_as_closely_looked_at_as_the_first_address(
    internet: Internet, target: str
) -> None:
    internet.answers["news.example", "/a"] = moved(target)
    internet.answers["inside.example", "/b"] = page(b"a secret")
    with pytest.raises(Unreachable):
        get(internet)
    assert internet.asked == [(OUTSIDE, "news.example", "/a")]


def test_a_circle_of_redirects_ends(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = moved("/b")
    internet.answers["news.example", "/b"] = moved("/a")
    with pytest.raises(Unreachable, match="without an end"):
        get(internet)
    assert len(internet.asked) == 4


# --- Size, time, type -----------------------------------------------------------------------------


def test_what_is_too_big_is_dropped_as_soon_as_that_is_known(internet: Internet) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    internet.answers["news.example", "/a"] = raw(head, b"x" * 1001, pause=0.1)
    with pytest.raises(Unreachable, match="more than 1 kB"):
        get(internet)
    internet.answers["news.example", "/a"] = raw(head, b"x" * 1000)
    assert len(get(internet).body) == 1000


def test_what_is_too_big_in_pieces_is_dropped_too(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"5\r\nwords\r\n" * 300,
        b"0\r\n\r\n",
    )
    with pytest.raises(Unreachable, match="more than 1 kB"):
        get(internet)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_what_could_grow_when_unpacked_is_not_unpacked(internet: Internet, packing: str) -> None:
    bomb = gzip.compress(b"0" * 500_000)
    assert len(bomb) < 1000
    internet.answers["news.example", "/a"] = page(bomb, Content_Encoding=packing)
    with pytest.raises(Unreachable, match="packed"):
        get(internet)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 200\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD, *[b"x"] * 200],
        [CHUNKED, *[b"1\r\nx\r\n"] * 200],
        [b"HTTP/1.1 200 OK\r\n", *[b"X-More: and more\r\n"] * 90],
        [bytes([byte]) for byte in HEAD * 3],
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 200,
    ],
    ids=["body", "pieces", "header lines", "header bytes", "promises"],
)
def test_a_server_that_gives_a_little_now_and_then_does_not_hold_us(
    internet: Internet, parts: list[bytes]
) -> None:
    internet.answers["news.example", "/a"] = raw(*parts, pause=0.03)
    assert seconds_until_refused(internet, internet.network) < 1.5


def test_a_server_that_says_nothing_does_not_hold_us(internet: Internet) -> None:
    with socket.create_server((OUTSIDE, 0)) as silent:
        network = replace(internet.network, port=silent.getsockname()[1])
        assert seconds_until_refused(internet, network) < 1.5


def test_a_resolver_that_says_nothing_does_not_hold_us(internet: Internet) -> None:
    enough = Event()
    network = replace(internet.network, resolve=lambda _: [OUTSIDE] if enough.wait(20) else [])
    try:
        assert seconds_until_refused(internet, network) < 1.5
    finally:
        enough.set()


def seconds_until_refused(internet: Internet, network: Network) -> float:
    began = time.monotonic()
    with pytest.raises(Unreachable, match="took too long"):
        fetch(URL, accept=TEXT, max_bytes=1000, seconds=0.6, network=network)
    return time.monotonic() - began


def test_redirects_share_one_time(internet: Internet) -> None:
    move = b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n"
    internet.answers["news.example", "/a"] = raw(move, b"\r\n", pause=0.25)
    assert seconds_until_refused(internet, internet.network) < 1.5


@pytest.mark.parametrize("content_type", ["text/html", "application/json", "image/svg+xml", "x"])
def test_what_was_not_asked_for_is_refused(internet: Internet, content_type: str) -> None:
    internet.answers["news.example", "/a"] = page(b"words", content_type)
    with pytest.raises(Unreachable, match="something else"):
        get(internet)


def test_what_does_not_say_its_type_is_refused(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = raw(b"HTTP/1.1 200 OK\r\n\r\nwords")
    with pytest.raises(Unreachable, match="something else"):
        get(internet)


@pytest.mark.parametrize("status", [204, 400, 401, 404, 500])
def test_an_error_is_told_with_its_number(internet: Internet, status: int) -> None:
    internet.answers["news.example", "/a"] = page(b"", status=status)
    with pytest.raises(Unreachable, match=str(status)) as refused:
        get(internet)
    assert refused.value.status == status


def test_half_an_answer_is_none(internet: Internet) -> None:
    internet.answers["news.example", "/a"] = raw(HEAD, b"words")
    with pytest.raises(Unreachable, match="broke off"):
        get(internet)
    internet.answers["news.example", "/a"] = raw(CHUNKED, b"5\r\nwo")
    with pytest.raises(Unreachable):
        get(internet)


@pytest.mark.parametrize("noise", [b"", b"\0" * 300, b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 9 no\r\n"])
def test_noise_is_no_answer(internet: Internet, noise: bytes) -> None:
    internet.answers["news.example", "/a"] = raw(noise)
    with pytest.raises(Unreachable, match="could not be reached"):
        get(internet)


# --- Who answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["nobody.example", "expired.example", "a.b.provider.example"])
def test_a_server_without_a_valid_certificate_for_the_name_is_not_asked(
    internet: Internet, host: str
) -> None:
    with pytest.raises(Unreachable, match=f"{host} has no valid certificate"):
        get(internet, f"https://{host}/a")
    assert not internet.asked


def test_a_certificate_of_an_unknown_authority_is_worth_nothing(internet: Internet) -> None:
    with pytest.raises(Unreachable, match="has no valid certificate"):
        get(internet, network=replace(internet.network, authorities=None))
    assert not internet.asked


def test_a_name_without_an_address_is_not_reached(internet: Internet) -> None:
    def unknown(_: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    for resolve in (unknown, lambda _: []):
        with pytest.raises(Unreachable, match="could not be reached"):
            get(internet, network=replace(internet.network, resolve=resolve))
