"""How long after the commit each worker gives a corrected text, and the memory that it takes."""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.speed.newsroom import Newsroom
from bench.speed.processes import WORKERS

# Seconds between two corrections. A page that was made just now waits a little (see the layer).
PAUSE = 0.4


class Fresh(NamedTuple):
    """Milliseconds of ``times`` corrections on each worker."""

    median: float
    longest: float
    times: int


class Memory(NamedTuple):
    """Megabytes of a worker; ``share`` counts what others use too by their number."""

    resident: float
    share: float


def freshness(url: str, newsroom: Newsroom, corrections: int) -> Fresh:
    """Correct the article again and again, while readers ask each worker without a pause."""
    # Django must be set up before they can be loaded.
    from articles import publishing  # noqa: PLC0415
    from tests.cast import NOTE  # noqa: PLC0415

    workers = dict(by_worker(url))
    delays: list[float] = []
    for number in range(1, corrections + 1):
        time.sleep(PAUSE)
        seen: dict[int, float] = {}
        watching = [
            threading.Thread(target=_watch, args=(reader, newsroom.address, number, seen, pid))
            for pid, reader in workers.items()
        ]
        for thread in watching:
            thread.start()
        copy = newsroom.cast.edited(newsroom.article, headline=f"Version {number}")
        publishing.correct(copy, by=newsroom.cast.editor, note=NOTE)
        committed = time.perf_counter()
        for thread in watching:
            thread.join()
        delays += [max(0.0, at - committed) * 1000 for at in seen.values()]
    return Fresh(statistics.median(delays), max(delays), len(delays))


def memory(url: str) -> list[Memory]:
    """Of each worker of a server with a page cache."""
    found = []
    for pid, _ in by_worker(url):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kilobytes = re.findall(r"^(?:Rss|Pss):\s+(\d+)", told, re.MULTILINE)
        found.append(Memory(*(int(size) / 1024 for size in kilobytes)))
    return found


def by_worker(url: str) -> Iterator[tuple[int, http.client.HTTPConnection]]:
    """A connection to each worker, by its process."""
    found: set[int] = set()
    while len(found) < WORKERS:
        reader = http.client.HTTPConnection(url.removeprefix("http://"))
        pid = int(re.search(rb'worker="(\d+)"', got(reader, "/-/metrics"))[1])
        if pid not in found:
            found.add(pid)
            yield pid, reader


def got(reader: http.client.HTTPConnection, address: str) -> bytes:
    reader.request("GET", address)
    return reader.getresponse().read()


def _watch(
    reader: http.client.HTTPConnection, address: str, number: int, seen: dict[int, float], pid: int
) -> None:
    """Ask for the page until it is the version of that number, and note when it was."""
    while f"Version {number}<".encode() not in got(reader, address):
        pass
    seen[pid] = time.perf_counter()
