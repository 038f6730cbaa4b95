"""How little a process can do once it has confined itself: think, and answer."""

import os
import resource
import sys

MEMORY = 2 * 1024**3
SECONDS_OF_WORK = 120
LARGEST_ANSWER = 256 * 1024**2
NICE = 10


def confine() -> None:
    """Give up, for good, whatever opening a picture does not need.

    No file or connection can be opened any more: the three that the process was started with are
    all it will ever have. So everything must be imported before.
    """
    os.nice(NICE)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, SECONDS_OF_WORK)
    _lower(resource.RLIMIT_FSIZE, LARGEST_ANSWER)
    _lower(resource.RLIMIT_NOFILE, 3)
    if sys.platform != "darwin":  # which knows this limit and does not keep it
        _lower(resource.RLIMIT_AS, MEMORY)


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (ceiling, ceiling))
