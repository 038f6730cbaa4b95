"""What it costs to print a body of 1,500 words: `python -m bench.print_body`.

The body has three pictures, a gallery, a table, a chart, an embedded work, links to articles and
sources. Beside the printer stand what any printer must do at least (parse the body) and what a
sanitiser alone would cost (nh3). All take turns in one run, so that whatever else the machine does
meets each of them. Shown is the processor's time, median and best, and its ratio to parsing.
"""
# ruff: noqa: T201 (it prints)

import statistics
import time
from collections.abc import Callable

import nh3
from selectolax.lexbor import LexborHTMLParser

from articles.prose.material import Material, PrintedEmbed, PrintedPicture
from articles.prose.printing import print_body
from articles.prose.syndication import for_email, for_feed, for_ninjs

ROUNDS = 400
GOAL = 2.0
WIDTHS = (320, 480, 640, 768, 960, 1280, 1920, 2560)
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
# Fifty words, with what they refer to.
SENTENCES = (
    "The two sides <strong>met again</strong> to speak of trade, of fish and of the spring, and "
    'left with <a data-article="{n}">a date</a> and no paper. '
    "Nobody gave a total; each named a threshold that has been passed, as the report did before "
    'them.<cite data-source="Report {n}" data-url="https://example.org/{n}"></cite> '
    "What follows is said by <em>people who were there</em> and by those who were told of it later."
)


def main() -> None:
    body, material = copy(), beside()
    printed = print_body(body, material)
    words = len((LexborHTMLParser(body).body or LexborHTMLParser(body).root).text().split())
    print(f"{words} words, {len(body) / 1000:.0f} kB stored, {len(printed) / 1000:.0f} kB printed")
    work: dict[str, Callable[[], object]] = {
        "parse the body": lambda: LexborHTMLParser(body),
        "sanitise it (nh3)": lambda: nh3.clean(body),
        "print it": lambda: print_body(body, material),
        "for a feed": lambda: for_feed(printed, "https://news.example"),
        "for a letter": lambda: for_email(printed, "https://news.example"),
        "for ninjs": lambda: for_ninjs(printed, "https://news.example"),
    }
    took = measured(work)
    floor = statistics.median(took["parse the body"])
    for name, times in took.items():
        median = statistics.median(times)
        print(
            f"{name:20} median {median:6.2f} ms  best {min(times):6.2f} ms  {median / floor:5.1f} ×"
        )
    print(f"The goal for printing is {GOAL:.0f} ms.")


def measured(work: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds, for each kind of work, by rounds in which all take turns."""
    took: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, once in work.items():
            start = time.thread_time()
            once()
            took[name].append((time.thread_time() - start) * 1000)
    return took


def copy() -> str:
    """The stored body."""
    blocks = [f"<p>{SENTENCES.format(n=n)}</p>" for n in range(1, 27)]
    blocks.insert(4, f"<h2>What was said</h2>{picture(1)}")
    blocks.insert(8, figure("table", "Trade by year and partner"))
    blocks.insert(12, f"<h2>What was not</h2>{picture(2)}")
    blocks.insert(16, figure('chart" data-kind="line" data-unit="billion dollars', "Trade"))
    blocks.insert(20, f'<div data-block="gallery">{picture(1)}{picture(2)}{picture(3)}</div>')
    blocks.insert(22, f'<figure data-block="embed" data-url="{VIDEO}"></figure>')
    blocks.insert(24, picture(3))
    return "\n".join(
        block.replace("<p", f'<p data-id="aaaaa{ALPHABET[n // 32]}{ALPHABET[n % 32]}a"', 1)
        for n, block in enumerate(blocks)
    )


def picture(key: int) -> str:
    return (
        f'<figure data-block="picture" data-image="{key}" data-layout="wide" data-alt="A room">'
        "<figcaption>The room in which they met.</figcaption></figure>"
    )


def figure(block: str, caption: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Year", "China", "United States"))
    rows = "".join(
        f'<tr><th scope="row">{year}</th><td>{300 + year % 7}</td><td>{250 - year % 5}</td></tr>'
        for year in range(2016, 2026)
    )
    return (
        f'<figure data-block="{block}"><figcaption>{caption}</figcaption>'
        f"<table><tbody><tr>{head}</tr>{rows}</tbody></table></figure>"
    )


def beside() -> Material:
    files = {
        kind: [(width, f"{kind}{width:036}.{kind}") for width in WIDTHS]
        for kind in ("avif", "webp", "jpeg")
    }
    room = PrintedPicture(
        placeholder="data:image/webp;base64," + "A" * 160,
        shapes={"whole": {"width": 2560, "height": 1707, "files": files}},
        alt="",
        caption="",
        credit="Photo: A. Tester",
    )
    video = PrintedEmbed(
        url=VIDEO,
        provider="YouTube",
        title="The statement",
        author="An office",
        text="",
        frame="https://www.youtube-nocookie.com/embed/abcdefghijk",
        width=1280,
        height=720,
        picture=room,
    )
    return Material(
        pictures=dict.fromkeys((1, 2, 3), room),
        addresses={key: f"/2026/01/03/piece-{key}/" for key in range(1, 27)},
        embeds={VIDEO: video},
    )


if __name__ == "__main__":
    main()
