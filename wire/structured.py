"""What a page says of itself to machines (schema.org, as JSON-LD), from what the page was given.

Nothing is asked of the database: it is told once, by the page's view.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from jinja2 import pass_context
from jinja2.runtime import Context

from articles.models.edition import Edition
from articles.public.typesetting import in_role, media
from articles.workflow import Kind
from wire.instants import instant

type Thing = dict[str, Any]  # a node of schema.org: "@type", and its properties

NAME = "NextFin"
# The shapes that Google asks for; what was not printed in them is shown whole.
SHAPES = ("16:9", "4:3", "1:1", "whole")
# A script element ends at "</script", whatever its type (HTML, 4.12.1.3).
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@dataclass(frozen=True)
class House:
    """Who says it: the site's ``origin``, and the addresses of its sign and of its card."""

    origin: str
    logo: str
    card: str

    def absolute(self, address: str) -> str:
        """The whole address; where files have a host of their own, they name it themselves."""
        return address if "://" in address else f"{self.origin}{iri_to_uri(address)}"


@pass_context
def structured(context: Context, logo: str, card: str) -> SafeString | str:
    """The page's JSON-LD; nothing for a page of which there is nothing to say."""
    match = getattr(context.get("request"), "resolver_match", None)
    describe = PAGES.get(match.url_name) if match else None
    things = describe(context, House(context["origin"], logo, card)) if describe else []
    if not things:
        return ""
    told = {"@context": "https://schema.org", "@graph": things}
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308


# --- Pages ----------------------------------------------------------------------------------------


def _front(context: Context, house: House) -> list[Thing]:
    site = {"@type": "WebSite", "name": NAME, "url": f"{house.origin}/"}
    return [site | {"publisher": _publisher(house)}]


def _article(context: Context, house: House) -> list[Thing]:
    edition = context["edition"]
    subject = edition.printed_story or next(iter(edition.topics), None)
    kind = "stories" if edition.printed_story else "topics"
    way = [(subject["name"], f"/{kind}/{subject['slug']}/")] if subject else []
    piece = _piece(house, edition, list(context["changes"]), int(context["versions"]))
    return [piece, _crumbs(house, *way, (edition.headline, edition.address))]


def _story(context: Context, house: House) -> list[Thing]:
    story = context["story"]
    return [_crumbs(house, (story.name, story.get_absolute_url()))]


def _topic(context: Context, house: House) -> list[Thing]:
    topic = context["subject"]
    return [_crumbs(house, (topic.name, topic.get_absolute_url()))]


PAGES: dict[str, Callable[[Context, House], list[Thing]]] = {
    "front": _front,
    "article": _article,
    "story": _story,
    "topic": _topic,
}


# --- Things ---------------------------------------------------------------------------------------


def _piece(house: House, edition: Edition, changes: list[Edition], versions: int) -> Thing:
    """A NewsArticle. ``dateModified`` is the last change of its facts; a style edit moves nothing.

    ``archivedAt`` is the permanent address of this very version.
    """
    address = house.absolute(edition.address)
    story = edition.printed_story
    piece = {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "url": address,
        "mainEntityOfPage": address,
        "headline": edition.headline,
        "alternativeHeadline": edition.channels.get("search"),
        "description": edition.dek,
        "genre": edition.label.capitalize(),
        "inLanguage": "en",
        "image": _images(house, edition),
        "datePublished": instant(edition.published_at),
        "dateModified": instant(changes[-1].begins_at if changes else edition.published_at),
        "dateline": edition.dateline,
        "author": _authors(house, edition, "reporting"),
        "contributor": _authors(house, edition, "editing"),
        "publisher": _publisher(house),
        "isAccessibleForFree": True,
        "isPartOf": _series(house, story) if story else None,
        "about": [_subject(house, topic) for topic in edition.topics],
        "version": versions,
        "archivedAt": f"{address}v/{versions}/",
        "correction": [_correction(c) for c in changes if c.kind == Kind.CORRECTION],
    }
    return {name: value for name, value in piece.items() if value not in ("", None, [])}


def _images(house: House, edition: Edition) -> list[str]:
    """The widest JPEG of the lead picture in each shape, and the card last."""
    shapes = edition.lead_picture["shapes"] if edition.lead_picture else {}
    files = [shapes[shape]["files"]["jpeg"] for shape in SHAPES if shape in shapes]
    names = [widest[-1][1] for widest in files if widest]
    if edition.social_card:
        names.append(edition.social_card)
    if not names:
        return [house.absolute(house.card)]
    return [house.absolute(media(name)) for name in dict.fromkeys(names)]


def _authors(house: House, edition: Edition, role: str) -> list[Thing]:
    """The printed names, each a person's or a desk's."""
    told = edition.author_notes  # type: ignore[attr-defined]
    desks = {note["slug"] for note in told if note["is_desk"]}
    return [
        {
            "@type": "Organization" if line["slug"] in desks else "Person",
            "name": line["name"],
            "url": house.absolute(f"/authors/{line['slug']}/"),
        }
        for line in in_role(edition.bylines, role)
    ]


def _publisher(house: House) -> Thing:
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{house.origin}/#publisher",
        "name": NAME,
        "url": f"{house.origin}/",
        "logo": house.absolute(house.logo),
    }


def _series(house: House, story: dict[str, str]) -> Thing:
    address = house.absolute(f"/stories/{story['slug']}/")
    return {"@type": "CreativeWorkSeries", "name": story["name"], "url": address}


def _subject(house: House, topic: dict[str, str]) -> Thing:
    address = house.absolute(f"/topics/{topic['slug']}/")
    return {"@type": "Thing", "name": topic["name"], "url": address}


def _correction(change: Edition) -> Thing:
    return {
        "@type": "CorrectionComment",
        "text": change.note,
        "datePublished": instant(change.begins_at),
    }


def _crumbs(house: House, *way: tuple[str, str]) -> Thing:
    """The way from the front page, by names and paths."""
    steps = [("Front page", "/"), *way]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": house.absolute(address),
            }
            for position, (name, address) in enumerate(steps, 1)
        ],
    }
