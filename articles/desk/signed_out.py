"""A form whose session is gone: said in plain words, with the way back to what was typed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid token (``CSRF_FAILURE_VIEW``): nothing was stored."""
    context: dict[str, Any] = admin.site.each_context(request) | {
        "sign_in": reverse("admin:login", query={"next": request.path}),
    }
    return render(request, "admin/signed_out.html", context, status=403)
