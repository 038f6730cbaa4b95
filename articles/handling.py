"""Handling copy at the desk: saving, submitting, sending back, clearing, spiking.

Each verb locks the article, asks the workflow who may, moves the copy and writes the logbook, in
one transaction. A refusal is a ``workflow.Refused`` that says why. None of this reaches readers.
"""

from collections.abc import Callable
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction

from accounts.models import Role, User
from articles import workflow
from articles.models import uses
from articles.models.article import Article
from articles.models.clearance import Clearance, Writer
from articles.models.draft import Draft, words_of
from articles.models.edition import Edition
from articles.models.logbook import LogbookEntry
from articles.models.standing import Standing
from articles.workflow import NotAllowed, NotNow, NotReady, State, Verb


def save_copy(
    article: Article,
    *,
    by: User,
    beside: Callable[[], None] | None = None,
    reopens: bool = False,
    may_reopen: bool = True,
    window: UUID | None = None,
) -> Article:
    """Store what ``by`` has written, on top of the version that they had before them, and a draft.

    ``beside`` stores what prints beside the article's own row (topics, byline) once that is there.
    Cleared copy of which anything changed that prints becomes a draft again; ``reopens`` says that
    what is beside it changes. ``window`` is the page through which they write. Raises ``NotNow`` if
    somebody else saved in the meantime (nothing is stored then) and ``NotAllowed`` if it is not
    theirs to change.
    """
    with transaction.atomic():
        article.saved_by = by
        if article.pk is None:
            article.created_by = by
            return _stored(article, beside, by=by, window=window)
        stored = article.locked()
        standing = Standing.of(stored)
        if not standing.may_edit(by):
            raise NotAllowed(
                f"The copy is {stored.get_state_display().lower()}: it is not yours to change now."
            )
        if article.embargo_at and standing.is_due_before(article.embargo_at):
            raise NotNow("An edition is scheduled within this embargo: cancel it first.")
        # Only verbs move the copy: whoever was faster with one is not undone by this save.
        article.state, article.clearance_id = stored.state, stored.clearance_id
        article.clean_body()
        if stored.state == State.CLEARED and (
            reopens or not article.prints_as(stored) or not stored.is_as_cleared()
        ):
            if not may_reopen:
                raise NotNow("It was cleared. If you save it, it becomes a draft again.")
            _move(article, workflow.REOPEN, by=by)
        article.revision += 1
        return _stored(article, beside, by=by, window=window)


def _stored(
    article: Article, beside: Callable[[], None] | None, *, by: User, window: UUID | None = None
) -> Article:
    """Store the row, what prints beside it, what it uses, and the draft of all of it."""
    article.save()
    uses.note(article)
    if beside:
        beside()
    Draft.keep(article, by=by, window=window)
    return article


def bring_back(draft: Draft, *, by: User) -> tuple[Article, list[str]]:
    """Make an earlier draft the copy again; what the copy was stays in a draft of its own.

    The sentences name what the draft had and the newsroom has no more. Raises ``NotAllowed``.
    """
    with transaction.atomic():
        article = draft.article.locked(as_seen=False)
        last = article.drafts.first()
        if last:
            last.fix()
        _, missing = draft.at_hand()
        is_addressed = Edition.objects.filter(article=article).exists()
        draft.put_into(article, but=("slug",) if is_addressed else ())
        save_copy(article, by=by, beside=partial(draft.put_beside, article), reopens=True)
        LogbookEntry.objects.create(
            article=article, by=by, verb="bring_back", note=f"The draft of {draft}."
        )
        return article, missing


def submit(article: Article, *, by: User, note: str = "") -> Article:
    """Hand a draft to the editors."""
    return _handle(article, workflow.SUBMIT, by=by, note=note)


def send_back(article: Article, *, by: User, note: str) -> Article:
    """Give copy back to its reporter, and say why."""
    return _handle(article, workflow.SEND_BACK, by=by, note=note)


