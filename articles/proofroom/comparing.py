"""Two texts of an article side by side in one: any two of its drafts and editions, and the copy."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.desk.keys import is_key
from articles.models import Article, Draft, Edition
from articles.proofroom import printing
from articles.public.compare import Line, compared, line_of

TEMPLATE = "proofroom/compare.html"


@dataclass(frozen=True)
class Text:
    """One side: what it is called, and how it prints."""

    name: str
    edition: Edition


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed ``?from=draft:7&to=edition:3``; the newest draft is the copy."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk)
    old, new = (_text(article, request.GET.get(side, "")) for side in ("from", "to"))
    back = reverse("admin:articles_article_drafts", args=[pk])
    facts = compared(old.edition, new.edition)
    facts["lines"] = [*facts.get("lines", []), *_channel_lines(old.edition, new.edition)]
    facts |= {"names": (old.name, new.name), "article": article}
    return printing.show(request, facts | {"proof": {"compared": back}}, template=TEMPLATE)


def _channel_lines(old: Edition, new: Edition) -> list[Line]:
    """Those for one channel each that became others: readers' pages have them in the head alone."""
    lines = (
        line_of(
            name.replace("_", " ").capitalize(),
            old.channels.get(channel, ""),
            new.channels.get(channel, ""),
        )
        for channel, name in Article.CHANNELS.items()
    )
    return [line for line in lines if line.is_changed]


def _text(article: Article, asked: str) -> Text:
    what, _, key = asked.partition(":")
    if not is_key(key):
        raise Http404
    if what == "draft":
        return _of_draft(get_object_or_404(article.drafts.select_related("by"), pk=int(key)))
    if what == "edition":
        edition: Edition = get_object_or_404(article.editions, pk=int(key))
        return Text(f"edition {edition.number}", edition)
    raise Http404


def _of_draft(draft: Draft) -> Text:
    edition, _ = printing.edition_of(draft)
    return Text(f"the draft of {draft}", edition)
