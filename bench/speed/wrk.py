"""Asks for a page as often as it is answered, by wrk."""

import re
import statistics
import subprocess
from typing import NamedTuple

READERS = 16  # connections
TURN = 5  # seconds of one turn, where readers are asked beside something else


class Asked(NamedTuple):
    """``rate`` is answers a second; the times are ms, and one of a hundred is above ``slow``."""

    rate: float
    median: float
    slow: float

    def told(self, circumstance: str) -> str:
        return (
            f"  {circumstance:17} {self.rate:8,.0f} answers a second, median {self.median:.1f} ms, "
            f"of a hundred one is slower than {self.slow:.1f} ms"
        )


def middle(found: list[Asked]) -> Asked:
    """The median of each figure."""
    return Asked(*(statistics.median(values) for values in zip(*found, strict=True)))


def ask(url: str, seconds: int, encoding: str = "identity", script: str = "") -> Asked:
    """Ask for ``url``, or for what the Lua ``script`` says, for so many seconds.

    Any answer that is none of 200 ends the program.
    """
    command = ["wrk", "-t1", f"-c{READERS}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    command += ["-H", f"Accept-Encoding: {encoding}", *(["-s", script] if script else []), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{url}\n{said}")
    return Asked(
        float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        _milliseconds(said, "50%"),
        _milliseconds(said, "99%"),
    )


def _milliseconds(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\s", said).groups()
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
