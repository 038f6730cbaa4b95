"""What the desk answers where it has nothing."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the desk's look, for a process that serves no readers' pages."""
    return render(request, "admin/404.html", admin.site.each_context(request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the desk's look; made without the database, the request and the person's menu."""
    return HttpResponseServerError(get_template("admin/500.html").render())
