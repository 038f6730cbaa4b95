"""Pictures from outside: what is good is read, what is hostile gets a sentence."""

import os
import subprocess
import sys
import threading
import time
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from articles import darkroom
from articles.darkroom import hatch, rules
from tests import pictures

PAYLOAD = b"<script>alert('a synthetic payload')</script>"


def seen(file: BytesIO) -> Image.Image:
    """What the darkroom makes of a file, as somebody at the desk sees it."""
    return Image.open(BytesIO(darkroom.thumbnail(file))).convert("RGB")


def colours(picture: Image.Image) -> list[str]:
    """The colours of the corners, read like a page: the first letters of their names."""
    width, height = picture.size
    points = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [_name(picture.getpixel(point)) for point in points]


def _name(colour: tuple[int, int, int]) -> str:
    def distance(pair: tuple[str, tuple[int, int, int]]) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, pair[1], strict=True))

    return min(zip("rgby", pictures.CORNERS, strict=True), key=distance)[0]


# --- Good pictures --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_every_kind_of_picture_is_known_by_its_content(kind: str) -> None:
    file = pictures.file(pictures.corners(), kind)

    examined = darkroom.examine(file)

    assert (examined.format, examined.width, examined.height) == (kind, 120, 80)
    assert examined.extension == rules.EXTENSIONS[kind]
    assert examined.sha256 == sha256(file.getvalue()).hexdigest()
    assert not examined.is_animated
    assert file.tell() == 0
    assert colours(seen(file)) == list("rgby")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_the_camera_was_held(orientation: int) -> None:
    as_shot = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what undoes the turn
    upright = pictures.corners()
    method = as_shot.get(orientation)
    shot = upright if method is None else upright.transpose(Image.Transpose(method))
    file = pictures.file(shot, "JPEG", exif=pictures.turned(orientation))

    examined = darkroom.examine(file)

    assert (examined.width, examined.height) == upright.size
    assert colours(seen(file)) == list("rgby")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "TIFF", "HEIF"])
def test_every_kind_that_can_be_turned_is_brought_upright(kind: str) -> None:
    shot = pictures.corners().transpose(Image.Transpose.ROTATE_90)
    file = pictures.file(shot, kind, exif=pictures.turned(6).tobytes())

    examined = darkroom.examine(file)

    assert (examined.width, examined.height) == (120, 80)
    assert colours(seen(file)) == list("rgby")


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("RGBA", "WEBP"), ("YCbCr", "TIFF")],
)
def test_colours_stay_what_they_were_in_every_mode(mode: str, kind: str) -> None:
    file = pictures.file(pictures.corners().convert(mode), kind)

    assert colours(seen(file)) == list("rgby")


@pytest.mark.parametrize(
    ("mode", "kind", "grey"),
    [
        ("L", "JPEG", 96),
        ("1", "PNG", 1),
        ("I;16", "PNG", 96 * 257),
        ("I;16", "TIFF", 96 * 257),
        ("I", "TIFF", 96 * 257),
        ("F", "TIFF", 96 / 255),
    ],
)
def test_grey_of_any_depth_keeps_its_light(mode: str, kind: str, grey: float) -> None:
    picture = Image.new(mode, (20, 20), grey)
    if mode != "1":
        picture.paste(picture.point(lambda value: value * 2 + 0), (10, 0))

    shade = seen(pictures.file(picture, kind)).getpixel((4, 10))[0]

    assert shade == pytest.approx(255 if mode == "1" else 96, abs=4)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((200, 0, 0, 255), (0, 0, 20, 40))

    print_of_it = seen(pictures.file(clear, kind))

    assert min(print_of_it.getpixel((32, 20))) > 245
    assert print_of_it.getpixel((8, 20))[1] < 60


def test_colours_go_through_the_profile_of_the_picture() -> None:
    file = pictures.file(pictures.corners(), "PNG", icc_profile=pictures.swapped_profile())

    assert colours(seen(file))[0] == "b"


