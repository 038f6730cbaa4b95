"""An article on its way to readers: each verb of the door as a sentence."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from articles import makeready, proof, workflow
from articles.makeready import Makeready
from articles.models.article import Article
from articles.models.draft import Draft
from articles.models.edition import Edition, clock
from articles.models.edition_links import EditionByline, EditionTopic
from articles.models.image import Image
from articles.models.logbook import LogbookEntry
from articles.models.standing import Standing
from articles.models.uses import EditionPicture
from articles.models.withdrawal import Withdrawal
from articles.publishing.pages import open_story
from articles.publishing.ranges import live_until, never_live
from articles.publishing.timing import check_cancellation, check_schedule
from articles.workflow import NotNow, NotReady, Verb


def publish(article: Article, *, by: User, note: str = "") -> Edition:
    """Give readers the first edition of a cleared article, now."""
    return _go_through(article, workflow.PUBLISH, by=by, note=note)


def restyle(article: Article, *, by: User, note: str = "") -> Edition:
    """Mend the style of a live article: no fact changes."""
    return _go_through(article, workflow.RESTYLE, by=by, note=note)


def update(article: Article, *, by: User, note: str) -> Edition:
    """Give readers more news in a live article, and say what is new."""
    return _go_through(article, workflow.UPDATE, by=by, note=note)


def correct(article: Article, *, by: User, note: str) -> Edition:
    """Correct a live article, and say what was wrong."""
    return _go_through(article, workflow.CORRECT, by=by, note=note)


def kill(article: Article, *, by: User, note: str) -> Edition:
    """Withdraw a live article: its text becomes unreadable at once, and the notice says why.

    What was scheduled for it is cancelled with it.
    """
    return _go_through(article, workflow.KILL, by=by, note=note)


def return_(article: Article, *, by: User, note: str) -> Edition:
    """Bring a killed article back, as the cleared copy stands, and say why."""
    return _go_through(article, workflow.RETURN, by=by, note=note)


def schedule(article: Article, verb: Verb, *, at: datetime, by: User, note: str = "") -> Edition:
    """Record an edition that will be live by itself ``at`` an aware time; ``verb`` is a door verb.

    The text that is live until then can still be mended and killed. One edition can be scheduled at
    a time: cancel it to schedule another.
    """
    return _go_through(article, verb, by=by, note=note, at=at)


def cancel(edition: Edition, *, by: User, note: str = "") -> Edition:
    """Take back a scheduled edition before its time; it keeps its number and never lives."""
    with transaction.atomic():
        article = edition.article.locked(as_seen=False)
        coming = article.editions.get(pk=edition.pk)
        now = clock()
        check_cancellation(coming, now)
        standing = Standing.of(article, now)
        standing.demand(workflow.CANCEL, by=by)
        _take_back(standing, standing.current)
        _log(coming, "cancel", by=by, note=note)
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
    at: datetime | None = None,
    is_past: bool = False,
) -> Edition:
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
            if at and not is_past:
                check_schedule(standing.coming, at, now)
            edition = proof.of(standing, verb, begins_at=begins_at, note=note, beside=beside)
            if problems := proof.problems(standing, verb, edition, beside):
                raise NotReady(problems)
            _freeze(standing, edition, beside.images)
            if not edition.is_kill:
                Draft.printed(copy, edition)
            if copy.story:
                open_story(copy.story, at=now, by=by)
            _log(edition, "schedule" if begins_at > now else verb.name, by=by, note=note)
            return edition
    except IntegrityError as error:
        if "one_article_at_an_address" not in str(error):
            raise
        raise NotReady(
            ["Another article of that day has this address already: change the slug."]
        ) from error


def _freeze(standing: Standing, edition: Edition, images: Iterable[Image]) -> None:
    """Record the edition and move the ranges of its neighbours: shrink, grow, then insert."""
    before = standing.current
    begins_at, ends_at = edition.begins_at, before.live.upper if before else None
    if edition.is_kill and standing.coming:
        _take_back(standing, before)
        ends_at = None
    if before:
        live_until(before, begins_at)
    if before and before.is_kill:
        _end_withdrawal(before, begins_at)
    edition.live = DateTimeTZRange(begins_at, ends_at)

    edition.follow(standing.article.editions.order_by("-number").first())
    edition.save(force_insert=True)
    if edition.is_kill:
        Withdrawal.objects.create(article=edition.article, span=DateTimeTZRange(begins_at, None))
        return
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=edition, topic=topic) for topic in standing.article.topics.all()
    )
    EditionByline.objects.bulk_create(
        EditionByline(edition=edition, author=author)
        for author in standing.article.authors.distinct()
    )
    EditionPicture.objects.bulk_create(
        EditionPicture(edition=edition, image=image) for image in images
    )


def _take_back(standing: Standing, before: Edition | None) -> None:
    """Empty the coming edition, and let the one before it live on."""
    coming = standing.coming
    if coming is None:
        raise ValueError("nothing is scheduled")
    never_live(coming)
    if coming.is_kill:
        Withdrawal.objects.filter(
            article=coming.article_id, span__startswith=coming.begins_at
        ).update(span=DateTimeTZRange(empty=True))
    if before:
        live_until(before, None)
    if before and before.is_kill:
        _end_withdrawal(before, None)


def _end_withdrawal(notice: Edition, at: datetime | None) -> None:
    """Let the withdrawal that this kill notice began end ``at`` a time, or never."""
    Withdrawal.objects.filter(article=notice.article_id, span__startswith=notice.begins_at).update(
        span=DateTimeTZRange(notice.begins_at, at)
    )


def _log(edition: Edition, verb: str, *, by: User, note: str) -> None:
    LogbookEntry.objects.create(
        article=edition.article, by=by, verb=verb, note=note.strip(), edition=edition
    )
