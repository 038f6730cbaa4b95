"""Readers' reports at the desk: read against what readers had and have, and handled by somebody."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from articles import reports
from articles.desk.people import signed_in
from articles.desk.records import RecordAdmin
from articles.desk.report_queues import ReportList, ReportQueueFilter
from articles.desk.stamps import badge, to_the_minute
from articles.models import Edition, ErrorReport, Standing
from articles.models.report import Outcome
from articles.workflow import Refused

BADGES = {"": "in_review", Outcome.ANSWERED: "live", Outcome.DISMISSED: "past"}
EXCERPT = 140  # characters


@dataclass(frozen=True)
class Reading:
    """A report beside the article: what has changed since, and whether the words still stand.

    ``later`` are the editions that came into force after the reader's, the newest first.
    ``still_stands`` is None where no words were quoted or readers have no text.
    """

    standing: Standing
    later: list[Edition]
    still_stands: bool | None

    @classmethod
    def of(cls, report: ErrorReport) -> "Reading":
        standing = Standing.of(report.article)
        current = standing.current
        later = report.article.editions.on_record().filter(
            begins_at__gt=report.edition.begins_at,
            begins_at__lte=current.begins_at if current else report.edition.begins_at,
        )
        stands = None
        if report.quote and current and not current.is_kill:
            printed = f"{current.headline} {current.dek} {current.body_text}"
            stands = _single_spaced(report.quote) in _single_spaced(printed)
        return cls(standing, list(later.for_history().order_by("-begins_at")), stands)


def _single_spaced(words: str) -> str:
    return " ".join(words.split()).casefold()


@admin.register(ErrorReport)
class ErrorReportAdmin(RecordAdmin):
    """To be read and handled. What the reader said stays as it was sent."""

    list_display = ("said", "article_", "edition_", "received", "state_")
    list_filter = (ReportQueueFilter,)
    list_per_page = 50
    search_fields = ("what", "quote", "article__headline")
    sortable_by = ("received",)
    change_form_template = "admin/articles/errorreport/change_form.html"
    change_list_template = "admin/articles/errorreport/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReportList]:
        return ReportList

    # --- The list ---------------------------------------------------------------------------------

    @admin.display(description="What a reader says")
    def said(self, report: ErrorReport) -> str:
        words = " ".join(report.what.split())
        return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"

    @admin.display(description="Article")
    def article_(self, report: ErrorReport) -> SafeString:
        address = reverse("admin:articles_article_change", args=[report.article_id])
        return format_html('<a href="{}">{}</a>', address, report.article)

    @admin.display(description="Edition")
    def edition_(self, report: Any) -> SafeString:
        since = "changed since" if report.changed_since else "not changed since"
        return format_html("{} <small>{}</small>", report.edition.number, since)

    @admin.display(description="Received", ordering="-received_at")
    def received(self, report: ErrorReport) -> str:
        return to_the_minute(report.received_at)

    @admin.display(description="State")
    def state_(self, report: ErrorReport) -> SafeString:
        word = badge(BADGES[report.outcome], report.get_outcome_display() or "New")
        if report.handled_at is None:
            return word
        when = to_the_minute(report.handled_at)
        return format_html("{} <small>{} by {}</small>", word, when, report.handled_by)

    # --- The page ---------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        handle = self.admin_site.admin_view(require_POST(self.handle_view))
        return [
            path("<uuid:pk>/handle/", handle, name="articles_errorreport_handle"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report = kwargs["obj"]
        context |= {
            "title": "Report from a reader",
            "report": report,
            "state": self.state_(report),
            "reading": Reading.of(report),
            "may_handle": _may_handle(request),
            "longest_note": ErrorReport.NOTE,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def handle_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Say the pressed button's verb with the note, and go back to what waits."""
        if not _may_handle(request):
            raise PermissionDenied
        report = get_object_or_404(ErrorReport, pk=pk)
        form = HandlingForm(request.POST)
        try:
            word = form.say(report, by=signed_in(request))
        except Refused as refusal:
            messages.error(request, _with_what_was_typed(str(refusal), form.data.get("note", "")))
            return redirect("admin:articles_errorreport_change", pk)
        self.log_change(request, report, word)
        messages.success(request, f"{word}: {report}")
        return redirect("admin:articles_errorreport_changelist")


class HandlingForm(forms.Form):
    """The note and the pressed button: an outcome, or "" to let the report wait once more."""

    note = forms.CharField(max_length=ErrorReport.NOTE, required=False)
    outcome = forms.ChoiceField(choices=[("", "New again"), *Outcome.choices], required=False)

    def say(self, report: ErrorReport, *, by: User) -> str:
        """Handle the report; what was done, in a word. Raises ``Refused`` with the reason."""
        if not self.is_valid():
            faults = (fault for faults in self.errors.values() for fault in faults)
            raise Refused(" ".join(map(str, faults)))
        note, outcome = self.cleaned_data["note"], self.cleaned_data["outcome"]
        if not outcome:
            reports.take_up_again(report, note=note)
            return "New again"
        reports.handle(report, Outcome(outcome), by=by, note=note)
        return Outcome(outcome).label


def _may_handle(request: HttpRequest) -> bool:
    return signed_in(request).has_perm("articles.change_errorreport")


def _with_what_was_typed(refusal: str, note: str) -> str:
    """The page that follows is a new one, so the words go along with the refusal."""
    return f"{refusal} Your note was not stored: “{note}”" if note.strip() else refusal
