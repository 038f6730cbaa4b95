"""What robots are asked to leave alone, and where the sitemaps are."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from nextfin.page_cache.declared import kept
from wire.answers import send


@kept()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309). A request, not a lock: the wall needs none.

    The newest year is in the first of the sitemaps; each year before it has one of its own.
    """
    _, *years = Edition.objects.periods("year") or [None]
    return send(request, "wire/robots.txt", "text/plain", years=years)