def test_a_broken_profile_is_ignored() -> None:
    file = pictures.file(pictures.corners(), "PNG", icc_profile=b"no profile at all" * 20)

    assert colours(seen(file)) == list("rgby")


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_used_and_the_editor_is_told(kind: str) -> None:
    file = pictures.animation(kind, frames=300)

    assert darkroom.examine(file).is_animated
    assert colours(seen(file)) == ["r"] * 4


def test_the_longest_strip_that_is_allowed_is_a_picture() -> None:
    examined = darkroom.examine(pictures.file(Image.new("L", (rules.MAX_SIDE, 3), 90), "PNG"))

    assert (examined.width, examined.height) == (30_000, 3)


def test_colour_of_sixteen_bits_keeps_its_light() -> None:
    red, green, blue = seen(pictures.deep_png(20, 20, (200, 96, 40))).getpixel((10, 10))

    assert (red, green, blue) == pytest.approx((200, 96, 40), abs=6)


def test_a_drawing_behind_a_picture_is_not_taken_for_it() -> None:
    """A file has the name of what it is, whatever else it could pass for."""
    polyglot = BytesIO(pictures.file(pictures.corners(), "PNG").getvalue() + svg().getvalue())

    assert darkroom.examine(polyglot).extension == ".png"


def test_a_second_picture_inside_a_jpeg_changes_nothing() -> None:
    file = pictures.file(
        pictures.corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (120, 80))]
    )

    examined = darkroom.examine(file)

    assert (examined.format, examined.is_animated) == ("JPEG", False)
    assert colours(seen(file)) == list("rgby")


# --- Words in the file ----------------------------------------------------------------------------


def words_of(**options: object) -> darkroom.Words:
    kind = str(options.pop("kind", "JPEG"))
    return darkroom.examine(pictures.file(pictures.corners(), kind, **options)).words


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIF"])
def test_the_words_of_the_photographer_are_read(kind: str) -> None:
    packet = pictures.xmp(
        dc_description="Two people at a table — 会談",
        photoshop_Credit="A. Synthetic / Made-up Press",
        dc_rights="© 2026 Made-up Press",
        Iptc4xmpCore_Location="Hall 2",
        photoshop_City="Tokyo",
        photoshop_Country="Japan",
        Iptc4xmpCore_AltTextAccessibility="Two people face each other across a long table",
        photoshop_Source="Made-up Press",
        xmpRights_UsageTerms="Editorial use only",
        photoshop_DateCreated="2026-01-02T10:11:12+09:00",
    )
    carried = {
        "TIFF": {"tiffinfo": {700: packet}},
        "PNG": {"pnginfo": pictures.png_text("XML:com.adobe.xmp", packet.decode())},
    }
    options = carried.get(kind, {"xmp": packet})

    assert words_of(kind=kind, **options) == darkroom.Words(
        caption="Two people at a table — 会談",
        credit="A. Synthetic / Made-up Press",
        copyright="© 2026 Made-up Press",
        place="Hall 2, Tokyo, Japan",
        alt="Two people face each other across a long table",
        source="Made-up Press",
        usage_terms="Editorial use only",
        taken_at=date(2026, 1, 2),
    )


def test_the_newest_standard_is_trusted_first() -> None:
    exif = pictures.located({0x010E: "of EXIF", 0x013B: "EXIF person", 0x8298: "EXIF holder"})
    packet = pictures.xmp(dc_description="of XMP")
    jpeg = pictures.file(pictures.corners(), "JPEG", exif=exif, xmp=packet).getvalue()
    file = pictures.with_iim(jpeg, {120: b"of IIM", 110: b"IIM agency"}, is_utf8=True)

    words = darkroom.examine(file).words

    assert (words.caption, words.credit, words.copyright) == ("of XMP", "IIM agency", "EXIF holder")


