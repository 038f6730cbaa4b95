"""How gunicorn serves NextFin, in the demo and in production: ``gunicorn -c <this file>``."""

import os

wsgi_app = "nextfin.asgi:application"
worker_class = "asgi"  # on uvloop where that is installed
workers = int(os.environ.get("NEXTFIN_WORKERS", "2"))
# Loaded once, before the workers are forked: it starts sooner and they share the memory.
preload_app = True
graceful_timeout = 10  # seconds for the answers under way
loglevel = os.environ.get("NEXTFIN_LOG_LEVEL", "warning").lower()
control_socket_disable = True
