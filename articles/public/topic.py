"""All that is live about a topic, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.topic import Topic
from articles.public.pages import keys_of, page_of, show
from nextfin.page_cache.declared import kept


@kept("before")
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and the pieces about it."""
    found = get_object_or_404(Topic, slug=slug)
    pieces = Edition.objects.live().about(found.pk)
    page = page_of(request, pieces.for_cards().with_last_change(), by="listed_at")
    shows = [f"topic-{found.pk}", *keys_of(page.editions)]
    return show(
        request,
        "public/topic.html",
        address=page.address,
        shows=shows,
        subject=found,
        page=page,
    )
