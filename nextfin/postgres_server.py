"""One PostgreSQL server on this machine: its data made, its process started, found and stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from nextfin.data_folder import EmbeddedError, full_disk, make_private, socket_folder, sync
from nextfin.endings import unhurried
from nextfin.server_account import Account, account_for

SUPERUSER = "postgres"
PORT = 5432
START_LIMIT = 120  # seconds; repair after a crash takes its time
FIND_LIMIT = 10  # for a server that lives but can't be reached
STOP_LIMIT = 60
LEAST_SPACE = 1024 * 1024  # bytes
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "jit": "off",
    "io_method": "sync",  # to hand a block over takes longer than to read it, with few processors
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """The server whose data lie in ``folder``; ``password`` is its superuser's.

    Whoever calls it holds the lock ``door`` of the folder: nobody else makes, starts or stops this
    server meanwhile. ``durable=False`` trades safety after a power cut for speed.
    """

    def __init__(self, folder: Path, password: str, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.socket_folder = socket_folder(folder, f".s.PGSQL.{PORT}")
        self.durable = durable
        self._password = password

    def connect(self, database: str) -> psycopg.Connection:
        """A connection of the superuser, each statement on its own."""
        return psycopg.connect(
            host=str(self.socket_folder),
            port=PORT,
            user=SUPERUSER,
            password=self._password,
            dbname=database,
            connect_timeout=10,
            autocommit=True,
        )

    def check(self) -> None:
        """Raise EmbeddedError if the server is not alive."""
        if self._pid() is None:
            raise EmbeddedError(f"PostgreSQL has ended by itself; its log is {self.log}")

    # --- Starting ---------------------------------------------------------------------------------

    def be_running(self, door: int) -> None:
        """Find the server or start it."""
        if self.data.exists() and self._answers():
            return
        account = account_for(self.folder, self.data)
        if not self.data.exists():
            self._initialise(account, door)
        _check_major(self.data, account)
        # A server that lives but can't be reached, or not with our password, is of no use.
        self.stop()
        account.own(self.data)
        for attempt in ("as it is", "with a new password"):
            with unhurried():
                if self._started(account):
                    return
                self.stop()
            if attempt == "as it is":
                self._set_password(account, self.data, door)
        raise EmbeddedError(f"PostgreSQL does not accept the passwords in {self.folder}.")

    def _answers(self, process: subprocess.Popen[bytes] | None = None) -> bool:
        """Whether the server lets us in; waits while it is still starting or stopping.

        False means that nobody answers, or that it knows another password.
        """
        soon = time.monotonic() + FIND_LIMIT
        until = time.monotonic() + START_LIMIT
        while True:
            try:
                self.connect("postgres").close()
                return True
            except psycopg.OperationalError as error:
                words = str(error)
            if "password authentication failed" in words:
                return False
            if "FATAL:" in words:
                if "the database system" not in words:
                    raise EmbeddedError(f"PostgreSQL refuses to let NextFin in: {words}")
            elif process is None and (self._pid() is None or time.monotonic() > soon):
                return False
            if process is not None and process.poll() is not None and self._pid() is None:
                raise EmbeddedError(self._why_it_ended())
            if time.monotonic() > until:
                raise EmbeddedError(f"PostgreSQL does not get ready; its log is {self.log}")
            time.sleep(0.02)

    def _initialise(self, account: Account, door: int) -> None:
        """Make the data beside its place and move it there when it is whole."""
        if self.durable:
            sys.stderr.write(f"Making a database in {self.data} …\n")
        new = self.folder / "postgres.new"
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        account.own(new)
        # The programs keep the door's lock open: should we be killed now, the next one waits until
        # they are gone before it clears up.
        account.run(
            "initdb",
            *("-D", str(new), "-U", SUPERUSER, "--auth=reject", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--lc-ctype=C.UTF-8",) if sys.platform == "linux" else (),
            *("--no-instructions",) if self.durable else ("--no-instructions", "--no-sync"),
            pass_fds=(door,),
        )
        (new / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        self._set_password(account, new, door)
        new.rename(self.data)
        sync(self.folder)

    def _set_password(self, account: Account, data: Path, door: int) -> None:
        """Give the superuser our password: alone with the data, so nobody is asked for the old."""
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}\n").format(
            sql.Identifier(SUPERUSER), sql.Literal(self._password)
        )
        account.run(
            *("postgres", "--single", "-D", str(data), "postgres"),
            given=statement.as_string(),
            pass_fds=(door,),
        )

    def _started(self, account: Account) -> bool:
        """Start the server; whether it lets us in. A killed one may take a moment to be gone."""
        until = time.monotonic() + FIND_LIMIT
        while True:
            process = self._start(account)
            try:
                return self._answers(process)
            except EmbeddedError as error:
                if "pre-existing shared memory" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(0.1)

    def _start(self, account: Account) -> subprocess.Popen[bytes]:
        make_private(self.socket_folder, account.uid)
        account.own(self.socket_folder)
        # What a crash or a restart of the machine left behind; PostgreSQL would take any process
        # that has got the same number since for the old server.
        if self._pid() is None:
            for left in (self.data / "postmaster.pid", *self.socket_folder.glob(".s.PGSQL.*")):
                left.unlink(missing_ok=True)
        socket_folder = str(self.socket_folder).replace('"', '""')
        settings = {**SETTINGS, "unix_socket_directories": f'"{socket_folder}"'}
        if not self.durable:
            settings |= NOT_DURABLE
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            return account.start("postgres", "-D", str(self.data), *options, output=log)
        finally:
            os.close(log)

    # --- Stopping ---------------------------------------------------------------------------------

    def stop(self) -> None:
        """Fast shutdown: connections end, nothing is lost. Does nothing where no server lives."""
        with unhurried():
            for ending in (signal.SIGINT, signal.SIGQUIT):
                if (pid := self._pid()) is None:
                    return
                os.kill(pid, ending)
                until = time.monotonic() + STOP_LIMIT
                while self._pid() == pid and time.monotonic() < until:
                    time.sleep(0.02)
                with suppress(OSError):
                    self.socket_folder.rmdir()

    def _pid(self) -> int | None:
        """The living server's process number, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        return pid if _works_in(pid, self.data) else None

    def _why_it_ended(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        reason = next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "")
        free = shutil.disk_usage(self.folder).free
        if "No space left on device" in reason or free < LEAST_SPACE:
            return full_disk(self.folder)
        return f"PostgreSQL did not start: {reason or 'it said nothing'} (its log is {self.log})"


def _check_major(data: Path, account: Account) -> None:
    theirs = (data / "PG_VERSION").read_text().strip()
    ours = account.run("postgres", "--version").split()[-1].split(".")[0]
    if theirs != ours:
        raise EmbeddedError(
            f"The database in {data} was made by PostgreSQL {theirs}; this is PostgreSQL {ours}. "
            "Move it over with pg_dump and pg_restore, or move the folder away to start afresh."
        )


def _works_in(pid: int, data: Path) -> bool:
    """Whether this process is alive and a server of this data; numbers are used again."""
    if Path("/proc/self/cmdline").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
    else:
        listed = ["ps", "-o", "command=", "-p", str(pid)]
        command = subprocess.run(listed, capture_output=True, check=False).stdout
    return os.fsencode(data) in command
