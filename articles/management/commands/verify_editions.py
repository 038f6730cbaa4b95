"""Proves that every edition is what was recorded, and names the first broken link if one is not."""

from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models.chain import broken_link
from articles.models.edition import Edition


class Command(BaseCommand):
    help = "Check every article's editions: numbers, contents and the chain of digests."

    def handle(self, **options: Any) -> None:
        editions = Edition.objects.order_by("article_id", "number").iterator(chunk_size=500)
        articles = checked = 0
        for _, group in groupby(editions, key=lambda edition: edition.article_id):
            of_article = list(group)
            if fault := broken_link(of_article):
                raise CommandError(fault)
            articles += 1
            checked += len(of_article)
            self._name_imported(of_article, options["verbosity"])
        self.stdout.write(f"{checked} editions of {articles} articles: every link holds.")

    def _name_imported(self, editions: list[Edition], verbosity: int) -> None:
        """An edition recorded after it began came by a seed or an import; say which with -v 2."""
        imported = [e for e in editions if (e.recorded_at - e.begins_at).total_seconds() > 60]
        if verbosity > 1 and imported:
            numbers = ", ".join(str(e.number) for e in imported)
            self.stdout.write(f"Article {editions[0].article_id}: recorded later: {numbers}.")
