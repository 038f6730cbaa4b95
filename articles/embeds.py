"""Works on other sites: looked at once by the server, and shown as they were then.

A provider is asked what a work is called and who made it, and every word of the answer is treated
as a stranger's: it becomes short plain text, or nothing. Readers' browsers load nothing of it until
they ask for it.
"""

import json
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles import darkroom, renditions
from articles.models.embed import Embed
from articles.prose.material import PrintedEmbed, Renditions
from articles.providers import NAMES, Provider, Work, find
from nextfin import fetching
from nextfin.fetching import Fetch, Unreachable

FRESH = timedelta(hours=24)
SECONDS = 6
MAX_ANSWER = 256_000
MAX_HTML = 20_000
MAX_STILL = 5_000_000
MAX_TITLE, MAX_AUTHOR, MAX_TEXT = 300, 120, 2000
JSON_TYPES = {"application/json", "application/json+oembed", "text/json", "text/javascript"}
STILL_TYPES = {"image/jpeg", "image/png", "image/webp", "image/avif"}
# What a provider says of a work that is private, gone, or not to be embedded.
_REFUSALS = {400, 401, 403, 404, 410}
# Marks that turn the direction of the words after them, and so of the page around them.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NotEmbeddable(Exception):  # noqa: N818 (it is said to people)
    """Why a work cannot be shown, in a sentence."""


def frozen(url: str, *, fetch: Fetch = fetching.fetch) -> PrintedEmbed:
    """A work as it is to be printed: as kept since yesterday, or looked at anew and kept.

    An older copy serves if its provider does not answer now. Raises ``NotEmbeddable``. Slow: call
    it outside a transaction.
    """
    page = _work(url).page
    kept = Embed.objects.filter(url=page).first()
    if kept and kept.fetched_at > timezone.now() - FRESH:
        return kept.printed
    try:
        printed = look(url, fetch=fetch)
    except NotEmbeddable:
        if kept:
            return kept.printed
        raise
    if kept and printed["picture"] is None:
        printed["picture"] = kept.printed["picture"]
    now = timezone.now()
    Embed.objects.update_or_create(url=page, defaults={"printed": printed, "fetched_at": now})
    return printed


def stored(urls: Iterable[str]) -> dict[str, PrintedEmbed]:
    """What is kept of the works at these addresses, however old; nobody is asked."""
    works = ((url, find(url)) for url in urls)
    pages = {url: work.page for url, work in works if work}
    kept = {embed.url: embed.printed for embed in Embed.objects.filter(url__in=pages.values())}
    return {url: kept[page] for url, page in pages.items() if page in kept}


def look(url: str, *, fetch: Fetch = fetching.fetch) -> PrintedEmbed:
    """Ask the provider of an address about its work; raises ``NotEmbeddable``."""
    work = _work(url)
    provider = work.provider
    answer = _ask(work, fetch)
    width, height = _size(provider, answer)
    return PrintedEmbed(
        url=work.page,
        provider=provider.name,
        title=_line(answer.get("title"), MAX_TITLE),
        author=_line(answer.get("author_name"), MAX_AUTHOR),
        text=_post(answer.get("html")) if provider.is_post else "",
        frame=work.frame,
        width=width,
        height=height,
        picture=_still(work, answer.get("thumbnail_url"), fetch),
    )


def _work(url: str) -> Work:
    work = find(url)
    if work is None:
        names = f"{', '.join(NAMES[:-1])} and {NAMES[-1]}"
        raise NotEmbeddable(
            f"This address cannot be embedded. Works on {names} can; anything else can be linked."
        )
    return work


def _ask(work: Work, fetch: Fetch) -> dict[str, Any]:
    name = work.provider.name
    try:
        fetched = fetch(work.oembed, accept=JSON_TYPES, max_bytes=MAX_ANSWER, seconds=SECONDS)
        answer = json.loads(fetched.body)
    except Unreachable as error:
        if error.status in _REFUSALS:
            raise NotEmbeddable(
                f"{name} does not give this out: it may be private, or gone, or not to be embedded."
            ) from error
        raise NotEmbeddable(f"{name} could not be asked. {error}") from error
    except (ValueError, RecursionError) as error:
        raise NotEmbeddable(f"{name} gave an answer that could not be read.") from error
    if not isinstance(answer, dict):
        raise NotEmbeddable(f"{name} gave an answer that could not be read.")
    return answer


def _still(work: Work, url: object, fetch: Fetch) -> Renditions | None:
    """The work's still picture, made into ours; None if there is none that can be used."""
    if not isinstance(url, str) or not url:
        return None
    try:
        fetched = fetch(
            urljoin(work.oembed, url), accept=STILL_TYPES, max_bytes=MAX_STILL, seconds=SECONDS
        )
        developed = darkroom.develop(BytesIO(fetched.body), focal=(0.5, 0.5))
    except (Unreachable, darkroom.Unusable):
        return None
    renditions.keep(developed.files)
    return developed.renditions


def _size(provider: Provider, answer: dict[str, Any]) -> tuple[int, int]:
    """The frame's width and height in pixels; 0 and 0 if there is none."""
    if not provider.frame:
        return 0, 0
    width, height = _pixels(answer.get("width")), _pixels(answer.get("height"))
    is_sane = width and height and 1 / 3 <= width / height <= 4
    return (width, height) if is_sane and not provider.has_own_size else provider.size


def _pixels(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 5:
        value = int(value)
    return value if type(value) is int and 100 <= value <= 4000 else 0


def _post(html: object) -> str:
    """The words of a post, which its provider wraps as the paragraphs of a quotation."""
    if not isinstance(html, str):
        return ""
    paragraphs = []
    for paragraph in _parsed(html).css("blockquote p"):
        for line_break in paragraph.css("br"):
            line_break.insert_after("\n")
        lines = map(_seen, paragraph.text().splitlines())
        paragraphs.append("\n".join(line for line in lines if line))
    return _shortened("\n\n".join(filter(None, paragraphs)), MAX_TEXT)


def _line(value: object, most: int) -> str:
    """A stranger's words as one line of plain text, without tags."""
    body = _parsed(value).body if isinstance(value, str) else None
    return _shortened(_seen(body.text()), most) if body else ""


def _parsed(html: str) -> LexborHTMLParser:
    # JSON can hold halves of signs, which no other text can; and a parser's work has an end.
    tree = LexborHTMLParser(html[:MAX_HTML].encode(errors="ignore").decode())
    tree.strip_tags(["script", "style"], recursive=True)
    return tree


def _seen(words: str) -> str:
    """Words without what nobody sees in them, a single space between them."""
    return " ".join("".join(" " if _is_unseen(sign) else sign for sign in words).split())


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Co"} or sign in _TURNING


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
