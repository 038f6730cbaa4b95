"""Who else has an article open: a page tells of itself every few seconds, and is told of others."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.desk.people import signed_in
from articles.models import Article, Comment, Presence
from articles.models.presence import AWAY


@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, object_id: int) -> JsonResponse:
    """Note that a page is open (``window``; ``typed`` if somebody typed in it), or is ``left``.

    The answer: ``others`` who have the article open, the copy's newest ``revision`` and who made
    it, how its ``comments`` stand, the key of the ``person`` who asks, and a fresh ``token`` for
    the forms of a page whose person has signed in again. ``stored_here`` is the last revision that
    this very window is known to show or to have stored.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(
        Article.objects.only("revision", "saved_at", "saved_by"), pk=object_id
    )
    window = as_window((request.POST or request.GET).get("window", ""))
    if request.method == "POST":
        _note(request, window)
    own = Presence.objects.filter(window=window, user=signed_in(request)).first()
    return JsonResponse(
        {
            "others": others(article, window),
            "revision": article.revision,
            "stored_here": own.revision if own else None,
            "saved_by": str(article.saved_by),
            "saved_at": f"{timezone.localtime(article.saved_at):%H:%M:%S}",
            "comments": Comment.objects.all().state(article),
            "person": signed_in(request).pk,
            "token": get_token(request),
        }
    )


def _note(request: HttpRequest, window: UUID) -> None:
    own = Presence.objects.filter(window=window, user=signed_in(request))
    now = timezone.now()
    if "left" in request.POST:
        own.update(seen_at=now - AWAY)
    else:
        own.update(seen_at=now, **({"typed_at": now} if "typed" in request.POST else {}))


def others(article: Article, window: UUID) -> list[dict[str, Any]]:
    """Who has the page open in another window, and since when they have typed nothing."""
    now = timezone.now()
    open_now = Presence.objects.filter(article=article, seen_at__gt=now - AWAY)
    people: dict[int, Presence] = {}
    for page in open_now.exclude(window=window).select_related("user").order_by("typed_at"):
        people[page.user_id] = page
    return [
        {"name": str(page.user), "state": _state(page)}
        for page in sorted(people.values(), key=lambda page: str(page.user))
    ]


def _state(page: Presence) -> str:
    if page.typed_at is None:
        return "reading"
    if timezone.now() - page.typed_at < AWAY:
        return "writing now"
    return f"idle since {timezone.localtime(page.typed_at):%H:%M}"


def as_window(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadRequest("That is no window.") from error
