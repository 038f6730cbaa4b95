"""The drafts of an article: who wrote what when, any two compared, one brought back or named."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from articles import handling
from articles.desk.keys import key_of
from articles.desk.people import signed_in
from articles.models import Article, Draft, Edition, Standing
from articles.workflow import Refused

ON_A_PAGE = 50
LONGEST_NAME = 80


class NameForm(forms.Form):
    """A name under which a draft stays for good."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")


@dataclass(frozen=True)
class Drafts:
    """A page of an article's drafts, the newest first; ``older`` is the key to go on with."""

    drafts: list[Draft]
    older: int | None
    editions: list[Edition]
    revision: int

    @classmethod
    def of(cls, article: Article, *, before: int | None = None) -> "Drafts":
        """Those before the draft with this key; without one, the newest."""
        found = article.drafts.select_related("by", "edition").order_by("-pk")
        if before is not None:
            found = found.filter(pk__lt=before)
        page = list(found[: ON_A_PAGE + 1])
        more = page[ON_A_PAGE - 1].pk if len(page) > ON_A_PAGE else None
        editions = article.editions.exclude(kind="kill").order_by("-number").only("number", "kind")
        return cls(page[:ON_A_PAGE], more, list(editions), article.revision)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, object_id: int) -> HttpResponse:
    """The drafts; a POST names one (``name``) or makes one the copy again (``bring_back``)."""
    user = signed_in(request)
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.defer("body"), pk=object_id)
    may_edit = Standing.of(article).may_edit(user)
    refusal = ""
    if request.method == "POST":
        try:
            return _act(request, article, user)
        except Refused as error:
            refusal = str(error)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "article": article,
        "heading": "Drafts",
        "list": Drafts.of(article, before=key_of(request.GET.get("before"))),
        "may_edit": may_edit,
        "longest_name": LONGEST_NAME,
        "refusal": refusal,
    }
    template = "admin/articles/article/drafts.html"
    return render(request, template, context, status=409 if refusal else 200)


def _act(request: HttpRequest, article: Article, user: User) -> HttpResponse:
    if "bring_back" in request.POST:
        draft = _draft(article, request.POST["bring_back"])
        _, missing = handling.bring_back(draft, by=user)
        said = f"The copy is again as in the draft of {draft}. What it was is a draft, too."
        messages.success(request, " ".join([said, *missing]))
        return redirect("admin:articles_article_change", article.pk)
    if "keep" in request.POST:
        draft = _draft(article, request.POST["keep"])
        form = NameForm({"name": request.POST.get(f"name-{draft.pk}", "")})
        if not Standing.of(article).may_edit(user):
            raise PermissionDenied
        if not form.is_valid():
            messages.error(request, f"A name has one to {LONGEST_NAME} letters.")
        else:
            draft.fix(form.cleaned_data["name"])
            messages.success(request, f"“{draft}” is kept for good.")
        return redirect(reverse("admin:articles_article_drafts", args=[article.pk]))
    raise BadRequest("There is no such button.")


def _draft(article: Article, key: str) -> Draft:
    if not key.isdecimal():
        raise BadRequest("There is no such draft.")
    return get_object_or_404(article.drafts.select_related("by"), pk=int(key))
