"""Gunicorn's workers, as we have them: each listens for itself, where that is possible."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.nginx import free_port

CONF = ("--config", "python:nextfin.gunicorn_conf", "--no-control-socket", "--log-level", "error")
WORKERS = 2
# An application that tells which worker answers, and how much its collector leaves alone.
WHO = """
import gc
import os

async def application(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        told = f"{os.getpid()} {gc.get_freeze_count()}"
        await send({"type": "http.response.body", "body": told.encode()})
    else:
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})
"""


@contextmanager
def gunicorn(folder: Path, bind: str) -> Iterator[subprocess.Popen[bytes]]:
    (folder / "who.py").write_text(WHO)
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *CONF, "--bind", bind, "who:application"],
        env={**os.environ, "NEXTFIN_WORKERS": str(WORKERS), "PYTHONPATH": str(folder)},
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def who_answers(family: int, address: tuple[str, int] | str) -> tuple[int, int]:
    """The worker that answers on a connection of its own, and how many objects it leaves alone."""
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(family)
    connection.sock.settimeout(10)
    connection.sock.connect(address)
    connection.request("GET", "/")
    worker, left_alone = connection.getresponse().read().split()
    connection.close()
    return int(worker), int(left_alone)


def until_answered(
    family: int, address: tuple[str, int] | str, *, by: int, but: set[int]
) -> set[int]:
    """The workers that answer, when so many do who are none of those."""
    found: set[int] = set()
    give_up = time.monotonic() + 30
    while len(found) < by:
        try:
            found |= {who_answers(family, address)[0]} - but
        except (ConnectionError, FileNotFoundError):
            time.sleep(0.05)
        assert time.monotonic() < give_up, found
    return found


def listening(port: int) -> int:
    """How many sockets listen on this port of 127.0.0.1."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(line[1] == f"0100007F:{port:04X}" and line[3] == "0A" for line in lines)


def test_each_worker_listens_for_itself_also_after_a_reload(tmp_path: Path) -> None:
    port = free_port()
    address = ("127.0.0.1", port)
    with gunicorn(tmp_path, f"127.0.0.1:{port}") as process:
        first = until_answered(socket.AF_INET, address, by=WORKERS, but=set())
        assert listening(port) == WORKERS
        process.send_signal(signal.SIGHUP)
        until_answered(socket.AF_INET, address, by=WORKERS, but=first)


def test_a_second_server_at_the_same_address_is_refused(tmp_path: Path) -> None:
    port = free_port()
    with gunicorn(tmp_path, f"127.0.0.1:{port}"):
        until_answered(socket.AF_INET, ("127.0.0.1", port), by=WORKERS, but=set())
        with gunicorn(tmp_path, f"127.0.0.1:{port}") as second:
            assert second.wait(timeout=30) == 1
            assert second.stderr
            assert b"Connection in use" in second.stderr.read()


def test_a_socket_in_the_file_system_is_shared(tmp_path: Path) -> None:
    where = str(tmp_path / "gunicorn.sock")
    with gunicorn(tmp_path, f"unix:{where}"):
        until_answered(socket.AF_UNIX, where, by=1, but=set())


def test_a_workers_collector_leaves_alone_what_was_there_before_it(tmp_path: Path) -> None:
    port = free_port()
    address = ("127.0.0.1", port)
    with gunicorn(tmp_path, f"127.0.0.1:{port}"):
        until_answered(socket.AF_INET, address, by=WORKERS, but=set())
        _, left_alone = who_answers(socket.AF_INET, address)
        assert left_alone > 10_000
