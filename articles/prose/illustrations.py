"""What is looked at in a body: pictures, galleries, charts, maps, works on other sites."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from articles.prose import addresses, charts, maps
from articles.prose.drawing import NotDrawable
from articles.prose.material import PrintedEmbed
from articles.prose.pictures import picture_html
from articles.prose.printed_tables import scrollable, table_html, words
from articles.prose.setting import (
    Setting,
    attribute,
    id_attribute,
    is_blank,
    key,
    line,
    text,
    title_of,
    value,
)
from articles.providers import FRAME_HOSTS

# How wide each layout is set, as body.css does it.
SIZES = {
    "inline": "(min-width: 48rem) 35.5rem, 92vw",
    "wide": "(min-width: 72rem) 56rem, (min-width: 48rem) calc(92vw - 15rem), 92vw",
    "full": "(min-width: 80rem) 76rem, (min-width: 48rem) 93vw, 100vw",
    "tall": "(min-width: 48rem) 30rem, 92vw",
}
CARD_SIZES = "(min-width: 48rem) 35.5rem, 92vw"
# The pictures of a gallery are equally high: so many rem, and on a phone 2.5 times as many vw.
STRIP_HEIGHT = 21
TABLES = {"chart": "The figures as a table", "map": "The places as a table"}


def picture(node: LexborNode, setting: Setting) -> str:
    layout = value(node, "data-layout") or "inline"
    if _is_portrait(node, setting):
        layout = "tall"  # wider than the text, it would be higher than the screen
    return _figure(node, setting, f"picture {layout}", SIZES[layout])


def gallery(node: LexborNode, setting: Setting) -> str:
    """Pictures in a strip that scrolls sideways, by finger, wheel or arrow keys; no script."""
    block_id = setting.id_of(node)
    frames = [frame for frame in node.iter() if _is_in_library(frame, setting)]
    if not frames:
        return ""
    printed = "".join(
        _figure(frame, setting, "picture", _strip_sizes(frame, setting), f"{n} of {len(frames)}")
        for n, frame in enumerate(frames, 1)
    )
    name = f"Gallery, {len(frames)} picture{'s' if len(frames) > 1 else ''}"
    return (
        f'<div class="gallery"{id_attribute(block_id)} role="region" tabindex="0" '
        f'aria-label="{name}">{printed}</div>'
    )


def chart(node: LexborNode, setting: Setting) -> str:
    kind, unit = value(node, "data-kind"), value(node, "data-unit")
    rows = tuple(tuple(row) for row in words(node))
    return _drawn(node, setting, "chart", lambda title: _chart(rows, kind, unit, title))


def map_(node: LexborNode, setting: Setting) -> str:
    return _drawn(node, setting, "map", lambda title: maps.svg(words(node), title=title))


def embed(node: LexborNode, setting: Setting) -> str:
    """A still card of a work on another site: no reader's browser goes there before a click."""
    address = value(node, "data-url")
    if not address:
        return ""
    work = setting.material.embeds.get(address)
    card = _card(work, address) if work else _bare_card(address)
    caption = line(node.css_first("figcaption"), setting)
    below = "" if is_blank(caption) else f"<figcaption>{caption}</figcaption>"
    return f'<figure class="embed"{id_attribute(setting.id_of(node))}>{card}{below}</figure>'


def _is_portrait(node: LexborNode, setting: Setting) -> bool:
    printed = setting.material.pictures.get(key(node, "data-image"))
    whole = printed and printed["shapes"].get("whole")
    return bool(whole and whole["height"] > whole["width"])


def _is_in_library(node: LexborNode, setting: Setting) -> bool:
    return node.tag == "figure" and key(node, "data-image") in setting.material.pictures


