"""How this newsroom works, and the figures that show whether it keeps its word."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models.tally import Tally
from articles.public.pages import show
from nextfin.page_cache.declared import kept


@kept()
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """The rules, each with where it can be seen, and the latest count."""
    return show(request, "public/standards.html", shows=["tally"], tally=Tally.objects.first())
