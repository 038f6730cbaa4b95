"""Fills a newsroom that was made for measuring with pieces that mean nothing, up to a million."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from accounts.models import User
from articles import publishing
from articles.management.commands.seed import FIXTURES
from articles.models import Article, Front, Topic
from articles.models.article import Label
from articles.publishing.morgue import CLEARER, WRITER, Morgue

MOST = 1_000_000
# Cheap to build over all rows, and dear to keep row by row.
BUILT_LAST = ("edition_search", "edition_offered", "search_word_likeness")
# What stands on the front page below its lead: much, little, and what is rare.
SECTIONS = (
    {"title": "Often", "topic": "synthetic-topic-1"},
    {"title": "Seldom", "topic": "synthetic-topic-150"},
    {"title": "Opinion", "label": Label.OPINION},
)


class Command(BaseCommand):
    help = (
        "Fill a newsroom that is for measuring with made-up articles and all that belongs to them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, required=True, help=f"how many, up to {MOST:,}")

    def handle(self, *, articles: int, **options: Any) -> None:
        if not 1 <= articles <= MOST:
            raise CommandError(f"Between 1 and {MOST:,} articles can be made.")
        if "owner" not in connections:
            raise CommandError("Set DATABASE_OWNER_URL: indexes are built anew at the end.")
        _refuse_a_real_newsroom()
        began = time.monotonic()
        with self._indexes_built_last():
            for done in Morgue(articles).lay_in():
                self._tell(done, articles, time.monotonic() - began)
        _lay_out_the_front()
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        self.stdout.write(f"Laid in {articles:,} articles.")

    @contextmanager
    def _indexes_built_last(self) -> Iterator[None]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY (%s)",
                [list(BUILT_LAST)],
            )
            indexes = cursor.fetchall()
            for name, _ in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            try:
                yield
            finally:
                self.stderr.write("\nBuilding the indexes of the search …")
                cursor.execute("SET maintenance_work_mem = '1GB'")
                for _, definition in indexes:
                    cursor.execute(definition)

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
    for position, told in enumerate(SECTIONS, 1):
        topic = Topic.objects.filter(slug=told.get("topic", "")).first()
        front.sections.create(
            position=position, title=told["title"], topic=topic, label=told.get("label", "")
        )
    publishing.publish_front(front, by=editor)
