# /// script
# requires-python = ">=3.12"
# dependencies = ["brotli==1.2.1", "fonttools==4.68.0"]
# ///
"""Makes the fonts in this folder from those that their makers publish: README.md says how."""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import merge, subset, ttLib  # type: ignore[import-not-found]
from fontTools.ttLib.tables._c_m_a_p import cmap_format_12  # type: ignore[import-not-found]
from fontTools.varLib import instancer  # type: ignore[import-not-found]

HERE = Path(__file__).parent
PARTS = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek")
CJK_CODECS = ("cp932", "gb2312", "euc_kr")
BIG5_COMMON = range(0xA1, 0xC7)  # the rows of signs and of the characters in common use


def main(packages: Path, cjk: Path) -> None:
    serif, sans, arabic, hebrew = (
        packages / name / "files"
        for name in ("source-serif-4", "source-sans-3", "noto-naskh-arabic", "noto-serif-hebrew")
    )
    headline = [
        instancer.instantiateVariableFont(
            ttLib.TTFont(serif / f"source-serif-4-{part}-standard-normal.woff2"),
            {"wght": 700, "opsz": 32},
        )
        for part in PARTS
    ]
    label = [ttLib.TTFont(sans / f"source-sans-3-{part}-600-normal.woff2") for part in PARTS]
    save(merged(headline), "headline.ttf")
    save(merged(label), "label.ttf")
    save(ttLib.TTFont(arabic / "noto-naskh-arabic-arabic-700-normal.woff2"), "arabic.ttf")
    save(ttLib.TTFont(hebrew / "noto-serif-hebrew-hebrew-700-normal.woff2"), "hebrew.ttf")
    save(ttLib.TTFont(cjk, fontNumber=0), "cjk.otf", sorted(cjk_characters()))


def merged(parts: Iterable[ttLib.TTFont]) -> ttLib.TTFont:
    """One font of the parts into which a web font is divided."""
    files: list[Path] = []
    for part in parts:
        part.flavor = None
        for table in ("STAT", "GlyphOrder", "BASE", "gasp", "prep"):
            if table in part:
                del part[table]
        file = HERE / f"part-{len(files)}.ttf"
        part.save(file)
        files.append(file)
    try:
        return merge.Merger().merge([str(file) for file in files])
    finally:
        for file in files:
            file.unlink()


def cjk_characters() -> set[int]:
    """What Japanese, simplified Chinese and Korean standards list, and Big5's common half."""
    pairs = [bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF)]
    singles = [bytes((byte,)) for byte in range(0xA1, 0xE0)]
    found = {pair.decode(codec, "ignore") for codec in CJK_CODECS for pair in pairs}
    found |= {pair.decode("big5", "ignore") for pair in pairs if pair[0] in BIG5_COMMON}
    found |= {single.decode("cp932") for single in singles}
    return {
        ord(character)
        for character in found
        if len(character) == 1 and character.isprintable() and ord(character) > 0x7F
    } | {0x3000}


def save(font: ttLib.TTFont, name: str, characters: Iterable[int] | None = None) -> None:
    """Keep what a line of type needs, and a character map of the kind that typefaces.py reads."""
    options = subset.Options(
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 5, 13, 14],
        layout_features=["ccmp", "kern", "mark", "mkmk", "init", "medi", "fina", "rlig", "calt"],
        drop_tables=["vhea", "vmtx", "VORG", "DSIG", "BASE"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters or font.getBestCmap())
    subsetter.subset(font)
    whole = cmap_format_12(12)
    whole.platformID, whole.platEncID, whole.language = 3, 10, 0
    whole.cmap = dict(font.getBestCmap())
    font["cmap"].tables = [
        *(table for table in font["cmap"].tables if table.format == 4),
        whole,
    ]
    name_of_our_own(font, HERE.joinpath(name).stem)
    font.flavor = None
    font.recalcTimestamp = False
    font.save(HERE / name)


def name_of_our_own(font: ttLib.TTFont, role: str) -> None:
    """A changed font must not bear the name that its makers keep for theirs (OFL, section 3)."""
    family = f"NextFin {role.title()}"
    for record in (1, 4):
        font["name"].setName(family, record, 3, 1, 0x409)
    font["name"].setName(family.replace(" ", "-"), 6, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames = [family.replace(" ", "-")]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
