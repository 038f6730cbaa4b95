"""What publishing costs readers: a thousand pieces that begin at once, and fifty a second."""
# ruff: noqa: T201 (it prints)

import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connections

from bench.speed import wrk
from bench.speed.newsroom import Newsroom

AT_ONCE = 1000
A_SECOND = 50
SECONDS = 60
DOORS = 2  # editors who press at the same time
TURN = 5  # seconds of one turn of wrk
BEFORE = 20  # seconds from the last piece that is scheduled to their beginning

# Readers ask for the front page, for a topic, for a story, and most of all for articles.
READING = """
local addresses = {{{addresses}}}
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", addresses[number % #addresses + 1])
end
"""


def measure_publishing(url: str, newsroom: Newsroom, tell: Callable[[str], None]) -> None:
    """Print readers' rate and latency in turns: without publishing, with it, without, with …"""
    # The cast makes each of them when first asked; two threads would make them twice.
    for name in ("author", "reporter", "editor", "chief"):
        getattr(newsroom.cast, name)
    with TemporaryDirectory() as folder:
        script = Path(folder) / "reading.lua"
        script.write_text(READING.format(addresses=_addresses(newsroom)))

        def read(seconds: int = TURN) -> wrk.Asked:
            return wrk.ask(url, seconds, "br", str(script))

        read()
        _one_second(newsroom, read, tell)
        _every_second(newsroom, read, tell)


def _addresses(newsroom: Newsroom) -> str:
    from articles.models import Edition  # noqa: PLC0415 (Django must be set up before)

    pieces = [edition.address for edition in Edition.objects.live().order_by("pk")]
    others = ["/", newsroom.article.story.get_absolute_url()]
    others += [topic.get_absolute_url() for topic in newsroom.article.topics.all()[:1]]
    return ", ".join(f'"{address}"' for address in [*pieces * 3, *others])


def _one_second(
    newsroom: Newsroom, read: Callable[..., wrk.Asked], tell: Callable[[str], None]
) -> None:
    from articles import publishing, workflow  # noqa: PLC0415 (Django must be set up before)

    cast = newsroom.cast
    tell(f"clearing {AT_ONCE} pieces")
    pieces = _in_threads(lambda number: cast.cleared(), range(AT_ONCE), DOORS)
    tell("scheduling them")
    began = time.monotonic()
    at = cast.in_seconds(AT_ONCE * 0.1 + BEFORE)
    due = began + AT_ONCE * 0.1 + BEFORE
    _in_threads(
        lambda piece: publishing.schedule(piece, workflow.PUBLISH, at=at, by=cast.chief),
        pieces,
        DOORS,
    )
    print(f"Scheduling {AT_ONCE} took {time.monotonic() - began:.0f} s.")
    if due - time.monotonic() < TURN + 1:
        raise SystemExit("They began before all were scheduled.")
    time.sleep(due - time.monotonic() - TURN - 1)
    before = read()
    time.sleep(max(0.0, due - time.monotonic() - 0.5))
    during = read()
    after = read()
    print(f"{AT_ONCE} pieces begin in one second:")
    for name, asked in (("before", before), ("while they begin", during), ("after", after)):
        print(_told(name, asked))


def _every_second(
    newsroom: Newsroom, read: Callable[..., wrk.Asked], tell: Callable[[str], None]
) -> None:
    from articles import publishing  # noqa: PLC0415 (Django must be set up before)

    cast = newsroom.cast
    wanted = A_SECOND * SECONDS
    tell(f"clearing {wanted} pieces")
    pieces = _in_threads(lambda number: cast.cleared(), range(wanted), DOORS)
    with_it: list[wrk.Asked] = []
    without: list[wrk.Asked] = []
    published = 0
    took = 0.0
    while pieces:
        without.append(read())
        turn, pieces = pieces[: A_SECOND * TURN], pieces[A_SECOND * TURN :]
        began = time.monotonic()
        done: list[Any] = []

        def press(turn: list[Any] = turn, began: float = began, done: list[Any] = done) -> None:
            def one(numbered: tuple[int, Any]) -> None:
                number, piece = numbered
                time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
                publishing.publish(piece, by=cast.editor)

            done += _in_threads(one, list(enumerate(turn)), DOORS)

        pressing = threading.Thread(target=press)
        pressing.start()
        with_it.append(read())
        pressing.join()
        published += len(done)
        took += time.monotonic() - began
    print(f"Publishing {published / took:.0f} a second, {published} in all:")
    for name, found in (("without", without), ("with it", with_it)):
        middle = (statistics.median(values) for values in zip(*found, strict=True))
        print(_told(name, wrk.Asked(*middle)))


def _told(name: str, asked: wrk.Asked) -> str:
    return (
        f"  {name:17} {asked.rate:8,.0f} answers a second, "
        f"median {asked.median:.1f} ms, of a hundred one is slower than {asked.slow:.1f} ms"
    )


def _in_threads[In, Out](work: Callable[[In], Out], given: Any, threads: int) -> list[Out]:
    """Each thread speaks as the desk, on a connection of its own."""

    def done(one: In) -> Out:
        return work(one)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(done, given))
        for _ in range(threads):
            pool.submit(connections.close_all)
    return found
