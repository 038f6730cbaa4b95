"""The table of contents: which address leads where, by what this process is."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

SERVES_DESK = settings.NEXTFIN_FACE != "site"
SERVES_READERS = settings.NEXTFIN_FACE != "desk"

urlpatterns = []
if SERVES_DESK:
    urlpatterns += [path("", include("articles.proofroom.urls")), path("admin/", admin.site.urls)]
if SERVES_READERS:
    urlpatterns += [path("", include("nextfin.readers"))]

_refusing = "articles.public.pages" if SERVES_READERS else "articles.desk.pages"
handler404 = f"{_refusing}.not_found"
handler500 = f"{_refusing}.server_error"
