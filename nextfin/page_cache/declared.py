"""Which views may be kept, and which parameters of the query each of them knows.

A view that declares nothing is never kept, and its requests reach it as they were sent.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.urls import Resolver404, resolve

_DECLARED = "kept_pages"


class Kind(NamedTuple):
    """A kind of page. ``is_wide`` where its addresses have no end: anybody can think of new ones.

    Pages of endless kinds have a room of their own, so that they drive out each other alone.
    """

    parameters: tuple[str, ...]
    is_wide: bool


def kept[View: Callable](*parameters: str, is_wide: bool = False) -> Callable[[View], View]:
    """Let what a view answers be kept; all that it reads of the query is ``parameters``.

    The view names what it shows in the header ``Surrogate-Key``; without it nothing is kept.
    """

    def declare(view: View) -> View:
        setattr(view, _DECLARED, Kind(parameters, is_wide))
        return view

    return declare


@lru_cache(maxsize=4096)
def kind_of(path: str) -> Kind | None:
    """What the view at this path has declared; None if there is none, or it declared nothing."""
    try:
        return getattr(resolve(path).func, _DECLARED, None)
    except Resolver404:
        return None
