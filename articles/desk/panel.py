"""Beside the copy: what readers have, who wrote, the logbook; and two texts compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from articles import makeready, proof, prose, workflow
from articles.desk.forms import ArticleForm
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


@dataclass(frozen=True)
class Difference:
    """One part of the copy as it is stored and as it was typed."""

    name: str
    stored: str
    typed: str
    is_prose: bool = False


@dataclass(frozen=True)
class Conflict:
    """Two texts that cannot both be kept: the stored one, and what somebody has just typed."""

    stored: Article
    differences: list[Difference]
    can_replace: bool

    @classmethod
    def found(
        cls, article: Article, form: ArticleForm, bylines: list[BaseInlineFormSet], *, by: User
    ) -> "Conflict | None":
        """Between what ``by`` typed and what is stored; None if the one rests on the other."""
        everything = Article.objects.select_related("saved_by", "story", "lead_image")
        stored = everything.get(pk=article.pk)
        may_edit = Standing.of(stored).may_edit(by)
        if may_edit and form.write().revision == stored.revision:
            return None
        pairs = [*_typed(stored, form), *(_signed(stored, formset) for formset in bylines)]
        return cls(stored, [pair for pair in pairs if pair.stored != pair.typed], may_edit)


def _typed(stored: Article, form: ArticleForm) -> Iterator[Difference]:
    for name, bound in ((name, form[name]) for name in form.Meta.fields if name in form.fields):
        typed = form.cleaned_data.get(name, bound.value())
        if name == "body":
            yield Difference("Body", readable(stored.body), readable(str(typed or "")), True)
        elif name == "topics":
            names = (topic.name for topic in stored.topics.order_by("name"))
            yield Difference("Topics", ", ".join(names), ", ".join(typed or ()))
        else:
            before = getattr(stored, name)
            yield Difference(str(bound.label), _plain(before), _plain(typed))


def _signed(stored: Article, formset: BaseInlineFormSet) -> Difference:
    typed = (
        f"{form.cleaned_data['author']} ({form.cleaned_data['role']})"
        for form in formset.forms
        if getattr(form, "cleaned_data", {}).get("author") and not form.cleaned_data.get("DELETE")
    )
    lines = stored.bylines.select_related("author")
    return Difference("Byline", ", ".join(map(str, lines)), ", ".join(typed))


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def readable(body: str) -> SafeString:
    """A body to look at: cleaned here, whatever wrote it."""
    return mark_safe(prose.clean(body))  # noqa: S308 (cleaned in the same breath)
