"""An article on its way to readers: each verb of the door as a sentence."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from articles import checks, makeready, proof, workflow
from articles.checks import Finding, Level
from articles.makeready import Makeready
from articles.models.article import Article
from articles.models.draft import Draft
from articles.models.edition import Edition, clock
from articles.models.standing import Standing
from articles.publishing import rebasing
from articles.publishing.pages import open_story
from articles.publishing.rebasing import Choices
from articles.publishing.recording import freeze, log, take_back
from articles.publishing.timing import check_cancellation, check_schedule
from articles.workflow import NotAllowed, NotNow, NotReady, Verb


def publish(article: Article, *, by: User, note: str = "", override: str = "") -> Edition:
    """Give readers the first edition of a cleared article, now.

    Here and below, ``override`` is a chief's note that lets a copy pass the checks of the house.
    """
    return _go_through(article, workflow.PUBLISH, by=by, note=note, override=override)


def restyle(
    article: Article,
    *,
    by: User,
    note: str = "",
    choices: Choices | None = None,
    override: str = "",
) -> Edition:
    """Mend the style of a live article: no fact changes, or it is refused and says which.

    What is scheduled is rebased with this, an update and a correction; ``choices`` say what it
    shall say where both changed the same (see ``rebasing``).
    """
    return _go_through(
        article, workflow.RESTYLE, by=by, note=note, choices=choices, override=override
    )


def update(
    article: Article, *, by: User, note: str, choices: Choices | None = None, override: str = ""
) -> Edition:
    """Give readers more news in a live article, and say what is new."""
    return _go_through(
        article, workflow.UPDATE, by=by, note=note, choices=choices, override=override
    )


def correct(
    article: Article, *, by: User, note: str, choices: Choices | None = None, override: str = ""
) -> Edition:
    """Correct a live article, and say what was wrong."""
    return _go_through(
        article, workflow.CORRECT, by=by, note=note, choices=choices, override=override
    )


def kill(article: Article, *, by: User, note: str) -> Edition:
    """Withdraw a live article: its text becomes unreadable at once, and the notice says why.

    What was scheduled for it is cancelled with it.
    """
    return _go_through(article, workflow.KILL, by=by, note=note)


def return_(article: Article, *, by: User, note: str, override: str = "") -> Edition:
    """Bring a killed article back, as the cleared copy stands, and say why."""
    return _go_through(article, workflow.RETURN, by=by, note=note, override=override)


def schedule(
    article: Article,
    verb: Verb,
    *,
    at: datetime,
    by: User,
    note: str = "",
    override: str = "",
) -> Edition:
    """Record an edition that will be live by itself ``at`` an aware time; ``verb`` is a door verb.

    The text that is live until then can still be mended and killed. One edition can be scheduled at
    a time: cancel it to schedule another.
    """
    return _go_through(article, verb, by=by, note=note, override=override, at=at)


def cancel(edition: Edition, *, by: User, note: str = "") -> Edition:
    """Take back a scheduled edition before its time; it keeps its number and never lives."""
    with transaction.atomic():
        article = edition.article.locked(as_seen=False)
        coming = article.editions.get(pk=edition.pk)
        now = clock()
        check_cancellation(coming, now)
        standing = Standing.of(article, now)
        standing.demand(workflow.CANCEL, by=by)
        take_back(standing, standing.current)
        log(coming, "cancel", by=by, note=note)
        return coming


def record_past(article: Article, verb: Verb, *, at: datetime, by: User, note: str = "") -> Edition:
    """Record an edition that readers were given at ``at`` in the past: for seeds and imports.

    An article's whole past must be recorded in one transaction, in the order of time, before it has
    any other edition: the database refuses anything else. ``recorded_at`` says when it was done.
    """
    if at > clock():
        raise NotNow("That time has not come: schedule it instead.")
    return _go_through(article, verb, by=by, note=note, at=at, is_past=True)


def _go_through(
    article: Article,
    verb: Verb,
    *,
    by: User,
    note: str,
    override: str = "",
    at: datetime | None = None,
    is_past: bool = False,
    choices: Choices | None = None,
) -> Edition:
    planned = None if at else rebasing.plan(article, verb, choices or {}, by=by)
    beside = Makeready()
    if verb is not workflow.KILL:
        beside = makeready.for_print(article, at=at or clock())
    try:
        with transaction.atomic():
            copy = article.locked(as_seen=verb is not workflow.KILL)
            now = at if at and is_past else clock()
            standing = Standing.of(copy, now)
            standing.demand(verb, by=by)
            begins_at = at or now
            if at is None:
                rebasing.check(planned, verb, standing)
            if at and not is_past:
                check_schedule(standing.coming, at, now)
            edition = proof.of(standing, verb, begins_at=begins_at, note=note, beside=beside)
            found = _findings(copy, edition, beside, is_past=is_past)
            problems = proof.problems(standing, verb, edition, found, is_past=is_past)
            passed = _pass(checks.of_level(found, Level.BLOCKS), problems, by=by, note=override)
            freeze(standing, edition, beside.images)
            if not edition.is_kill:
                Draft.printed(copy, edition)
            if copy.story:
                open_story(copy.story, at=now, by=by)
            log(edition, "schedule" if begins_at > now else verb.name, by=by, note=note)
            if passed:
                log(edition, "override", by=by, note=passed)
            if planned:
                rebasing.carry_over(planned, edition, by=by)
            return edition
    except IntegrityError as error:
        if "one_article_at_an_address" not in str(error):
            raise
        raise NotReady(
            ["Another article of that day has this address already: change the slug."]
        ) from error


def _findings(
    copy: Article, edition: Edition, beside: Makeready, *, is_past: bool
) -> list[Finding]:
    found = [] if edition.is_kill else checks.findings(copy, edition, beside)
    # What is past was printed as it was: what the house would not print comes too late.
    return checks.of_level(found, Level.NEVER) if is_past else found


def _pass(held: Sequence[Finding], problems: Sequence[str], *, by: User, note: str) -> str:
    """What the logbook says of a chief who lets a piece pass what holds it back; "" if nothing did.

    Raises ``NotReady`` if it is held back and nobody says why it goes out all the same.
    """
    sentences = [finding.sentence for finding in held]
    if sentences and note.strip() and not by.has_perm(workflow.OVERRIDE_PERMISSION):
        raise NotAllowed("Only a chief can let a piece pass what holds it back.")
    if sentences and not note.strip():
        problems = [*problems, *sentences]
    if problems:
        raise NotReady(list(problems))
    return f"{note.strip()} (Passed over: {' '.join(sentences)})" if sentences else ""
