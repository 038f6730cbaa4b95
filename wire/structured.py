"""What a page says of itself to machines (schema.org, as JSON-LD), from what the page was given.

Nothing is asked of the database: it is told once, by the page's view.
"""

import json
from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
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


@pass_context
def structured(context: Context) -> SafeString | str:
    """The page's JSON-LD; nothing for a page of which there is nothing to say."""
    match = getattr(context.get("request"), "resolver_match", None)
    describe = PAGES.get(match.url_name) if match else None
    things = describe(context) if describe else []
    if not things:
        return ""
    told = {"@context": "https://schema.org", "@graph": things}
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308


# --- Pages ----------------------------------------------------------------------------------------


def _front(context: Context) -> list[Thing]:
    site = {"@type": "WebSite", "name": NAME, "url": f"{context['origin']}/"}
    return [site | {"publisher": _publisher(context["origin"])}]


def _article(context: Context) -> list[Thing]:
    origin, edition = context["origin"], context["edition"]
    subject = edition.printed_story or next(iter(edition.topics), None)
    kind = "stories" if edition.printed_story else "topics"
    way = [(subject["name"], f"/{kind}/{subject['slug']}/")] if subject else []
    piece = _piece(origin, edition, list(context["changes"]), int(context["versions"]))
    return [piece, _crumbs(origin, *way, (edition.headline, edition.address))]


def _story(context: Context) -> list[Thing]:
    story = context["story"]
    return [_crumbs(context["origin"], (story.name, story.get_absolute_url()))]


def _topic(context: Context) -> list[Thing]:
    topic = context["subject"]
    return [_crumbs(context["origin"], (topic.name, topic.get_absolute_url()))]


PAGES: dict[str, Callable[[Context], list[Thing]]] = {
    "front": _front,
    "article": _article,
    "story": _story,
    "topic": _topic,
}


# --- Things ---------------------------------------------------------------------------------------


def _piece(origin: str, edition: Edition, changes: list[Edition], versions: int) -> Thing:
    """A NewsArticle. ``dateModified`` is the last change of its facts; a style edit moves nothing.

    ``archivedAt`` is the permanent address of this very version.
    """
    address = _absolute(origin, edition.address)
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
        "image": _images(origin, edition),
        "datePublished": instant(edition.published_at),
        "dateModified": instant(changes[-1].begins_at if changes else edition.published_at),
        "dateline": edition.dateline,
        "author": _authors(origin, edition, "reporting"),
        "contributor": _authors(origin, edition, "editing"),
        "publisher": _publisher(origin),
        "isAccessibleForFree": True,
        "isPartOf": _series(origin, story) if story else None,
        "about": [_subject(origin, topic) for topic in edition.topics],
        "version": versions,
        "archivedAt": f"{address}v/{versions}/",
        "correction": [_correction(c) for c in changes if c.kind == Kind.CORRECTION],
    }
    return {name: value for name, value in piece.items() if value not in ("", None, [])}


def _images(origin: str, edition: Edition) -> list[str]:
    """The widest JPEG of the lead picture in each shape, and the card last."""
    shapes = edition.lead_picture["shapes"] if edition.lead_picture else {}
    files = [shapes[shape]["files"]["jpeg"] for shape in SHAPES if shape in shapes]
    names = [widest[-1][1] for widest in files if widest]
    if edition.social_card:
        names.append(edition.social_card)
    if not names:
        return [_absolute(origin, static("site/card.png"))]
    return [_absolute(origin, media(name)) for name in dict.fromkeys(names)]


def _authors(origin: str, edition: Edition, role: str) -> list[Thing]:
    """The printed names, each a person's or a desk's."""
    told = edition.author_notes  # type: ignore[attr-defined]
    desks = {note["slug"] for note in told if note["is_desk"]}
    return [
        {
            "@type": "Organization" if line["slug"] in desks else "Person",
            "name": line["name"],
            "url": _absolute(origin, f"/authors/{line['slug']}/"),
        }
        for line in in_role(edition.bylines, role)
    ]


def _publisher(origin: str) -> Thing:
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{origin}/#publisher",
        "name": NAME,
        "url": f"{origin}/",
        "logo": _absolute(origin, static("site/icon.svg")),
    }


def _series(origin: str, story: dict[str, str]) -> Thing:
    address = _absolute(origin, f"/stories/{story['slug']}/")
    return {"@type": "CreativeWorkSeries", "name": story["name"], "url": address}


def _subject(origin: str, topic: dict[str, str]) -> Thing:
    address = _absolute(origin, f"/topics/{topic['slug']}/")
    return {"@type": "Thing", "name": topic["name"], "url": address}


def _correction(change: Edition) -> Thing:
    return {
        "@type": "CorrectionComment",
        "text": change.note,
        "datePublished": instant(change.begins_at),
    }


def _crumbs(origin: str, *way: tuple[str, str]) -> Thing:
    """The way from the front page, by names and paths."""
    steps = [("Front page", "/"), *way]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": _absolute(origin, address),
            }
            for position, (name, address) in enumerate(steps, 1)
        ],
    }


def _absolute(origin: str, address: str) -> str:
    """The whole address; where static files have a host of their own, they name it themselves."""
    return address if "://" in address else f"{origin}{iri_to_uri(address)}"
