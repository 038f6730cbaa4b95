"""Every request speaks to the database as the desk or as the site; a process may be one only."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import ProgrammingError, connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from articles.models import Article, Edition
from nextfin import wall
from nextfin.wall import DESK, SITE, WallError
from tests.cast import Cast
from tests.database import Newsroom

# --- Pages for these tests ------------------------------------------------------------------------


def who(request: HttpRequest) -> HttpResponse:
    with connections[wall.face()].cursor() as cursor:
        cursor.execute("SELECT current_user")
        return HttpResponse(cursor.fetchone()[0])


def drafts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Article.objects.count())


def raw(request: HttpRequest) -> HttpResponse:
    with connections[DESK].cursor() as cursor:
        cursor.execute("SELECT headline FROM articles_article")
        return HttpResponse(cursor.fetchall())


def by_name(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Article.objects.using(DESK).count())


def in_chunks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(list(Article.objects.using(DESK).iterator(chunk_size=1)))


def in_a_transaction(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(using=DESK):
        return raw(request)


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        yield from (f"{edition.headline};" for edition in Edition.objects.current())
        yield who(request).content.decode()

    return StreamingHttpResponse(parts())


def streamed_drafts(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        yield "The first part asks nothing."
        yield drafts(request).content.decode()

    return StreamingHttpResponse(parts())


PAGES = (who, drafts, raw, by_name, in_chunks, in_a_transaction, streamed, streamed_drafts)
urlpatterns = [
    *(path(f"{face}{page.__name__}/", page) for face in ("", "admin/") for page in PAGES),
    path("", include("articles.public.urls")),
    path("", include("wire.urls")),
]
here = pytest.mark.urls(__name__)


# --- Requests -------------------------------------------------------------------------------------


@here
@pytest.mark.parametrize("page", [raw, by_name, in_chunks, in_a_transaction])
def test_a_readers_request_that_reaches_for_the_desks_connection_is_stopped(
    client: Client, page: Callable[..., HttpResponse]
) -> None:
    with pytest.raises(WallError):
        client.get(f"/{page.__name__}/")
    assert client.get(f"/admin/{page.__name__}/").status_code == 200


@here
def test_a_readers_request_that_asks_for_a_draft_is_refused_by_the_database(
    client: Client, cast: Cast
) -> None:
    cast.draft()
    with pytest.raises(ProgrammingError, match="permission denied for table articles_article"):
        client.get("/drafts/")
    assert client.get("/admin/drafts/").content == b"1"


@here
def test_an_answer_that_streams_is_read_as_the_site_until_its_end(
    client: Client, cast: Cast
) -> None:
    cast.published(headline="Out")
    cast.scheduled(headline="Not out")
    assert b"".join(client.get("/streamed/")) == b"Out;nf_site"
    parts = iter(client.get("/streamed_drafts/"))
    assert next(parts)
    with pytest.raises(ProgrammingError, match="permission denied"):
        next(parts)


@here
def test_what_follows_a_readers_request_in_a_test_is_the_desk_again(
    client: Client, cast: Cast
) -> None:
    assert client.get("/who/").content == b"nf_site"
    assert wall.face() == DESK
    assert cast.draft().pk


@here
@pytest.mark.parametrize(
    "address",
    [
        *("/admin", "//admin/who/", "/Admin/who/", "/admin\\who/", "/x/../admin/who/"),
        *("/proof", "//proof/who/", "/Proof/who/", "/proofs/", "/x/../proof/who/"),
    ],
)
def test_what_only_looks_like_the_desks_address_is_not_the_desk(
    client: Client, address: str
) -> None:
    faces = []
    client.handler.load_middleware()
    inner = client.handler._middleware_chain
    client.handler._middleware_chain = lambda request: (inner(request), faces.append(wall.face()))[
        0
    ]
    assert client.get("/", PATH_INFO=address).status_code in {301, 404}
    assert faces == [SITE]


@here
def test_requests_side_by_side_keep_their_faces(newsroom: Newsroom) -> None:
    """In threads as a server has them: the face of one request never shows in another."""
    handler = WSGIHandler()

    def answers(address: str) -> Callable[[], set[bytes]]:
        def ask() -> set[bytes]:
            requests = (RequestFactory().get(address).environ for _ in range(40))
            return {b"".join(handler(environ, lambda *_: None)) for environ in requests}

        return ask

    addresses = ["/who/", "/admin/who/", "/streamed/", "/admin/streamed/"]
    found = newsroom.at_once(*map(answers, addresses))
    assert found == [
        {b"nextfin_site"},
        {b"nextfin_desk"},
        {b"nextfin_site"},
        {b"nextfin_desk"},
    ]


def test_work_that_has_not_said_who_it_is_speaks_as_the_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wall, "_face_of_the_process", SITE)
    assert Context().run(wall.face) == SITE
    with pytest.raises(WallError):
        Context().run(connections[DESK].cursor)


# --- Processes ------------------------------------------------------------------------------------

PROBE = """
import json, sys
import django
django.setup()
from django.db import connections
from django.test import Client
client = Client(SERVER_NAME="localhost", raise_request_exception=False)
answers = {address: client.get(address) for address in sys.argv[1:]}
print(json.dumps({
    "statuses": {address: answer.status_code for address, answer in answers.items()},
    "pages": {address: answer.content.decode() for address, answer in answers.items()},
    "engines": {alias: connections[alias].settings_dict["ENGINE"] for alias in connections},
}))
"""


def ask_process(face: str, addresses: dict[str, str], static: Path, *pages: str) -> dict[str, Any]:
    """What a process with this face, and with these database addresses alone, answers."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    given = {"NEXTFIN_FACE": face, "NEXTFIN_STATIC": str(static), "TEST_SUPERUSER_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *pages],
        env=kept | given | addresses,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.splitlines()[-1]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_site_process_holds_the_sites_address_alone_and_serves_no_desk(
    newsroom: Newsroom, cast: Cast, static_folder: Path
) -> None:
    edition = cast.published(headline="Out").editions.get()
    cast.draft(headline="Not out")
    addresses = {"DATABASE_SITE_URL": newsroom.addresses["DATABASE_SITE_URL"]}
    found = ask_process("site", addresses, static_folder, "/", edition.address, "/admin/", "/no/")
    assert found["statuses"] == {"/": 200, edition.address: 200, "/admin/": 404, "/no/": 404}
    assert "Out" in found["pages"]["/"]
    assert "Not out" not in found["pages"]["/"]
    assert found["engines"] == {
        "default": "django.db.backends.dummy",
        "site": "nextfin.postgresql_site",
    }


def test_a_desk_process_serves_no_readers_page(
    newsroom: Newsroom, cast: Cast, static_folder: Path
) -> None:
    edition = cast.published(headline="Out").editions.get()
    addresses = {"DATABASE_URL": newsroom.addresses["DATABASE_URL"]}
    pages = ("/", edition.address, "/admin/login/")
    found = ask_process("desk", addresses, static_folder, *pages)
    assert found["statuses"] == {"/": 404, edition.address: 404, "/admin/login/": 200}
    assert "Out" not in "".join(found["pages"].values())
    assert found["engines"] == {"default": "nextfin.postgresql"}


def test_an_unknown_face_is_refused(static_folder: Path) -> None:
    with pytest.raises(AssertionError, match=r"NEXTFIN_FACE is site, desk or all\."):
        ask_process("both", {}, static_folder)
