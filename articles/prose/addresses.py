"""Addresses in a body: only those that open a page or a letter, spelled as the standard has it."""

import re
from functools import lru_cache
from urllib.parse import parse_qs, quote, urlsplit

# https://url.spec.whatwg.org/#url-code-points, less the brackets that only a host may have.
_STRANGE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^\w\-.~:/?#@!$&'()*+,;=%]")
_IGNORED = re.compile(r"[\x00-\x1f\x7f]")
_WEB = re.compile(r"(https?)://([\w-]+(?:\.[\w-]+)*\.?(?::\d{1,5})?)([/?#].*)?", re.IGNORECASE)
_LETTER = re.compile(r"mailto:(.+)", re.IGNORECASE)
_BLOCK = re.compile(r"#b-[a-z2-7]{8}")
_MOST_DETOURS = 3
# A copy's addresses are asked for when it is saved, proofed and printed, and then again.
_REMEMBERED = 1024
# Where a copied link leads by way of its maker, and which parameter names the real place.
_DETOURS = (
    (re.compile(r"www\.google\.[a-z.]+/url"), ("q", "url")),
    (re.compile(r"[a-z0-9]+\.safelinks\.protection\.outlook\.com/"), ("url",)),
)


@lru_cache(_REMEMBERED)
def web(address: str) -> str:
    """An http or https address, straight to where it leads; "" for any other."""
    address = _IGNORED.sub("", address).strip()
    detours = 0
    while target := _behind(address):
        detours += 1
        if detours > _MOST_DETOURS:
            return ""
        address = target
    parts = _WEB.fullmatch(address)
    if not parts:
        return ""
    scheme, host, rest = parts.groups()
    return f"{scheme.lower()}://{host}{_spelled(rest or '')}"


def secure(address: str) -> str:
    """An https address; "" for any other."""
    address = web(address)
    return address if address.startswith("https:") else ""


@lru_cache(_REMEMBERED)
def link(address: str) -> str:
    """What a link may lead to: the web, a letter, a page here ("/…"), a block ("#b-…"); or ""."""
    address = _IGNORED.sub("", address).strip()
    if _BLOCK.fullmatch(address):
        return address
    if address.startswith("/") and not address.startswith(("//", "/\\")):
        return _spelled(address)
    if letter := _LETTER.fullmatch(address):
        return f"mailto:{_spelled(letter[1])}"
    return web(address)


def _behind(address: str) -> str:
    """The web address that a search engine's or a mail filter's own address leads to, or ""."""
    from_host = address[:200].partition("://")[2]
    for place, names in _DETOURS:
        if place.match(from_host):
            asked = parse_qs(urlsplit(address).query)
            targets = [target for name in names for target in asked.get(name, [])]
            return next((each.strip() for each in targets if each.startswith("http")), "")
    return ""


def _spelled(rest: str) -> str:
    """Path, query and fragment with what may not stand in them written as %xx."""
    rest = _STRANGE.sub(lambda strange: quote(strange[0], safe=""), rest)
    before, hash_, after = rest.partition("#")
    return before + hash_ + after.replace("#", "%23")
