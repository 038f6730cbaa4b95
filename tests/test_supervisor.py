"""`manage.py run`: what it starts ends with it, and it says in plain words why it can't run."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from nextfin.run import CannotRunError, listen
from nextfin.supervisor import Child, ChildDiedError, Together
from tests.cluster import is_alive

HOUSE = Path(__file__).resolve().parent.parent
PATIENCE = 20  # seconds
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(); time.sleep(60)"
PARENT = """
import os, sys, time
from nextfin.supervisor import Child, Together
command = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
with Together([Child("sleeper", command, dict(os.environ))], patience=1):
    time.sleep(60)
"""


def child(name: str, program: str) -> Child:
    return Child(name, [sys.executable, "-c", program], dict(os.environ))


def started(together: Together) -> list[int]:
    return [process.pid for _, process in together.processes]


def wait_for_a_death(children: list[Child], pids: list[int]) -> None:
    with Together(children, patience=5) as together:
        pids += started(together)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            together.check()
            time.sleep(0.02)


def test_when_one_dies_it_is_named_and_the_others_end() -> None:
    web = child("web server", "import sys; sys.exit(3)")
    jobs = child("job worker", "import time; time.sleep(60)")
    pids: list[int] = []
    with pytest.raises(ChildDiedError, match=r"The web server ended by itself \(exit code 3\)"):
        wait_for_a_death([jobs, web], pids)
    assert len(pids) == 2
    assert not any(is_alive(pid) for pid in pids)


def test_who_does_not_want_to_end_is_ended() -> None:
    with Together([child("deaf one", DEAF)], patience=0.3) as together:
        [pid] = started(together)
        time.sleep(0.5)
    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_who_is_killed_takes_the_children_along() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=HOUSE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while is_alive(pid):
            assert time.monotonic() < until
            time.sleep(0.02)


def test_a_taken_port_is_said_together_with_what_to_type() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotRunError, match=f"Port {port} is taken .* make run PORT="):
            listen("127.0.0.1", port)


def test_who_can_be_missed_is_started_again_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nextfin.supervisor.A_WHILE", 0.2)
    jobs = replace(child("job worker", "import sys; sys.exit(3)"), is_restarted=True)
    web = child("web server", "import time; time.sleep(60)")
    with Together([web, jobs], patience=5) as together:
        served_by, first = started(together)
        until = time.monotonic() + PATIENCE
        pids = {first}
        while len(pids) < 3:
            assert time.monotonic() < until
            together.check()
            pids.add(started(together)[1])
            time.sleep(0.02)
        assert is_alive(served_by)
