"""The lines of a copy in words, for whoever has to choose between two of them.

Keys may come from a form, as text that is no key; then the line says what was sent, or nothing.
"""

from collections.abc import Iterable

from accounts.models import Author
from articles.models.article import Label
from articles.models.image import Image
from articles.models.story import Story

type Key = int | str | None


def story(key: Key) -> str:
    return str(Story.objects.filter(pk=_number(key)).first() or "")


def lead(key: Key, alt: str, is_decorative: object) -> str:
    """A lead picture with what is told of it."""
    picture = Image.objects.filter(pk=_number(key)).first()
    if picture is None:
        return ""
    return f"{picture}. {'Only decorative' if is_decorative else f'Alternative text: {alt}'}"


def byline(lines: Iterable[tuple[Key, str]]) -> str:
    """Authors, by their keys, with their roles."""
    signed = [(_number(key), key, role) for key, role in lines]
    names = Author.objects.in_bulk(number for number, _, _ in signed)
    return ", ".join(f"{names.get(number, key)} ({role})" for number, key, role in signed)


def label(value: str) -> str:
    return str(dict(Label.choices).get(value, value))


def _number(key: Key) -> int:
    """0, which nothing has, for what is no key."""
    text = str(key)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
