"""The front page, as it is and as it was: hands place, the newest fills the rest."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.front import FrontEdition, front_address
from articles.public.corrections import of_the_week
from articles.public.layout import Layout, laid_out
from articles.public.pages import NEWS, PAGE, key_of, page_of, show
from nextfin.page_cache.declared import kept

TOPICS = 8
LATEST_FRONTS = 50
FRONT = "front"


@kept("before")
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page now; with ``?before=``, what was published earlier."""
    if "before" in request.GET:
        pieces = Edition.objects.live().for_cards().with_last_change()
        page = page_of(request, pieces)
        return show(request, "public/earlier.html", address=page.address, shows=[NEWS], page=page)
    layout = laid_out(PAGE + 1)
    older = key_of(layout.newest[PAGE - 1]) if len(layout.newest) > PAGE else ""
    return show(
        request,
        "public/front.html",
        shows=_keys(layout),
        layout=layout,
        older=older,
        corrections=of_the_week(),
        **_beside(layout),
    )


@kept(is_wide=True)
@require_safe
def front_then(request: HttpRequest, day: date, hour: time) -> HttpResponse:
    """The front page as it stood at the end of a minute of the newsroom's time."""
    minute = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
    now = timezone.now()
    if minute > now:
        raise Http404
    end = min(minute.replace(second=59, microsecond=999999), now)
    layout = laid_out(PAGE, end)
    if layout.lead is None:
        raise Http404
    return show(
        request,
        "public/front.html",
        is_indexed=False,
        shows=_keys(layout),
        layout=layout,
        then=minute,
        corrections=of_the_week(end),
        **_beside(layout),
    )


@kept("at")
@require_safe
def fronts(request: HttpRequest) -> HttpResponse:
    """When the front page was laid out anew, and a form that leads to any minute of it."""
    asked = request.GET.get("at", "")
    if minute := _minute(asked):
        return redirect(front_address(minute))
    return show(
        request,
        "public/fronts.html",
        shows=[FRONT],
        asked=asked,
        editions=FrontEdition.objects.on_record().order_by("-begins_at")[:LATEST_FRONTS],
    )


def _keys(layout: Layout) -> list[str]:
    story = [f"story-{layout.lead.story_id}"] if layout.lead and layout.lead.story_id else []
    return [NEWS, FRONT, *story]


def _beside(layout: Layout) -> dict[str, Any]:
    """The topics that are in the news, by the newest pieces' own names for them, and the month."""
    if not layout.lead:
        return {}
    counts = Counter(
        (topic["name"], topic["slug"]) for piece in layout.newest for topic in piece.topics
    )
    return {
        "topics": [{"name": name, "slug": slug} for (name, slug), _ in counts.most_common(TOPICS)],
        "month": timezone.localtime(layout.newest[0].published_at, timezone.get_default_timezone()),
    }


def _minute(asked: str) -> datetime | None:
    """What a reader typed as the newsroom's time, 2026-01-03T14:05; None if it is no time."""
    try:
        found = parse_datetime(asked)
    except ValueError:
        return None
    return found.replace(tzinfo=timezone.get_default_timezone()) if found else None
