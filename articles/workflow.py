"""The newsroom's workflow as one table: each verb, where it leads from and to, and who may say it.

Pure: nothing here asks the database. ``State`` says where the *copy* is; ``Readers`` says what
readers have. The two never mix: a live article's copy can be a draft again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class State(TextChoices):
    """Where the desk's working copy is."""

    DRAFT = "draft"
    IN_REVIEW = "in_review", "In review"
    CLEARED = "cleared"
    SPIKED = "spiked"


class Readers(TextChoices):
    """What readers have at this moment."""

    NOTHING = "nothing"
    LIVE = "live"
    KILLED = "killed"


class Kind(TextChoices):
    """What an edition is to its readers."""

    FIRST = "first", "First edition"
    STYLE = "style", "Style edit"
    UPDATE = "update", "Update"
    CORRECTION = "correction", "Correction"
    KILL = "kill", "Withdrawal"
    RETURN = "return", "Return"


class Note(StrEnum):
    """The note that goes with a verb: for the desk's logbook, or printed for readers."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    PUBLIC = "public"  # required, and readers see it


class Refused(Exception):  # noqa: N818 (an outcome in the newsroom's words)
    """A verb was refused; the message says why, in words for the person who tried."""


class NotAllowed(Refused):
    """This person's role has no such verb, or the four-eyes rule forbids it."""


class NotNow(Refused):
    """The verb does not fit where the copy is or what readers have; perhaps somebody was faster."""


class NotReady(Refused):
    """The copy lacks something that print needs; ``problems`` lists each as a sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


ANY_STATE = frozenset(State)
ANY_READERS = frozenset(Readers)


@dataclass(frozen=True)
class Verb:
    """One line of the table.

    ``states`` and ``readers`` are where the verb may start; ``becomes`` is the copy's next state
    (None: it stays); ``kind`` is the edition that the verb makes (None: a verb of the desk alone).
    Whoever may say the verb that it is ``like`` may say it.
    """

    name: str
    label: str
    states: frozenset[State]
    readers: frozenset[Readers] = ANY_READERS
    becomes: State | None = None
    kind: Kind | None = None
    note: Note = Note.OPTIONAL
    like: str = ""

    @property
    def permission(self) -> str:
        return f"articles.{self.like or self.name}_article"


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


def _when(*readers: Readers) -> frozenset[Readers]:
    return frozenset(readers)


S, R = State, Readers

SUBMIT = Verb("submit", "Submit for review", _from(S.DRAFT), becomes=S.IN_REVIEW)
SEND_BACK = Verb(
    "send_back",
    "Send back",
    _from(S.IN_REVIEW, S.CLEARED),
    becomes=S.DRAFT,
    note=Note.REQUIRED,
)
CLEAR = Verb("clear", "Clear", _from(S.IN_REVIEW), becomes=S.CLEARED)
REOPEN = Verb("reopen", "Reopen for editing", _from(S.CLEARED), becomes=S.DRAFT)
SPIKE = Verb(
    "spike",
    "Spike",
    _from(S.DRAFT, S.IN_REVIEW, S.CLEARED),
    _when(R.NOTHING),
    becomes=S.SPIKED,
)
# While another text is scheduled: that text is safe, and comes back into the copy with the mend.
MEND = Verb(
    "mend",
    "Mend what is live now",
    _from(S.DRAFT, S.CLEARED),
    _when(R.LIVE),
    becomes=S.DRAFT,
    like="reopen",
)
RESTORE = Verb("restore", "Restore", _from(S.SPIKED), becomes=S.DRAFT)

PUBLISH = Verb("publish", "Publish", _from(S.CLEARED), _when(R.NOTHING), kind=Kind.FIRST)
RESTYLE = Verb("restyle", "Publish style edit", _from(S.CLEARED), _when(R.LIVE), kind=Kind.STYLE)
UPDATE = Verb(
    "update",
    "Publish update",
    _from(S.CLEARED),
    _when(R.LIVE),
    kind=Kind.UPDATE,
    note=Note.PUBLIC,
)
CORRECT = Verb(
    "correct",
    "Publish correction",
    _from(S.CLEARED),
    _when(R.LIVE),
    kind=Kind.CORRECTION,
    note=Note.PUBLIC,
)
KILL = Verb("kill", "Kill", ANY_STATE, _when(R.LIVE), kind=Kind.KILL, note=Note.PUBLIC)
RETURN = Verb(
    "return",
    "Return to readers",
    _from(S.CLEARED),
    _when(R.KILLED),
    kind=Kind.RETURN,
    note=Note.PUBLIC,
)
CANCEL = Verb("cancel", "Cancel what is scheduled", ANY_STATE)

DESK_VERBS = (SUBMIT, SEND_BACK, CLEAR, REOPEN, MEND, SPIKE, RESTORE)
DOOR_VERBS = (PUBLISH, RESTYLE, UPDATE, CORRECT, KILL, RETURN)
VERBS = {verb.name: verb for verb in (*DESK_VERBS, *DOOR_VERBS, CANCEL)}

# A chief may clear what they wrote themselves, with a note that stays in the logbook.
OVERRIDE_PERMISSION = "articles.override_article"


def fits(verb: Verb, state: str, readers: str, *, is_scheduled: bool) -> bool:
    """Whether the verb can start here, whoever says it.

    While something is scheduled, the first publication, a kill's return and a spike wait until it
    is cancelled; a live text can still be mended, for which there is ``MEND``, and killed.
    """
    if verb is CANCEL:
        return is_scheduled
    if verb is MEND and not is_scheduled:
        return False
    if is_scheduled and verb in (PUBLISH, RETURN, SPIKE):
        return False
    return state in verb.states and readers in verb.readers


def allowed(
    permissions: Collection[str], state: str, readers: str, *, is_scheduled: bool
) -> list[Verb]:
    """The verbs that somebody with these permissions may say now, in the table's order."""
    return [
        verb
        for verb in VERBS.values()
        if verb.permission in permissions and fits(verb, state, readers, is_scheduled=is_scheduled)
    ]


def may_edit(permissions: Collection[str], state: str, readers: str) -> bool:
    """Whether somebody with these permissions may change the copy where it is now.

    Drafts are open to all who write; copy in review, and cleared copy that is about to be
    published, to those who clear. The copy of a live article can always be reopened. What is
    spiked is restored first.
    """
    if "articles.change_article" not in permissions or state == State.SPIKED:
        return False
    is_open = state == State.DRAFT or (state == State.CLEARED and readers != Readers.NOTHING)
    return is_open or CLEAR.permission in permissions


def permissions() -> list[tuple[str, str]]:
    """The permissions of the verbs, as Django's ``Meta.permissions`` wants them."""
    return [
        *((f"{verb.name}_article", verb.label) for verb in VERBS.values() if not verb.like),
        ("override_article", "Clear one's own text, with a logged note"),
    ]
