"""The front page: the running story first, then what else is new."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.story import Story
from articles.models.topic import Topic
from articles.public.pages import page_of, show

FOLLOW_UPS = 4


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The newest edition leads, with the story it belongs to; the river runs below."""
    pieces = Edition.objects.live().for_cards().with_last_change()
    page = page_of(request, pieces, may_be_empty=True)
    if not page.is_first:
        return show(request, "public/earlier.html", address=page.address, page=page)
    return show(request, "public/front.html", page=page, **_laid_out(page.editions))


def _laid_out(newest: list[Edition]) -> dict[str, Any]:
    """What stands where; nothing if there is nothing yet."""
    if not newest:
        return {}
    lead = newest[0]
    story, follow_ups = _package(lead)
    return {
        "lead": lead,
        "story": story,
        "follow_ups": follow_ups,
        "river": [piece for piece in newest if piece not in [lead, *follow_ups]],
        "topics": Topic.objects.all(),
        "month": timezone.localtime(lead.published_at, timezone.get_default_timezone()),
    }


def _package(lead: Edition) -> tuple[Story | None, list[Edition]]:
    """The lead's story, and the newest other pieces in it."""
    if lead.story_id is None:
        return None, []
    story = Story.objects.filter(pk=lead.story_id).first()
    pieces = Edition.objects.live().for_cards().with_last_change().filter(story=lead.story_id)
    return story, list(pieces.exclude(pk=lead.pk).newest_first()[:FOLLOW_UPS])
