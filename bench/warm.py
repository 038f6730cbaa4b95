"""What the page cache is worth: `python -m bench.warm` (it needs wrk).

A newsroom of its own is made in a folder that goes again, and served as in production. Beside it
the same gunicorn answers constant bytes, as many as the article has, with two headers and with all
that the article has. wrk asks them in turn, so that
whatever else the machine does meets each. Shown are medians, the spread, and the median of the
ratios within each round. Then an article is corrected again and again, and it is timed how long
after the commit each worker gives the new text, to readers who ask it without a pause.
"""
# ruff: noqa: T201 (it prints)

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from nextfin import embedded, wall

READERS = 16  # connections of wrk
WORKERS = 2
PARAGRAPHS = 120  # of the article: about 25 KB with all that is around it
CONSTANT = """
import json, os
body = b"x" * int(os.environ["BENCH_BYTES"])
headers = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(body))]
start = {"type": "http.response.start", "status": 200, "headers": headers}
dressed = [(n.lower().encode(), v.encode()) for n, v in json.loads(os.environ["BENCH_HEADERS"])]
as_ours = {"type": "http.response.start", "status": 200, "headers": dressed}
rest = {"type": "http.response.body", "body": body, "more_body": False}

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})
        return
    await send(as_ours if scope["path"] == "/dressed" else start)
    await send(rest)
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.warm")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each turn of wrk")
    parser.add_argument("--corrections", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nextfin-bench-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        with served(data) as url, embedded.running(data):
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nextfin.settings")
            django.setup()
            wall.opt_in_desk()
            measure(url, Path(folder), options)


def measure(url: str, folder: Path, options: argparse.Namespace) -> None:
    # Django must be set up before they can be loaded.
    from accounts.models import Role  # noqa: PLC0415
    from articles import publishing  # noqa: PLC0415
    from tests.cast import NOTE, Cast  # noqa: PLC0415

    cast = Cast()
    # The first story's people have the usual names.
    cast.reporter = cast.person("bench-reporter", Role.REPORTER)
    cast.editor = cast.person("bench-editor", Role.EDITOR)
    words = "<p>A plainly synthetic paragraph of a made-up article, so long and no longer.</p>"
    article = cast.published(headline="Version 0", body=words * PARAGRAPHS)
    address = article.editions.get().address
    reader = http.client.HTTPConnection(url.removeprefix("http://"))
    reader.request("GET", address)
    answer = reader.getresponse()
    length = len(answer.read())
    with constant(folder, length, answer.getheaders()) as floor:
        print_rates(url + address, floor, length, options)

    workers = dict(by_worker(url))
    delays: list[float] = []
    for number in range(1, options.corrections + 1):
        seen: dict[int, float] = {}
        watching = [
            threading.Thread(target=watch, args=(reader, address, number, seen, pid))
            for pid, reader in workers.items()
        ]
        for thread in watching:
            thread.start()
        copy = cast.edited(article, headline=f"Version {number}")
        publishing.correct(copy, by=cast.editor, note=NOTE)
        committed = time.perf_counter()
        for thread in watching:
            thread.join()
        delays += [max(0.0, at - committed) * 1000 for at in seen.values()]
    print(
        f"from the commit to the new text, on each of {len(workers)} workers, {len(delays)} times: "
        f"median {statistics.median(delays):.1f} ms, longest {max(delays):.1f} ms"
    )
    for pid in workers:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        rss, pss = (
            int(size) / 1024 for size in re.findall(r"^(?:Rss|Pss):\s+(\d+)", told, re.MULTILINE)
        )
        print(f"worker {pid}: {rss:.0f} MB resident, {pss:.0f} MB as its share")


def print_rates(page: str, floor: str, length: int, options: argparse.Namespace) -> None:
    targets = {
        "constant bytes": (floor, "identity"),
        "the same, our headers": (f"{floor}dressed", "identity"),
        "warm article": (page, "identity"),
        "warm article, br": (page, "br"),
    }
    rates: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(options.rounds):
        for name, (target, encoding) in targets.items():
            rates[name].append(asked_a_second(target, encoding, options.seconds))
    print(
        f"{os.cpu_count()} cores (load {os.getloadavg()[0]:.1f}), {WORKERS} workers, {READERS} "
        f"connections, {length:,} bytes, {options.rounds} rounds of {options.seconds} s"
    )
    for name, found in rates.items():
        pairs = zip(found, rates["constant bytes"], strict=True)
        ratio = statistics.median(rate / constant_rate for rate, constant_rate in pairs)
        print(
            f"{name:23}{statistics.median(found):9,.0f} a second "
            f"({min(found):,.0f} to {max(found):,.0f})  {ratio:.2f} × constant"
        )


def asked_a_second(target: str, encoding: str, seconds: int) -> float:
    command = ["wrk", "-t1", f"-c{READERS}", f"-d{seconds}", "-H", f"Accept-Encoding: {encoding}"]
    said = subprocess.run([*command, target], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def watch(
    reader: http.client.HTTPConnection, address: str, number: int, seen: dict[int, float], pid: int
) -> None:
    """Ask for the page until it is the version of that number, and note when it was."""
    while f"Version {number}<".encode() not in got(reader, address):
        pass
    seen[pid] = time.perf_counter()


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


@contextmanager
def served(data: Path) -> Iterator[str]:
    """A newsroom with the first story, as ``make run`` makes it; its url."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "NEXTFIN_"))}
    port = free_port()
    command = [sys.executable, "manage.py", "run", "--port", str(port)]
    environment = kept | {"NEXTFIN_DATA": str(data), "NEXTFIN_WORKERS": str(WORKERS)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            if not any("Ctrl-C" in line for line in process.stdout or ()):
                raise SystemExit("NextFin did not start.")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


@contextmanager
def constant(folder: Path, length: int, headers: list[tuple[str, str]]) -> Iterator[str]:
    """The same gunicorn with so many bytes that are always the same; its url.

    At ``/dressed`` they come with these headers, but for those that gunicorn adds.
    """
    ours = json.dumps([given for given in headers if given[0] not in {"Server", "Date"}])
    (folder / "constant.py").write_text(CONSTANT)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:nextfin.gunicorn_conf"]
    command += ["--bind", f"127.0.0.1:{port}", "--pythonpath", str(folder), "constant:application"]
    told = {
        "BENCH_BYTES": str(length),
        "BENCH_HEADERS": ours,
        "NEXTFIN_WORKERS": str(WORKERS),
    }
    environment = os.environ | told
    with subprocess.Popen(command, env=environment) as process:
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)
            yield f"http://localhost:{port}/"
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
