"""Readers' addresses by themselves: a proof names them, in a process too that serves none."""

from django.urls import include, path

urlpatterns = [path("", include("articles.public.urls")), path("", include("wire.urls"))]
