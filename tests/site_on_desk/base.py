"""The site's connection inside the desk's transaction: what readers would see of rows that no test
ever commits.

Every statement runs as the role nf_site, in a savepoint of its own, so that a refusal costs nothing
but itself. Transactions are the desk's: here, to begin or to end one does nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from django.db.backends.postgresql import base

from nextfin.wall import DESK

BEFORE = "SAVEPOINT as_site; SET LOCAL ROLE nf_site"
AFTER = "RESET ROLE; RELEASE SAVEPOINT as_site"
REFUSED = "ROLLBACK TO SAVEPOINT as_site; RELEASE SAVEPOINT as_site"


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._as_site)

    def _as_site(
        self,
        execute: Callable[..., Any],
        statement: Any,
        params: Sequence[object] | None,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(BEFORE)
            try:
                result = execute(statement, params, many, context)
            except BaseException:
                cursor.execute(REFUSED)
                raise
            cursor.execute(AFTER)
            return result

    def connect(self) -> None:
        desk = connections[DESK]
        desk.ensure_connection()
        self.connection = desk.connection
        self.in_atomic_block = False
        self.savepoint_ids = []
        self.atomic_blocks = []
        self.needs_rollback = False
        self.autocommit = True
        self.closed_in_transaction = False

    def ensure_connection(self) -> None:
        """Follow the desk if it has got a new connection since."""
        if self.connection is not connections[DESK].connection:
            self.connection = None
        super().ensure_connection()

    def is_usable(self) -> bool:
        return connections[DESK].is_usable()

    def check_constraints(self, table_names: Sequence[str] | None = None) -> None:
        """Readers change nothing."""

    def _set_autocommit(self, autocommit: bool) -> None: ...

    def _commit(self) -> None: ...

    def _rollback(self) -> None: ...

    def _close(self) -> None: ...

    def _savepoint(self, sid: str) -> None: ...

    def _savepoint_rollback(self, sid: str) -> None: ...

    def _savepoint_commit(self, sid: str) -> None: ...
