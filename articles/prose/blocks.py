"""Each block of a body as readers get it: one function for each, all in one list at the end."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from articles.prose import illustrations
from articles.prose.printed_tables import scrollable, table_html
from articles.prose.setting import (
    SILENT,
    Setting,
    attribute,
    id_attribute,
    is_blank,
    line,
    spaceless,
    text,
    value,
)

# What a document is, by the end of its address, for readers who are about to fetch it.
FORMATS = {
    "csv": "CSV",
    "doc": "Word",
    "docx": "Word",
    "epub": "EPUB",
    "ods": "spreadsheet",
    "odt": "text document",
    "pdf": "PDF",
    "ppt": "PowerPoint",
    "pptx": "PowerPoint",
    "txt": "plain text",
    "xls": "Excel",
    "xlsx": "Excel",
    "zip": "ZIP",
}


def block_html(node: LexborNode, setting: Setting) -> str:
    """One top-level node of a stored body in print; "" for what has nothing to show."""
    tag = node.tag or ""
    if tag == "-text":
        words = text(node.text_lexbor()).strip()
        return words and f"<p>{words}</p>"
    if tag in SILENT or tag.startswith("-"):
        return ""
    block = BLOCKS.get(f"{tag} {node.attributes.get('data-block') or ''}".rstrip(), _paragraph)
    return block(node, setting)


def _paragraph(node: LexborNode, setting: Setting) -> str:
    words = line(node, setting)
    return "" if is_blank(words) else f"<p{_id(node, setting)}>{words}</p>"


def _heading(node: LexborNode, setting: Setting) -> str:
    """A heading; an h3 that stands under no h2 is printed as one, so that no level is left out."""
    words = line(node, setting)
    if is_blank(words):
        return ""
    level = 2 if node.tag == "h2" else setting.heading
    setting.heading = 3
    return f"<h{level}{_id(node, setting)}>{words}</h{level}>"


def _list(node: LexborNode, setting: Setting) -> str:
    items = "".join(_item(item, setting) for item in node.iter() if item.tag == "li")
    if not items:
        return ""
    start = value(node, "start")
    first = f' start="{start}"' if start else ""
    return f"<{node.tag}{_id(node, setting)}{first}>{items}</{node.tag}>"


def _item(node: LexborNode, setting: Setting) -> str:
    """A point of a list. A single paragraph stands in it bare."""
    children = list(node.iter())
    inner = [child for child in children if child.tag in {"ul", "ol"}]
    paragraphs = [child for child in children if child.tag == "p"]
    if not inner and not paragraphs:
        words = line(node, setting)
    elif len(paragraphs) < 2:
        words = "".join(line(p, setting) for p in paragraphs) + _blocks(inner, setting)
    else:
        words = _blocks(children, setting)
    return "" if is_blank(words) else f"<li>{words}</li>"


def _rule(node: LexborNode, setting: Setting) -> str:
    return f"<hr{_id(node, setting)}>"


def _quotation(node: LexborNode, setting: Setting) -> str:
    said = _blocks(node.css("blockquote > p"), setting)
    if not said:
        return ""
    source = line(node.css_first("figcaption"), setting)
    caption = "" if is_blank(source) else f"<figcaption>{source}</figcaption>"
    return (
        f'<figure class="quotation"{_id(node, setting)}>'
        f"<blockquote>{said}</blockquote>{caption}</figure>"
    )


def _pull_quote(node: LexborNode, setting: Setting) -> str:
    """Words lifted out of the text. Whoever has the text read aloud hears them only once."""
    words = line(node.css_first("p"), setting, is_linked=True)
    if is_blank(words):
        return ""
    spoken = spaceless(node).strip("“”\"'‘’")
    hidden = ' aria-hidden="true"' if spaceless(setting.body).count(spoken) > 1 else ""
    return f'<aside class="pull-quote"{_id(node, setting)}{hidden}><p>{words}</p></aside>'


def _fact_box(node: LexborNode, setting: Setting) -> str:
    children = list(node.iter())
    title = next((line(child, setting) for child in children if child.tag == "h3"), "")
    content = _blocks((child for child in children if child.tag != "h3"), setting)
    if not content:
        return ""
    return _aside("fact-box", node, setting, title, content)


def _key_points(node: LexborNode, setting: Setting) -> str:
    content = _blocks(node.css("div > ul"), setting)
    return content and _aside("key-points", node, setting, "Key points", content)


def _aside(kind: str, node: LexborNode, setting: Setting, title: str, content: str) -> str:
    """A box beside the text, named by its title, a heading one below what it stands under."""
    block_id = setting.id_of(node)
    if is_blank(title):
        return f'<aside class="{kind}"{id_attribute(block_id)}>{content}</aside>'
    label, level = setting.label_of(block_id), setting.heading
    return (
        f'<aside class="{kind}"{id_attribute(block_id)} aria-labelledby="{label}">'
        f'<h{level} id="{label}">{title}</h{level}>{content}</aside>'
    )


def _timeline(node: LexborNode, setting: Setting) -> str:
    """Dates and what happened, each date with its events in one group."""
    entries = [(child.tag, line(child, setting)) for child in node.iter()]
    groups: list[tuple[str, list[str]]] = []
    for tag, words in entries:
        if tag == "dt" or not groups:
            groups.append((words if tag == "dt" else "", []))
        if tag == "dd":
            groups[-1][1].append(words)
    printed = "".join(
        f"<div><dt>{date}</dt>{''.join(f'<dd>{event}</dd>' for event in events or [''])}</div>"
        for date, events in groups
        if not is_blank("".join([date, *events]))
    )
    return printed and f'<dl class="timeline"{_id(node, setting)}>{printed}</dl>'


def _table(node: LexborNode, setting: Setting) -> str:
    block_id = setting.id_of(node)
    label = setting.label_of(block_id)
    caption = line(node.css_first("figcaption"), setting)
    if is_blank(caption):
        caption = '<span class="unseen">Table</span>'
    table = table_html(node, setting, naming=f'<caption id="{label}">{caption}</caption>')
    return table and f'<div class="table"{id_attribute(block_id)}>{scrollable(table, label)}</div>'


def _document(node: LexborNode, setting: Setting) -> str:
    address = value(node, "data-url")
    if not address:
        return ""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    title = line(node.css_first("figcaption"), setting, is_linked=True)
    ending = parts.path.rpartition(".")[2].lower()
    known = ", ".join(filter(None, [FORMATS.get(ending), text(host)]))
    named = text(host) if is_blank(title) else title
    return (
        f'<p class="document"{_id(node, setting)}><a href="{attribute(address)}">{named}</a> '
        f'<span class="kind">{known}</span></p>'
    )


def _blocks(nodes: Iterable[LexborNode], setting: Setting) -> str:
    """The paragraphs and lists that stand inside another block."""
    return "".join(
        BLOCKS[node.tag](node, setting) for node in nodes if node.tag in {"p", "ul", "ol"}
    )


def _id(node: LexborNode, setting: Setting) -> str:
    return id_attribute(setting.id_of(node))


# By element, and the block that it says it is.
BLOCKS: dict[str, Callable[[LexborNode, Setting], str]] = {
    "p": _paragraph,
    "h2": _heading,
    "h3": _heading,
    "ul": _list,
    "ol": _list,
    "hr": _rule,
    "figure quotation": _quotation,
    "aside pull-quote": _pull_quote,
    "aside fact-box": _fact_box,
    "div key-points": _key_points,
    "dl timeline": _timeline,
    "figure table": _table,
    "figure document": _document,
    "figure chart": illustrations.chart,
    "figure map": illustrations.map_,
    "figure picture": illustrations.picture,
    "div gallery": illustrations.gallery,
    "figure embed": illustrations.embed,
}
