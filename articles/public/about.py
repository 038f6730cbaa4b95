"""Who makes this, how to reach them, how it can be used, and what is known of its readers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.public.pages import show
from nextfin.page_cache.declared import kept


@kept()
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return _page(request, "public/about.html")


@kept()
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return _page(request, "public/contact.html")


@kept()
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "public/accessibility.html")


@kept()
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "public/privacy.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    """A page that only the settings change; the database is not asked."""
    return show(
        request,
        template,
        shows=["house"],
        newsroom=settings.NEXTFIN_NAME,
        contact=settings.NEXTFIN_CONTACT,
        kept_days=settings.NEXTFIN_REPORT_DAYS,
    )
