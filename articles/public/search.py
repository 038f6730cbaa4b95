"""Search over the full text of what is live."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.public.pages import show

LONGEST = 200
MOST = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form and what it found: words, "phrases", or, -not."""
    query = _query(request.GET.get("q", ""))
    found = Edition.objects.for_cards().with_last_change().found(query, MOST) if query else []
    return show(
        request, "public/search.html", is_indexed=False, query=query, found=found, most=MOST
    )


def _query(asked: str) -> str:
    """What the reader asked for, in single blanks; PostgreSQL's text knows no NUL."""
    return " ".join(asked.replace("\x00", " ").split())[:LONGEST].strip()
