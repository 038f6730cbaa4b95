"""The desk's proof: the saved copy, a draft of it, or what is scheduled, as it will print."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from articles.desk.keys import key_of
from articles.models import Article
from articles.proofroom import printing
from articles.workflow import Kind

# The desk shows it in a frame beside the text.
IN_OUR_FRAME: dict[str, list[str]] = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}


@require_safe
@xframe_options_sameorigin
@csp_override(IN_OUR_FRAME)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy; with ``?draft=`` a draft of it, with ``?edition=`` the one that is scheduled."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("saved_by"), pk=pk)
    facts = _asked(request, article)
    facts["proof"]["desk"] = reverse("admin:articles_article_change", args=[pk])
    return printing.show(request, facts)


def _asked(request: HttpRequest, article: Article) -> dict[str, Any]:
    if "draft" in request.GET:
        draft = get_object_or_404(article.drafts.select_related("by"), pk=_key(request, "draft"))
        return printing.of_draft(draft) | {"proof": {"draft": draft}}
    if "edition" in request.GET:
        coming = article.editions.coming().exclude(kind=Kind.KILL)
        edition = get_object_or_404(coming, pk=_key(request, "edition"))
        return printing.of_edition(edition.pk) | {"proof": {"edition": edition}}
    return printing.of_copy(article) | {"proof": {"copy": article}}


def _key(request: HttpRequest, name: str) -> int:
    key = key_of(request.GET[name])
    if key is None:
        raise Http404
    return key
