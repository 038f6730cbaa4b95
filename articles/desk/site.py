"""The desk's own admin site: its name, its menu, and a first page that opens on the queues."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from articles.desk import comments, queues, report_queues
from articles.desk.people import signed_in
from articles.models import Article

# What stands in the menu, in the order of a working day; the rest follows behind.
MENU = (
    "Article",
    "Front",
    "ErrorReport",
    "Image",
    "Story",
    "Topic",
    "Author",
    "User",
    "Edition",
    "LogbookEntry",
)
LATEST = 8


class DeskSite(AdminSite):
    site_title = site_header = "NextFin desk"
    index_title = "The desk"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk knows; ``desk_menu`` lists what this person may see."""
        context = super().each_context(request)
        models = [model for app in context["available_apps"] for model in app["models"]]
        return {**context, "desk_menu": sorted(models, key=_place)}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context: dict[str, Any] = {}
        if request.user.has_perm("articles.view_article"):
            context["queues"] = queues.with_counts()
            if request.user.has_perm("articles.view_errorreport"):
                context["queues"].append(report_queues.on_the_first_page())
            context["asked"] = comments.asked(signed_in(request))
            context["latest"] = queues.for_a_list(Article.objects.all())[:LATEST]
        return super().index(request, {**context, **(extra_context or {})})


def _place(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return MENU.index(name) if name in MENU else len(MENU)
