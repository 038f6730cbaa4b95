"""The window of a map: where it looks, and how the round earth lies flat in it.

Up to sixty degrees across, longitude and latitude are a plain grid that is true in scale at the
middle latitude. Wider windows use the Natural Earth projection (Tom Patterson's, with Bojan
Šavrič's polynomial), which keeps continents in shapes that readers know.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, inf, radians

from articles.prose import drawing
from articles.prose.drawing import Point
from articles.prose.outlines.land import Ring

ACROSS = 1000  # units of the drawing from left to right
SHAPES = {"broad": 1.6, "even": 1.3, "tall": 1.0}  # width to height, as in figures.css
NEAREST = 12.0  # degrees of latitude in the closest window: the outlines are no finer
MARGIN = 0.15  # around the places, as a part of the window
POLE = 84.0
_WIDE = 60.0
_BESIDE = 12.0  # units that a coast may run on outside the window
_STEPS = (1, 2, 5, 10, 15, 20, 30)


@dataclass(frozen=True)
class View:
    """A window: its shape, its middle meridian and its place on the flat earth."""

    shape: str
    meridian: float
    flat: Callable[[float, float], Point]
    left: float
    top: float
    scale: float
    degrees: float
    curved: bool

    @property
    def down(self) -> int:
        """Units of the drawing from top to bottom."""
        return round(ACROSS / SHAPES[self.shape])

    def height_at(self, width: float) -> float:
        return width / SHAPES[self.shape]

    def position(self, longitude: float, latitude: float) -> Point:
        """A place in percent across and down."""
        x, y = self._unit(_near(longitude, self.meridian) - self.meridian, latitude)
        return x / ACROSS * 100, y / self.down * 100

    def outline(self, ring: Ring) -> str:
        """The path of a coast, as far as it lies in the window."""
        drawn = []
        for turn in (-360, 0, 360):
            shift = turn - self.meridian
            if ring.west + shift >= 180 or ring.east + shift <= -180:
                continue
            points = [(x + shift, y) for x, y in ring.points]
            for edge, keep_above in ((-180.0, True), (180.0, False)):
                points = _clipped(points, 0, edge, keep_above=keep_above)
            points = [self._unit(x, y) for x, y in points]
            for axis, most in ((0, ACROSS), (1, self.down)):
                points = _clipped(points, axis, -_BESIDE, keep_above=True)
                points = _clipped(points, axis, most + _BESIDE, keep_above=False)
            drawn.append(drawing.path(_thinned(points), close=True))
        return "".join(drawn)

    def grid(self) -> Iterator[str]:
        """Meridians and parallels in round degrees, about five of each."""
        step = next((step for step in _STEPS if self.degrees / step <= 6), _STEPS[-1])
        for west in range(-360 // step * step, 361, step):
            across = west - self.meridian
            if abs(across) <= 180:
                bends = range(-90, 91, 5) if self.curved else (-90, 90)
                yield from self._line([self._unit(across, latitude) for latitude in bends])
        for latitude in range(-90 // step * step, 91, step):
            yield from self._line([self._unit(-180, latitude), self._unit(180, latitude)])

    def _line(self, points: list[Point]) -> Iterator[str]:
        inside = [
            pair
            for pair in pairwise(points)
            if max(pair[0][0], pair[1][0]) >= 0
            and min(pair[0][0], pair[1][0]) <= ACROSS
            and max(pair[0][1], pair[1][1]) >= 0
            and min(pair[0][1], pair[1][1]) <= self.down
        ]
        if inside:
            yield drawing.path([inside[0][0], *(end for _, end in inside)])

    def _unit(self, across: float, latitude: float) -> Point:
        x, y = self.flat(across, latitude)
        return (x - self.left) * self.scale, (self.top - y) * self.scale


def view_of(places: list[Point]) -> View:
    """The window around places given as longitude and latitude, over the shorter way round."""
    meridian, span = _middle([longitude for longitude, _ in places])
    latitudes = [latitude for _, latitude in places]
    middle = (min(latitudes) + max(latitudes)) / 2
    curved = max(span, max(latitudes) - min(latitudes)) > _WIDE
    flat = _natural_earth if curved else _plain(middle)
    points = [flat(_near(x, meridian) - meridian, y) for x, y in places]
    (west, east), (south, north) = (
        (min(point[axis] for point in points), max(point[axis] for point in points))
        for axis in (0, 1)
    )
    nearest = NEAREST * (1 - 2 * MARGIN)
    width, height = east - west, max(north - south, nearest)
    shape = "broad" if width > 1.5 * height else "even" if width > 0.75 * height else "tall"
    window = max(width, height * SHAPES[shape]) / (1 - 2 * MARGIN)
    edge = max(flat(0, POLE)[1], abs(north) + MARGIN * height, abs(south) + MARGIN * height)
    window = min(window, 2 * edge * SHAPES[shape], 2 * flat(180, 0)[0])
    tall = window / SHAPES[shape]
    top = min(edge, max(tall - edge, (south + north + tall) / 2))
    left = (west + east - window) / 2
    return View(shape, meridian, flat, left, top, ACROSS / window, tall, curved)


def _middle(longitudes: list[float]) -> tuple[float, float]:
    """The middle of the narrowest stretch that holds all longitudes, and how wide that is."""
    ordered = sorted(longitude % 360 for longitude in longitudes)
    gaps = [(b - a, b) for a, b in pairwise([*ordered, ordered[0] + 360])]
    gap, start = max(gaps)
    middle = start + (360 - gap) / 2
    return (middle + 180) % 360 - 180, 360 - gap


def _near(longitude: float, meridian: float) -> float:
    """The same longitude counted so that it lies within half a turn of the meridian."""
    return meridian + (longitude - meridian + 180) % 360 - 180


def _plain(latitude: float) -> Callable[[float, float], Point]:
    squeeze = cos(radians(min(abs(latitude), POLE)))
    return lambda across, up: (across * squeeze, up)


def _natural_earth(across: float, up: float) -> Point:
    """In degrees at the equator's middle. Source: Šavrič and others, “A Polynomial Equation for
    the Natural Earth Projection”, 2011."""
    phi = radians(up)
    square = phi * phi
    fourth = square * square
    x = (
        0.870700
        - 0.131979 * square
        + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth))
    )
    y = 1.007226 + square * (
        0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)
    )
    return across * x, up * y


def _clipped(points: list[Point], axis: int, edge: float, *, keep_above: bool) -> list[Point]:
    """The part of a ring on one side of an edge (Sutherland and Hodgman)."""
    sign = 1 if keep_above else -1
    kept: list[Point] = []
    for before, here in pairwise([*points[-1:], *points]):
        was, now = sign * (before[axis] - edge), sign * (here[axis] - edge)
        if (was < 0) != (now < 0):
            part = was / (was - now)
            kept.append(
                (
                    before[0] + part * (here[0] - before[0]),
                    before[1] + part * (here[1] - before[1]),
                )
            )
        if now >= 0:
            kept.append(here)
    return kept


def _thinned(points: list[Point]) -> list[Point]:
    """The ring without what is too small to be seen."""
    kept: list[Point] = []
    last = (inf, inf)
    for point in points:
        if abs(point[0] - last[0]) + abs(point[1] - last[1]) >= 3:
            kept.append(point)
            last = point
    return kept if len(kept) > 2 else []
