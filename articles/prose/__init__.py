"""The body of a piece: what it may contain, how it is kept, how it prints. Pure."""

from articles.prose.cleaning import EXTENSIONS, clean, plain_text, reading_minutes
from articles.prose.reading import uses

__all__ = ["EXTENSIONS", "clean", "plain_text", "reading_minutes", "uses"]
