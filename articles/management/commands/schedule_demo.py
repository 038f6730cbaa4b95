"""Schedules a page that says so itself, to watch time publish it with nothing running."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Author, Role, User
from articles import handling, publishing, workflow
from articles.models import Article, Byline
from articles.models.edition import clock

BODY = """
<p>This page was recorded before it could be read. It carries the time from which on it is live, and
the database shows it to readers from that second on.</p>
<p>No job published it. It would be here if every worker had been stopped.</p>
"""


class Command(BaseCommand):
    help = "Schedule a test page a few seconds ahead and print its address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=int, default=20, help="how far ahead (20)")

    def handle(self, *, seconds: int, **options: Any) -> None:
        reporter = User.objects.filter(role=Role.REPORTER).first()
        editor = User.objects.filter(role=Role.EDITOR).first()
        author = Author.objects.order_by("pk").first()
        if not (reporter and editor and author):
            raise CommandError("There is no newsroom yet: run `make run`, or `manage.py seed`.")
        slug = f"a-test-of-the-clock-{clock():%H%M%S}"
        article = Article(headline="A test of the clock", slug=slug, body=BODY)
        article = handling.save_copy(article, by=reporter)
        Byline.objects.create(article=article, author=author)
        article = handling.submit(article, by=reporter)
        article = handling.clear(article, by=editor)
        at = clock() + timedelta(seconds=seconds)
        edition = publishing.schedule(article, workflow.PUBLISH, at=at, by=editor)
        self.stderr.write(f"It will be live at {timezone.localtime(at):%H:%M:%S %Z}:")
        self.stdout.write(edition.address)