@pytest.mark.parametrize(
    ("raw", "is_utf8"),
    [("Café “東京”".encode(), True), ("Café “東京”".encode(), False), (b"Caf\xe9", False)],
)
def test_old_captions_are_read_in_the_encoding_that_they_have(raw: bytes, is_utf8: bool) -> None:
    jpeg = pictures.file(pictures.corners(), "JPEG").getvalue()

    caption = darkroom.examine(pictures.with_iim(jpeg, {120: raw}, is_utf8=is_utf8)).words.caption

    assert caption in {"Café", "Café “東京”"}
    assert len(caption) == (4 if raw == b"Caf\xe9" else 9)


def test_an_agency_s_old_fields_make_credit_place_and_day() -> None:
    fields = {80: b"A. Synthetic", 90: b"Osaka", 101: b"Japan", 115: b"Wire", 55: b"20260102"}
    jpeg = pictures.file(pictures.corners(), "JPEG").getvalue()

    words = darkroom.examine(pictures.with_iim(jpeg, fields, is_utf8=False)).words

    assert (words.credit, words.place, words.source) == ("A. Synthetic", "Osaka, Japan", "Wire")
    assert words.taken_at == date(2026, 1, 2)


def test_words_are_one_clean_line_of_a_length_that_fits() -> None:
    dirty = "Left\u202eright\u2066\x7f\n\n" + "long " * 1000
    words = words_of(xmp=pictures.xmp(dc_description=dirty, photoshop_Credit="x" * 900))

    assert words.caption.startswith("Leftright long long")
    assert len(words.caption) <= 2000
    assert words.caption.endswith(" long…")
    assert len(words.credit) == 200


def test_what_a_camera_writes_by_itself_is_no_caption() -> None:
    assert not words_of(exif=pictures.located({0x010E: "OLYMPUS DIGITAL CAMERA"})).caption


@pytest.mark.parametrize("day", ["2026-13-45", "1066-10-14", "9999-01-01", "yesterday", ""])
def test_a_day_that_cannot_be_is_left_out(day: str) -> None:
    assert words_of(xmp=pictures.xmp(photoshop_DateCreated=day)).taken_at is None


def test_a_packet_that_would_never_end_says_nothing() -> None:
    assert words_of(xmp=pictures.endless_xmp()) == darkroom.Words()


# --- Hostile files --------------------------------------------------------------------------------


def svg() -> BytesIO:
    return BytesIO(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>')


HOSTILE = {
    "nothing": (lambda: BytesIO(b""), rules.EMPTY),
    "an SVG drawing": (svg, rules.SVG),
    "a page": (lambda: BytesIO(b"<!doctype html>" + PAYLOAD), rules.NOT_A_PICTURE),
    "a PDF": (lambda: BytesIO(b"%PDF-1.7\n" + b"x" * 500), rules.NOT_A_PICTURE),
    "PostScript": (lambda: BytesIO(b"%!PS-Adobe-3.0 EPSF\n" + b"x" * 500), rules.NOT_A_PICTURE),
    "a bitmap": (lambda: pictures.file(pictures.corners(), "BMP"), rules.NOT_A_PICTURE),
    "a zip": (lambda: BytesIO(b"PK\3\4" + b"\0" * 500), rules.NOT_A_PICTURE),
    "only a signature": (lambda: BytesIO(b"\xff\xd8\xff\xe0"), rules.DAMAGED),
    "51 MB": (lambda: BytesIO(b"\xff\xd8\xff" + bytes(51 * 1024**2)), rules.TOO_LARGE),
    "a PNG bomb": (lambda: pictures.png_that_claims(29_000, 29_000), rules.TOO_MANY_PIXELS),
    "a GIF bomb": (lambda: pictures.gif_that_claims(65_535, 65_535), rules.TOO_MANY_PIXELS),
    "a page named as a picture": (lambda: BytesIO(b"GIF89a" + PAYLOAD), rules.DAMAGED),
    "a strip": (lambda: pictures.png_that_claims(30_001, 1), rules.TOO_LONG),
    "a text bomb": (pictures.png_with_a_text_bomb, rules.DAMAGED),
    "a tile bomb": (pictures.tiff_with_giant_tiles, rules.DAMAGED),
    "a lie": (lambda: pictures.png_that_claims(2000, 2000), rules.DAMAGED),
} | {
    f"half a {kind}": (lambda kind=kind: pictures.truncated(kind), rules.DAMAGED)
    for kind in pictures.KINDS
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gets_a_plain_sentence(what: str) -> None:
    make, sentence = HOSTILE[what]

    with pytest.raises(darkroom.Unusable) as refusal:
        darkroom.examine(make())

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "PNG"])
def test_nothing_but_pixels_of_a_file_reaches_a_reader(kind: str) -> None:
    polyglot = BytesIO(pictures.file(pictures.corners(), kind, comment=PAYLOAD).getvalue())
    polyglot.write(polyglot.getvalue() + PAYLOAD + b"PK\3\4 a synthetic archive" + PAYLOAD)

    files = darkroom.develop(polyglot).files

    assert files
    assert not [name for name, content in files.items() if b"synthetic" in content]


