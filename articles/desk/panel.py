"""Beside the copy: what can happen now, what readers have, who wrote, the logbook."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from articles import checks, makeready, proof, prose, workflow
from articles.checks import Finding, Level
from articles.desk.report_queues import AboutAnArticle
from articles.desk.verbs import Offer, in_view_of, offers
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

    ``look`` is what the checks say of the copy, and how it would print.
    ``linked_from`` are the articles whose copy leads to this one; ``reports`` what readers have
    reported, if the person may see it.
    """

    standing: Standing
    offers: list[Offer]
    look: "Look"
    linked_from: list[Article] = field(default_factory=list)
    editions: list[RecordedEdition] = field(default_factory=list)
    logbook: list[LogLine] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    clearance: Clearance | None = None
    reports: AboutAnArticle | None = None

    @classmethod
    def of(cls, standing: Standing, offered: list[Offer], user: User) -> "Panel":
        article = standing.article
        look = Look.at(standing)
        offered = in_view_of(offered, look.held, look.substance, user)
        entries = article.logbook.select_related("by", "edition")[:LOGBOOK_LINES]
        return cls(
            standing,
            offered,
            look,
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
        return cls(standing, offers(standing, user, post), Look())

    @property
    def reopens(self) -> bool:
        """Whether a change in the form takes the clearance away."""
        return self.standing.article.state == State.CLEARED


@dataclass(frozen=True)
class Look:
    """The copy as it was last saved, looked at as it would print now.

    ``wants`` holds it back, ``advice`` only asks for a look. ``substance`` says why it is more than
    a style edit of what readers have, "" if it is none.
    """

    wants: list[Finding] = field(default_factory=list)
    advice: list[Finding] = field(default_factory=list)
    substance: str = ""
    body: SafeString = field(default_factory=SafeString)
    words: int = 0
    minutes: int = 0

    @classmethod
    def at(cls, standing: Standing) -> "Look":
        now, article = timezone.now(), standing.article
        beside = makeready.at_hand(article, at=now)
        edition = proof.of(standing, workflow.PUBLISH, begins_at=now, beside=beside)
        is_spiked = article.state == State.SPIKED
        found = [] if is_spiked else checks.findings(article, edition, beside)
        # Without the words of a picture that is not developed yet, only the door can tell.
        is_complete = len(beside.material.pictures) == len(beside.images)
        is_compared = article.state == State.CLEARED and is_complete
        return cls(
            checks.of_level(found, Level.NEVER, Level.BLOCKS),
            checks.of_level(found, Level.WARNS),
            proof.more_than_style(standing.current, edition) if is_compared else "",
            mark_safe(edition.body_html),  # noqa: S308 (printed by the door)
            prose.word_count(edition.body_text),
            prose.reading_minutes(edition.body_text),
        )

    @property
    def held(self) -> list[Finding]:
        """What a chief can let pass."""
        return checks.of_level(self.wants, Level.BLOCKS)


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
