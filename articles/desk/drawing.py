"""A chart or a map for the editor, drawn from its table as it will print."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST
from selectolax.lexbor import LexborHTMLParser

from articles.desk.people import signed_in
from articles.prose import charts, maps
from articles.prose.drawing import NotDrawable


@require_POST
def draw(request: HttpRequest) -> JsonResponse:
    """``svg`` of the ``table`` as a ``kind`` of chart or as a map; else the ``problem``."""
    if not signed_in(request).has_perm("articles.view_article"):
        raise PermissionDenied
    given = {name: request.POST.get(name, "") for name in ("kind", "unit", "title", "table")}
    rows = _words(given["table"])
    try:
        if given["kind"] == "map":
            svg = maps.svg(rows, title=given["title"])
        else:
            svg = charts.svg(rows, kind=given["kind"], unit=given["unit"], title=given["title"])
    except NotDrawable as problem:
        return JsonResponse({"problem": str(problem)})
    return JsonResponse({"svg": svg})


def _words(table: str) -> list[list[str]]:
    """The plain words of the cells, row by row."""
    return [
        [" ".join(cell.text().split()) for cell in row.css("td, th")]
        for row in LexborHTMLParser(table).css("tr")
    ]
