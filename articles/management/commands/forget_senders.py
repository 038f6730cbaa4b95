"""Removes from readers' reports what could lead to a person, once its time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from articles import reports


class Command(BaseCommand):
    help = "Forget who sent the reports whose time is over; a worker of the jobs does it by itself."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Senders forgotten in {reports.forget()} reports.")
