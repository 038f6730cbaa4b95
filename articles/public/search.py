"""Search over the full text of what is live, and what is offered while a reader types."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models.search import Found, Offer, Search, complete, look_up, mend
from articles.public import narrowing
from articles.public.narrowing import Way
from articles.public.pages import ASK_EACH_TIME, PAGE, key_of, show, written_key

KINDS = {"story": "Story", "topic": "Topic", "author": "Author", "article": "Article"}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form and what it found; a search that is written otherwise leads to its one address."""
    asked, before = narrowing.read(request.GET)
    address = narrowing.address(asked, before)
    if _given(request.GET) != narrowing.facts(asked, before):
        return HttpResponseRedirect(address)
    shown, found = _find(asked)
    return show(
        request,
        "public/search.html",
        address=address,
        is_indexed=False,
        asked=asked,
        shown=shown,
        found=found,
        narrower=narrowing.ways_to_narrow(shown, found),
        wider=narrowing.ways_to_widen(shown, found),
        best=narrowing.address(replace(shown, by_date=False, before=None)),
        newest=narrowing.address(replace(shown, by_date=True, before=None)),
        older=narrowing.address(shown, key_of(found.hits[-1].edition)) if found.has_older else "",
        further=_further(shown, found),
        others=_other_searches(asked) if asked.words and not found.hits else [],
        kept=narrowing.facts(replace(shown, since=None, until=None)),
    )


@require_safe
def offers(request: HttpRequest) -> JsonResponse:
    """Pages that the typed words may lead to, as ``{"kind", "name", "address"}``."""
    asked, _ = narrowing.read(request.GET)
    found = [
        {"kind": KINDS[offer.kind], "name": offer.name, "address": _place(offer)}
        for offer in complete(asked.words)
    ]
    response = JsonResponse({"offers": found})
    response["Cache-Control"] = ASK_EACH_TIME
    response["X-Robots-Tag"] = "noindex"
    return response


def _given(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


def _find(asked: Search) -> tuple[Search, Found]:
    """What the search finds; if that is nothing, what it finds with its slips mended."""
    found = look_up(asked, PAGE) if asked.words else Found()
    is_vain = found.understood and not found.total and not found.looked_to
    if is_vain and (words := mend(asked.words)):
        mended = replace(asked, words=words)
        if (better := look_up(mended, PAGE)).total:
            return mended, better
    return asked, found


def _further(shown: Search, found: Found) -> str:
    """The address that looks on where the search of a phrase has stopped looking, if it has."""
    if not found.looked_to or found.has_older:
        return ""
    return narrowing.address(replace(shown, by_date=True), written_key(found.looked_to, 0))


def _other_searches(asked: Search) -> list[Way]:
    """What to ask instead of a search that found nothing."""
    ways = []
    plain = Search(words=asked.words, by_date=asked.by_date)
    if narrowing.facts(plain) != narrowing.facts(asked):
        ways.append(Way("In all articles", narrowing.address(plain)))
    words = [word.strip("“”\"'") for word in asked.words.split() if not word.startswith("-")]
    words = [word for word in words if word and word.lower() != "or"]
    either = Search(words=" or ".join(words))
    if len(words) > 1 and len(either.words) <= narrowing.LONGEST and either.words != asked.words:
        ways.append(Way("Any of these words", narrowing.address(either)))
    return ways


def _place(offer: Offer) -> str:
    return offer.place if offer.kind == "article" else reverse(offer.kind, args=[offer.place])
