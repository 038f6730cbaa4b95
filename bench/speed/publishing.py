"""What the desk costs readers: a thousand pieces that begin at once, and up to fifty a second.

Readers ask as often as they are answered, which leaves the machine no rest, and then at a steady
rate, as they would of a machine that has been chosen for them.
"""
# ruff: noqa: T201 (it prints)

import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from itertools import batched
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connections

from bench.speed import wrk
from bench.speed.editing import measure_editing
from bench.speed.newsroom import Newsroom

AT_ONCE = 1000
PACES = ((5, 20), (20, 20), (50, 60))  # pieces a second, and for how many seconds
DOORS = 2  # editors who press at the same time
PAUSE = 4  # milliseconds that each connection of a steady reader waits: some 3,000 answers a second
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
STEADILY = "delay = function() return {pause} end"


def measure_publishing(url: str, newsroom: Newsroom, tell: Callable[[str], None]) -> None:
    """Print readers' rate and latency with editors at work, with publishing, and without either."""
    # The cast makes each of them when first asked; two threads would make them twice.
    for name in ("author", "reporter", "editor", "chief"):
        getattr(newsroom.cast, name)
    with TemporaryDirectory() as folder:
        reading = READING.format(addresses=_addresses(newsroom))
        rushing, steady = Path(folder) / "rushing.lua", Path(folder) / "steady.lua"
        rushing.write_text(reading)
        steady.write_text(f"{reading}{STEADILY.format(pause=PAUSE)}")

        def rush() -> wrk.Asked:
            return wrk.ask(url, wrk.TURN, "br", str(rushing))

        def read() -> wrk.Asked:
            return wrk.ask(url, wrk.TURN, "br", str(steady))

        rush()
        measure_editing(url, newsroom, read)
        _one_second(newsroom, rush, tell)
        with ProcessPoolExecutor(DOORS, get_context("spawn"), _to_the_desk) as editors:
            for name, ask in (("at a steady rate", read), ("in a rush", rush)):
                print(f"Readers {name}:")
                for rate, seconds in PACES:
                    _every_second(newsroom, editors, tell, read=ask, rate=rate, seconds=seconds)


def _addresses(newsroom: Newsroom) -> str:
    from articles.models import Edition  # noqa: PLC0415 (Django must be set up before)

    pieces = [edition.address for edition in Edition.objects.live().order_by("pk")]
    others = ["/", newsroom.article.story.get_absolute_url()]
    others += [topic.get_absolute_url() for topic in newsroom.article.topics.all()[:1]]
    return ", ".join(f'"{address}"' for address in [*pieces * 3, *others])


def _one_second(
    newsroom: Newsroom, read: Callable[[], wrk.Asked], tell: Callable[[str], None]
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
    if due - time.monotonic() < wrk.TURN + 1:
        raise SystemExit("They began before all were scheduled.")
    time.sleep(due - time.monotonic() - wrk.TURN - 1)
    before = read()
    time.sleep(max(0.0, due - time.monotonic() - 0.5))
    during = read()
    after = read()
    print(f"{AT_ONCE} pieces begin in one second:")
    for name, asked in (("before", before), ("while they begin", during), ("after", after)):
        print(asked.told(name))


def _every_second(
    newsroom: Newsroom,
    editors: Executor,
    tell: Callable[[str], None],
    *,
    read: Callable[[], wrk.Asked],
    rate: int,
    seconds: int,
) -> None:
    """Publish at that rate while readers read, in turns with readers who are left alone."""
    tell(f"clearing {rate * seconds} pieces")
    cleared = _in_threads(lambda number: newsroom.cast.cleared().pk, range(rate * seconds), DOORS)
    by = newsroom.cast.editor.pk
    left_alone: list[wrk.Asked] = []
    with_it: list[wrk.Asked] = []
    took = 0.0
    for turn in batched(cleared, rate * wrk.TURN, strict=False):
        left_alone.append(read())
        began = time.monotonic()
        presses = [
            editors.submit(_publish, piece, by, began + number / rate)
            for number, piece in enumerate(turn)
        ]
        with_it.append(read())
        took += max(press.result() for press in presses) - began
    print(f"  {len(cleared)} pieces, {len(cleared) / took:.0f} a second of {rate}:")
    print(wrk.middle(left_alone).told("left alone"))
    print(wrk.middle(with_it).told("meanwhile"))


def _to_the_desk() -> None:
    """An editor's process, with the environment that the newsroom was made in."""
    import_module("nextfin.wall").opt_in_desk()
    import_module("django").setup()


def _publish(piece: int, by: int, at: float) -> float:
    """In an editor's process: publish it at this time, or as soon as can be; when it was done."""
    models, publishing = import_module("articles.models"), import_module("articles.publishing")
    editor = import_module("accounts.models").User.objects.get(pk=by)
    time.sleep(max(0.0, at - time.monotonic()))
    publishing.publish(models.Article.objects.get(pk=piece), by=editor)
    return time.monotonic()


def _in_threads[In, Out](work: Callable[[In], Out], given: Any, threads: int) -> list[Out]:
    """Each thread speaks as the desk, on a connection of its own."""
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(work, given))
        for _ in range(threads):
            pool.submit(connections.close_all)
    return found
