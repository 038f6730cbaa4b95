"""The readers' database connection: to learn that it still stands, it asks the server nothing."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection, for the alias ``site`` alone.

    A server that ends a connection says so, or its system does: there is something to be read that
    nobody asked for. Only then is the server asked, as Django does at each request.
    """

    connection: Any

    def is_usable(self) -> bool:
        server = self.connection.pgconn
        if server.status != ConnStatus.OK:
            return False
        unread = select.poll()
        unread.register(server.socket, select.POLLIN)
        return super().is_usable() if unread.poll(0) else True
