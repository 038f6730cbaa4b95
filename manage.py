#!/usr/bin/env python
"""NextFin's front door for the people who run it: ``manage.py run``, ``migrate``, ``seed`` …

Without a database address in the environment it brings its own PostgreSQL along.
"""

import os
import secrets
import signal
import sys

# Until main() has taken over, Ctrl-C just ends us: there is nothing to put in order yet.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from contextlib import AbstractContextManager, nullcontext  # noqa: E402
from importlib import import_module  # noqa: E402

from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from nextfin import embedded, endings, run  # noqa: E402

WITHOUT_DATABASE = {"help", "--help", "-h", "version", "--version", "roles_sql"}


def main() -> None:
    """Do what the command line says; 130 and 143 are the exit codes of Ctrl-C and SIGTERM."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nextfin.settings")
    try:
        endings.exit_in_order()
        with _database(command):
            if command == "run":
                run.main(sys.argv[2:])
            else:
                _ask_django(command)
    except (embedded.EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(f"NextFin: {error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _ask_django(command: str) -> None:
    """Django is loaded only here: it takes a while, and ``run`` leaves it to its children."""
    # Each request that runserver answers has a face of its own; everything else here is the desk's.
    if command != "runserver":
        import_module("nextfin.wall").opt_in_desk()
    import_module("django.core.management").execute_from_command_line(sys.argv)


def _database(command: str) -> AbstractContextManager[object]:
    if any(os.environ.get(name) for name in embedded.ADDRESSES):
        return nullcontext()
    if command in WITHOUT_DATABASE:
        # Nothing is signed or read; the settings only want to see something.
        os.environ.setdefault("NEXTFIN_SECRET_KEY", secrets.token_urlsafe())
        for name in embedded.ADDRESSES:
            os.environ.setdefault(name, "postgresql://nobody@localhost/none")
        return nullcontext()
    return embedded.running()


if __name__ == "__main__":
    main()
