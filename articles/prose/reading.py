"""Placeholder of helper A's module (uses only)."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Uses:
    images: list[int]
    articles: list[int]
    embeds: list[str]


def uses(body: str) -> Uses:
    return Uses(
        [int(k) for k in dict.fromkeys(re.findall(r'data-image="(\d+)"', body))],
        [int(k) for k in dict.fromkeys(re.findall(r'data-article="(\d+)"', body))],
        [],
    )
