"""Who sends a form, as far as it matters: from which site, and from which address."""

from django.conf import settings
from django.http import HttpRequest

# What a browser says of a form on one of our pages, and of an address that the reader typed.
_OURS = {"same-origin", "none"}


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site had it sent this form.

    No cookie is needed to tell. A browser sends ``Sec-Fetch-Site`` (Fetch Metadata), which no page
    can set; an older one sends ``Origin`` with every form. What says neither is no browser.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in _OURS
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return origin is not None and origin not in ours


def address_of(request: HttpRequest) -> str:
    """The IP address that the request came from, as the nearest proxy of ours saw it."""
    if settings.NEXTFIN_BEHIND_PROXY:
        # What stands before the last one was written by the sender.
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))
