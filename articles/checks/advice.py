"""A good piece has it; breaking news goes out without."""

import re

from articles import prose
from articles.checks.copy import Copy, Lacks
from articles.checks.house import LONGEST_HEADLINE
from articles.checks.places import BODY, DATELINE, DEK, HEADLINE, LEAD, STORY, TOPICS
from articles.models.article import Article
from articles.models.edition import LIST_OF_SOURCES
from articles.prose import facts

# In characters: within this, a headline fits cards, search results and messages.
GOOD_HEADLINE = 90

_FOLLOWS_UP = re.compile(r"\bfollow-up\b|\bas (?:we|NextFin) reported\b", re.IGNORECASE)


def long(copy: Copy) -> Lacks:
    length = len(copy.edition.headline)
    if GOOD_HEADLINE < length <= LONGEST_HEADLINE:
        yield (
            f"The headline has {length} characters: up to {GOOD_HEADLINE} fit everywhere.",
            HEADLINE,
        )


def dek(copy: Copy) -> Lacks:
    if not copy.edition.dek:
        yield "It has no dek.", DEK


def numbers(copy: Copy) -> Lacks:
    held = facts.numbers(copy.text)
    for claim, written in facts.numbers(copy.edition.headline).items():
        if claim not in held:
            yield f"The headline says {written}; the text does not.", HEADLINE


def dateline(copy: Copy) -> Lacks:
    if not copy.edition.dateline:
        yield "It has no dateline.", DATELINE


def lead(copy: Copy) -> Lacks:
    if not copy.article.lead_image_id:
        yield "It has no lead picture.", LEAD


def topic(copy: Copy) -> Lacks:
    if not copy.edition.topics:
        yield "It has no topic.", TOPICS


def story(copy: Copy) -> Lacks:
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


def sources(copy: Copy) -> Lacks:
    if LIST_OF_SOURCES not in copy.edition.body_html:
        yield "It names no source.", BODY
