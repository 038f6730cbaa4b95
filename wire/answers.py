"""How a machine is answered: a text that it can keep, and ask for again at little cost."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import http_date

from articles.public.pages import ASK_EACH_TIME, NEWS

# What no XML 1.0 document may hold, not even as a reference (XML 1.0, 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def send(
    request: HttpRequest,
    template: str,
    content_type: str,
    *,
    changed_at: datetime | None = None,
    shows: Iterable[str] = (NEWS,),
    **facts: Any,
) -> HttpResponse:
    """The template as it stands with ``facts``, or 304 for who has it.

    ``changed_at`` is the time before which nothing can have changed in it (Last-Modified).
    ``shows`` are the keys of what can change it: any edition, if nothing is said.
    """
    text = render_to_string(template, facts | {"origin": origin_of(request)})
    response = HttpResponse(
        _NOT_XML.sub("", text).strip() + "\n", content_type=f"{content_type}; charset=utf-8"
    )
    response["Cache-Control"] = ASK_EACH_TIME
    response["Surrogate-Key"] = " ".join(shows)
    set_response_etag(response)
    last_modified = None
    if changed_at is not None:
        last_modified = int(changed_at.timestamp())
        response["Last-Modified"] = http_date(last_modified)
    answer = get_conditional_response(
        request, etag=response["ETag"], last_modified=last_modified, response=response
    )
    return cast(HttpResponse, answer)


def origin_of(request: HttpRequest) -> str:
    """What makes a path of this site an address for everybody: https://news.example"""
    return f"{request.scheme}://{request.get_host()}"
