"""A few processes that live and die together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from nextfin.endings import unhurried

PR_SET_PDEATHSIG = 1  # prctl(2)
A_WHILE = 5.0  # seconds between two starts of a child that goes on dying
SAID_WHY = 78  # the exit code of a child that has told people itself why it can't go on
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ChildDiedError(Exception):
    """One of the processes has ended by itself; ``code`` as subprocess has it: -9 is signal 9."""

    def __init__(self, name: str, code: int) -> None:
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        super().__init__(f"The {name} ended by itself ({how}).")
        self.code = code


@dataclass
class Child:
    """A process to be started: what people call it, and how it is called.

    ``at_terminal`` leaves it the keyboard, and with it Ctrl-C; otherwise it hears of endings from
    us alone. ``is_restarted`` says that the house goes on without it: it is started again when it
    has ended.
    """

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    pass_fds: Sequence[int] = ()
    at_terminal: bool = False
    is_restarted: bool = False

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command,
            env=self.environment,
            pass_fds=self.pass_fds,
            start_new_session=not self.at_terminal,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no other thread runs here)
        )


@dataclass
class Together:
    """Starts the children on entering, and ends them all on leaving, however that happens.

    ``patience`` is how long, in seconds, they may take to finish what they are at.
    """

    children: Sequence[Child]
    patience: float
    processes: list[tuple[Child, subprocess.Popen[bytes]]] = field(default_factory=list, init=False)
    restarts_at: dict[str, float] = field(default_factory=dict, init=False)

    def __enter__(self) -> "Together":
        try:
            for child in self.children:
                self.add(child)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._end()

    def add(self, child: Child) -> None:
        """Start one more, which ends with the others."""
        self.processes.append((child, child.start()))

    def check(self) -> None:
        """Raise ChildDiedError if one has ended that the house needs; start the others again."""
        for place, (child, process) in enumerate(self.processes):
            if (code := process.poll()) is None:
                continue
            if not child.is_restarted:
                raise ChildDiedError(child.name, code)
            if time.monotonic() >= self.restarts_at.get(child.name, 0.0):
                _end_stragglers(process.pid)
                self.restarts_at[child.name] = time.monotonic() + A_WHILE
                self.processes[place] = (child, child.start())

    def _end(self) -> None:
        with unhurried():
            for _, process in self.processes:
                process.terminate()
            until = time.monotonic() + self.patience
            for child, process in self.processes:
                try:
                    process.wait(max(0.0, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                if not child.at_terminal:
                    _end_stragglers(process.pid)


def _end_stragglers(group: int) -> None:
    """End what a child that is gone has left behind."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def end_with_parent() -> None:
    """In a child: ask the kernel for SIGTERM should the parent be killed and can't send it."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
