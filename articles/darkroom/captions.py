"""What a picture's file says about it: XMP, IPTC-IIM and EXIF, in this order of trust.

Properties and their meaning are those of the IPTC Photo Metadata Standard 2023.1, which also says
which of the older fields each of them mirrors.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
IPTC = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

LONGEST_PACKET = 1_000_000
LIMITS = {
    "caption": 2000,
    "credit": 200,
    "copyright": 300,
    "place": 200,
    "alt": 400,
    "source": 200,
    "usage_terms": 1000,
}
# What cameras write into the caption by themselves.
CHATTER = {
    "OLYMPUS DIGITAL CAMERA",
    "KONICA MINOLTA DIGITAL CAMERA",
    "MINOLTA DIGITAL CAMERA",
    "DIGITAL CAMERA",
    "SONY DSC",
    "SAMSUNG",
    "DCIM",
}
# Signs that turn the direction of what is written after them, and of the page around it.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])
UTF8 = b"\x1b%G"
# A codec is a module, too, and must be there before the child can open no file any more.
OLD = codecs.lookup("cp1252").name
LATIN = codecs.lookup("latin-1").name
# Order and format of what a date may begin with: 2026-03-14, 2026:03:14, 20260314.
DAY = re.compile(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)")
OLDEST = date(1826, 1, 1)  # about when the first photograph was taken

Found = dict[str, str]


def words(picture: ImageFile.ImageFile) -> dict[str, str | None]:
    """By the names of ``Words``; what cannot be read says nothing. ``taken_at`` is an ISO date."""
    found: Found = {}
    for reader in (_xmp, _iim, _exif):
        for name, text in _read(reader, picture).items():
            found.setdefault(name, text)
    day = found.pop("taken_at", None)
    return {name: found.get(name, "") for name in LIMITS} | {"taken_at": day}


def _read(reader: Callable[[Any], Mapping[str, str]], picture: ImageFile.ImageFile) -> Found:
    try:
        raw = reader(picture)
    except Exception:  # noqa: BLE001 - a reader may raise anything over hostile data
        return {}
    found = {name: _line(raw.get(name, ""), limit) for name, limit in LIMITS.items()}
    if found["caption"].upper() in CHATTER:
        found["caption"] = ""
    found["taken_at"] = _day(raw.get("taken_at", ""))
    return {name: text for name, text in found.items() if text}


def _line(text: str, limit: int) -> str:
    """One line without control characters, and not longer than ``limit``."""
    spaced = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    kept = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs", "Co"})
    line = " ".join(kept.translate(DIRECTIONS).split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"


def _day(text: str) -> str:
    if not (match := DAY.match(text.strip())):
        return ""
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return ""
    latest = datetime.now(tz=UTC).date() + timedelta(days=1)  # it may be tomorrow in Tokyo
    return day.isoformat() if OLDEST <= day <= latest else ""


# --- XMP ------------------------------------------------------------------------------------------


def _xmp(picture: Image.Image) -> Found:
    packet = picture.info.get("xmp") or b""
    if not packet or len(packet) > LONGEST_PACKET:
        return {}
    packet = packet.encode() if isinstance(packet, str) else bytes(packet)
    root = ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))
    told = dict(_properties(root))
    return {
        "caption": told.get(f"{DC}description", ""),
        "credit": told.get(f"{PHOTOSHOP}Credit") or told.get(f"{DC}creator", ""),
        "copyright": told.get(f"{DC}rights", ""),
        "place": _place(
            told.get(f"{IPTC}Location"),
            told.get(f"{PHOTOSHOP}City"),
            told.get(f"{PHOTOSHOP}State"),
            told.get(f"{PHOTOSHOP}Country"),
        ),
        "alt": told.get(f"{IPTC}AltTextAccessibility", ""),
        "source": told.get(f"{PHOTOSHOP}Source", ""),
        "usage_terms": told.get(f"{RIGHTS}UsageTerms", ""),
        "taken_at": told.get(f"{PHOTOSHOP}DateCreated", ""),
    }


def _properties(root: Element) -> Iterator[tuple[str, str]]:
    """Simple properties are attributes or elements; others hold a list in the RDF way."""
    for description in root.iter(f"{RDF}Description"):
        yield from description.items()
        for element in description:
            yield element.tag, _value(element).strip()


def _value(element: Element) -> str:
    items = element.findall(f"{RDF}*/{RDF}li")
    if not items:
        return element.text or ""
    if items[0].get(LANGUAGE):
        default = (item for item in items if item.get(LANGUAGE) == "x-default")
        return next(default, items[0]).text or ""
    return ", ".join(item.text for item in items if item.text)


def _place(*parts: str | None) -> str:
    """From the narrow to the wide, each once: Sublocation, city, state, country."""
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))


# --- IPTC-IIM -------------------------------------------------------------------------------------


def _iim(picture: ImageFile.ImageFile) -> Found:
    told = IptcImagePlugin.getiptcinfo(picture) or {}
    is_utf8 = _first(told.get((1, 90))) == UTF8

    def text(dataset: int) -> str:
        value = told.get((2, dataset)) or b""
        parts = value if isinstance(value, list) else [value]
        return ", ".join(_decoded(part or b"", is_utf8) for part in parts)

    return {
        "caption": text(120),
        "credit": text(110) or text(80),
        "copyright": text(116),
        "place": _place(text(92), text(90), text(95), text(101)),
        "source": text(115),
        "taken_at": text(55),
    }


def _first(value: bytes | list[bytes] | None) -> bytes | None:
    return value[0] if isinstance(value, list) else value


def _decoded(raw: bytes, is_utf8: bool) -> str:
    """Without the mark of UTF-8 it may still be that; else it is what Windows wrote."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if is_utf8 else OLD, "replace")


# --- EXIF -----------------------------------------------------------------------------------------


def _exif(picture: Image.Image) -> Found:
    exif = picture.getexif()
    details = exif.get_ifd(ExifTags.IFD.Exif)

    def text(tag: int) -> str:
        value = exif.get(tag, "")
        raw = value if isinstance(value, bytes) else str(value).encode(LATIN, "replace")
        return _decoded(raw.rstrip(b"\0").replace(b"\0", b", "), is_utf8=False)

    return {
        "caption": text(ExifTags.Base.ImageDescription),
        "credit": text(ExifTags.Base.Artist),
        "copyright": text(ExifTags.Base.Copyright),
        "taken_at": str(details.get(ExifTags.Base.DateTimeOriginal, "")),
    }
