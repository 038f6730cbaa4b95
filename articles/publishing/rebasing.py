"""What is scheduled never undoes what was mended meanwhile: it is rebased with the mend, at once.

When a live article is mended while another edition of it is to come, that edition was frozen before
the mend. In the mend's own transaction it is taken back, and frozen anew for the same time with the
mend in it. Where both changed the same, nobody guesses: the person who mends is asked before
anything is published (``Collides``), and never at the time itself.

The text that results may go out without being cleared a third time. It is made by rule of two
copies that were both cleared as they stood: every passage, line and name in it was written by one
and read by another who wrote none of it, and a choice can only take one of the two. Its clearance
is that of the mend, so the database refuses it if whoever gave that has written any of the text.
The order and neighbourhood of passages alone are new; the logbook says which edition is such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from accounts.models import User
from articles import checks, makeready, proof, prose, workflow
from articles.makeready import Makeready
from articles.models import in_words, uses
from articles.models.article import Article
from articles.models.clearance import Clearance
from articles.models.draft import Draft, Words, words_of
from articles.models.edition import Edition
from articles.models.standing import Standing
from articles.moments import to_the_second
from articles.prose.merging import Choice, Merge, Three, merge, merge_sets
from articles.publishing.recording import freeze, log, take_back
from articles.publishing.timing import check_cancellation
from articles.workflow import NotNow, NotReady, Refused, Verb

type Choices = Mapping[str, Choice]

MENDS = (workflow.RESTYLE, workflow.UPDATE, workflow.CORRECT)
# The lines of a copy beside its body and topics. What is told of a picture belongs to it.
LEAD = ("lead_image_id", "lead_alt", "lead_is_decorative")
LINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "headline": ("Headline", ("headline",)),
    "dek": ("Dek", ("dek",)),
    "label": ("Label", ("label",)),
    "dateline": ("Dateline", ("dateline",)),
    "slug": ("Slug", ("slug",)),
    "story": ("Story", ("story_id",)),
    "lead": ("Lead picture", LEAD),
    "search_title": ("Search title", ("search_title",)),
    "social_title": ("Social title", ("social_title",)),
    "push_headline": ("Push headline", ("push_headline",)),
    "byline": ("Byline", ("byline",)),
}


@dataclass(frozen=True)
class Collision:
    """What both the mend and the scheduled edition changed, each in words, and what was chosen."""

    key: str
    name: str
    scheduled: str
    mended: str
    choice: Choice | None = None


class Collides(Refused):
    """The mend and what is scheduled changed the same: the person who mends must choose."""

    SAID = (
        "What is scheduled changes the same as this mend. Choose for each place below what the "
        "scheduled edition shall say, then press again."
    )

    def __init__(self, collisions: list[Collision]) -> None:
        super().__init__(self.SAID)
        self.collisions = collisions


class Undoes(Collides):
    """What is scheduled is a style edit, and the words chosen for it would undo a mended fact.

    The mend is chosen in its ``collisions`` in their place.
    """

    SAID = (
        "What is scheduled is a style edit, and the words that you keep there would undo what this "
        "mend changes. Below the mend is chosen instead: press again to carry it over."
    )

    def __init__(self, collisions: list[Collision]) -> None:
        super().__init__([replace(each, choice=Choice.THEIRS) for each in collisions])


@dataclass(frozen=True)
class Rebase:
    """All that prints, three times: what is live (``base``), what is ``scheduled``, what is mended.

    ``choices`` say, by the key of a collision, whether the scheduled words stay there (``MINE``) or
    the mend is carried over (``THEIRS``).
    """

    base: Words
    scheduled: Words
    mended: Words
    choices: Choices = field(default_factory=dict)

    @cached_property
    def body(self) -> Merge:
        return merge(self.base["body"], self.scheduled["body"], self.mended["body"])

    @property
    def words(self) -> Words:
        """The scheduled words with the mend in them; at a collision, as chosen."""
        found = {name: value for key in LINES for name, value in self._line(key)}
        topics = [words["topics"] for words in (self.base, self.scheduled, self.mended)]
        found["topics"] = sorted(merge_sets(*topics))
        found["body"] = self.body.put_together(
            {
                block.name: self.choices[_key(block.name)]
                for block in self.body.conflicts
                if _key(block.name) in self.choices
            }
        )
        return cast(Words, found)

    @property
    def collisions(self) -> list[Collision]:
        """What both changed to something else, whether it is chosen already or not."""
        found = []
        for key, (name, _) in LINES.items():
            line = self._three(key)
            if line.taken is None:
                scheduled, mended = (_said(key, side) for side in (line.mine, line.theirs))
                found.append(Collision(key, name, scheduled, mended, self.choices.get(key)))
        for block in self.body.conflicts:
            scheduled, mended = (
                prose.plain_text(block.html(side)) for side in (Choice.MINE, Choice.THEIRS)
            )
            key = _key(block.name)
            found.append(Collision(key, "Passage", scheduled, mended, self.choices.get(key)))
        return found

    @property
    def keeps_scheduled_words(self) -> bool:
        """Whether in some collision the scheduled words were chosen."""
        return Choice.MINE in {collision.choice for collision in self.collisions}

    def _line(self, key: str) -> list[tuple[str, object]]:
        line = self._three(key)
        choice = line.taken or self.choices.get(key)
        values = line.mine if choice is Choice.MINE else line.theirs
        return list(zip(LINES[key][1], values, strict=True))

    def _three(self, key: str) -> Three[tuple[Any, ...]]:
        base, mine, theirs = (
            tuple(cast(dict[str, object], words)[name] for name in LINES[key][1])
            for words in (self.base, self.scheduled, self.mended)
        )
        return Three(base, mine, theirs)


@dataclass(frozen=True)
class Plan:
    """A rebase made ready outside the lock: of which ``coming`` edition, and what stands beside."""

    coming: Edition
    rebase: Rebase
    scheduled: Draft
    beside: Makeready


def plan(article: Article, verb: Verb, choices: Choices, *, by: User) -> Plan | None:
    """The rebase that this verb, said now, brings with it; None if it needs none. Slow.

    Raises ``Collides`` while something is not chosen.
    """
    if verb not in MENDS:
        return None
    standing = Standing.of(article)
    coming, current = standing.coming, standing.current
    if coming is None or current is None or coming.is_kill or verb not in standing.verbs_for(by):
        return None  # whoever may not say it is told why when they say it
    base, scheduled = Draft.of_edition(current), Draft.of_edition(coming)
    if base is None or scheduled is None:
        raise NotNow("What is scheduled was frozen before drafts were kept: cancel it first.")
    rebase = Rebase(base.words, scheduled.words, words_of(article), choices)
    if any(collision.choice is None for collision in rebase.collisions):
        raise Collides(rebase.collisions)
    words = rebase.words
    if words == rebase.mended != rebase.scheduled:
        when = to_the_second(coming.begins_at)
        raise NotNow(
            f"With this, nothing is left of what is scheduled for {when}: cancel it first."
        )
    copy = Draft(article=article, words=words).copy()
    beside = makeready.for_copy(copy, at=coming.begins_at)
    return Plan(coming, rebase, scheduled, beside)


def check(planned: Plan | None, verb: Verb, standing: Standing) -> None:
    """Refuse if, under the lock, things stand otherwise than when the rebase was planned."""
    coming = standing.coming
    needs_one = verb in MENDS and coming is not None and not coming.is_kill
    if not needs_one and planned is None:
        return
    if planned is None or coming is None or coming.pk != planned.coming.pk:
        raise NotNow("What is scheduled has changed in this moment: look at it, and try again.")
    if words_of(standing.article) != planned.rebase.mended:
        raise NotNow("The copy has changed in this moment: look at it, and try again.")


def carry_over(planned: Plan, mended: Edition, *, by: User) -> Edition:
    """Freeze what is scheduled anew, with the edition that mends in it; the copy holds it then.

    The edition that was to come keeps its number and never lives.
    """
    copy, coming = mended.article, planned.coming
    check_cancellation(coming, mended.begins_at)
    take_back(Standing(copy, mended, coming), mended)
    _rewrite(copy, planned)
    [verb] = [verb for verb in MENDS if verb.kind == coming.kind]
    standing = Standing(copy, mended, None)
    edition = proof.of(
        standing, verb, begins_at=coming.begins_at, note=coming.note, beside=planned.beside
    )
    keeps = verb is workflow.RESTYLE and planned.rebase.keeps_scheduled_words
    if keeps and proof.more_than_style(mended, edition):
        raise Undoes(planned.rebase.collisions)
    found = checks.findings(copy, edition, planned.beside)
    if problems := proof.problems(standing, verb, edition, found):
        raise NotReady([f"What is scheduled, with this in it: {problem}" for problem in problems])
    freeze(standing, edition, planned.beside.images)
    Draft.printed(copy, edition)
    when = to_the_second(edition.begins_at)
    log(
        edition,
        "rebase",
        by=by,
        note=f"Edition {edition.number} goes out on {when} in place of edition {coming.number}: "
        f"the same with edition {mended.number} in it.",
    )
    return edition


def _rewrite(copy: Article, planned: Plan) -> None:
    """Put the scheduled words, rebased, into the copy, cleared as the two texts were."""
    given = copy.clearance
    if given is None:
        raise ValueError("only cleared copy is rebased")
    copy.state, copy.clearance = workflow.State.DRAFT, None
    copy.saved_by = planned.scheduled.writer()
    copy.revision += 1
    rebased = Draft(article=copy, words=planned.rebase.words)
    rebased.put_into(copy)
    copy.save()
    rebased.put_beside(copy)
    uses.note(copy)
    Draft.keep(copy, by=copy.saved_by)
    copy.clearance = Clearance.objects.create(
        article=copy, by=given.by, override_note=given.override_note
    )
    copy.state = workflow.State.CLEARED
    copy.save(update_fields=["state", "clearance"])


def _said(key: str, values: tuple[Any, ...]) -> str:
    """A line in words."""
    first = values[0]
    if key == "label":
        return in_words.label(first)
    if key == "story":
        return in_words.story(first)
    if key == "lead":
        return in_words.lead(*values)
    if key == "byline":
        return in_words.byline((line["author"], line["role"]) for line in first)
    return str(first)


def _key(name: str) -> str:
    return f"block-{name}"
