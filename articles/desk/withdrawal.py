"""All that rests on an article that is withdrawn, on one page: what becomes of each is decided."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from articles import workflow
from articles.desk.people import signed_in
from articles.models import Article, Event, Standing
from articles.publishing import cascade
from articles.publishing.cascade import Decided, OfAnEvent, Rests
from articles.workflow import Readers, Refused


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, object_id: int) -> HttpResponse:
    """What rests on the article; a POST withdraws it, if it is live, and does what was decided."""
    user = signed_in(request)
    if not user.has_perm(workflow.KILL.permission):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=object_id)
    decided = _decided(request.POST) if request.method == "POST" else None
    note, refusal = request.POST.get("note", ""), ""
    if decided is not None:
        try:
            said = cascade.withdraw(article, by=user, note=note, decided=decided)
        except Refused as error:
            refusal = str(error)
        else:
            for sentence in said or ["Nothing was to be done."]:
                messages.info(request, sentence)
            return redirect("admin:articles_article_change", article.pk)
    readers = Standing.of(article).readers
    rests = cascade.what_rests_on(article)
    decided = decided or _proposed(rests)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "article": article,
        "heading": "What rested on it" if readers is Readers.KILLED else "Withdraw",
        "readers": readers,
        "Readers": Readers,
        "rests": rests,
        "decided": decided,
        "events": [(event, _becomes(event, decided)) for event in rests.events],
        "note": note,
        "refusal": refusal,
    }
    template = "admin/articles/article/withdrawal.html"
    return render(request, template, context, status=409 if refusal else 200)


def _proposed(rests: Rests) -> Decided:
    """What is chosen as the page opens: readers lose those cards and that link in any case."""
    return Decided(
        slots={slot.pk for slot in rests.slots}, banners={front.pk for front in rests.banners}
    )


def _becomes(event: Event, decided: Decided) -> OfAnEvent:
    """Without another source a story cannot be published unless the event keeps its link."""
    usual = OfAnEvent.UNLINKED if event.source else OfAnEvent.STAYS
    return decided.events.get(event.pk, usual)


def _decided(post: QueryDict) -> Decided:
    def keys(name: str) -> set[int]:
        return {int(key) for key in post.getlist(name) if key.isdecimal()}

    events = {
        int(name.removeprefix("event-")): OfAnEvent(what)
        for name, what in post.items()
        if name.removeprefix("event-").isdecimal() and what in set(OfAnEvent)
    }
    return Decided(
        withdrawn=keys("withdrawn"),
        slots=keys("slot"),
        banners=keys("banner"),
        events=events,
        parts=keys("part"),
        relations=keys("relation"),
    )
