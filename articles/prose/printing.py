"""The printer: a stored body and what the desk gives for it become the HTML that readers get.

Nothing is copied over: every element and every attribute in print is written here, so what was
stored can't bring its own, whoever stored it.
"""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.prose.blocks import block_html
from articles.prose.material import Material
from articles.prose.setting import Setting, Source, attribute, text
from articles.prose.vocabulary import words

# The titles, in small letters, by which a fact box says how the piece was made.
METHODS = {"how we reported this", "methods"}


def print_body(body: str, material: Material) -> str:
    """The public HTML of a body, one block after another; its sources and methods at the end.

    A block without content leaves nothing. What can't be printed (see ``problems``) prints as far
    as it goes, for the desk's proof.
    """
    tree = LexborHTMLParser(body)
    if tree.body is None:
        return ""
    setting = Setting(tree.body, material)
    nodes = list(tree.body.iter(include_text=True))
    blocks = [block_html(node, setting) for node in nodes if not _tells_methods(node)]
    if setting.sources:
        setting.heading = 3  # the methods stand under the heading of the sources
    methods = [block_html(node, setting) for node in nodes if _tells_methods(node)]
    title = "Sources and methods" if any(methods) else "Sources"
    sources = _sources([*setting.sources.values()], title)
    return "\n".join(filter(None, [*blocks, sources, *methods]))


def _tells_methods(node: LexborNode) -> bool:
    if node.tag != "aside" or node.attributes.get("data-block") != "fact-box":
        return False
    title = node.css_first("h3")
    return title is not None and words(title.text()).casefold() in METHODS


def _sources(sources: list[Source], title: str) -> str:
    if not sources:
        return ""
    return (
        '<section class="sources" role="doc-endnotes" aria-labelledby="sources">'
        f'<h2 id="sources">{title}</h2><ol>{"".join(map(_source, sources))}</ol></section>'
    )


def _source(source: Source) -> str:
    words = text(source.words or source.address)
    if source.address:
        words = f'<a href="{attribute(source.address)}">{words}</a>'
    back = "".join(
        f' <a class="back" href="#{mark}" role="doc-backlink" '
        f'aria-label="Back to where source {source.number} is named{_time(count, source)}">↩</a>'
        for count, mark in enumerate(source.marks, 1)
    )
    return f'<li id="source-{source.number}">{words}{back}</li>'


def _time(count: int, source: Source) -> str:
    return f", mention {count}" if len(source.marks) > 1 else ""
