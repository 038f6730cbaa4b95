"""Pictures of every kind for the tests, good and hostile, all made here."""

import shutil
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pillow_heif
from PIL import Image, ImageChops, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from articles.management.commands import seed

pillow_heif.register_heif_opener()

KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "HEIF")
# The corners of a test picture, read like a page.
CORNERS = ((220, 30, 30), (30, 160, 50), (40, 60, 210), (240, 200, 40))


# --- Good pictures --------------------------------------------------------------------------------


def corners(width: int = 120, height: int = 80) -> Image.Image:
    """A picture that shows how it is turned: red, green, blue and yellow, read like a page."""
    picture = Image.new("RGB", (width, height))
    halves = ((0, 0), (width // 2, 0), (0, height // 2), (width // 2, height // 2))
    for colour, corner in zip(CORNERS, halves, strict=True):
        picture.paste(colour, (*corner, corner[0] + width // 2, corner[1] + height // 2))
    return picture


def photograph(width: int, height: int) -> Image.Image:
    """Something like a photograph: soft light, shapes with edges, texture, and a little grain."""
    small = (max(2, width // 60), max(2, height // 60))
    soft = Image.effect_noise(small, 70).resize((width, height), Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").resize((width, height))
    bands = [Image.blend(soft, light, share) for share in (0.2, 0.3, 0.4)]
    picture = Image.merge("RGB", bands)
    pen = ImageDraw.Draw(picture)
    for number in range(60):
        x, y = (number * 379) % 1000 * width // 1000, (number * 617) % 1000 * height // 1000
        size = (20 + number * 7 % 90) * width // 1000
        shade = (60 + number * 31 % 130, 70 + number * 17 % 110, 50 + number * 53 % 120)
        pen.ellipse((x, y, x + size, y + size * 2 // 3), fill=shade)
    grain = Image.effect_noise((width, height), 6)
    return Image.merge("RGB", [ImageChops.add(b, grain, 1, -128) for b in picture.split()])


def file(picture: Image.Image, kind: str, **options: Any) -> BytesIO:
    written = BytesIO()
    picture.save(written, kind, **options)
    written.seek(0)
    return written


def deep_png(width: int, height: int, colour: tuple[int, int, int]) -> BytesIO:
    """A PNG of 16 bits to a channel, which Pillow can read and not write."""
    row = b"\0" + struct.pack(">HHH", *(channel * 257 for channel in colour)) * width
    pixels = _chunk(b"IDAT", zlib.compress(row * height))
    return _png(width, height, pixels, bits=16)


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def located(words: Mapping[int, Any] | None = None) -> Image.Exif:
    """EXIF data with a place on the map, a camera's number, and what else is asked for."""
    exif = Image.Exif()
    exif.update({0x010F: "Synthetic camera", 0xA431: "SERIAL-4711"} | dict(words or {}))
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 40.0, 30.0), 3: "E", 4: (139.0, 44.0, 50.0)})
    return exif


def swapped_profile() -> bytes:
    """A colour profile in which red is blue and blue is red."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    renamed = plain.replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be"))
    for channel in (b"XYZ", b"TRC"):
        renamed = renamed.replace(b"r" + channel, b"?" + channel)
        renamed = renamed.replace(b"b" + channel, b"r" + channel)
        renamed = renamed.replace(b"?" + channel, b"b" + channel)
    return renamed


# --- Words in the file ----------------------------------------------------------------------------


def xmp(**properties: str) -> bytes:
    """A packet with simple properties by ``prefix_Name``; a name in capitals has languages."""
    spaces = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    }
    names = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in spaces.items())
    elements = "".join(_property(name, text) for name, text in properties.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{names}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def _property(name: str, text: str) -> str:
    tag = name.replace("_", ":", 1)
    if tag in {"dc:description", "dc:rights", "xmpRights:UsageTerms"} or "AltText" in tag:
        other = '<rdf:li xml:lang="ja">別の言葉</rdf:li>'
        default = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
        return f"<{tag}><rdf:Alt>{other}{default}</rdf:Alt></{tag}>"
    return f"<{tag}>{escape(text)}</{tag}>"


def png_text(name: str, text: str) -> PngInfo:
    info = PngInfo()
    info.add_itxt(name, text)
    return info


def with_iim(jpeg: bytes, words: Mapping[int, bytes], *, is_utf8: bool) -> BytesIO:
    """The JPEG with IPTC-IIM datasets of record 2, in the block where Photoshop puts them."""
    mark = b"\x1c\x01\x5a" + struct.pack(">H", 3) + b"\x1b%G" if is_utf8 else b""
    sets = (b"\x1c\x02" + struct.pack(">BH", n, len(text)) + text for n, text in words.items())
    iim = mark + b"".join(sets)
    iim += b"\0" * (len(iim) % 2)
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(iim)) + iim
    return BytesIO(jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + jpeg[2:])


# --- Hostile files --------------------------------------------------------------------------------


def png_that_claims(width: int, height: int) -> BytesIO:
    """A PNG of some bytes whose header promises a picture of any size."""
    return _png(width, height, _chunk(b"IDAT", zlib.compress(b"\0" * 100)))


def png_with_a_text_bomb() -> BytesIO:
    """A PNG with a comment that is some kilobytes, and 64 MB once it is unpacked."""
    comment = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 64 * 1024**2, 9))
    return _png(1, 1, comment + _chunk(b"IDAT", zlib.compress(b"\0" * 4)))


def _png(width: int, height: int, chunks: bytes, bits: int = 8) -> BytesIO:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunks + _chunk(b"IEND", b""))


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def tiff_with_giant_tiles() -> BytesIO:
    """A TIFF of 100 by 100 pixels, in tiles of which each would take 3.6 GB."""
    squeezed = zlib.compress(b"\0" * 100)
    start = 8 + 2 + 12 * 10 + 4
    deflated = ((256, 100), (257, 100), (258, 8), (259, 8), (262, 1), (277, 1))
    tiles = ((322, 60_000), (323, 60_000), (324, start), (325, len(squeezed)))
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in deflated + tiles)
    head = b"II*\0" + struct.pack("<IH", 8, 10)
    return BytesIO(head + tags + struct.pack("<I", 0) + squeezed)


def gif_that_claims(width: int, height: int) -> BytesIO:
    honest = bytearray(file(Image.new("P", (2, 2)), "GIF").getvalue())
    honest[6:10] = struct.pack("<HH", width, height)
    return BytesIO(bytes(honest))


def animation(kind: str, frames: int) -> BytesIO:
    """The first frame is red; each other one is another grey."""
    first = Image.new("RGB", (40, 30), CORNERS[0])
    others = [Image.new("RGB", (40, 30), (n % 256,) * 3) for n in range(frames - 1)]
    return file(first, kind, save_all=True, append_images=others, duration=20)


def truncated(kind: str) -> BytesIO:
    whole = file(photograph(300, 200), kind).getvalue()
    return BytesIO(whole[: len(whole) * 2 // 3])


def endless_xmp() -> bytes:
    """Entities that make a billion words of ten lines."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    packet = xmp(photoshop_Credit="@").decode().replace("@", "&e9;")
    return f'<!DOCTYPE x [<!ENTITY e0 "word">{lines}]>{packet}'.encode()


# --- The first story's ----------------------------------------------------------------------------


def of_the_first_story(folder: Path) -> Path:
    """The pictures of the first story in a size that is developed in a moment."""
    folder.mkdir()
    for path in seed.PICTURES.iterdir():
        if path.suffix == ".png":
            with Image.open(path) as picture:
                picture.resize((96, 96 * picture.height // picture.width)).save(folder / path.name)
        elif path.suffix == ".toml":
            shutil.copy(path, folder)
    return folder