def test_readers_never_learn_where_a_picture_was_taken_or_with_what() -> None:
    exif = pictures.located({0x010E: "A secret place"})
    file = pictures.file(
        pictures.corners(),
        "JPEG",
        exif=exif,
        xmp=pictures.xmp(photoshop_City="A secret place"),
        icc_profile=pictures.swapped_profile(),
        comment=b"A secret place",
    )

    for content in darkroom.develop(file).files.values():
        with Image.open(BytesIO(content)) as printed:
            printed.load()
            assert not dict(printed.getexif())
            assert not {"xmp", "exif", "comment", "photoshop", "icc_profile"} & set(printed.info)
        assert b"secret" not in content
        assert b"SERIAL-4711" not in content


# --- The child ------------------------------------------------------------------------------------


def test_the_parent_itself_cannot_even_read_a_picture() -> None:
    loaded = "import articles.darkroom, sys; print('PIL' in sys.modules)"

    assert _python(loaded).stdout == "False\n"


@pytest.mark.parametrize(
    ("attempt", "failure"),
    [
        ("open('/etc/hostname')", "Too many open files"),
        ("open('stolen', 'w')", "Too many open files"),
        ("socket.socket()", "Too many open files"),
        ("bytearray(3 * 1024**3)", "MemoryError"),
    ],
)
def test_the_child_can_open_nothing_and_take_little(attempt: str, failure: str) -> None:
    confined = "import socket; from articles.darkroom.confinement import confine; confine()"

    assert failure in _python(f"{confined}; {attempt}").stderr


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )


def test_a_child_that_takes_too_long_is_ended_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(hatch.PATIENCE, "examine", 0.02)

    with pytest.raises(darkroom.Unusable, match="took too long or failed"):
        darkroom.examine(pictures.file(pictures.corners(), "JPEG"))


def test_a_child_that_dies_leaves_a_sentence_and_knew_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://a-synthetic-secret")
    file = pictures.file(pictures.photograph(3000, 2000), "JPEG")
    said: list[str] = []

    def bring() -> None:
        try:
            darkroom.develop(file)
        except darkroom.Unusable as error:
            said.append(str(error))

    bringer = threading.Thread(target=bring)
    bringer.start()
    child = _child()
    known = Path(f"/proc/{child}/environ").read_bytes()
    os.kill(child, 9)
    bringer.join()

    assert said == [rules.GAVE_UP]
    assert b"PYTHONPATH" in known
    assert b"secret" not in known
    assert darkroom.examine(file).width == 3000


def _child() -> int:
    """The process that reads a picture for this one."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for task in Path("/proc/self/task").iterdir():
            for pid in (task / "children").read_text().split():
                if b"articles.darkroom" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return int(pid)
    raise AssertionError("No child was seen.")
