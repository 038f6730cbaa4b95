"""nginx in front of the server, as ``deploy/nginx`` has it: quick, and never the wrong answer."""

import gzip
import http.client
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
from pytest_django.plugin import DjangoDbBlocker

from articles import publishing
from articles.models import Article, Edition
from tests import database, nginx
from tests.cast import NOTE, Cast
from tests.conftest import LiveNewsroom, serving

pytestmark = pytest.mark.skipif(bool(nginx.missing()), reason=nginx.missing() or "is there")

FRESH_WITHIN = 1.0  # seconds: the promise of a worker
KEPT = 1.0  # seconds that nginx may add to it
GIVEN_WHILE_DOWN = 11.0  # seconds: ten, and the rest of the one in which it was kept


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class House:
    """A server, the port of nginx in front of it, and where nginx keeps pages."""

    live: LiveNewsroom
    port: int
    folder: Path
    printed: Path

    @property
    def cast(self) -> Cast:
        return self.live.cast

    def get(self, address: str, method: str = "GET", body: str = "", **headers: str) -> Answer:
        return ask(self.port, address, method, body, **headers)

    def hits(self) -> int:
        """How many answers the server has given from its own cache."""
        server = int(self.live.url.rpartition(":")[2])
        told = ask(server, "/-/metrics").text
        found = re.search(r"^nextfin_pages_hits_total\S* (\d+)$", told, re.MULTILINE)
        assert found
        return int(found[1])


def ask(port: int, address: str, method: str = "GET", body: str = "", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, address, body or None, {"Host": f"localhost:{port}"} | form | given)
    answer = connection.getresponse()
    told = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return told


@contextmanager
def built(tmp: Path, called: str, static: Path, password_hash: str) -> Iterator[House]:
    folder, printed = tmp / "nginx", tmp / "printed"
    folder.mkdir()
    printed.mkdir()
    with ExitStack() as stack:
        own = stack.enter_context(database.newsroom(called))
        told = {"NEXTFIN_PAGE_CACHE_MB": "64", "NEXTFIN_BEHIND_PROXY": "1"}
        live = stack.enter_context(serving(own, static, password_hash, **told))
        server = int(live.url.rpartition(":")[2])
        port = stack.enter_context(nginx.in_front(folder, server, static, printed))
        yield House(live, port, folder, printed)


@pytest.fixture(scope="module")
def shared(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    static_folder: Path,
    password_hash: str,
) -> Iterator[House]:
    tmp = tmp_path_factory.mktemp("front")
    with (
        django_db_blocker.unblock(),
        built(tmp, "nginx", static_folder, password_hash) as house,
    ):
        yield house


# The name tells the other fixtures that these tests have a database of their own.
@pytest.fixture
def live_newsroom(shared: House) -> LiveNewsroom:
    return shared.live


@pytest.fixture
def house(live_newsroom: LiveNewsroom, shared: House) -> House:
    return shared


def published(house: House) -> tuple[Article, str]:
    article = house.cast.published(body="<p>A synthetic text.</p>" * 40)
    return article, Edition.objects.get(article=article).address


def is_true_within(seconds: float, question: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
    return True


# --- Pages ----------------------------------------------------------------------------------------


def test_what_everybody_asks_for_is_answered_without_the_server(house: House) -> None:
    _, address = published(house)

    def is_nginx_alone() -> bool:
        before = house.hits()
        assert house.get(address).status == 200
        return house.hits() == before

    assert is_true_within(30, is_nginx_alone)


def test_a_correction_is_there_a_second_after_the_server_has_it(house: House) -> None:
    article, address = published(house)
    for version in range(1, 4):
        for _ in range(5):
            house.get(address)
        copy = house.cast.edited(article, headline=f"Synthetic version {version}")
        publishing.correct(copy, by=house.cast.editor, note=NOTE)
        shown = partial(shows, house, address, f"<h1>Synthetic version {version}</h1>")
        assert is_true_within(FRESH_WITHIN + KEPT, shown), version


def shows(house: House, address: str, words: str) -> bool:
    return words in house.get(address).text


def test_a_killed_page_is_gone_for_readers_who_come_again_and_again(house: House) -> None:
    article, address = published(house)
    assert is_true_within(30, lambda: is_kept(house, address))
    publishing.kill(article, by=house.cast.chief, note=NOTE)
    assert is_true_within(FRESH_WITHIN + KEPT, lambda: house.get(address).status == 410)
    assert "A synthetic text" not in house.get(address).text


def is_kept(house: House, address: str) -> bool:
    """Whether nginx has a copy of the page."""
    house.get(address)
    key = f"KEY: http://localhost:{house.port}{address} \n".encode()
    return any(key in path.read_bytes() for path in files(house))


def files(house: House) -> list[Path]:
    return [path for path in (house.folder / "kept").rglob("*") if path.is_file()]


def test_each_reader_has_the_encoding_that_the_server_would_give(house: House) -> None:
    _, address = published(house)
    plain = house.get(address).body
    for accepted, encoding in {
        "gzip, deflate, br, zstd": "br",
        "br;q=0.5, gzip": "br",
        "br;q=0, gzip;q=1.0": "gzip",
        "gzip": "gzip",
        "gzip;q=0": None,
        "brotli": None,
    }.items():
        for _ in range(3):
            answer = house.get(address, Accept_Encoding=accepted)
            assert answer.headers["Content-Encoding"] == encoding, accepted
            decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)
            assert decode(answer.body) == plain
            assert answer.headers["Vary"] == "Accept-Encoding"


