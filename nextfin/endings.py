"""Ctrl-C, SIGTERM and a closed terminal: each ends us in good order."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def exit_in_order() -> None:
    """Let every ending be an exception, so that what was begun is put away on the way out.

    KeyboardInterrupt for Ctrl-C, SystemExit for the others. What the caller made us deaf to (nohup,
    a shell's background) stays unheard.
    """
    for number in ENDINGS:
        if signal.getsignal(number) != signal.SIG_IGN:
            ends = signal.default_int_handler if number == signal.SIGINT else _exit
            signal.signal(number, ends)


@contextmanager
def unhurried() -> Iterator[None]:
    """Put endings off until the block is done; the first of them is heard then."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def listen(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    before = [(ending, signal.signal(ending, listen)) for ending in ENDINGS]
    try:
        yield
    finally:
        for ending, handler in before:
            signal.signal(ending, handler if handler is not None else signal.SIG_DFL)
        for number in heard[:1]:
            signal.raise_signal(number)


def _exit(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