def _figure(node: LexborNode, setting: Setting, classes: str, sizes: str, place: str = "") -> str:
    """A picture with what is said of it; "" if it is not, or no longer, in the library."""
    printed = setting.material.pictures.get(key(node, "data-image"))
    if printed is None:
        return ""
    alt = "" if value(node, "data-decorative") else value(node, "data-alt")
    frame = picture_html(printed, alt=alt, sizes=sizes)
    if not frame:
        return ""
    block_id = id_attribute(setting.id_of(node))
    caption = line(node.css_first("figcaption"), setting)
    credit = text(printed["credit"].strip())
    said = " ".join(
        part
        for part in (
            place and f'<span class="count">{place}</span>',
            "" if is_blank(caption) else caption,
            credit and f'<span class="credit">{credit}</span>',
        )
        if part
    )
    below = said and f"<figcaption>{said}</figcaption>"
    return f'<figure class="{classes}"{block_id}>{frame}{below}</figure>'


def _strip_sizes(node: LexborNode, setting: Setting) -> str:
    shape = setting.material.pictures[key(node, "data-image")]["shapes"].get("whole")
    if not shape:
        return "92vw"
    wide = STRIP_HEIGHT * shape["width"] / shape["height"]
    return f"(min-width: 48rem) {min(wide, 35.5):.1f}rem, {min(wide * 2.5, 92):.0f}vw"


def _drawn(node: LexborNode, setting: Setting, kind: str, draw: Callable[[str], str]) -> str:
    """A drawing with its caption and, for those who can't see it or want the figures, its table."""
    block_id = setting.id_of(node)
    label = setting.label_of(block_id)
    caption = line(node.css_first("figcaption"), setting)
    unit = value(node, "data-unit")
    table = table_html(node, setting, naming="")
    if not table:
        return ""
    content = scrollable(table, label)
    try:
        svg = draw(title_of(node))
        content = f"{svg}<details><summary>{TABLES[kind]}</summary>{content}</details>"
    except NotDrawable:
        pass  # the table says it all
    name = kind.capitalize() if is_blank(caption) else caption
    measured = f' <span class="unit">{text(unit)}</span>' if unit else ""
    return (
        f'<figure class="drawing"{id_attribute(block_id)}>'
        f'<figcaption id="{label}">{name}{measured}</figcaption>{content}</figure>'
    )


# The same chart is drawn for each proof of an article; maps remember for themselves.
@lru_cache(maxsize=256)
def _chart(rows: tuple[tuple[str, ...], ...], kind: str, unit: str, title: str) -> str:
    return charts.svg([list(row) for row in rows], kind=kind, unit=unit, title=title)


def _card(work: PrintedEmbed, address: str) -> str:
    still = work["picture"]
    frame = _frame(work)
    by = " · ".join(filter(None, [text(work["author"]), text(work["provider"])]))
    play = (
        f' data-frame="{attribute(frame)}" data-width="{int(work["width"] or 16)}" '
        f'data-height="{int(work["height"] or 9)}"'
        if frame
        else ""
    )
    return (
        f'<div class="work"{play}>'
        f"{picture_html(still, alt='', sizes=CARD_SIZES) if still else ''}"
        f'<p class="title"><a href="{attribute(address)}">{_title(work, address)}</a></p>'
        f"{_said(work['text'])}"
        f'<p class="by">{by or _host(address)}</p></div>'
    )


def _title(work: PrintedEmbed, address: str) -> str:
    """What a work is called; a post has no title, but somebody who wrote it."""
    by = f"{work['author']} on {work['provider']}" if work["author"] else ""
    return text(work["title"] or by) or _host(address)


def _frame(work: PrintedEmbed) -> str:
    """The address that a reader's click may load, if it is a provider's."""
    frame = addresses.secure(work["frame"])
    return frame if urlsplit(frame).netloc in FRAME_HOSTS else ""


def _said(words: str) -> str:
    return f"<blockquote><p>{text(words.strip())}</p></blockquote>" if words.strip() else ""


def _bare_card(address: str) -> str:
    link = f'<a href="{attribute(address)}">{_host(address)}</a>'
    return f'<div class="work"><p class="title">{link}</p></div>'


def _host(address: str) -> str:
    return text((urlsplit(address).hostname or "").removeprefix("www."))
