"""``python -m nextfin.serve FD …`` prepares the house and goes on as ``gunicorn …``.

Django is loaded once for both. A fork of this process prepares: it alone reads, from the socket FD
to whoever supervises us, the owner's address, which a web server must not hold. The socket is
closed when all is ready.
"""

import multiprocessing
import runpy
import socket
import sys
from importlib import import_module

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections

from nextfin import wall
from nextfin.supervisor import SAID_WHY, end_with_parent

# What gunicorn needs anyway, and what may be loaded before the house is prepared.
MEANWHILE = ("nextfin.urls", "gunicorn.app.wsgiapp", "gunicorn.workers.gasgi")


def main() -> None:
    """Prepare, then be gunicorn; SAID_WHY is the exit code where the house can't be prepared."""
    with socket.socket(fileno=int(sys.argv.pop(1))) as supervisor:
        django.setup()
        preparation = multiprocessing.get_context("fork").Process(
            target=prepare, args=(supervisor,)
        )
        preparation.start()
        for name in MEANWHILE:
            import_module(name)
        preparation.join()
        if code := preparation.exitcode:
            if code < 0:
                sys.stderr.write(f"NextFin: Preparing was ended by signal {-code}.\n")
            sys.exit(SAID_WHY)
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def prepare(supervisor: socket.socket) -> None:
    """In the fork: do what ``manage.py prepare`` does, as the owner where there is an address."""
    end_with_parent()
    wall.opt_in_desk()
    with supervisor.makefile() as told:
        address = told.read()
    if address:
        owner_database = import_module(settings.SETTINGS_MODULE).owner_database
        settings.DATABASES["owner"] = owner_database(address)
        connections.configure_settings(settings.DATABASES)
    call_command("prepare")


if __name__ == "__main__":
    try:
        main()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"NextFin: {error}\n")
        sys.exit(SAID_WHY)
