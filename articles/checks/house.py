"""The house does not print it so; a chief can, with a note."""

import re

from selectolax.lexbor import LexborHTMLParser

from articles.checks.copy import Copy, Lacks
from articles.checks.places import BODY, COMMENTS, DATELINE, DEK, HEADLINE, LEAD_ALT
from articles.models.comment import Comment
from articles.models.edition import Edition

# In characters: beyond this, it is no headline.
LONGEST_HEADLINE = 140

_TK = re.compile(r"(?<![A-Za-z0-9])(?:TK)+(?![A-Za-z0-9])")
_LINK = re.compile(
    r"(?P<article>/\d{4}/\d\d/\d\d/[^/]+/)|/(?P<kind>stories|topics|authors)/(?P<slug>[^/]+)/?$"
    r"|(?P<desk>/admin/)"
)
# How an edition tells that readers have something at such an address.
_LEADS_TO = {
    "stories": "story__slug",
    "topics": "topic_links__topic__slug",
    "authors": "byline_links__author__slug",
}
_MENDS = {"the dek": DEK, "the lead picture": LEAD_ALT}


def still_to_come(copy: Copy) -> Lacks:
    """TK is what writers put where something is still to come."""
    edition = copy.edition
    for place, words, mend in (
        ("the headline", edition.headline, HEADLINE),
        ("the dateline", edition.dateline, DATELINE),
    ):
        if _TK.search(words):
            yield f"“TK” still stands in {place}.", mend
    places = (passage.place for passage in copy.passages if _TK.search(passage.words))
    for place in dict.fromkeys(places):
        yield f"“TK” still stands in {place}.", _MENDS.get(place, BODY)


def too_long(copy: Copy) -> Lacks:
    length = len(copy.edition.headline)
    if length > LONGEST_HEADLINE:
        yield (
            f"The headline has {length} characters: {LONGEST_HEADLINE} are the most.",
            HEADLINE,
        )


def alt(copy: Copy) -> Lacks:
    lead = copy.beside.lead_picture
    if lead and not lead["alt"] and not copy.article.lead_is_decorative:
        yield (
            "The lead picture has no alternative text: describe it, or mark it as decorative.",
            LEAD_ALT,
        )


def comments(copy: Copy) -> Lacks:
    if waiting := Comment.objects.open(copy.article).count():
        said = "One comment is" if waiting == 1 else f"{waiting} comments are"
        yield f"{said} not resolved.", COMMENTS


def dead_links(copy: Copy) -> Lacks:
    """Links to pages of this site that readers do not have; other sites are not asked."""
    tree = LexborHTMLParser(copy.edition.body_html)
    for link in dict.fromkeys(node.attributes["href"] or "" for node in tree.css("a[href]")):
        if link.startswith("#b-"):
            is_dead = not tree.css(f'[id="{link[1:]}"]')
        else:
            is_dead = link.startswith("/") and _is_dead(link, copy.edition)
        if is_dead:
            yield f"A link leads to {link}, where readers find nothing.", BODY


def _is_dead(link: str, edition: Edition) -> bool:
    parts = _LINK.match(link.partition("#")[0].partition("?")[0])
    if parts is None or parts["article"] == edition.address:
        return False
    if parts["desk"]:
        return True
    live = Edition.objects.live(edition.begins_at).order_by()
    asked = (
        {"address": parts["article"]}
        if parts["article"]
        else {_LEADS_TO[parts["kind"]]: parts["slug"]}
    )
    return not live.filter(**asked).exists()