def reopen(article: Article, *, by: User, note: str = "") -> Article:
    """Make cleared copy a draft again; what readers have does not change."""
    return _handle(article, workflow.REOPEN, by=by, note=note)


def mend(article: Article, *, by: User, note: str = "") -> Article:
    """Bring what is live into the copy as a draft, to be mended while another text is scheduled.

    The copy must hold what is scheduled, which is safe in the edition's own draft. When the mend is
    published, the copy holds the scheduled words again, with the mend in them.
    """
    with transaction.atomic():
        stored = article.locked()
        standing = Standing.of(stored)
        standing.demand(workflow.MEND, by=by)
        if why := no_mend(standing):
            raise NotNow(why)
        live = cast(Draft, Draft.of_edition(cast(Edition, standing.current)))
        stored.saved_by = live.writer()
        stored.revision += 1
        _move(stored, workflow.MEND, by=by, note=note)
        live.put_into(stored)
        beside = partial(live.put_beside, stored)
        return _stored(stored, beside, by=stored.saved_by)


def no_mend(standing: Standing) -> str:
    """Why what is live cannot take the place of the copy's words, in plain words; "" if it can."""
    if standing.current is None or standing.coming is None:
        return "Nothing is scheduled."
    live, scheduled = map(Draft.of_edition, (standing.current, standing.coming))
    words = words_of(standing.article)
    if standing.coming.is_kill or live is None:
        return "The copy itself can be edited."
    if words == live.words:
        return "The copy holds what is live: mend it, and have it cleared."
    if scheduled is None or words != scheduled.words:
        return "The copy holds words that are neither live nor scheduled."
    return ""


def spike(article: Article, *, by: User, note: str = "") -> Article:
    """Put copy aside that will not run."""
    return _handle(article, workflow.SPIKE, by=by, note=note)


def restore(article: Article, *, by: User, note: str = "") -> Article:
    """Take copy from the spike and make it a draft again."""
    return _handle(article, workflow.RESTORE, by=by, note=note)


def clear(article: Article, *, by: User, note: str = "", override: bool = False) -> Article:
    """Let a text go to print that somebody else wrote.

    A chief may ``override`` the four-eyes rule with a ``note``; clearance and logbook keep it. The
    database refuses whoever wrote any of the text, whatever this function thinks.
    """
    with transaction.atomic():
        stored = article.locked()
        Standing.of(stored).demand(workflow.CLEAR, by=by)
        wrote_it = Writer.objects.filter(article=stored, user=by).exists()
        if wrote_it and not override:
            raise NotAllowed("You wrote part of this text, so somebody else must clear it.")
        if wrote_it and by.role != Role.CHIEF:  # whatever else they may do: so says the database
            raise NotAllowed("Only a chief can clear a text of their own.")
        if wrote_it and not note.strip():
            raise NotReady(["Say why you clear your own text; the logbook keeps it."])
        stored.clearance = Clearance.objects.create(
            article=stored, by=by, override_note=note.strip() if wrote_it else ""
        )
        _move(stored, workflow.CLEAR, by=by, note=note)
        stored.save(update_fields=["state", "clearance"])
        return stored


def _handle(article: Article, verb: Verb, *, by: User, note: str) -> Article:
    with transaction.atomic():
        stored = article.locked()
        Standing.of(stored).demand(verb, by=by)
        if verb.note is workflow.Note.REQUIRED and not note.strip():
            raise NotReady([f"“{verb.label}” needs a note that says why."])
        _move(stored, verb, by=by, note=note)
        stored.save(update_fields=["state", "clearance"])
        return stored


def _move(article: Article, verb: Verb, *, by: User, note: str = "") -> None:
    """Set the copy's next state and log it; the caller saves the article."""
    if verb.becomes is None:
        raise ValueError(f"{verb.name} moves no copy")
    article.state = verb.becomes
    if verb.becomes != State.CLEARED:
        article.clearance = None
    LogbookEntry.objects.create(article=article, by=by, verb=verb.name, note=note.strip())
