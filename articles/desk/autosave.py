"""The copy saves itself while it is written: the one form, stored as Save stores it, told in JSON.

The page's script keeps what is typed on the device until the answer says that it is stored; what
was never stored is offered back there (``TAKE_BACK``).
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.desk.people import signed_in
from articles.desk.presence import as_window
from articles.models import Article, Presence
from articles.workflow import Refused

# In a POST: show the form with what was typed, and store nothing.
TAKE_BACK = "_take_back"
FROM_THE_DEVICE = Refused(
    "This is the text that was kept on your device. It is not stored yet: look at it, then save."
)


def mark(request: HttpRequest) -> None:
    """From here on the request is an autosave."""
    request.is_autosave = True  # type: ignore[attr-defined]


def is_marked(request: HttpRequest) -> bool:
    return getattr(request, "is_autosave", False)


def stored(request: HttpRequest, article: Article, page: str) -> JsonResponse:
    """The text is stored: on which revision the page rests now, and where it is at home."""
    now, by, window = timezone.now(), signed_in(request), request.POST.get("window")
    own = _page_of(as_window(window), article, by) if window else Presence.open(article, by)
    if own:
        own.revision, own.seen_at, own.typed_at = article.revision, now, now
        own.save(update_fields=["revision", "seen_at", "typed_at"])
    return JsonResponse(
        {
            "revision": article.revision,
            "saved_at": f"{timezone.localtime(now):%H:%M:%S}",
            "window": str(own.window) if own else "",
            "page": page,
            "autosave": reverse("admin:articles_article_autosave", args=[article.pk]),
            "here": reverse("admin:articles_article_here", args=[article.pk]),
        }
    )


def article_stored_by(request: HttpRequest) -> str | None:
    """The key of the article that this very page of a new one has stored already, if it has.

    The answer did not reach it, so it sends its text as that of a new article once more.
    """
    window = request.POST.get("window")
    if request.method != "POST" or not window:
        return None
    own = Presence.objects.filter(window=as_window(window), user=signed_in(request)).first()
    if own is None:
        return None
    post = request.POST.copy()
    post["based_on"] = str(own.revision)
    request.POST = post  # type: ignore[assignment]
    return str(own.article_id)


def _page_of(window: UUID, article: Article, by: User) -> Presence | None:
    """The open page that stored this; a new article's is noted now. None if it is another's."""
    own, _ = Presence.objects.get_or_create(
        window=window, defaults={"article": article, "user": by, "revision": article.revision}
    )
    return own if own.user_id == by.pk else None


def told(answer: HttpResponse) -> HttpResponse:
    """What the form's page would show, as JSON: 409 if nothing may be stored now, 422 if faulty."""
    if not isinstance(answer, TemplateResponse):
        return answer
    context: dict[str, Any] = answer.context_data or {}
    form = context["adminform"].form
    why = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"why": " ".join(why)}, status=409 if form.refusal else 422)
