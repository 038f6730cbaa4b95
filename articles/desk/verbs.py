"""The verbs on the article's page: which buttons it offers, what was pressed, and saying it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.utils.html import format_html

from accounts.models import User
from articles import handling, publishing, workflow
from articles.checks import Finding
from articles.desk.forms import NewsroomTime
from articles.desk.stamps import with_zone
from articles.desk.wordings import OVERRIDE, SAID, WORDS, Wording
from articles.models import Article, Edition, Standing, Writer
from articles.prose.merging import Choice
from articles.publishing.rebasing import MENDS, Collides, Collision
from articles.workflow import NotNow, NotReady, Verb

DESK: dict[str, Callable[..., Article]] = {
    "submit": handling.submit,
    "send_back": handling.send_back,
    "clear": handling.clear,
    "reopen": handling.reopen,
    "mend": handling.mend,
    "spike": handling.spike,
    "restore": handling.restore,
}
DOOR: dict[str, Callable[..., Edition]] = {
    "publish": publishing.publish,
    "restyle": publishing.restyle,
    "update": publishing.update,
    "correct": publishing.correct,
    "kill": publishing.kill,
    "return": publishing.return_,
}
# One note for all verbs that need none, kept in a box of its own; it never reaches readers.
NOTE_FOR_THE_LOGBOOK = "note"
# How the names of the choices begin where a mend and what is scheduled collide.
KEEP = "keep-"


class VerbForm(forms.Form):
    """What goes with a verb: a note, a time for later, the edition that is meant.

    ``override`` is why a chief lets a piece pass what holds it back.
    """

    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    override = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    at = NewsroomTime(required=False)
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def time(self) -> datetime:
        """The time that was set; raises ``NotReady`` in plain words if there is none."""
        at = self.data.get(self.add_prefix("at"), "")
        try:
            moment = self.fields["at"].clean(at)
        except ValidationError as error:
            raise NotReady([f"“{at}” is not a date and a time."]) from error
        if moment is None:
            raise NotReady(["Say when: set a date and a time."])
        return moment

    def text(self) -> str:
        return str(self.data.get(self.add_prefix("note"), "")).strip()

    def choices(self) -> dict[str, Choice]:
        """What was chosen where a mend and what is scheduled collide."""
        start = self.add_prefix(KEEP)
        return {
            name.removeprefix(start): Choice(value)
            for name, value in self.data.items()
            if name.startswith(start) and value in {Choice.MINE, Choice.THEIRS}
        }

    def overriding(self) -> str:
        return str(self.data.get(self.add_prefix("override"), "")).strip()

    def is_touched(self) -> bool:
        """Whether somebody has typed into it, so that its box must not hide it."""
        return any(self.data.get(self.add_prefix(name)) for name in ("note", "at", "override"))

    def edition_key(self) -> int:
        key = str(self.data.get(self.add_prefix("edition"), ""))
        return int(key) if key.isdecimal() else 0


@dataclass(frozen=True)
class Offer:
    """One verb as a button. ``opens`` says that it takes a disclosure with a second button.

    ``held`` is what holds the copy back and this person can let it pass. ``substance`` says why it
    is no style edit, and so not offered as one.
    """

    verb: Verb
    form: VerbForm
    words: Wording
    opens: bool = False
    is_override: bool = False
    blocked: str = ""
    coming: Edition | None = None
    problems: tuple[str, ...] = ()
    collisions: tuple[Collision, ...] = ()
    is_open: bool = False
    held: tuple[Finding, ...] = ()
    substance: str = ""

    @property
    def can_wait(self) -> bool:
        return self.verb.kind is not None

    @property
    def prints_copy(self) -> bool:
        return self.verb.kind is not None and self.verb is not workflow.KILL


def offers(
    standing: Standing,
    user: User,
    post: QueryDict | None = None,
    refused: "tuple[Call, workflow.Refused] | None" = None,
) -> list[Offer]:
    """One offer for each verb that this person may say now, in the workflow's order.

    ``post`` keeps what was typed into them; ``refused`` is the call that has just failed, and why.
    """
    found = []
    for verb in standing.verbs_for(user):
        form = VerbForm(post or None, prefix=verb.name)
        offer = replace(_offer(verb, form, standing, user), is_open=form.is_touched())
        if refused and refused[0].verb is verb:
            why = refused[1]
            problems = why.problems if isinstance(why, NotReady) else [str(why)]
            collisions = tuple(why.collisions) if isinstance(why, Collides) else ()
            offer = replace(offer, problems=tuple(problems), collisions=collisions, is_open=True)
        found.append(offer)
    return found


def in_view_of(
    offered: list[Offer], held: Iterable[Finding], substance: str, user: User
) -> list[Offer]:
    """The offers, once it is known what holds the copy back and why it is no style edit."""
    may_pass = tuple(held) if user.has_perm(workflow.OVERRIDE_PERMISSION) else ()
    return [
        replace(
            offer,
            held=may_pass if offer.prints_copy else (),
            substance=substance if offer.verb is workflow.RESTYLE else "",
        )
        for offer in offered
    ]


def _offer(verb: Verb, form: VerbForm, standing: Standing, user: User) -> Offer:
    words = WORDS[verb.name]
    if verb is workflow.CANCEL and standing.coming:
        form.initial["edition"] = standing.coming.pk
        return Offer(verb, form, words, opens=True, coming=standing.coming)
    if verb is workflow.CLEAR and _wrote(user, standing.article):
        if user.has_perm(workflow.OVERRIDE_PERMISSION):
            return Offer(verb, form, OVERRIDE, opens=True, is_override=True)
        return Offer(
            verb, form, words, blocked="You wrote part of this text: somebody else must clear it."
        )
    if verb is workflow.MEND:
        return Offer(verb, form, words, blocked=handling.no_mend(standing))
    needs_note = verb.note is not workflow.Note.OPTIONAL
    return Offer(verb, form, words, opens=needs_note or verb.kind is not None)


def _wrote(user: User, article: Article) -> bool:
    return Writer.objects.filter(article=article, user=user).exists()


@dataclass(frozen=True)
class Call:
    """What somebody pressed: a verb, for now, for later, or as an override of four eyes."""

    verb: Verb
    form: VerbForm
    is_later: bool = False
    is_override: bool = False

    @classmethod
    def of(cls, post: Mapping[str, str]) -> Self | None:
        """The verb in a POST, or None if only Save was pressed."""
        for button in ("verb", "schedule", "override"):
            if button not in post:
                continue
            verb = workflow.VERBS.get(post[button])
            if verb is None or (button == "schedule" and verb.kind is None):
                raise BadRequest("There is no such verb.")
            form = VerbForm(post, prefix=verb.name)
            return cls(verb, form, button == "schedule", button == "override")
        return None

    def say(self, article: Article, *, by: User) -> str:
        """Say it, on the text that ``article.revision`` names; the answer is a sentence.

        Raises ``workflow.Refused``.
        """
        note = self.form.text()
        if self.verb.kind is None:
            note = note or str(self.form.data.get(NOTE_FOR_THE_LOGBOOK, ""))
        override = self.form.overriding()
        passing = {"override": override} if override and self.verb is not workflow.KILL else {}
        if self.is_later:
            at = self.form.time()
            edition = publishing.schedule(article, self.verb, at=at, by=by, note=note, **passing)
            return f"{edition.get_kind_display()} scheduled for {with_zone(edition.begins_at)}."
        if self.verb.kind is not None:
            more = {"choices": self.form.choices()} if self.verb in MENDS else {}
            edition = DOOR[self.verb.name](article, by=by, note=note, **more, **passing)
            return _is_live(edition)
        if self.verb is workflow.CANCEL:
            publishing.cancel(self._meant(article), by=by, note=note)
        elif self.is_override:
            handling.clear(article, by=by, note=note, override=True)
        else:
            DESK[self.verb.name](article, by=by, note=note)
        return SAID[self.verb.name]

    def _meant(self, article: Article) -> Edition:
        edition = article.editions.filter(pk=self.form.edition_key()).first()
        if edition is None:
            raise NotNow("There is no such edition to cancel.")
        return edition


def _is_live(edition: Edition) -> str:
    when = with_zone(edition.begins_at)
    if edition.is_kill:
        return f"Killed: since {when} readers have the notice alone."
    return format_html(
        'Edition {} ({}) is live since {} at <a href="{}">{}</a>.',
        edition.number,
        edition.get_kind_display().lower(),
        when,
        edition.address,
        edition.address,
    )
