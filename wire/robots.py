"""What robots are asked to leave alone, and where the sitemaps are."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from nextfin.page_cache.declared import kept
from wire.answers import send


@kept()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309). A request, not a lock: the wall needs none."""
    return send(request, "wire/robots.txt", "text/plain")