def test_whoever_brings_a_cookie_or_a_query_is_answered_by_the_server(house: House) -> None:
    _, address = published(house)
    assert is_true_within(30, lambda: is_kept(house, address))
    for asked, headers in [
        (address, {"Cookie": "synthetic=1"}),
        (address, {"Cookie": "0"}),
        (f"{address}?any=thing", {}),
    ]:
        before = house.hits()
        assert house.get(asked, **headers).status == 200
        assert house.hits() == before + 1, headers


def test_the_desk_and_forms_are_never_kept(house: House) -> None:
    _, address = published(house)
    for _ in range(4):
        assert b"csrfmiddlewaretoken" in house.get("/admin/login/").body
        assert house.get(f"{address}report/", "POST", urlencode({"what": ""})).status >= 400
        assert house.get(f"{address}report/").status == 200
    told = [path.read_bytes() for path in files(house)]
    assert not any(b"csrf" in page or b"/admin/" in page for page in told)
    assert not any(b"report/ \n" in page for page in told)


def test_the_server_says_how_safe_a_page_is_and_nginx_does_not_say_it_again(house: House) -> None:
    _, address = published(house)
    for _ in range(3):
        answer = house.get(address)
        for name in (
            "Content-Security-Policy",
            "Cross-Origin-Opener-Policy",
            "Permissions-Policy",
            "Referrer-Policy",
            "X-Content-Type-Options",
            "X-Frame-Options",
        ):
            assert len(answer.headers.get_all(name, [])) == 1, name
        assert answer.headers["X-Accel-Expires"] is None
        assert "nginx/" not in answer.headers["Server"]


# --- Who may ask for what -------------------------------------------------------------------------


def test_another_name_than_ours_gets_no_answer(house: House) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        house.get("/", Host="other.example")


def test_the_counters_are_not_told_to_the_world(house: House) -> None:
    for address in ("/-/metrics", "/-/", "//-/metrics", "/%2D/metrics"):
        assert house.get(address).status == 404, address


def test_a_reader_sends_no_more_than_a_form_holds(house: House) -> None:
    _, address = published(house)
    assert house.get(f"{address}report/", "POST", "what=" + "a" * 300_000).status == 413
    assert house.get("/admin/login/", "POST", "a=" + "b" * 300_000).status == 403


def test_a_reader_cannot_pretend_to_come_from_elsewhere(house: House) -> None:
    _, address = published(house)
    form = urlencode({"what": "A synthetic error.", "quote": "", "email": "", "version": "1"})
    statuses = [
        house.get(f"{address}report/", "POST", form, X_Forwarded_For=f"198.51.100.{n}").status
        for n in range(6)
    ]
    assert statuses == [303] * 5 + [429]


# --- Files ----------------------------------------------------------------------------------------


def test_static_files_come_as_they_were_compressed_before(
    house: House, static_folder: Path
) -> None:
    sheet = next(static_folder.glob("site/site.????????????.css"))
    for encoding, ending in {"br": ".br", "gzip": ".gz", "identity": ""}.items():
        answer = house.get(f"/static/site/{sheet.name}", Accept_Encoding=encoding)
        assert answer.body == Path(f"{sheet}{ending}").read_bytes()
        expected = None if encoding == "identity" else encoding
        assert answer.headers["Content-Encoding"] == expected
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    plainly_named = house.get("/static/maintenance.html")
    assert plainly_named.status == 200
    assert "immutable" not in plainly_named.headers["Cache-Control"]
    assert house.get("/static/.collected").status == 404
    assert house.get("/static/../nginx.conf").status in {400, 404}


def test_printed_pictures_come_from_their_folder_and_nothing_else_does(house: House) -> None:
    name = "0123456789" * 4
    (house.printed / f"{name}.avif").write_bytes(b"synthetic")
    (house.printed / "private.txt").write_bytes(b"synthetic")
    answer = house.get(f"/media/{name}.avif")
    assert (answer.status, answer.body) == (200, b"synthetic")
    assert answer.headers["Content-Type"] == "image/avif"
    assert "immutable" in answer.headers["Cache-Control"]
    for other in (f"{name}.webp", "private.txt", "../nginx/nginx.conf", "%2e%2e/nginx/nginx.conf"):
        assert house.get(f"/media/{other}").status in {400, 404}, other


# --- While the server is down ---------------------------------------------------------------------


@pytest.fixture
def ending(
    newsroom: database.Newsroom, tmp_path: Path, static_folder: Path, password_hash: str
) -> Iterator[House]:
    """A house whose server the test ends."""
    tmp_path.chmod(0o711)
    with built(tmp_path, "nginx_down", static_folder, password_hash) as house:
        yield house


def test_readers_have_a_page_for_ten_seconds_after_the_server_is_gone(ending: House) -> None:
    killed, gone = published(ending)
    _, address = published(ending)
    for each in (gone, address):
        assert is_true_within(30, lambda each=each: is_kept(ending, each))
    publishing.kill(killed, by=ending.cast.chief, note=NOTE)
    assert is_true_within(30, lambda: ending.get(gone).status == 410)
    asked_at = time.monotonic()
    assert ending.get(address).status == 200
    os.killpg(ending.live.pid, signal.SIGKILL)
    assert ending.get(address).status == 200
    assert "A synthetic text" not in ending.get(gone).text
    assert is_true_within(30, lambda: ending.get(address).status == 503)
    assert time.monotonic() - asked_at < GIVEN_WHILE_DOWN + 2
    resting = ending.get(address)
    assert (resting.headers["Retry-After"], resting.headers["Cache-Control"]) == ("30", "no-store")
    assert b"<html" in resting.body
