"""What a body needs for print and does not hold itself: pictures, addresses, embedded works."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

# A shape of a picture: "whole" is the picture as it is, uncropped.
SHAPES = {"whole": None, "16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "1.91:1": 1.91}
# In the order of preference: what a browser knows first, it takes.
FORMATS = ("avif", "webp", "jpeg")


class PrintedShape(TypedDict):
    """One shape of a picture: its size in pixels where it is largest, and its files by format.

    ``files`` maps a format of ``FORMATS`` to pairs of width in pixels and file name, narrow to
    wide. Names are relative to MEDIA_URL.
    """

    width: int
    height: int
    files: dict[str, list[tuple[int, str]]]


class Renditions(TypedDict):
    """All that was made of one picture; ``placeholder`` is a tiny picture as a data: address."""

    placeholder: str
    shapes: dict[str, PrintedShape]


class PrintedPicture(Renditions):
    """A picture as an edition keeps it, with the words of the library beside it."""

    alt: str
    caption: str
    credit: str


class PrintedEmbed(TypedDict):
    """A work on another site, as it was when it was fetched; "" where it did not say.

    ``frame`` is the https address that a reader's click loads into a frame, "" if it can only be
    visited. ``picture`` are the renditions of its still picture. ``text`` is what it says in words,
    plain.
    """

    url: str
    provider: str
    title: str
    author: str
    text: str
    frame: str
    width: int
    height: int
    picture: Renditions | None


@dataclass(frozen=True)
class Material:
    """What the desk gives the printer beside a body.

    ``pictures`` by the key of the library, ``addresses`` of articles that readers have by the
    article's key, ``embeds`` by their address.
    """

    pictures: Mapping[int, PrintedPicture] = field(default_factory=dict)
    addresses: Mapping[int, str] = field(default_factory=dict)
    embeds: Mapping[str, PrintedEmbed] = field(default_factory=dict)
