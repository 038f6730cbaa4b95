"""The wall: every piece of work speaks to the database as the desk or as the site, never as both.

A *face* is the connection alias that work speaks through: ``DESK`` ("default", role nf_desk) or
``SITE`` ("site", role nf_site). Work that has not said who it is speaks as the site, so a forgotten
line shows too little, never too much.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DESK = "default"
SITE = "site"
# Where the desk is, and where it shows a proof to who has a link: one fixed draft and nothing else.
DESK_PREFIXES = ("/admin/", "/proof/")

_face: ContextVar[str] = ContextVar("face")
_face_of_the_process = SITE


class WallError(RuntimeError):
    """A piece of public work reached for the desk's connection."""


def face() -> str:
    """The connection alias that the current work speaks through."""
    return _face.get(_face_of_the_process)


def opt_in_desk() -> None:
    """Let this process speak as the desk wherever no request says otherwise: manage.py and jobs."""
    global _face_of_the_process  # noqa: PLW0603 (a process decides once, as it starts)
    _face_of_the_process = DESK


@contextmanager
def speaking_as(alias: str) -> Iterator[None]:
    """Speak through ``alias`` (``DESK`` or ``SITE``) inside the block."""
    token = _face.set(alias)
    try:
        yield
    finally:
        _face.reset(token)


class Router:
    """Sends every query to the face that asks it, and migrations to the owner alone."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return face()

    def db_for_write(self, model: type, **hints: Any) -> str:
        return face()

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"


class FaceMiddleware:
    """Gives each request its face by its address.

    The face is not reset when the view returns: a streaming answer is still being read then, and it
    must be read with the same eyes. The next request on this thread sets its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        serves_desk = settings.NEXTFIN_FACE != "site"
        is_desk = serves_desk and request.path_info.startswith(DESK_PREFIXES)
        _face.set(DESK if is_desk else SITE)
        return self.get_response(request)
