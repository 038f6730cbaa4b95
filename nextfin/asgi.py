"""The web application: Django, synchronous, in a few threads that keep their connections.

Around it is the cache of readers' pages, unless this process serves none or is being worked on.
"""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from nextfin import wall
from nextfin.bridge import Bridge
from nextfin.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nextfin.settings")
# The loop answers from what is kept, and must not wait for long while a thread sets a page: Python
# would leave the thread at it for 5 ms.
sys.setswitchinterval(0.0005)
application: Bridge | PageCache = Bridge(
    get_wsgi_application(), threads=int(os.environ.get("NEXTFIN_THREADS", "3"))
)
if settings.NEXTFIN_PAGE_CACHE_BYTES and settings.NEXTFIN_FACE != "desk" and not settings.DEBUG:
    address = connections[wall.SITE].get_connection_params()
    for ours in ("cursor_factory", "context"):
        address.pop(ours, None)
    application = PageCache(application, address, settings.NEXTFIN_PAGE_CACHE_BYTES)
