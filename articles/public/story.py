"""A running story: what a late reader must know, and its pieces in the order in which they came."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.story import Story
from articles.public.pages import show


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """A story with all its pieces; one that was withdrawn is not passed over in silence."""
    found = get_object_or_404(Story, slug=slug)
    pieces = Edition.objects.current().filter(story=found).for_cards().with_last_change()
    in_order = list(pieces.oldest_first())
    if not in_order:
        raise Http404
    return show(
        request,
        "public/story.html",
        story=found,
        pieces=in_order,
        readable=sum(not piece.is_kill for piece in in_order),
    )
