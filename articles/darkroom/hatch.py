"""The hatch of the darkroom: a file goes in, an answer comes out, and nothing is decoded here."""

import hashlib
import json
import logging
import os
import subprocess
import sys
from datetime import date
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

from articles.darkroom import rules

if TYPE_CHECKING:  # the child imports this package too, and starts faster without the prose
    from articles.prose.material import Renditions

# Seconds by the clock on the wall; the child limits its own seconds of work.
PATIENCE = {"examine": 30, "thumbnail": 30, "develop": 90}

logger = logging.getLogger(__name__)


class Readable(Protocol):
    """An upload, a file of a storage, an open file."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, /) -> object: ...


class Words(NamedTuple):
    """What the file says about itself: plain text of one line each, "" where it says nothing."""

    caption: str = ""
    credit: str = ""
    copyright: str = ""
    place: str = ""
    alt: str = ""
    source: str = ""
    usage_terms: str = ""
    taken_at: date | None = None


class Examined(NamedTuple):
    """A file that is a whole picture; sizes in pixels, as it is looked at, upright.

    Of a picture ``is_animated``, only the first frame is used.
    """

    format: str
    extension: str
    width: int
    height: int
    is_animated: bool
    sha256: str
    words: Words


class Developed(NamedTuple):
    """All renditions of a picture, and the files that they name."""

    renditions: "Renditions"
    files: dict[str, bytes]


def examine(file: Readable) -> Examined:
    """Tell what a file from outside is; raises ``Unusable`` if no picture can be made of it."""
    answer, _, digest = _ask(file, "examine")
    words = answer.pop("words")
    if words["taken_at"]:
        words["taken_at"] = date.fromisoformat(words["taken_at"])
    return Examined(
        **answer,
        extension=rules.EXTENSIONS[answer["format"]],
        sha256=digest,
        words=Words(**words),
    )


def thumbnail(file: Readable) -> bytes:
    """A small copy for the desk: upright, sRGB, WebP without metadata; raises ``Unusable``."""
    _, [encoded], _ = _ask(file, "thumbnail")
    return encoded


def develop(file: Readable, *, focal: tuple[float, float] = (0.5, 0.5)) -> Developed:
    """Make every rendition, which takes seconds; crops keep the focal point; raises ``Unusable``.

    ``focal`` is from the left and from the top, 0 to 1. A file's name is the first 40 hex digits
    of its sha256, and its extension.
    """
    x, y = focal
    answer, encoded, _ = _ask(file, "develop", str(x), str(y))
    files: dict[str, bytes] = {}
    remaining = iter(encoded)
    for shape in answer["shapes"].values():
        for kind, widths in shape["files"].items():
            for position, width in enumerate(widths):
                content = next(remaining)
                name = _name(content, kind)
                files[name] = content
                widths[position] = (width, name)
    return Developed(answer, files)


def _name(content: bytes, kind: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:40]}.{'jpg' if kind == 'jpeg' else kind}"


# --- The child ------------------------------------------------------------------------------------


def _ask(file: Readable, verb: str, *given: str) -> tuple[Any, list[bytes], str]:
    """The child's answer, the files that came with it, and the sha256 of what it was given."""
    with TemporaryFile() as original, TemporaryFile() as answer, TemporaryFile() as complaints:
        digest = _copy(file, original)
        try:
            subprocess.run(
                [sys.executable, "-P", "-m", "articles.darkroom", verb, *given],
                stdin=original,
                stdout=answer,
                stderr=complaints,
                env=_environment(),
                timeout=PATIENCE[verb],
                check=True,
            )
        except subprocess.SubprocessError as error:
            logger.warning("The darkroom gave up: %s. %s", error, _tail(complaints))
            raise rules.Unusable(rules.GAVE_UP) from error
        return *_read(answer), digest


def _environment() -> dict[str, str]:
    """No secret of ours reaches the child: it gets the way to our code, and one heap for all."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    way = os.pathsep.join(folder for folder in sys.path if folder)
    return kept | {"PYTHONPATH": way, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


def _copy(file: Readable, original: IO[bytes]) -> str:
    """Copy at most what the rules allow; the sha256 of it in hex."""
    size, digest = 0, hashlib.sha256()
    file.seek(0)
    while part := file.read(rules.MEGABYTE):
        size += len(part)
        if size > rules.MAX_BYTES:
            raise rules.Unusable(rules.TOO_LARGE)
        digest.update(part)
        original.write(part)
    file.seek(0)
    if not size:
        raise rules.Unusable(rules.EMPTY)
    original.seek(0)
    return digest.hexdigest()


def _read(answer: IO[bytes]) -> tuple[Any, list[bytes]]:
    """One line of JSON, and after it the files, as long as ``sizes`` says."""
    answer.seek(0)
    head = json.loads(answer.readline())
    if "unusable" in head:
        raise rules.Unusable(head["unusable"])
    return head, [answer.read(size) for size in head.pop("sizes")]


def _tail(complaints: IO[bytes]) -> str:
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 2000))
    return complaints.read().decode(errors="replace").strip()
