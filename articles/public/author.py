"""All that is live under an author's name, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.models import Author
from articles.models.edition import Edition
from articles.public.pages import keys_of, page_of, show
from nextfin.page_cache.declared import kept


@kept("before")
@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """An author's profile and pieces, written or edited."""
    found = get_object_or_404(Author, slug=slug)
    pieces = Edition.objects.live().signed(found)
    page = page_of(request, pieces.for_cards().with_last_change(), by="listed_at")
    shows = [f"author-{found.pk}", f"profile-{found.pk}", *keys_of(page.editions)]
    return show(
        request,
        "public/author.html",
        address=page.address,
        shows=shows,
        subject=found,
        page=page,
    )
