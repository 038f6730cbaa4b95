"""The darkroom: pictures from outside are opened here alone, in a process that can do little else.

Nothing on this side decodes a picture: a file is handed to a child process, which limits its own
memory, time and files before it reads a byte. If it dies of what it was given, the caller gets a
sentence, and goes on.
"""

from articles.darkroom.hatch import Developed, Examined, Words, develop, examine, thumbnail
from articles.darkroom.rules import MAX_BYTES, MAX_PIXELS, MAX_SIDE, Unusable

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "Developed",
    "Examined",
    "Unusable",
    "Words",
    "develop",
    "examine",
    "thumbnail",
]
