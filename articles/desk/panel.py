"""Beside the copy: what can happen now, what readers have, who wrote, the logbook."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from articles import makeready, proof, workflow
from articles.desk.report_queues import AboutAnArticle
from articles.desk.verbs import Offer, offers
from articles.models import Article, Clearance, Edition, LogbookEntry, Standing, Writer
from articles.workflow import VERBS, State

LOGBOOK_LINES = 100
LINKS = 50


@dataclass(frozen=True)
class RecordedEdition:
    """One line of the editions table: the edition, and what has become of it."""

    edition: Edition
    state: str
    word: str


@dataclass(frozen=True)
class LogLine:
    entry: LogbookEntry
    verb: str


@dataclass(frozen=True)
class Panel:
    """All that stands beside the copy. ``offers`` are the buttons, exactly the person's verbs.

    ``wants`` says, a sentence each, what the copy as it was last saved still lacks for print;
    ``body`` is its text as it would print now.
    ``linked_from`` are the articles whose copy leads to this one; ``reports`` what readers have
    reported, if the person may see it.
    """

    standing: Standing
    offers: list[Offer]
    wants: list[str] = field(default_factory=list)
    body: SafeString = field(default_factory=SafeString)
    linked_from: list[Article] = field(default_factory=list)
    editions: list[RecordedEdition] = field(default_factory=list)
    logbook: list[LogLine] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    clearance: Clearance | None = None
    reports: AboutAnArticle | None = None

    @classmethod
    def of(cls, standing: Standing, offered: list[Offer], user: User) -> "Panel":
        article = standing.article
        wants, body = _proof(standing)
        entries = article.logbook.select_related("by", "edition")[:LOGBOOK_LINES]
        return cls(
            standing,
            offered,
            wants,
            body,
            _linked_from(article),
            [_recorded(edition, standing) for edition in _editions(article)],
            [LogLine(entry, verb_label(entry)) for entry in entries],
            list(article.writers.select_related("user").order_by("wrote_at")),
            article.clearance,
            AboutAnArticle.as_seen_by(user, article),
        )

    @classmethod
    def of_a_new_one(cls, user: User, post: Any = None) -> "Panel":
        """For an article that is not stored yet: a draft that readers have nothing of."""
        standing = Standing(Article(), None, None)
        return cls(standing, offers(standing, user, post))

    @property
    def reopens(self) -> bool:
        """Whether a change in the form takes the clearance away."""
        return self.standing.article.state == State.CLEARED


def _proof(standing: Standing) -> tuple[list[str], SafeString]:
    now = timezone.now()
    beside = makeready.at_hand(standing.article, at=now)
    edition = proof.of(standing, workflow.PUBLISH, begins_at=now, beside=beside)
    is_spiked = standing.article.state == State.SPIKED
    wants = [] if is_spiked else proof.wants(standing, edition, beside)
    return wants, mark_safe(edition.body_html)  # noqa: S308 (printed by the door)


def _linked_from(article: Article) -> list[Article]:
    leading_here = Article.objects.filter(links__target=article).order_by("-pk")
    return list(leading_here.only("headline")[:LINKS])


def _editions(article: Article) -> Any:
    return article.editions.order_by("-number").defer("body_html", "body_text", "search")


def _recorded(edition: Edition, standing: Standing) -> RecordedEdition:
    if edition.live.isempty:
        return RecordedEdition(edition, "cancelled", "cancelled")
    if standing.coming and edition.pk == standing.coming.pk:
        return RecordedEdition(edition, "scheduled", "scheduled")
    if standing.current and edition.pk == standing.current.pk:
        state = "killed" if edition.is_kill else "live"
        return RecordedEdition(edition, state, "in force" if edition.is_kill else "live")
    return RecordedEdition(edition, "past", "past")


def verb_label(entry: LogbookEntry) -> str:
    """The verb as its button says it; the logbook also has what was scheduled."""
    verb = VERBS.get(entry.verb)
    return verb.label if verb else entry.verb.capitalize()
