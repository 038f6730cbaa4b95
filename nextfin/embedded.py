"""NextFin's own PostgreSQL: made on first use, shared by every process here, gone with the last.

It lives in the data folder, listens on a private socket alone and asks everybody for a password.
Two locks keep order: ``postgres.lock`` is held for the moment in which the server is made, started
or stopped; ``postgres.users`` is shared by all who use it. The kernel drops both when a process
dies, however it dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from psycopg import sql

from nextfin.data_folder import EmbeddedError, data_folder, kept_secrets, open_lock, plain_words
from nextfin.database import Logins, roles_sql
from nextfin.endings import unhurried
from nextfin.postgres_server import PORT, SUPERUSER, Server

__all__ = ["ADDRESSES", "LOGINS", "SUPERUSER", "Cluster", "EmbeddedError", "check", "running"]

ADDRESSES = ("DATABASE_URL", "DATABASE_SITE_URL", "DATABASE_OWNER_URL")
DATABASE = "nextfin"
LOGINS = Logins()
_in_use: list["Cluster"] = []
SECRETS = (SUPERUSER, LOGINS.owner, LOGINS.desk, LOGINS.site, "secret_key")


@contextmanager
def running(folder: Path | None = None, *, durable: bool = True) -> Iterator["Cluster"]:
    """Have the server running and its addresses in the environment, where they are not set yet."""
    cluster = Cluster(folder or data_folder(), durable=durable)
    added: dict[str, str] = {}
    try:
        cluster.join()
        environment = {
            "DATABASE_URL": cluster.address(LOGINS.desk),
            "DATABASE_SITE_URL": cluster.address(LOGINS.site),
            "DATABASE_OWNER_URL": cluster.address(LOGINS.owner),
            "NEXTFIN_SECRET_KEY": cluster.secrets["secret_key"],
            "NEXTFIN_DATA": str(cluster.folder),
        }
        added |= {name: value for name, value in environment.items() if not os.environ.get(name)}
        os.environ.update(added)
        _in_use.append(cluster)
        yield cluster
    finally:
        if cluster in _in_use:
            _in_use.remove(cluster)
        for name in added:
            os.environ.pop(name, None)
        cluster.leave()


def check() -> None:
    """Raise EmbeddedError if a server that this process uses has ended by itself."""
    for cluster in _in_use:
        cluster.server.check()


class Cluster:
    """The server of one data folder, as each of its users sees it.

    ``durable=False`` is for throw-away servers. Everything raises ``EmbeddedError`` with a sentence
    for people.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.secrets: dict[str, str] = {}
        self._durable = durable
        self._users: int | None = None

    def join(self) -> None:
        """Have the server running, made first if need be, and count as one of its users."""
        with plain_words(self.folder):
            # Others may pass through to their own files, the server's account among them.
            self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
            with self._door() as door:
                self.secrets = kept_secrets(self.folder / "secrets.json", SECRETS)
                users = open_lock(self.folder / "postgres.users")
                try:
                    self.server.be_running(door)
                    self._make_roles()
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._users = users
                except BaseException:
                    self._users = None
                    self._stop_if_last(users)
                    raise

    def leave(self) -> None:
        """Stop counting as a user. The last one stops the server."""
        users, self._users = self._users, None
        if users is not None and self.folder.exists():
            with plain_words(self.folder), unhurried(), self._door():
                self._stop_if_last(users)

    @property
    def server(self) -> Server:
        return Server(self.folder, self.secrets[SUPERUSER], durable=self._durable)

    def address(self, login: str, database: str = DATABASE) -> str:
        """The URL by which ``login`` reaches ``database``."""
        host = quote(str(self.server.socket_folder), safe="")
        return f"postgresql://{login}:{self.secrets[login]}@{host}:{PORT}/{database}"

    def _make_roles(self) -> None:
        """Database, roles, rights and passwords, as they should be: whatever was there before."""
        with self.server.connect("postgres") as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            passwords = {
                login: self.secrets[login] for login in (LOGINS.owner, LOGINS.desk, LOGINS.site)
            }
        with self.server.connect(DATABASE) as connection:
            connection.execute(roles_sql(LOGINS, passwords=passwords).encode())

    def _stop_if_last(self, users: int) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            self.server.stop()
        finally:
            os.close(users)

    @contextmanager
    def _door(self) -> Iterator[int]:
        door = open_lock(self.folder / "postgres.lock")
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield door
        finally:
            os.close(door)
