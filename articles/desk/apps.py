"""The desk is Django's admin, on a site of our own."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Finds every admin.py, as Django's own configuration does, and names the desk's site."""

    default_site = "articles.desk.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        # Taggit brings an admin for a table that the newsroom does not use: its topics are ours.
        admin.site.unregister(apps.get_model("taggit", "Tag"))
