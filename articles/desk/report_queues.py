"""Where readers' reports wait, and where they are once the desk has handled them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from articles.models import Article, Edition, ErrorReport
from articles.models.report import Outcome


@dataclass(frozen=True)
class ReportQueue:
    """A place where reports are. ``holds`` is the condition that they meet."""

    name: str
    label: str
    hint: str
    holds: Q
    count: int = 0

    @property
    def address(self) -> str:
        return f"{reverse('admin:articles_errorreport_changelist')}?queue={self.name}"


WAITING = ReportQueue("waiting", "New", "Nobody has handled them yet", Q(handled_at=None))
ANSWERED = ReportQueue(
    "answered", "Answered", "Handled: it was set right, or explained", Q(outcome=Outcome.ANSWERED)
)
DISMISSED = ReportQueue(
    "dismissed", "Dismissed", "Handled: there was nothing to do", Q(outcome=Outcome.DISMISSED)
)
# What one line about a report needs.
LINE = ("what", "received_at", "edition__number")
QUEUES = {queue.name: queue for queue in (WAITING, ANSWERED, DISMISSED)}


def on_the_first_page() -> ReportQueue:
    """The new reports, counted, as a card beside the queues of articles."""
    return replace(
        WAITING,
        label="Reports from readers",
        hint="Errors that readers have found",
        count=ErrorReport.objects.filter(WAITING.holds).count(),
    )


@dataclass(frozen=True)
class AboutAnArticle:
    """What readers have reported about one article: the latest that wait, and how many in all."""

    waiting: list[ErrorReport]
    counts: dict[str, int]

    LISTED = 10

    @classmethod
    def as_seen_by(cls, user: User, article: Article) -> "AboutAnArticle | None":
        """None if there is no report, or none that is for this user to see."""
        if not user.has_perm("articles.view_errorreport"):
            return None
        counts = _counts(ErrorReport.objects.filter(article=article))
        if not any(counts.values()):
            return None
        waiting = ErrorReport.objects.filter(WAITING.holds, article=article)
        return cls(list(waiting.select_related("edition").only(*LINE)[: cls.LISTED]), counts)

    @property
    def unlisted(self) -> int:
        """How many more wait than are listed."""
        return self.counts[WAITING.name] - len(self.waiting)


def for_a_list(reports: "QuerySet[ErrorReport]") -> "QuerySet[ErrorReport]":
    """Reports with their article's headline and ``changed_since``, without any text of it."""
    later = Edition.objects.on_record().filter(
        article=OuterRef("article"),
        begins_at__gt=OuterRef("edition__begins_at"),
        begins_at__lte=Now(),
    )
    return (
        reports.select_related("article", "edition", "handled_by")
        .only(
            "what",
            "received_at",
            "outcome",
            "handled_at",
            "article__headline",
            "edition__number",
            "edition__kind",
            "handled_by__username",
            "handled_by__first_name",
            "handled_by__last_name",
        )
        .annotate(changed_since=Exists(later))
    )


class ReportList(ChangeList):
    """The change list as a queue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "Reports from readers"

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return for_a_list(super().get_queryset(request, *args, **kwargs))


class ReportQueueFilter(admin.SimpleListFilter):
    """The tabs over the list. Without a choice it opens on what waits; a search sees all."""

    title = "queue"
    parameter_name = "queue"
    template = "admin/articles/article/queues.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.is_search = bool(request.GET.get("q"))
        return [(queue.name, queue.label) for queue in QUEUES.values()]

    def queue(self) -> ReportQueue | None:
        return QUEUES.get(self.value() or "", None if self.is_search else WAITING)

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[ErrorReport]"
    ) -> "QuerySet[ErrorReport]":
        queue = self.queue()
        return queryset.filter(queue.holds) if queue else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        counts = _counts(ErrorReport.objects.all())
        for name, queue in QUEUES.items():
            yield {
                "queue": replace(queue, count=counts[name]),
                "selected": queue == self.queue(),
            }


def _counts(reports: "QuerySet[ErrorReport]") -> dict[str, int]:
    """How many of these reports are in each queue, by its name."""
    return reports.aggregate(
        **{name: Count("pk", filter=queue.holds) for name, queue in QUEUES.items()}
    )
