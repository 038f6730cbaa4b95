"""The rings of the land in degrees, read once."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

HUNDREDTHS = 100


@dataclass(frozen=True)
class Ring:
    """An island, a continent or a lake, and the rectangle around it."""

    points: list[tuple[float, float]]
    west: float
    south: float
    east: float
    north: float


@cache
def rings() -> list[Ring]:
    """All rings; a longitude may pass 180 where the coast does."""
    return [
        _ring(steps) for steps in json.loads(Path(__file__).with_name("land.json").read_bytes())
    ]


def _ring(steps: list[int]) -> Ring:
    longitudes = [x / HUNDREDTHS for x in accumulate(steps[0::2])]
    latitudes = [y / HUNDREDTHS for y in accumulate(steps[1::2])]
    return Ring(
        list(zip(longitudes, latitudes, strict=True)),
        min(longitudes),
        min(latitudes),
        max(longitudes),
        max(latitudes),
    )
