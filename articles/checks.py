"""The checks before print, in one table: what holds a copy back, and what only asks for a look.

Each finding is a sentence, with the place at the desk where it is mended. There are three levels.
``NEVER``: nothing can be printed so, whoever says it. ``BLOCKS``: the house does not print it so; a
chief can, with a note that stays in the logbook. ``WARNS``: a good piece has it, and a two-line
piece of breaking news goes out without. The door asks this table, and the desk shows what it says.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from articles import prose
from articles.makeready import Makeready
from articles.models.article import Article, Label
from articles.models.comment import Comment
from articles.models.edition import LIST_OF_SOURCES, Edition
from articles.moments import to_the_minute
from articles.prose import facts
from articles.prose.pictures import file_of
from articles.prose.wording import Passage, Piece, of_body

# In characters: within the one, a headline fits cards, search results and messages; beyond the
# other, it is no headline.
GOOD_HEADLINE = 90
LONGEST_HEADLINE = 140

_TK = re.compile(r"(?<![A-Za-z0-9])(?:TK)+(?![A-Za-z0-9])")
_FOLLOWS_UP = re.compile(r"\bfollow-up\b|\bas (?:we|NextFin) reported\b", re.IGNORECASE)
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
HEADLINE, DEK, BYLINE, BODY = "#id_headline", "#id_dek", "#id_byline", "#the-body"
LEAD, LEAD_ALT, SLUG = "#field-lead_image", "#id_lead_alt", "#id_slug"
DATELINE, TOPICS, STORY = "#id_dateline", "#id_topics", "#id_story"
COMMENTS = "#comments-section"
_MENDS = {"the dek": DEK, "the lead picture": LEAD_ALT}


class Level(StrEnum):
    """What a finding keeps from happening."""

    NEVER = "never"
    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class Finding:
    """What a check found. ``mend`` is where it is mended: a place on the article's page at the
    desk ("#id_dek"), or the address of another page there.
    """

    check: str
    level: Level
    sentence: str
    mend: str


@dataclass(frozen=True)
class Copy:
    """What is looked at: the working copy, how it would print, and what was made ready for it."""

    article: Article
    edition: Edition
    beside: Makeready

    @cached_property
    def passages(self) -> list[Passage]:
        return as_read(self.edition).passages()

    @cached_property
    def text(self) -> str:
        return "\n".join(passage.words for passage in of_body(self.edition.body_html))


# What a check finds: a sentence, and where that is mended.
type Lacks = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Check:
    """One line of the table: of which pieces something is asked, and how much depends on it."""

    name: str
    level: Level
    look: Callable[[Copy], Lacks]
    labels: frozenset[str] = frozenset(Label.values)


def findings(article: Article, edition: Edition, beside: Makeready) -> list[Finding]:
    """What the checks say of a copy and of the edition that it would be; what blocks first."""
    copy = Copy(article, edition, beside)
    return [
        Finding(check.name, check.level, sentence, mend)
        for check in CHECKS
        if edition.label in check.labels
        for sentence, mend in check.look(copy)
    ]


def of_level(found: Iterable[Finding], *levels: Level) -> list[Finding]:
    return [finding for finding in found if finding.level in levels]


def as_read(edition: Edition) -> Piece:
    """All of an edition that readers read, in plain words."""
    lead = edition.lead_picture
    return Piece(
        headline=edition.headline,
        dek=edition.dek,
        label=edition.label,
        byline=", ".join(f"{line['name']} ({line['role']})" for line in edition.bylines),
        dateline=edition.dateline,
        picture=(lead["alt"], lead["caption"], lead["credit"]) if lead else (),
        lead=file_of(lead) if lead else "",
        body=edition.body_html,
    )


# --- Without these nothing can be printed ---------------------------------------------------------


def _headline(copy: Copy) -> Lacks:
    if not copy.edition.headline:
        yield "It has no headline.", HEADLINE


def _text(copy: Copy) -> Lacks:
    if not copy.edition.body_text:
        yield "It has no text.", BODY


def _byline(copy: Copy) -> Lacks:
    if not copy.edition.bylines:
        yield "It has no byline.", BYLINE


def _address(copy: Copy) -> Lacks:
    if copy.edition.address.endswith("//"):
        yield "It has no slug, and none can be made from the headline.", SLUG


def _made_ready(copy: Copy) -> Lacks:
    for problem in copy.beside.problems:
        yield problem, BODY


def _blocks(copy: Copy) -> Lacks:
    """What the pictures, links and figures in the body want before they can be printed."""
    for problem in prose.problems(prose.clean(copy.article.body), copy.beside.material):
        yield problem, BODY


def _credit(copy: Copy) -> Lacks:
    lead = copy.beside.lead_picture
    if lead and not lead["credit"].strip():
        library = reverse("admin:articles_image_change", args=[copy.article.lead_image_id])
        yield "The lead picture has no credit: write it in the picture library.", library


def _rights(copy: Copy) -> Lacks:
    begins_at = copy.edition.begins_at
    for image in copy.beside.images:
        library = reverse("admin:articles_image_change", args=[image.pk])
        if image.usable_until and image.usable_until <= begins_at:
            when = to_the_minute(image.usable_until)
            yield f"The rights to the picture “{image}” ended on {when}.", library
        elif image.usable_from and begins_at < image.usable_from:
            when = to_the_minute(image.usable_from)
            yield f"The picture “{image}” cannot be printed before {when}.", library


# --- The house does not print it so ---------------------------------------------------------------


def _still_to_come(copy: Copy) -> Lacks:
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


def _too_long(copy: Copy) -> Lacks:
    length = len(copy.edition.headline)
    if length > LONGEST_HEADLINE:
        yield (
            f"The headline has {length} characters: {LONGEST_HEADLINE} are the most.",
            HEADLINE,
        )


def _alt(copy: Copy) -> Lacks:
    lead = copy.beside.lead_picture
    if lead and not lead["alt"] and not copy.article.lead_is_decorative:
        yield (
            "The lead picture has no alternative text: describe it, or mark it as decorative.",
            LEAD_ALT,
        )


def _comments(copy: Copy) -> Lacks:
    if waiting := Comment.objects.open(copy.article).count():
        said = "One comment is" if waiting == 1 else f"{waiting} comments are"
        yield f"{said} not resolved.", COMMENTS


def _dead_links(copy: Copy) -> Lacks:
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


# --- A good piece has it --------------------------------------------------------------------------


def _long(copy: Copy) -> Lacks:
    length = len(copy.edition.headline)
    if GOOD_HEADLINE < length <= LONGEST_HEADLINE:
        yield (
            f"The headline has {length} characters: up to {GOOD_HEADLINE} fit everywhere.",
            HEADLINE,
        )


def _dek(copy: Copy) -> Lacks:
    if not copy.edition.dek:
        yield "It has no dek.", DEK


def _numbers(copy: Copy) -> Lacks:
    held = facts.numbers(copy.text)
    for claim, written in facts.numbers(copy.edition.headline).items():
        if claim not in held:
            yield f"The headline says {written}; the text does not.", HEADLINE


def _dateline(copy: Copy) -> Lacks:
    if not copy.edition.dateline:
        yield "It has no dateline.", DATELINE


def _lead(copy: Copy) -> Lacks:
    if not copy.article.lead_image_id:
        yield "It has no lead picture.", LEAD


def _topic(copy: Copy) -> Lacks:
    if not copy.edition.topics:
        yield "It has no topic.", TOPICS


def _story(copy: Copy) -> Lacks:
    """A follow-up without its story is found by nobody who follows that."""
    if copy.article.story_id:
        return
    keys = prose.uses(copy.article.body).articles
    linked = Article.objects.filter(pk__in=keys, story__isnull=False) if keys else ()
    names = sorted({str(article.story) for article in linked})
    if names:
        yield f"It leads back to a piece of “{names[0]}”, and is in no story itself.", STORY
    elif _FOLLOWS_UP.search(f"{copy.edition.headline}\n{copy.edition.dek}\n{copy.text}"):
        yield "It says that it follows another piece, and is in no story.", STORY


def _sources(copy: Copy) -> Lacks:
    if LIST_OF_SOURCES not in copy.edition.body_html:
        yield "It names no source.", BODY


NEWS = frozenset({Label.NEWS.value})
CHECKS = (
    Check("headline", Level.NEVER, _headline),
    Check("text", Level.NEVER, _text),
    Check("byline", Level.NEVER, _byline),
    Check("address", Level.NEVER, _address),
    Check("made ready", Level.NEVER, _made_ready),
    Check("blocks", Level.NEVER, _blocks),
    Check("credit", Level.NEVER, _credit),
    Check("rights", Level.NEVER, _rights),
    Check("still to come", Level.BLOCKS, _still_to_come),
    Check("headline too long", Level.BLOCKS, _too_long),
    Check("alternative text", Level.BLOCKS, _alt),
    Check("dead links", Level.BLOCKS, _dead_links),
    Check("comments", Level.BLOCKS, _comments),
    Check("headline length", Level.WARNS, _long),
    Check("numbers", Level.WARNS, _numbers),
    Check("dek", Level.WARNS, _dek),
    Check("dateline", Level.WARNS, _dateline, NEWS),
    Check("lead picture", Level.WARNS, _lead),
    Check("topic", Level.WARNS, _topic),
    Check("story", Level.WARNS, _story),
    Check("sources", Level.WARNS, _sources, NEWS),
)
