"""How fast readers' pages are beside others: `make bench`, and `make bench-full` for longer.

A newsroom of its own is made in a folder that goes again, and served as in production; beside it
stand constant bytes on the same gunicorn, nginx with the same bytes as a file, our nginx in front,
a plain Django view, and Wagtail with and without a cache of pages. wrk asks all of them in turns.
Then an article is corrected again and again, and with ``--publishing`` it is measured what
publishing costs readers. It needs wrk, nginx and its module for precompressed brotli.
"""
# ruff: noqa: T201 (it prints)

import argparse
import http.client
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.speed import wrk
from bench.speed.chart import chart
from bench.speed.floor import constant
from bench.speed.freshness import freshness, memory
from bench.speed.fronts import fronts
from bench.speed.newsroom import PARAGRAPHS, Newsroom, newsroom
from bench.speed.peers import peers
from bench.speed.processes import WORKERS
from bench.speed.publishing import measure_publishing
from bench.speed.rounds import Goal, Target, measured, table
from nextfin import endings
from tests import nginx

FLOOR, DRESSED = "constant bytes on our gunicorn", "the same with our headers"
FILE, FILE_GZIP = "nginx, a file", "nginx, a file, gzip"
WARM, WARM_GZIP, WARM_BR = "ours, warm", "ours, warm, gzip", "ours, warm, brotli"
FRONT, FRONT_GZIP = "ours through nginx", "ours through nginx, gzip"
FRONT_BR = "ours through nginx, brotli"
COLD = "ours, cold (no page cache)"
PLAIN = "a plain Django view, three queries"
CACHED, UNCACHED = "Wagtail with Django's page cache", "Wagtail without a cache"

GOALS = (
    Goal(WARM, FLOOR, 0.6, 0.85),
    Goal(FRONT, FILE, 0.8, 0.95),
    Goal(FRONT_GZIP, FILE_GZIP, 0.8, 0.95),
    Goal(WARM, CACHED, 6, 9),
    Goal(COLD, UNCACHED, 6, 12),
    Goal(COLD, PLAIN, 1, 2),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.speed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each turn of wrk")
    parser.add_argument("--corrections", type=int, default=20)
    parser.add_argument("--publishing", action="store_true", help="measure publishing, too")
    parser.add_argument("--chart", type=Path, help="write the chart there (SVG)")
    options = parser.parse_args()
    endings.exit_in_order()
    if lacking := nginx.missing() or ("" if shutil.which("wrk") else "wrk is not installed"):
        sys.exit(f"{lacking[0].upper()}{lacking[1:]}.")
    with tempfile.TemporaryDirectory(prefix="nextfin-bench-") as folder:
        Path(folder).chmod(0o711)
        with newsroom(Path(folder)) as made:
            measure(made, Path(folder), options)


def measure(made: Newsroom, folder: Path, options: argparse.Namespace) -> None:
    with made.served() as warm:
        page, headers = _asked(warm + made.address)
        with standing_by(made, folder, warm, page, headers) as targets:
            began_at = os.getloadavg()[0]
            rows = measured(targets, options.rounds, options.seconds, _tell)
        print(
            f"\n{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores (load of the machine "
            f"{began_at:.1f} at the beginning, {os.getloadavg()[0]:.1f} at the end, its own "
            f"included), {WORKERS} workers, {wrk.READERS} connections, a page of {len(page):,} "
            f"bytes, {options.rounds} rounds of {options.seconds} s\n"
        )
        print("\n".join(table(rows, GOALS)), "\n")
        if options.chart:
            options.chart.write_text(chart(rows, "Answers a second, on a scale of powers of ten"))
        fresh = freshness(warm, made, options.corrections)
        print(
            f"From the commit to the new text, {fresh.times} times: median {fresh.median:.0f} ms, "
            f"longest {fresh.longest:.0f} ms."
        )
        for worker in memory(warm):
            print(f"A worker: {worker.resident:.0f} MB resident, {worker.share:.0f} as its share.")
        if options.publishing:
            measure_publishing(warm, made, _tell)


@contextmanager
def standing_by(
    made: Newsroom, folder: Path, warm: str, page: bytes, headers: list[tuple[str, str]]
) -> Iterator[list[Target]]:
    """All servers, and what is asked of them."""
    with ExitStack() as stack:
        start = stack.enter_context
        _tell("starting the peers")
        others = start(peers(made.cluster, PARAGRAPHS))
        floor = start(constant(folder, len(page), headers))
        behind = start(made.served(NEXTFIN_BEHIND_PROXY="1"))
        files, front = start(fronts(folder, behind, made, page))
        cold = start(made.served(page_cache=0))
        for name, address in (
            ("plain view", others.plain),
            (f"Wagtail {others.wagtail}", others.wagtail_uncached),
        ):
            print(f"{name}: {len(_asked(address)[0]):,} bytes")
        yield [
            Target(FLOOR, f"{floor}/"),
            Target(DRESSED, f"{floor}/dressed"),
            Target(WARM, warm + made.address),
            Target(WARM_GZIP, warm + made.address, "gzip"),
            Target(WARM_BR, warm + made.address, "br"),
            Target(FILE, f"{files}/plain/article.html"),
            Target(FILE_GZIP, f"{files}/compressed/article.html", "gzip"),
            Target(FRONT, front + made.address),
            Target(FRONT_GZIP, front + made.address, "gzip"),
            Target(FRONT_BR, front + made.address, "br"),
            Target(COLD, cold + made.address),
            Target(PLAIN, others.plain),
            Target(CACHED, others.wagtail_cached),
            Target(UNCACHED, others.wagtail_uncached),
        ]


def _asked(url: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The page and its headers."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    if answer.status != 200:
        sys.exit(f"{url} answers {answer.status}.")
    return answer.read(), answer.getheaders()


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
