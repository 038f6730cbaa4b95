"""How an edition is put on record: its neighbours' times move, and the logbook gets its line."""

from collections.abc import Iterable
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from articles.models.edition import Edition
from articles.models.edition_links import EditionByline, EditionTopic
from articles.models.image import Image
from articles.models.logbook import LogbookEntry
from articles.models.standing import Standing
from articles.models.uses import EditionPicture
from articles.models.withdrawal import Withdrawal
from articles.publishing.ranges import live_until, never_live


def freeze(standing: Standing, edition: Edition, images: Iterable[Image]) -> None:
    """Record the edition and move the ranges of its neighbours: shrink, grow, then insert."""
    before = standing.current
    begins_at, ends_at = edition.begins_at, before.live.upper if before else None
    if edition.is_kill and standing.coming:
        take_back(standing, before)
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


def take_back(standing: Standing, before: Edition | None) -> None:
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


def log(edition: Edition, verb: str, *, by: User, note: str) -> None:
    LogbookEntry.objects.create(
        article=edition.article, by=by, verb=verb, note=note.strip(), edition=edition
    )
