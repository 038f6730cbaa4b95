"""What was first published in a month and on a day, by the newsroom's calendar."""

from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.public.pages import NEWS, keys_of, page_of, show
from nextfin.page_cache.declared import kept


@kept("before")
@require_safe
def month(request: HttpRequest, month: date) -> HttpResponse:
    """A month's pieces, day by day, the newest first."""
    after = (month + timedelta(days=32)).replace(day=1)
    return _archive(request, "public/month.html", month, after)


@kept("before")
@require_safe
def day(request: HttpRequest, day: date) -> HttpResponse:
    """A day's pieces, the newest first."""
    return _archive(request, "public/day.html", day, day + timedelta(days=1))


def _archive(request: HttpRequest, template: str, first: date, after: date) -> HttpResponse:
    start, end = _midnight(first), _midnight(after)
    pieces = Edition.objects.live().published_between(start, end)
    page = page_of(request, pieces.for_cards().with_last_change())
    earlier = Edition.objects.live().last_before(start)
    later = Edition.objects.live().first_from(end)
    shown = keys_of([*page.editions, *filter(None, (earlier, later))])
    return show(
        request,
        template,
        address=page.address,
        # What comes is later than all that is shown, unless nothing later is shown yet.
        shows=["archive", *shown] if later else [NEWS],
        first=first,
        page=page,
        days=[(key, list(group)) for key, group in groupby(page.editions, _day_of)],
        earlier=_day_of(earlier),
        later=_day_of(later),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _day_of(edition: Edition | None) -> date | None:
    """The newsroom's day on which a piece was first published."""
    if edition is None:
        return None
    return timezone.localtime(edition.published_at, timezone.get_default_timezone()).date()
