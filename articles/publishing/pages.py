"""The front page and a story's own words pass the door as articles do: numbered, dated, frozen."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from articles import page_proof
from articles.models.edition import clock
from articles.models.front import Front, FrontCard, FrontEdition, cards_digest
from articles.models.logbook import LogbookEntry
from articles.models.story import Story, StoryEdition
from articles.publishing.ranges import live_until, never_live
from articles.publishing.timing import check_cancellation, check_schedule
from articles.workflow import NotAllowed, NotNow, NotReady

type Page = Front | Story
type PageEdition = FrontEdition | StoryEdition


def publish_front(
    front: Front, *, by: User, at: datetime | None = None, note: str = ""
) -> FrontEdition:
    """Give readers the front page as it is laid out: now, or by itself ``at`` an aware time."""
    _demand(front, by)
    with transaction.atomic():
        return _print_front(front.locked(), clock(), by=by, at=at, note=note)


def publish_story(
    story: Story, *, by: User, at: datetime | None = None, note: str = ""
) -> StoryEdition:
    """Give readers a story's own words as they stand: now, or by themselves ``at`` a time."""
    _demand(story, by)
    with transaction.atomic():
        return _print_story(story.locked(), clock(), by=by, at=at, note=note)


def cancel_page(edition: PageEdition, *, by: User, note: str = "") -> PageEdition:
    """Take back a scheduled edition before its time; it keeps its number and never lives."""
    _demand(edition.owner, by)
    with transaction.atomic():
        owner = edition.owner.locked(as_seen=False)
        coming = owner.printed.get(pk=edition.pk)
        now = clock()
        check_cancellation(coming, now)
        never_live(coming)
        current, _ = owner.printed.now_and_next(now)
        if current:
            live_until(current, None)
        _log(owner, "cancel", by=by, note=note)
        return coming


def record_past_front(front: Front, *, at: datetime, by: User) -> FrontEdition:
    """Record a front page that readers were given at ``at`` in the past: for seeds and imports.

    As with articles, the whole past of a page is recorded in one transaction, in order of time.
    """
    return _print_front(front.locked(), _past(at), by=by)


def record_past_story(story: Story, *, at: datetime, by: User) -> StoryEdition:
    """Record a story's own words that readers were given at ``at`` in the past."""
    return _print_story(story.locked(), _past(at), by=by)


def open_story(story: Story, *, at: datetime, by: User) -> None:
    """Print a story's own words with its first piece, if nobody has done it before.

    Nobody reads them until a piece of the story is live, so they need not wait for its time.
    """
    stored = Story.objects.select_for_update().get(pk=story.pk)
    if not stored.printed.exists():
        _freeze(stored, page_proof.opening_of(stored, begins_at=at), at, is_scheduled=False)
        _log(stored, "publish", by=by, note="With its first piece.")


def _print_front(
    front: Front, now: datetime, *, by: User, at: datetime | None = None, note: str = ""
) -> FrontEdition:
    edition, cards = page_proof.of_front(front, begins_at=at or now)
    edition.cards_digest = cards_digest(cards)
    if problems := page_proof.front_problems(edition, cards):
        raise NotReady(problems)
    _freeze(front, edition, now, is_scheduled=at is not None)
    for card in cards:
        card.edition = edition
    FrontCard.objects.bulk_create(cards)
    _log(front, "schedule" if at else "publish", by=by, note=note)
    return edition


def _print_story(
    story: Story, now: datetime, *, by: User, at: datetime | None = None, note: str = ""
) -> StoryEdition:
    edition = page_proof.of_story(story, begins_at=at or now)
    if problems := page_proof.story_problems(story, edition):
        raise NotReady(problems)
    _freeze(story, edition, now, is_scheduled=at is not None)
    _log(story, "schedule" if at else "publish", by=by, note=note)
    return edition


def _freeze(owner: Page, edition: PageEdition, now: datetime, *, is_scheduled: bool) -> None:
    """Record the edition and move the ranges of its neighbours: shrink, then insert."""
    before, coming = owner.printed.now_and_next(now)
    if is_scheduled:
        check_schedule(coming, edition.begins_at, now)
    ends_at = coming.begins_at if coming else None
    if before:
        live_until(before, edition.begins_at)
    edition.live = DateTimeTZRange(edition.begins_at, ends_at)
    edition.follow(owner.printed.order_by("-number").first())
    edition.save(force_insert=True)


def _demand(owner: Page, by: User) -> None:
    name = owner._meta.model_name
    if not by.has_perm(f"articles.publish_{name}"):
        raise NotAllowed(f"To publish a {name} page is not for your role.")


def _past(at: datetime) -> datetime:
    if at > clock():
        raise NotNow("That time has not come: schedule it instead.")
    return at


def _log(owner: Page, verb: str, *, by: User, note: str) -> None:
    about = {"front": owner} if isinstance(owner, Front) else {"story": owner}
    LogbookEntry.objects.create(by=by, verb=verb, note=note.strip(), **about)
