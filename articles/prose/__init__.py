"""The body of a piece: what it may contain, how it is kept, how it prints. Pure."""

from articles.prose.cleaning import clean
from articles.prose.lacks import problems
from articles.prose.printing import print_body
from articles.prose.reading import Uses, plain_text, reading_minutes, uses, word_count
from articles.prose.syndication import for_email, for_feed, for_ninjs
from articles.prose.vocabulary import EXTENSIONS

__all__ = [
    "EXTENSIONS",
    "Uses",
    "clean",
    "for_email",
    "for_feed",
    "for_ninjs",
    "plain_text",
    "print_body",
    "problems",
    "reading_minutes",
    "uses",
    "word_count",
]
