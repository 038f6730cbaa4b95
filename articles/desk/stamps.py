"""How the desk writes a state and a time, everywhere alike; times are those of the newsroom."""

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.moments import to_the_second


def badge(name: str, words: str) -> SafeString:
    """A word about a state, coloured by the state's name."""
    return format_html('<span class="badge badge-{}">{}</span>', name, words)


def to_the_minute(moment: datetime) -> str:
    """Without the year while it is this one."""
    local = timezone.localtime(moment)
    is_this_year = local.year == timezone.localtime().year
    return f"{local:%-d %b, %H:%M}" if is_this_year else f"{local:%-d %b %Y, %H:%M}"


def with_zone(moment: datetime) -> str:
    return f"{to_the_second(moment)} {timezone.get_current_timezone_name()}"
