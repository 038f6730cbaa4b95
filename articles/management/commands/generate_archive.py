"""Fills a newsroom that was made for measuring with pieces that mean nothing, up to a million."""

import time
from math import inf
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from accounts.models import User
from articles import publishing
from articles.management.commands.seed import FIXTURES
from articles.models import Article, Front, Topic
from articles.models.article import Label
from articles.publishing.morgue import CLEARER, WRITER, Morgue, built_last

MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Fill a newsroom that is for measuring with made-up articles and all that belongs to them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, required=True, help=f"how many, up to {MOST:,}")
        parser.add_argument(
            "--minutes",
            type=float,
            default=inf,
            help="after how many to lay in no more; what is there then are the newest",
        )

    def handle(self, *, articles: int, minutes: float, **options: Any) -> None:
        if not 1 <= articles <= MOST:
            raise CommandError(f"Between 1 and {MOST:,} articles can be made.")
        if "owner" not in connections:
            raise CommandError("Set DATABASE_OWNER_URL: indexes are built anew at the end.")
        _refuse_a_real_newsroom()
        began = time.monotonic()
        with built_last():
            for done in Morgue(articles).lay_in():
                seconds = time.monotonic() - began
                self._tell(done, articles, seconds)
                if seconds > minutes * 60:
                    break
            self.stderr.write("\nBuilding indexes …")
        _lay_out_the_front()
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        self.stdout.write(f"Laid in {done:,} articles.")

    def _tell(self, done: int, articles: int, seconds: float) -> None:
        left = seconds / done * (articles - done)
        words = (
            f"{done:,} of {articles:,}, {done / seconds:,.0f} a second, {left / 60:.0f} min to go"
        )
        self.stderr.write(f"\r{words:<70}", ending="")
        self.stderr.flush()


def _refuse_a_real_newsroom() -> None:
    """Only the demo story may be there, which every newsroom begins with."""
    demo = [path.parent.name.partition("-")[2] for path in FIXTURES.glob("*/article.toml")]
    theirs = Article.objects.exclude(slug__in=demo)
    if theirs.filter(created_by__username=WRITER).exists():
        raise CommandError("There is an archive here already. Make another newsroom for another.")
    if theirs.exists():
        raise CommandError(
            "This newsroom has articles of its own. What is made up for measuring goes into a "
            "newsroom of its own: set NEXTFIN_DATA to an empty folder."
        )


def _lay_out_the_front() -> None:
    front, editor = Front.objects.get(), User.objects.get(username=CLEARER)
    front.slots.all().delete()
    front.sections.all().delete()
    front.saved_by = editor
    front.save()
    topics = list(Topic.objects.filter(slug__startswith="synthetic-topic-").order_by("pk"))
    # Below the lead: much, little, and what is rare.
    for position, (title, topic, label) in enumerate(
        (
            ("Often", topics[0], ""),
            ("Seldom", topics[len(topics) * 3 // 4], ""),
            ("Opinion", None, Label.OPINION),
        ),
        1,
    ):
        front.sections.create(position=position, title=title, topic=topic, label=label)
    publishing.publish_front(front, by=editor)
