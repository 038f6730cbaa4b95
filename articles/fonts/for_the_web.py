# /// script
# requires-python = ">=3.12"
# dependencies = ["brotli==1.2.1", "fonttools==4.68.0"]
# ///
"""Makes the site's web fonts from those that their makers publish: README.md says how.

The serif has one axis, the weight, and its optical size goes with it: at 400 it is cut for reading,
at 700 for headlines (as in the social card). One file of the size of a plain one does for both.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools import designspaceLib, subset, ttLib, varLib  # type: ignore[import-not-found]
from fontTools.varLib import instancer  # type: ignore[import-not-found]

OUT = Path(__file__).parents[2] / "static" / "site" / "fonts"
READING, HEADLINES = {"wght": 400, "opsz": 16}, {"wght": 700, "opsz": 32}
# As the @font-face rules in site.css say: what most English texts need, and the other letters.
PLAIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0xC0),
    *(0xD7, 0xF7, 0x2009, 0x2011, 0x202F),
    *range(0x2013, 0x2023),
    *(0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2212, 0x2215),
]
WESTERN = [*(letter for letter in range(0xC0, 0x100) if letter not in PLAIN), 0x131, 0x152, 0x153]
OTHERS = [*range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x250), *range(0x1E00, 0x1EA0)]
PARTS = (("", "latin", PLAIN), ("-western", "latin", WESTERN), ("-others", "latin-ext", OTHERS))
FEATURES = ["calt", "ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "pnum", "tnum"]


def main(packages: Path) -> None:
    serif, sans = packages / "source-serif-4" / "files", packages / "source-sans-3" / "files"
    for suffix, part, letters in PARTS:
        upright = serif / f"source-serif-4-{part}-standard-normal.woff2"
        save(from_reading_to_headlines(upright, letters), "Serif", f"serif{suffix}")
        label = subset_of(sans / f"source-sans-3-{part}-wght-normal.woff2", letters)
        label = instancer.instantiateVariableFont(label, {"wght": (400, 700)})
        save(label, "Sans", f"sans{suffix}")
    for suffix, letters in (("", PLAIN), ("-western", WESTERN)):
        slanted = subset_of(serif / "source-serif-4-latin-standard-italic.woff2", letters)
        slanted = instancer.instantiateVariableFont(slanted, READING)
        save(slanted, "Serif", f"serif-italic{suffix}")


def from_reading_to_headlines(file: Path, letters: list[int]) -> ttLib.TTFont:
    """A font whose one axis leads from the one cut to the other."""
    space = designspaceLib.DesignSpaceDocument()
    space.addAxisDescriptor(
        name="Weight", tag="wght", minimum=400, default=400, maximum=700, map=[]
    )
    for place in (READING, HEADLINES):
        cut = instancer.instantiateVariableFont(subset_of(file, letters), place)
        space.addSourceDescriptor(font=cut, location={"Weight": place["wght"]})
    font, *_ = varLib.build(space)
    return font


def subset_of(file: Path, letters: list[int]) -> ttLib.TTFont:
    font = ttLib.TTFont(file)
    options = subset.Options(
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 5, 13, 14],
        layout_features=FEATURES,
        drop_tables=["BASE", "DSIG", "STAT"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = None
    font.save(kept := BytesIO())
    return ttLib.TTFont(kept)


def save(font: ttLib.TTFont, role: str, name: str) -> None:
    """A changed font must not bear the name that its makers keep for theirs (OFL, section 3)."""
    for record, value in ((1, f"NextFin {role}"), (4, f"NextFin {role}"), (6, f"NextFin-{role}")):
        font["name"].setName(value, record, 3, 1, 0x409)
    font.flavor = "woff2"
    font.recalcTimestamp = False
    font.save(OUT / f"{name}.woff2")
    print(f"{name}.woff2", (OUT / f"{name}.woff2").stat().st_size)  # noqa: T201 (a command)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
