"""Counts the record anew for the page of standards."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models.tally import Tally


class Command(BaseCommand):
    help = "Count what the page of standards tells; a worker of the jobs does it by itself."

    def handle(self, **options: Any) -> None:
        tally = Tally.take()
        self.stdout.write(
            f"{tally.live} articles live, {tally.withdrawn} withdrawn, "
            f"{tally.corrections} corrections, {tally.sourced} with sources."
        )
