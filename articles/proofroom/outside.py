"""A proof for people outside: one fixed draft, for who has its address, and what they answer.

Nobody signs in and no cookie is set. The address is the only key, so it is told to no other site.
"""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import proof_links
from articles.models import ProofAnswer, ProofLink
from articles.models.proof_link import Verdict
from articles.moments import hence, zone_name
from articles.proofroom import printing
from articles.public.report import AN_HOUR, Words
from articles.public.senders import is_from_elsewhere

FROM_ELSEWHERE = (
    "Your browser says that another site had it send this form. Read it through, and send it from"
    " this page if it is what you want to say."
)


class AnswerForm(forms.Form):
    """What somebody says of the proof. ``answer`` keeps what is sent twice from being two."""

    name = forms.CharField(
        max_length=ProofAnswer.NAME,
        label="Your name",
        help_text="The newsroom sees it with your answer.",
        error_messages={"required": "Say who you are: type your name."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    verdict = forms.ChoiceField(
        choices=[
            (Verdict.APPROVES, "I approve it as it stands"),
            (Verdict.COMMENTS, "I have comments"),
        ],
        label="What do you say?",
        error_messages={"required": "Choose whether you approve it or have comments."},
        widget=forms.RadioSelect,
    )
    text = Words(
        max_length=ProofAnswer.TEXT,
        required=False,
        label="Your comments",
        help_text="What is wrong, where it stands, and what would be right.",
        widget=forms.Textarea({"rows": 6}),
    )
    answer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        self.errors.pop("answer", None)
        if said.get("verdict") == Verdict.COMMENTS and not said.get("text") and not self.errors:
            self.add_error("text", "Write your comments, or choose that you approve it.")
        return said


@csrf_exempt  # no cookie says who it is, so there is nothing to forge: ``senders`` looks instead
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """The draft and, if they are wanted, a form for an answer; 410 once the link has ended."""
    link = ProofLink.objects.to(token)
    if link is None:
        answer = _alone(request, "proofroom/unknown.html", status=404)
    elif not link.is_open:
        answer = _ended(request)
    elif request.method == "POST" and link.may_answer:
        answer = _answered(request, link)
    else:
        form = AnswerForm(initial={"answer": uuid.uuid4()}, label_suffix="")
        answer = _shown(request, link, form)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _answered(request: HttpRequest, link: ProofLink) -> HttpResponse:
    form = AnswerForm(request.POST, label_suffix="")
    if _is_from_elsewhere(request):
        return _shown(request, link, form, FROM_ELSEWHERE, status=403)
    if not form.is_valid():
        return _shown(request, link, form, status=422)
    said = form.cleaned_data
    try:
        proof_links.receive(
            ProofAnswer(
                pk=said.get("answer") or uuid.uuid4(),
                link=link,
                name=said["name"],
                verdict=said["verdict"],
                text=said["text"],
            )
        )
    except proof_links.TooMany as refusal:
        answer = _shown(request, link, form, f"{refusal} Try again in an hour.", status=429)
        answer["Retry-After"] = AN_HOUR
        return answer
    except proof_links.Ended:
        return _ended(request)
    answer = HttpResponseRedirect(f"{request.path}?sent#answer", status=303)
    answer["Cache-Control"] = "no-store"
    return answer


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """As ``senders`` tells; but under no-referrer an old browser calls this very page "null"."""
    headers = request.headers
    is_ours = "Sec-Fetch-Site" not in headers and headers.get("Origin") == "null"
    return not is_ours and is_from_elsewhere(request)


def _shown(
    request: HttpRequest, link: ProofLink, form: AnswerForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    about = {
        "link": link,
        "embargo": _embargo(link),
        "form": form if link.may_answer else None,
        "refusal": refusal,
        "is_sent": "sent" in request.GET and request.method != "POST",
    }
    return printing.show(request, printing.of_draft(link.draft) | {"proof": about}, status=status)


def _embargo(link: ProofLink) -> dict[str, Any] | None:
    """What the page says of the embargo, as the desk has it now."""
    article = link.draft.article
    if article.embargo_at is None or not article.is_embargoed:
        return None
    at = article.embargo_at
    hour = timezone.localtime(at, timezone.get_default_timezone())
    return {"at": at, "hour": f"{hour:%H:%M} {zone_name()}", "hence": hence(at)}


def _ended(request: HttpRequest) -> HttpResponse:
    """410; what was typed meanwhile is given back."""
    return _alone(request, "proofroom/ended.html", status=410, words=request.POST.get("text", ""))


def _alone(request: HttpRequest, template: str, *, status: int, **facts: str) -> HttpResponse:
    answer = render(request, template, facts, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
