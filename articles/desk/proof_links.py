"""Proofs for people outside, at the desk: links are made and ended, and answers are read."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from articles import proof_links
from articles.desk.people import signed_in
from articles.models import Article, ProofLink, Standing
from articles.workflow import Refused

DAYS = [(days, "1 day" if days == 1 else f"{days} days") for days in proof_links.DAYS]


class LinkForm(forms.Form):
    """How long a new link lasts, and whether it takes answers."""

    days = forms.TypedChoiceField(choices=DAYS, coerce=int, initial=3, label="It works for")
    may_answer = forms.BooleanField(required=False, initial=True, label="They may answer")


@dataclass(frozen=True)
class Line:
    """One link. ``address`` is there once only, when it was made."""

    link: ProofLink
    may_end: bool
    address: str = ""


@dataclass(frozen=True)
class OutsideProofs:
    """What an article's panel tells of its proofs outside; ``form`` is None if none may be made."""

    article: Article
    open: list[Line]
    ended: list[Line]
    form: LinkForm | None
    said: str = ""
    refusal: str = ""

    @classmethod
    def of(
        cls,
        standing: Standing,
        user: User,
        addresses: dict[int, str] | None = None,
        *,
        said: str = "",
        refusal: str = "",
    ) -> "OutsideProofs":
        """``addresses`` are those that were just made, by the link's key."""
        links = ProofLink.objects.all().of(standing.article)
        lines = [
            Line(link, proof_links.may_end(link, user), (addresses or {}).get(link.pk, ""))
            for link in links
        ]
        may_make = proof_links.may_make(standing, user)
        return cls(
            standing.article,
            open=[line for line in lines if line.link.is_open],
            ended=[line for line in lines if not line.link.is_open],
            form=LinkForm(label_suffix="") if may_make else None,
            said=said,
            refusal=refusal,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, object_id: int) -> HttpResponse:
    """The proofs of an article outside, by themselves; and what its panel's buttons do."""
    user = signed_in(request)
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=object_id)
    addresses: dict[int, str] = {}
    said = refusal = ""
    if request.method == "POST":
        try:
            addresses, said = _act(request, article, user)
        except Refused as error:
            refusal = str(error)
    outside = OutsideProofs.of(Standing.of(article), user, addresses, said=said, refusal=refusal)
    about = {"outside": outside, "article": article, "heading": "Proofs for people outside"}
    context = admin.site.each_context(request) | about
    page = "admin/articles/article/proof_links_page.html"
    return render(request, page, context, status=409 if refusal else 200)


def _act(request: HttpRequest, article: Article, user: User) -> tuple[dict[int, str], str]:
    """Do what the pressed button says: new addresses by the link's key, and a sentence."""
    if "make" in request.POST:
        form = LinkForm(request.POST)
        if not form.is_valid():
            raise BadRequest("There is no such choice.")
        link, token = proof_links.make(article, by=user, **form.cleaned_data)
        return {link.pk: _address(request, token)}, "The link is made. Copy it: it is shown once."
    if "partner" in request.POST:
        link, token = proof_links.give_to_partner(article, by=user)
        said = "The link is made, and lasts until the embargo ends. Copy it: it is shown once."
        return {link.pk: _address(request, token)}, said
    for button in ("renew", "revoke"):
        if (key := request.POST.get(button, "")).isdecimal():
            link = get_object_or_404(ProofLink.objects.all().of(article), pk=int(key))
            if button == "revoke":
                proof_links.revoke(link, by=user)
                return {}, "Revoked: nobody can read it any more."
            token = proof_links.renew(link, by=user)
            return {link.pk: _address(request, token)}, "Only the new address works now. Copy it."
    raise BadRequest("There is no such button.")


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("proof_outside", args=[token]))
