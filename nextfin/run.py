"""Runs the whole house on this machine: ``manage.py run`` prepares, serves, and ends as one.

Django is loaded by the children alone, so this module must stay free of it: what people wait for is
how long that takes, and once is enough.
"""

import contextlib
import errno
import http.client
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from nextfin import embedded, gunicorn_conf
from nextfin.data_folder import data_folder
from nextfin.supervisor import SAID_WHY, Child, ChildDiedError, Together

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
ANSWER_LIMIT = 60  # seconds until a web server that is prepared must answer
PATIENCE = gunicorn_conf.graceful_timeout + 5  # seconds until a process is killed


class CannotRunError(Exception):
    """Why NextFin can't run, as a sentence for people."""


def main(words: list[str]) -> None:
    """What ``make run`` and ``make dev`` do; ``words`` are those that follow ``manage.py run``."""
    parser = ArgumentParser(
        "manage.py run", description="Prepare the database and serve site and desk, until Ctrl-C."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    parser.add_argument("--dev", action="store_true", help="reload when the code changes")
    options = parser.parse_args(words)
    house = developing if options.dev else serving
    try:
        with house(options.host, options.port) as together:
            announce(options.host, options.port)
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                watch(together)
            sys.stdout.write("\nStopping …\n")
    except ChildDiedError as error:
        sys.exit(1 if error.code == SAID_WHY else f"NextFin: {error}")
    except CannotRunError as error:
        sys.exit(f"NextFin: {error}")


@contextlib.contextmanager
def serving(host: str, port: int) -> Iterator[Together]:
    """The web server, prepared and answering."""
    # Held from here on: whoever knocks meanwhile is answered when we are ready.
    with listen(host, port) as listener:
        ours, theirs = socket.socketpair()
        ours.sendall(os.environ.get("DATABASE_OWNER_URL", "").encode())
        ours.shutdown(socket.SHUT_WR)
        with ours, theirs, Together([web_server(listener, theirs)], PATIENCE) as together:
            listener.close()
            theirs.close()
            # The other end is closed when all is prepared, or nothing will be: there is no more to
            # read. Who dies before they have listened to us is heard as a broken connection.
            with contextlib.suppress(ConnectionError):
                ours.recv(1)
            await_answer(host, port, together)
            add_job_worker(together)
            yield together


@contextlib.contextmanager
def developing(host: str, port: int) -> Iterator[Together]:
    """Django's own server; it may take a correction before anything answers."""
    command = [sys.executable, str(MANAGE), "prepare", "--no-static"]
    preparation = Child("preparation", command, dict(os.environ))
    with listen(host, port), Together([preparation], PATIENCE) as together:
        [(_, process)] = together.processes
        if process.wait() != 0:
            sys.exit(1)
    with Together([development_server(host, port)], PATIENCE) as together:
        add_job_worker(together)
        yield together


def announce(host: str, port: int) -> None:
    address = f"http://{reachable(host)}:{port}"
    face = os.environ.get("NEXTFIN_FACE", "all")
    lines = ["\nNextFin is running."]
    if face != "desk":
        lines.append(f"  Site   {address}/")
    if face != "site":
        lines.append(f"  Desk   {address}/admin/")
        with contextlib.suppress(FileNotFoundError):
            lines.append("\n" + (data_folder() / "demo-sign-ins.txt").read_text().rstrip("\n"))
    sys.stdout.write("\n".join(lines) + "\n\nCtrl-C ends it.\n")
    sys.stdout.flush()


def listen(host: str, port: int) -> socket.socket:
    """The open port; CannotRunError if there is none to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except PermissionError as error:
        raise CannotRunError(f"Port {port} is for root alone. Try make run PORT=8001") from error
    except OverflowError as error:
        raise CannotRunError(f"{port} is no port. Try make run PORT=8001") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRunError(
                f"Port {port} is taken by another program. Try another: make run PORT={port + 1}"
            ) from error
        why = str(error.strerror).split(" (", 1)[0]
        raise CannotRunError(f"Can't listen on {host}, port {port}: {why}.") from error


def web_server(listener: socket.socket, supervisor: socket.socket | None = None) -> Child:
    """gunicorn on the open port; with a socket to us it prepares first, as nextfin.serve tells."""
    module = ["gunicorn"] if supervisor is None else ["nextfin.serve", str(supervisor.fileno())]
    config = ("--config", "python:nextfin.gunicorn_conf", "--bind", f"fd://{listener.fileno()}")
    return Child(
        "web server",
        [sys.executable, "-m", *module, *config],
        served_environment(),
        pass_fds=[given.fileno() for given in (listener, supervisor) if given],
    )


def development_server(host: str, port: int) -> Child:
    """Django's own server, which reloads; it keeps the keyboard for the debugger."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, str(MANAGE), "runserver", where]
    return Child("development server", command, served_environment(), at_terminal=True)


def add_job_worker(together: Together) -> None:
    """Have jobs done beside the web server, unless it holds no key to the desk."""
    environment = served_environment()
    if environment.get("NEXTFIN_FACE") != "site":
        command = [sys.executable, str(MANAGE), "procrastinate", "worker"]
        together.add(Child("job worker", command, environment, is_restarted=True))


def served_environment() -> dict[str, str]:
    """Our environment without the keys that a web server must not hold."""
    environment = {"PYTHONPATH": str(MANAGE.parent), **os.environ}
    # This machine alone hears us, over plain http, unless somebody says otherwise.
    environment.setdefault("NEXTFIN_INSECURE_HTTP", "1")
    environment.pop("DATABASE_OWNER_URL", None)
    if environment.get("NEXTFIN_FACE") == "site":
        environment.pop("DATABASE_URL", None)
    return environment


def await_answer(host: str, port: int, together: Together) -> None:
    """Wait until the web server has answered a request, whatever it says."""
    until = time.monotonic() + ANSWER_LIMIT
    while time.monotonic() < until:
        together.check()
        connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise CannotRunError(f"The web server does not answer within {ANSWER_LIMIT} seconds.")


def watch(together: Together) -> None:
    """Wait until something that we need has ended by itself, which raises."""
    while True:
        together.check()
        embedded.check()
        time.sleep(0.2)


def reachable(host: str) -> str:
    """A name by which this machine reaches what listens on ``host``."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104
