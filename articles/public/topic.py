"""All that is live about a topic, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.topic import Topic
from articles.public.pages import page_of, show


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and the pieces about it."""
    found = get_object_or_404(Topic, slug=slug)
    pieces = Edition.objects.live().about(found.pk)
    page = page_of(request, pieces.for_cards().with_last_change(), by="listed_at")
    return show(request, "public/topic.html", address=page.address, subject=found, page=page)
