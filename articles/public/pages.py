"""What all readers' pages share: how they are answered, paged by key, and refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import get_conditional_response, set_response_etag

from articles.models.edition import Edition, Editions

PAGE = 25
# A browser and a proxy may keep a page, and ask each time whether it is still right.
ASK_EACH_TIME = "public, max-age=0, must-revalidate"
# The key of what any edition may change.
NEWS = "news"
_KEY = re.compile(
    r"(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"
    r"\.(?P<pk>[0-9]{1,18})"
)


def show(
    request: HttpRequest,
    template: str,
    *,
    address: str = "",
    status: int = 200,
    is_indexed: bool = True,
    shows: Iterable[str] = (),
    **facts: Any,
) -> HttpResponse:
    """A page, rendered with ``facts``.

    ``address`` is the path that the page is known by (its canonical link), the request's own if it
    is empty; a refusal has none. A page that is not indexed says so in its head and in a header.
    ``shows`` are the keys of all that can change on it (migration 0014_page_clock tells of them);
    a page that names none is not kept.
    """
    is_refusal = status >= 400
    facts |= {
        "origin": f"{request.scheme}://{request.get_host()}",
        "address": "" if is_refusal else address or request.path,
        "is_indexed": is_indexed,
    }
    response = render(request, template, facts, status=status)
    response["Cache-Control"] = ASK_EACH_TIME
    if keys := " ".join(shows):
        response["Surrogate-Key"] = keys
    if not is_indexed:
        response["X-Robots-Tag"] = "noindex"
    return response if is_refusal else _unless_known(request, response)


@dataclass(frozen=True)
class Page:
    """A stretch of a long list, at its own lasting ``address``.

    ``older`` is the key of what follows, "" at the list's end; ``is_first`` where the list begins.
    """

    editions: list[Edition]
    older: str = ""
    address: str = ""
    is_first: bool = True


def page_of(
    request: HttpRequest,
    editions: Editions,
    *,
    by: str = "published_at",
    may_be_empty: bool = False,
) -> Page:
    """The stretch of these editions, newest first, that ``?before=`` asks for.

    ``by`` is the time that orders the list: "published_at", "begins_at" or "listed_at".
    Raises ``Http404`` for a key that is none, and for a stretch in which there is nothing; only the
    beginning of a list may be empty, where that is said.
    """
    asked = request.GET.get("before")
    wanted = editions.newest_first(by)
    if asked is not None:
        wanted = wanted.before(*read_key(asked), by)
    found = list(wanted[: PAGE + 1])
    if not found and not (may_be_empty and asked is None):
        raise Http404
    return Page(
        editions=found[:PAGE],
        older=key_of(found[PAGE - 1], by) if len(found) > PAGE else "",
        address=request.path if asked is None else f"{request.path}?before={asked}",
        is_first=asked is None,
    )


def key_of(edition: Edition, by: str = "published_at") -> str:
    """The place of an edition in ``newest_first(by)``: 2026-01-07T00:40:00.000000Z.3"""
    return written_key(getattr(edition, by), edition.pk)


def written_key(at: datetime, pk: int) -> str:
    """A key in a list, as an address has it; 0 is before all that was published ``at`` the time."""
    time = at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{time.removesuffix('+00:00')}Z.{pk}"


def keys_of(editions: Iterable[Edition]) -> list[str]:
    """The page cache's keys of these pieces."""
    return [f"article-{edition.article_id}" for edition in editions]


def read_key(key: str) -> tuple[datetime, int]:
    """What ``key_of`` wrote: a time and a primary key. Raises ``Http404`` for anything else."""
    parts = _KEY.fullmatch(key)
    if not parts:
        raise Http404
    try:
        return datetime.fromisoformat(parts["time"]), int(parts["pk"])
    except ValueError as error:
        raise Http404 from error


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the house's look, with a way on."""
    return show(request, "public/404.html", status=404, is_indexed=False, shows=[NEWS])


def server_error(request: HttpRequest) -> HttpResponse:
    """500; made without the database, the request and the context processors."""
    response = HttpResponseServerError(get_template("public/500.html").render())
    response["Cache-Control"] = "no-store"
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page with its ETag, or 304; Django's middleware does this for GET, but not for HEAD."""
    set_response_etag(response)
    known = get_conditional_response(request, etag=response["ETag"], response=response)
    return cast(HttpResponse, known)
