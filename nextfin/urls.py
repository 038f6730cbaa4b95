"""The table of contents: which address leads where, by what this process is."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = []
if settings.NEXTFIN_FACE != "site":
    urlpatterns += [path("admin/", admin.site.urls)]
if settings.NEXTFIN_FACE != "desk":
    urlpatterns += [path("", include("articles.public.urls"))]

handler404 = "articles.public.pages.not_found"
handler500 = "articles.public.pages.server_error"
