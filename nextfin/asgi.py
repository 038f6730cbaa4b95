"""The web application: Django, synchronous, in a few threads that keep their connections."""

import os

from django.core.wsgi import get_wsgi_application

from nextfin.bridge import Bridge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nextfin.settings")
application = Bridge(get_wsgi_application(), threads=int(os.environ.get("NEXTFIN_THREADS", "3")))
