"""Proves that every edition is what was recorded, and names the first broken link if one is not."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models.edition import Edition
from articles.models.front import FrontEdition, cards_digest
from articles.models.frozen import Frozen, broken_link
from articles.models.story import StoryEdition


class Command(BaseCommand):
    help = "Check all editions: numbers, contents and the chain of digests."

    def handle(self, **options: Any) -> None:
        articles = checked = 0
        for article, editions in _by(Edition, "article_id"):
            if fault := broken_link(f"Article {article}", editions):
                raise CommandError(fault)
            articles += 1
            checked += len(editions)
            self._name_imported(editions, options["verbosity"])
        self.stdout.write(f"{checked} editions of {articles} articles: every link holds.")
        self._check_pages()

    def _check_pages(self) -> None:
        checked = 0
        for name, model in (("Front page", FrontEdition), ("Story", StoryEdition)):
            for owner, editions in _by(model, "owner_id"):
                if fault := broken_link(f"{name} {owner}", editions):
                    raise CommandError(fault)
                checked += len(editions)
        for edition in FrontEdition.objects.prefetch_related("card_rows").iterator(chunk_size=500):
            if cards_digest(edition.card_rows.all()) != edition.cards_digest:
                raise CommandError(f"{edition}: its cards are not what was recorded.")
        self.stdout.write(f"{checked} editions of the front page and stories: every link holds.")

    def _name_imported(self, editions: list[Edition], verbosity: int) -> None:
        """An edition recorded after it began came by a seed or an import; say which with -v 2."""
        imported = [e for e in editions if (e.recorded_at - e.begins_at).total_seconds() > 60]
        if verbosity > 1 and imported:
            numbers = ", ".join(str(e.number) for e in imported)
            self.stdout.write(f"Article {editions[0].article_id}: recorded later: {numbers}.")


def _by(model: type[Frozen], owner: str) -> Iterator[tuple[int, list[Any]]]:
    """All editions of a kind by what they are of, in the order of their numbers."""
    editions = model._default_manager.order_by(owner, "number").iterator(chunk_size=500)
    for key, group in groupby(editions, key=attrgetter(owner)):
        yield key, list(group)
