"""How gunicorn serves NextFin, in the demo and in production: ``gunicorn -c <this file>``."""

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

wsgi_app = "nextfin.asgi:application"
worker_class = "asgi"  # on uvloop where that is installed
workers = int(os.environ.get("NEXTFIN_WORKERS", "2"))
# Loaded once, before the workers are forked: it starts sooner and they share the memory.
preload_app = True
graceful_timeout = 10  # seconds for the answers under way
loglevel = os.environ.get("NEXTFIN_LOG_LEVEL", "warning").lower()
control_socket_disable = True


def on_starting(server: "Arbiter") -> None:
    """See that nobody else is at our address: who listens apart would join them without a word."""
    # Who only wants to know our figures, as nextfin.run does, waits for no gunicorn.
    from gunicorn.sock import close_sockets, create_sockets  # noqa: PLC0415

    if _can_listen_apart(server):
        close_sockets(create_sockets(server.cfg, server.log))
    on_reload(server)


def on_reload(server: "Arbiter") -> None:
    """Each worker listens for itself, and the kernel shares readers out among them.

    From one socket the worker that wakes first takes all who come at once, and leaves one processor
    without work.
    """
    server.cfg.set("reuse_port", _can_listen_apart(server))


def pre_fork(server: "Arbiter", worker: "Worker") -> None:
    """Spare each worker what is never garbage: its collector would look through all of it.

    A reader waits as long as it looks, and what it has looked at is no longer shared memory.
    """
    gc.collect()
    gc.freeze()


def _can_listen_apart(server: "Arbiter") -> bool:
    """Whether all addresses are of TCP, and not sockets that somebody else opened for us."""
    is_given = "LISTEN_FDS" in os.environ
    return not is_given and all(isinstance(address, tuple) for address in server.cfg.address)
