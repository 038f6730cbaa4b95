"""While the house is being worked on, readers are told to come back; the desk goes on."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from nextfin import wall

TEMPLATE = "public/503.html"
COME_BACK_AFTER = 300  # seconds


class MaintenanceMiddleware:
    """Answers readers with 503 and asks no database; only there with NEXTFIN_MAINTENANCE=1."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.NEXTFIN_MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if wall.face() == wall.DESK:
            return self.get_response(request)
        response = HttpResponse(get_template(TEMPLATE).render(), status=503)
        response["Retry-After"] = str(COME_BACK_AFTER)
        response["Cache-Control"] = "no-store"
        return response
