"""Makes land.json from Natural Earth's land in TopoJSON: ``python make_land.py land-50m.json``."""

import itertools
import json
import math
import sys
from pathlib import Path
from typing import Any

type Point = tuple[float, float]
type Ring = list[Point]

HUNDREDTHS = 100  # land.json counts in hundredths of a degree, about 1.1 km
DETAIL = 0.06  # degrees that a simplified coast may stray
SMALLEST = 0.006  # square degrees: what is smaller is left out, about 60 square kilometres


def main(source: Path) -> None:
    """Write land.json beside this file, one ring a line, as first point and steps from it."""
    lines = []
    for ring in map(_closed, _rings(json.loads(source.read_text()))):
        if abs(_area(ring)) < SMALLEST:
            continue
        whole = [(round(x * HUNDREDTHS), round(y * HUNDREDTHS)) for x, y in _simpler(ring)]
        steps = [*whole[0]]
        for (x1, y1), (x2, y2) in itertools.pairwise(whole):
            if (x1, y1) != (x2, y2):
                steps += [x2 - x1, y2 - y1]
        if len(steps) >= 8:
            lines.append(json.dumps(steps, separators=(",", ":")))
    target = Path(__file__).with_name("land.json")
    target.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="ascii")
    sys.stdout.write(f"{len(lines)} rings, {target.stat().st_size:,} bytes\n")


def _rings(topology: dict[str, Any]) -> list[Ring]:
    """The rings of the land in degrees, islands and lakes alike."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * kx + x0, y * ky + y0))
        arcs.append(arc)
    rings = []
    for shape in topology["objects"]["land"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for numbers in (ring for part in parts for ring in part):
            ring: Ring = []
            for number in numbers:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += arc[1:] if ring else arc
            rings.append(ring)
    return rings


def _closed(ring: Ring) -> Ring:
    """The ring without leaps at the 180th meridian; what winds round the pole is closed there."""
    turns = 0
    whole = [ring[0]]
    for (x1, _), (x2, y2) in itertools.pairwise(ring):
        turns += (x1 - x2 > 180) - (x2 - x1 > 180)
        whole.append((x2 + 360 * turns, y2))
    if turns:
        whole += [(whole[-1][0], -90.0), (whole[0][0], -90.0), whole[0]]
    return whole


def _area(ring: Ring) -> float:
    return (
        sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring))
        / 2
        * math.cos(math.radians(ring[0][1]))
    )


def _simpler(ring: Ring) -> Ring:
    """Douglas and Peucker's line simplification, on a ring cut at its point farthest from 0."""
    squeeze = math.cos(math.radians(min(80, abs(ring[0][1]))))
    kept = {0, len(ring) - 1}
    half = max(range(len(ring)), key=lambda i: math.dist(ring[i], ring[0]))
    open_spans = [(0, half), (half, len(ring) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        kept |= {first, last}
        if last - first < 2:
            continue
        away, at = max(
            (_distance(ring[i], ring[first], ring[last], squeeze), i)
            for i in range(first + 1, last)
        )
        if away > DETAIL:
            open_spans += [(first, at), (at, last)]
    return [ring[i] for i in sorted(kept)]


def _distance(point: Point, start: Point, end: Point, squeeze: float) -> float:
    """From a point to the line between two others, in degrees of latitude."""
    (px, py), (ax, ay), (bx, by) = ((x * squeeze, y) for x, y in (point, start, end))
    length = math.hypot(bx - ax, by - ay)
    if not length:
        return math.hypot(px - ax, py - ay)
    along = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length**2))
    return math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
