"""The desk's database connection: it opens no cursor for work that speaks as the site."""

from typing import Any

from django.db.backends.postgresql import base

from nextfin import wall


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection behind the wall; used for the alias ``default`` alone.

    Raises ``wall.WallError`` before any SQL is sent, raw cursors and server-side cursors included.
    """

    def _cursor(self, name: str | None = None) -> Any:
        if wall.face() != wall.DESK:
            raise wall.WallError("A reader's request may not use the desk's connection.")
        return super()._cursor(name)  # type: ignore[misc]
