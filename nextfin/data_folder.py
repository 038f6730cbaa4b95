"""The folder in which NextFin keeps what it makes: its locks, its secrets, its private sockets."""

import errno
import hashlib
import json
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

# A path to a socket ends at 107 bytes on Linux and at 103 elsewhere.
LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103
# Not tempfile's folder, which has a long name on some systems. What we make in it is private.
SHORT_FOLDER = Path("/tmp")  # noqa: S108


class EmbeddedError(Exception):
    """What stands in the way of the embedded server, as a sentence for people."""


def data_folder() -> Path:
    """Where NextFin keeps what it makes: ``NEXTFIN_DATA``, else ``.data`` beside manage.py."""
    given = os.environ.get("NEXTFIN_DATA")
    return Path(given or Path(__file__).resolve().parent.parent / ".data").absolute()


@contextmanager
def plain_words(folder: Path) -> Iterator[None]:
    """Say in a sentence what the operating system or the database refused."""
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise EmbeddedError(full_disk(folder)) from error
    except psycopg.Error as error:
        raise EmbeddedError(f"PostgreSQL can't be set up: {error}") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise EmbeddedError(full_disk(folder)) from error
        if isinstance(error, FileExistsError | NotADirectoryError):
            why = f"{error.filename} is in the way, or is not a folder"
        else:
            why = f"{error.strerror}: {error.filename}"
        raise EmbeddedError(
            f"No data can be kept in {folder} ({why}). "
            "Let NEXTFIN_DATA name a folder that NextFin may write to."
        ) from error


def full_disk(folder: Path) -> str:
    return f"The disk that holds {folder} is full. Free some space and start again."


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def kept_secrets(path: Path, names: Iterable[str]) -> dict[str, str]:
    """A secret for each name; the missing ones are made, and kept before anybody uses them."""
    try:
        kept = json.loads(path.read_text())
    except FileNotFoundError:
        kept = {}
    except ValueError as error:
        raise EmbeddedError(f"{path} is damaged. Remove it: NextFin makes new secrets.") from error
    missing = [name for name in names if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(48) for name in missing}
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync(path.parent)
    return kept


def socket_folder(folder: Path, socket: str) -> Path:
    """Where this socket goes: beside the data if the path is short enough, else in /tmp."""
    beside = folder / "run"
    longest = beside / socket
    # A comma would separate two hosts.
    if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH and "," not in str(beside):
        return beside
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return SHORT_FOLDER / f"nextfin-{os.geteuid()}-{mark}"


def make_private(folder: Path, uid: int) -> None:
    """Make a folder for sockets; refuse it if others than we and ``uid`` may have made it."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if folder.parent == SHORT_FOLDER and (not private or found.st_uid not in {os.geteuid(), uid}):
        raise EmbeddedError(
            f"{folder} should be NextFin's private folder, but is not. Remove it and start again."
        )


def sync(folder: Path) -> None:
    """Make a rename in the folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
