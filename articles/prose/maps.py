"""A locator map in SVG from a table of places, with the window chosen around them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from articles.prose import drawing
from articles.prose.drawing import NotDrawable
from articles.prose.labels import Label, placed
from articles.prose.outlines import land
from articles.prose.projection import ACROSS, View, view_of

MOST_PLACES = 24
LONGEST_NAME = 60
LONGEST_NOTE = 120

_DEGREES = re.compile(
    r"(?P<sign>[+\-−–]?)\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*°?"
    r"\s*(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*[′'’]?)?\s*(?P<side>[NSEWnsew]?)"
)


@dataclass(frozen=True)
class Place:
    name: str
    latitude: float
    longitude: float
    note: str = ""


def svg(rows: list[list[str]], *, title: str) -> str:
    """The map of a table with the columns place, latitude, longitude and, if there is one, note.

    A first row without figures is taken as the headings. Raises NotDrawable with a sentence for
    the desk.
    """
    return _drawn(tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows), title)


@lru_cache(maxsize=64)
def _drawn(rows: tuple[tuple[str, ...], ...], title: str) -> str:
    places = _places(rows, title)
    view = view_of([(place.longitude, place.latitude) for place in places])
    labels = [
        Label(*view.position(place.longitude, place.latitude), place.name, place.note)
        for place in places
    ]
    crowded = placed(labels, view.height_at)
    if crowded:
        raise NotDrawable(
            f"{_named(title)} has no room for the name of “{crowded}”: too many places lie close "
            "together. Take some out, or shorten the notes."
        )
    names = drawing.listed([place.name for place in places])
    said = f"Map: {drawing.sentence(title)}It shows {names}."
    return drawing.root(
        f"fig-map fig-{view.shape}", said, [_ground(view), *(label.drawn() for label in labels)]
    )


def _ground(view: View) -> str:
    """Sea, land and a grid of meridians and parallels; it stretches with the window."""
    coast = "".join(view.outline(ring) for ring in land.rings())
    grid = "".join(view.grid())
    return (
        f'<svg viewBox="0 0 {ACROSS} {view.down}" preserveAspectRatio="none" width="100%"'
        ' height="100%"><rect class="fig-sea" width="100%" height="100%"/>'
        f'<path class="fig-grid" fill="none" d="{grid}"/>'
        f'<path class="fig-land" fill-rule="evenodd" d="{coast}"/></svg>'
    )


def _places(rows: tuple[tuple[str, ...], ...], title: str) -> list[Place]:
    if rows and not any(re.search(r"\d", cell) for cell in rows[0][1:3]):
        first, rows = 2, rows[1:]
    else:
        first = 1
    places = [
        _place(row, f"row {at}", title) for at, row in enumerate(rows, start=first) if any(row)
    ]
    if not places:
        raise NotDrawable(f"{_named(title)} has no places yet.")
    if len(places) > MOST_PLACES:
        raise NotDrawable(
            f"{_named(title)} has {len(places)} places; more than {MOST_PLACES} can’t be told "
            "apart."
        )
    return places


def _place(row: tuple[str, ...], where: str, title: str) -> Place:
    name, latitude, longitude, note, *_ = (*row, "", "", "", "")
    if not name:
        raise NotDrawable(f"{_named(title)} has no name for the place in {where}.")
    if len(name) > LONGEST_NAME or len(note) > LONGEST_NOTE:
        raise NotDrawable(
            f"{_named(title)} has too long a text in {where}: a name takes up to {LONGEST_NAME} "
            f"letters and a note up to {LONGEST_NOTE}."
        )
    where = f"{where}, “{name}”"
    return Place(
        name,
        _degrees(latitude, ("latitude", "NS", 90, "35.7 or 35.7 N"), where, title),
        _degrees(longitude, ("longitude", "EW", 180, "139.7 or 139.7 E"), where, title),
        note,
    )


def _degrees(given: str, kind: tuple[str, str, int, str], where: str, title: str) -> float:
    name, sides, most, example = kind
    if not given:
        raise NotDrawable(f"{_named(title)} has no {name} in {where}.")
    found = _DEGREES.fullmatch(given)
    if not found or found["side"].upper() not in {"", *sides} or (found["sign"] and found["side"]):
        raise NotDrawable(
            f"{_named(title)} can’t read “{given[:40]}” as the {name} in {where}. Write it like "
            f"{example}."
        )
    value = float(found["degrees"]) + float(found["minutes"] or 0) / 60
    if value > most:
        raise NotDrawable(
            f"{_named(title)} has the {name} {given} in {where}; it can’t be more than {most}."
        )
    south_or_west = found["sign"] in set("-−–") or found["side"].upper() == sides[1]
    return -value if south_or_west else value


def _named(title: str) -> str:
    return f"The map “{title}”" if title else "A map"
