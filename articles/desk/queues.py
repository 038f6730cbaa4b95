"""The desk's queues: where articles wait, by the state of their copy and by what readers have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from articles import workflow
from articles.desk.people import signed_in
from articles.models import (
    Article,
    ArticleLink,
    Clearance,
    Edition,
    EditionPicture,
    Withdrawal,
)
from articles.workflow import Kind, Readers, State

_EDITIONS = {"article": OuterRef("pk")}
_LIVE = Exists(Edition.objects.live().filter(**_EDITIONS))
_COMING = Exists(Edition.objects.coming().filter(**_EDITIONS))
# An index holds these few; the planner takes it because the condition has no other side.
_NOT_PRINTED = Clearance.objects.filter(edition=None).order_by().values("pk")
# More are not counted one by one.
COUNTED = 1_000
# Whatever readers do not have is among these, which are few and found by their indexes.
_PERHAPS_UNREAD = (
    Article.objects.filter(state__in=[State.DRAFT, State.IN_REVIEW, State.SPIKED])
    .order_by()
    .values("pk")
    .union(
        Article.objects.filter(clearance__in=_NOT_PRINTED).order_by().values("pk"),
        Edition.objects.coming().order_by().values("article"),
        Withdrawal.objects.filter(span__contains=Now()).values("article"),
        all=True,
    )
)
_LEADING_NOWHERE = ArticleLink.objects.filter(
    ~Exists(Edition.objects.live().filter(article=OuterRef("target"))),
    target__in=_PERHAPS_UNREAD,
).values("article")
_BEYOND_RIGHTS = EditionPicture.objects.filter(
    edition__in=Edition.objects.live().order_by().values("pk"), image__usable_until__lte=Now()
).values("edition__article")


@dataclass(frozen=True)
class Queue:
    """A place where articles wait. ``holds`` is the condition that they meet.

    ``count`` is how many are there, and ``COUNTED`` + 1 for any number above ``COUNTED``.
    ``is_alarm``: it is shown only where something is wrong.
    """

    name: str
    label: str
    hint: str
    holds: Q | Combinable
    count: int = 0
    is_alarm: bool = False

    @property
    def counted(self) -> str:
        """The count in words: 1,000+ where there are more."""
        return f"{COUNTED:,}+" if self.count > COUNTED else str(self.count)

    @property
    def address(self) -> str:
        return f"{reverse('admin:articles_article_changelist')}?queue={self.name}"


IN_REVIEW = Queue(
    "in_review", "In review", "Submitted: to be read and cleared", Q(state=State.IN_REVIEW)
)
DRAFTS = Queue("draft", "Drafts", "Being written", Q(state=State.DRAFT))
CLEARED = Queue(
    "cleared",
    "Cleared",
    "Read and cleared, and not yet printed as it stands",
    Q(state=State.CLEARED, clearance__in=_NOT_PRINTED),
)
SCHEDULED = Queue("scheduled", "Scheduled", "With an edition whose time lies ahead", Q(_COMING))
LIVE = Queue("live", "Live", "With a text that readers have now", Q(_LIVE))
SPIKED = Queue("spiked", "Spiked", "Put aside", Q(state=State.SPIKED))
DEAD_LINKS = Queue(
    "dead_links",
    "Dead links",
    "Live, and its copy leads to an article that readers do not have",
    Q(_LIVE, pk__in=_LEADING_NOWHERE),
    is_alarm=True,
)
RIGHTS_ENDED = Queue(
    "rights_ended",
    "Rights ended",
    "Live, with a picture that may not be shown any more",
    Q(pk__in=_BEYOND_RIGHTS),
    is_alarm=True,
)
ALL = Queue("all", "All", "Every article", Q())
QUEUES = {
    queue.name: queue
    for queue in (
        IN_REVIEW,
        DRAFTS,
        CLEARED,
        SCHEDULED,
        LIVE,
        SPIKED,
        DEAD_LINKS,
        RIGHTS_ENDED,
        ALL,
    )
}


def with_counts() -> list[Queue]:
    """Every queue with the number of articles in it, by one query; no alarm without a cause."""
    held = [
        Article.objects.order_by()
        .filter(queue.holds)
        .values_list(Value(queue.name), flat=True)[: COUNTED + 1]
        for queue in QUEUES.values()
    ]
    found = Counter(held[0].union(*held[1:], all=True).order_by())
    return [
        replace(queue, count=found[queue.name])
        for queue in QUEUES.values()
        if queue.name in found or not queue.is_alarm
    ]


def first_for(user: User) -> Queue:
    """Where this person's work waits: what is to be read for those who clear, else the drafts."""
    return IN_REVIEW if user.has_perm(workflow.CLEAR.permission) else DRAFTS


def for_a_list(articles: "QuerySet[Article]") -> "QuerySet[Article]":
    """The articles without their text, each with what readers have of it (see ``HadByReaders``)."""
    current = Edition.objects.current().filter(**_EDITIONS)
    coming = Edition.objects.coming().filter(**_EDITIONS)
    return (
        articles.select_related("story", "saved_by")
        .defer("body")
        .annotate(
            current_kind=Subquery(current.values("kind")[:1]),
            current_begins_at=Subquery(current.values("begins_at")[:1]),
            coming_kind=Subquery(coming.values("kind")[:1]),
            coming_begins_at=Subquery(coming.values("begins_at")[:1]),
        )
    )


@dataclass(frozen=True)
class HadByReaders:
    """What readers have of a listed article: ``readers`` since ``since``, and what is to come."""

    readers: Readers
    since: datetime | None
    coming: str
    coming_at: datetime | None

    @classmethod
    def of(cls, listed: Any) -> "HadByReaders":
        """Read from an article of ``for_a_list``."""
        readers = Readers.NOTHING
        if listed.current_kind:
            readers = Readers.KILLED if listed.current_kind == Kind.KILL else Readers.LIVE
        coming = Kind(listed.coming_kind).label if listed.coming_kind else ""
        return cls(readers, listed.current_begins_at, coming, listed.coming_begins_at)


class QueueList(ChangeList):
    """The change list as a queue: newest save first, without the texts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "Articles"

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return for_a_list(super().get_queryset(request, *args, **kwargs))


class QueueFilter(admin.SimpleListFilter):
    """The tabs over the list. Without a choice it opens on the person's own; a search sees all."""

    title = "queue"
    parameter_name = "queue"
    template = "admin/articles/article/queues.html"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.otherwise = ALL if request.GET.get("q") else first_for(signed_in(request))
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.name, queue.label) for queue in QUEUES.values()]

    def queue(self) -> Queue:
        return QUEUES.get(self.value() or "", self.otherwise)

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Article]") -> "QuerySet[Article]":
        return queryset.filter(self.queue().holds)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.queue().name
        for queue in with_counts():
            yield {"queue": queue, "selected": queue.name == chosen}
