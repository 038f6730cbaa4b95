"""The rates as a chart: bars on a scale of powers of ten, with the spread of the rounds."""

import math
from collections.abc import Sequence
from html import escape

from bench.speed.rounds import Row

LEFT, WIDTH, RIGHT = 330, 480, 110
LINE = 26
ABOVE, BELOW = 34, 30
FIRST = 10  # answers a second at the left end
OURS = "ours"
STYLE = """
text{font:13px system-ui,sans-serif;fill:#1d2b2f}
.end{text-anchor:end}.middle{text-anchor:middle}
.quiet{fill:#5a6a6e}
.bar{fill:#b9c4c6}.ours{fill:#10343b}
.grid{stroke:#d5dcdd}.spread{stroke:#c8641e;stroke-width:2}
@media (prefers-color-scheme:dark){
text{fill:#e6eaea}.quiet{fill:#9fb0b3}.bar{fill:#46585c}.ours{fill:#7fb7c2}.grid{stroke:#2c3a3d}}
"""


def chart(rows: Sequence[Row], title: str) -> str:
    """An SVG; what begins with "ours" stands out."""
    powers = range(1, math.ceil(math.log10(max(max(row.rates) for row in rows))) + 1)
    height = ABOVE + LINE * len(rows) + BELOW
    scale = WIDTH / (len(powers) - 1)

    def place(rate: float) -> float:
        return LEFT + math.log10(max(rate, FIRST) / FIRST) * scale

    box = f"0 0 {LEFT + WIDTH + RIGHT} {height}"
    name = escape(title)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-label="{name}">',
        f"<style>{STYLE}</style>",
        f'<text x="8" y="20">{name}</text>',
    ]
    for power in powers:
        at, foot, told = place(10**power), height - BELOW + 4, f"{10**power:,}"
        parts.append(f'<path class="grid" d="M{at:.1f} {ABOVE}V{foot}"/>')
        parts.append(f'<text class="quiet middle" x="{at:.1f}" y="{foot + 16}">{told}</text>')
    for number, row in enumerate(rows):
        top = ABOVE + number * LINE
        kind = "bar ours" if row.name.startswith(OURS) else "bar"
        end, least, most = place(row.median), place(min(row.rates)), place(max(row.rates))
        parts += [
            f'<text class="end" x="{LEFT - 8}" y="{top + 17}">{escape(row.name)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{top + 4}" width="{end - LEFT:.1f}" height="17"/>',
            f'<path class="spread" d="M{least:.1f} {top + 12.5}H{most:.1f}"/>',
            f'<text x="{max(end, most) + 8:.1f}" y="{top + 17}">{row.median:,.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
