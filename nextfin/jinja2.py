"""The templates of what readers and machines are given are Jinja2's, which compiles them.

The desk's are Django's, as the admin's own are.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import get_urlconf, reverse
from django.utils import dateformat, timezone
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PrefixLoader

from articles.public import typesetting
from wire.instants import instant
from wire.structured import structured

# The folders of templates/ that are Jinja2's; a template is named by its path from there.
FOLDERS = ("public", "proofroom", "wire")
DJANGOS_FILTERS = (
    *("floatformat", "iriencode", "linebreaks", "linebreaksbr", "pluralize", "slugify", "title"),
    *("truncatechars", "urlencode"),
)


def environment(**options: Any) -> Environment:
    """What the templates can call; ``options`` are those of Django's backend for Jinja2."""
    root = settings.BASE_DIR / "templates"
    folders = {name: FileSystemLoader(root / name) for name in FOLDERS}
    options |= {
        "loader": PrefixLoader(folders),
        # As in Django's templates, what was not given is empty, and so is what it would hold.
        "undefined": ChainableUndefined,
        "keep_trailing_newline": True,
    }
    made = Environment(**options)  # noqa: S701 (Django's backend turns autoescape on)
    made.filters |= {name: getattr(defaultfilters, name) for name in DJANGOS_FILTERS}
    made.filters |= {name: getattr(typesetting, name) for name in typesetting.FILTERS}
    made.filters |= {"date": local_date, "instant": instant, "static": static, "url": url}
    made.globals |= {
        "media": typesetting.media,
        "picture": typesetting.picture,
        "structured": structured,
        "zone": zone,
    }
    return made


# Addresses are found by filters, not by functions: what does not depend on the page is then looked
# up when a template is compiled, and not for each reader.
def url(name: str, *args: object) -> str:
    """The path of a page, as Django's ``reverse`` finds it."""
    return _path(get_urlconf() or settings.ROOT_URLCONF, name, args)


@lru_cache(maxsize=4096)
def _path(urlconf: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(name, urlconf=urlconf, args=args)


def zone() -> str:
    """The newsroom's zone as it is called now: "JST"; "" if it has no name."""
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    return dateformat.format(now, "T")


def local_date(at: date | None, form: str) -> str:
    """A date or a local time in one of Django's formats; "" if there is none."""
    if at is None:
        return ""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return dateformat.format(local, form)
