"""Prints what a database administrator runs once for NextFin."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from nextfin.database import SITE_STATEMENT_TIMEOUT, Logins, roles_sql

PREFACE = """\
-- NextFin's roles and rights. Make an empty database (encoding UTF8), then run this in it with
-- psql, as a superuser or as the database's owner with CREATEROLE. Running it again does no harm.
-- Afterwards give each login a password, in psql: \\password {owner}
--                                                 \\password {desk}
--                                                 \\password {site}
-- The addresses: DATABASE_OWNER_URL=postgresql://{owner}:...@host:5432/database (migrations only)
--                DATABASE_URL=postgresql://{desk}:...@host:5432/database
--                DATABASE_SITE_URL=postgresql://{site}:...@host:5432/database
"""


class Command(BaseCommand):
    """``manage.py roles_sql``: needs no database."""

    help = "Print the SQL that makes NextFin's three roles, for a database administrator."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Logins()
        parser.add_argument("--owner-user", default=usual.owner, help="login for migrations")
        parser.add_argument("--desk-user", default=usual.desk, help="login for the desk")
        parser.add_argument("--site-user", default=usual.site, help="login for the public site")
        parser.add_argument(
            "--site-timeout",
            default=SITE_STATEMENT_TIMEOUT,
            help="how long a reader's query may take; empty for no limit (default: %(default)s)",
        )

    def handle(self, *args: object, **options: str) -> None:
        logins = Logins(options["owner_user"], options["desk_user"], options["site_user"])
        preface = PREFACE.format(owner=logins.owner, desk=logins.desk, site=logins.site)
        statements = roles_sql(logins, site_statement_timeout=options["site_timeout"])
        self.stdout.write(preface + statements)
