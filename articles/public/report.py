"""A reader reports an error: a form without account or cookie, whose text is never lost."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from selectolax.lexbor import LexborHTMLParser

from articles import reports
from articles.models.edition import Edition
from articles.models.report import ErrorReport
from articles.public.history import in_force, versions_of, withdrawn
from articles.public.pages import show
from articles.public.senders import address_of, is_from_elsewhere

FROM_ELSEWHERE = (
    "Your browser says that another site had it send this form. Read it through, and send it from"
    " this page if it is what you want to say."
)
GONE = "The article was withdrawn while you were writing, so there is no text to report about."
AN_HOUR = "3600"  # seconds
EMAIL = 254  # characters (RFC 5321), as in the table
_BLOCK = re.compile(r"[-\w]{1,64}")


class Words(forms.CharField):
    """Plain words of a reader. A line's end counts as one character, as it does in the browser."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class ReportForm(forms.Form):
    """What a reader says. ``report`` keeps a form that is sent twice from being two reports."""

    what = Words(
        max_length=ErrorReport.WHAT,
        help_text="And, if you know it, what is right and where that can be checked.",
        error_messages={"required": "Say what is wrong."},
        widget=forms.Textarea({"rows": 6}),
    )
    quote = Words(
        max_length=ErrorReport.QUOTE,
        required=False,
        help_text="The sentence or the figure, as it stands in the article.",
        widget=forms.Textarea({"rows": 3}),
    )
    email = forms.EmailField(
        max_length=EMAIL,
        required=False,
        help_text="Only if you would like an answer.",
        error_messages={"invalid": "This is no whole e-mail address. Mend it or leave it out."},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    report = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What a reader cannot see, they need not mend: the current version is taken instead."""
        for hidden in ("version", "report"):
            self.errors.pop(hidden, None)
        return self.cleaned_data


@csrf_exempt  # no cookie says who it is, so there is nothing to forge: ``senders`` looks instead
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """The form; and what is sent with it becomes a report to the desk."""
    current = in_force(day, slug)
    if request.method != "POST":
        return withdrawn(request, current) if current.is_kill else _ask(request, current)
    form = ReportForm(request.POST, label_suffix="")
    if current.is_kill:
        return _form(request, current, form, GONE, status=410)
    if is_from_elsewhere(request):
        return _form(request, current, form, FROM_ELSEWHERE, status=403)
    if not form.is_valid():
        return _form(request, current, form, status=422)
    return _receive(request, current, form)


@require_safe
def sent(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """What happens next."""
    current = in_force(day, slug)
    if current.is_kill:
        return withdrawn(request, current)
    return _uncached(show(request, "public/report_sent.html", is_indexed=False, edition=current))


def _receive(request: HttpRequest, current: Edition, form: ReportForm) -> HttpResponse:
    """Hand what was said to the desk, or show it again with the reason why not."""
    try:
        reports.receive(_written(request, current, form.cleaned_data))
    except reports.TooMany as refusal:
        answer = _form(request, current, form, f"{refusal} Try again in an hour.", status=429)
        answer["Retry-After"] = AN_HOUR
        return answer
    except ProgrammingError:  # the database shows readers no such edition: withdrawn just now?
        now = Edition.objects.current().filter(address=current.address).first()
        if now is None or not now.is_kill:
            raise
        return _form(request, now, form, GONE, status=410)
    return HttpResponseRedirect(f"{current.address}report/sent/", status=303)


def _ask(request: HttpRequest, current: Edition) -> HttpResponse:
    """An empty form, but for the words that the reader came from."""
    quote = request.GET.get("quote") or _block(current, request.GET.get("block", ""))
    quote = " ".join(quote.replace("\x00", " ").split())
    form = ReportForm(
        initial={
            "quote": quote[: ErrorReport.QUOTE],
            "version": request.GET.get("version", ""),
            "report": uuid.uuid4(),
        },
        label_suffix="",
    )
    return _form(request, current, form)


def _form(
    request: HttpRequest, current: Edition, form: ReportForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    return _uncached(
        show(
            request,
            "public/report.html",
            status=status,
            is_indexed=False,
            edition=current,
            form=form,
            refusal=refusal,
            kept_days=settings.NEXTFIN_REPORT_DAYS,
        )
    )


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _written(request: HttpRequest, current: Edition, said: dict[str, Any]) -> ErrorReport:
    """The report about the version that the reader had, or about what is in force now."""
    editions = {version.number: version.pk for version in versions_of(current)}
    return ErrorReport(
        pk=said.get("report") or uuid.uuid4(),
        article_id=current.article_id,
        edition_id=editions.get(said.get("version") or 0, current.pk),
        what=said["what"],
        quote=said["quote"],
        email=said["email"],
        sender=reports.sender_of(address_of(request)),
    )


def _block(edition: Edition, name: str) -> str:
    """The words of a block of the text, by its id; "" if there is none."""
    if not _BLOCK.fullmatch(name):
        return ""
    found = LexborHTMLParser(edition.body_html).css_first(f'[id="{name}"]')
    return found.text(separator=" ") if found else ""
