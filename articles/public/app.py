"""The NextFin app: what makes the site installable, and the pages that a device fills by itself.

None of them is told what a reader saves or follows: that stays on the device, where the scripts in
static/site/ keep it.
"""

import re
from urllib.parse import urlencode

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.public.pages import ASK_EACH_TIME, NEWS, show
from nextfin.page_cache.declared import kept

NEWEST = 5
# The masthead's colour and the paper's, as site.css has them by day.
BAND, PAPER = "#10343b", "#fdfdfb"
_ADDRESS = re.compile(r"https?://([^/?#\s]*)([^?#\s]*)\S*")
_PIECE = re.compile(r"(/[12][0-9]{3}/[0-9]{2}/[0-9]{2}/[-\w]+/)(?:history/|v/[0-9]+/)?")


@kept()
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """What the app gives and how to install it; once installed, where it opens."""
    newest = Edition.objects.live().newest_first().for_links()[:NEWEST]
    return show(request, "public/app.html", shows=[NEWS], newest=newest)


@kept()
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The articles saved on this device."""
    return show(request, "public/saved.html", is_indexed=False, shows=["house"])


@kept()
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a reader sees without a connection, where this device keeps no copy of a page."""
    return show(request, "public/offline.html", is_indexed=False, shows=["house"])


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What another app shares with ours: a piece of this site is saved, anything else looked up."""
    given = [request.GET.get(name, "") for name in ("url", "text", "title")]
    for host, path in _ADDRESS.findall(" ".join(given)):
        piece = _PIECE.fullmatch(path)
        if piece and host == request.get_host():
            return _on(reverse("saved"), save=piece[1])
    words = next((words for text in reversed(given) if (words := _without_addresses(text))), "")
    return _on(reverse("search"), q=words[:200])


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The app as browsers install it (W3C Web Application Manifest)."""
    response = JsonResponse(
        {
            "id": "/",
            "name": "NextFin",
            "short_name": "NextFin",
            "description": "Finance and geopolitics, told as running stories.",
            "lang": "en",
            "dir": "ltr",
            "start_url": reverse("app"),
            "scope": "/",
            "display": "standalone",
            "theme_color": BAND,
            "background_color": PAPER,
            "categories": ["news", "finance"],
            "icons": [
                _icon(size, purpose) for purpose in ("any", "maskable") for size in (192, 512)
            ],
            "shortcuts": [
                {"name": "Front page", "url": reverse("front")},
                {"name": "Saved articles", "url": reverse("saved")},
                {"name": "Search", "url": reverse("search")},
            ],
            "share_target": {
                "action": reverse("shared"),
                "method": "GET",
                "enctype": "application/x-www-form-urlencoded",
                "params": {"title": "title", "text": "text", "url": "url"},
            },
        },
        content_type="application/manifest+json",
    )
    response["Cache-Control"] = ASK_EACH_TIME
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: other static files make it another one, which renews what is kept."""
    response = render(
        request,
        "public/worker.js",
        {"version": getattr(staticfiles_storage, "manifest_hash", "")},
        content_type="text/javascript",
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"site/icon-{size}.png" if purpose == "any" else f"site/icon-{purpose}-{size}.png"
    return {
        "src": static(name),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _without_addresses(text: str) -> str:
    return " ".join(_ADDRESS.sub(" ", text).split())


def _on(path: str, **query: str) -> HttpResponse:
    response = HttpResponseRedirect(f"{path}?{urlencode(query)}")
    response["Cache-Control"] = "no-store"
    return response
