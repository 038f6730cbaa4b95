"""Everything that NextFin has corrected, withdrawn or brought back, in one list."""

from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.public.pages import NEWS, page_of, show
from nextfin.page_cache.declared import kept

MOST_OF_A_WEEK = 5


@kept("before")
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The public notes, the newest first. Of a text that is withdrawn, its notice alone."""
    found = Edition.objects.setting_right().for_corrections()
    page = page_of(request, found, by="begins_at", may_be_empty=True)
    return show(request, "public/corrections.html", address=page.address, shows=[NEWS], page=page)


def of_the_week(at: datetime | None = None) -> list[Edition]:
    """The newest of the seven days before now, or ``at`` a time; one query.

    For ``parts/corrections_of_the_week.html``.
    """
    end = at or Now()
    week = Edition.objects.setting_right().filter(
        begins_at__gt=end - timedelta(days=7), begins_at__lte=end
    )
    return list(week.for_corrections().newest_first("begins_at")[:MOST_OF_A_WEEK])
