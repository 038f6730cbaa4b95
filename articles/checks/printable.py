"""Without these nothing can be printed, whoever says it."""

from django.urls import reverse

from articles import prose
from articles.checks.copy import Copy, Lacks
from articles.checks.places import BODY, BYLINE, HEADLINE, SLUG
from articles.moments import to_the_minute


def headline(copy: Copy) -> Lacks:
    if not copy.edition.headline:
        yield "It has no headline.", HEADLINE


def text(copy: Copy) -> Lacks:
    if not copy.edition.body_text:
        yield "It has no text.", BODY


def byline(copy: Copy) -> Lacks:
    if not copy.edition.bylines:
        yield "It has no byline.", BYLINE


def address(copy: Copy) -> Lacks:
    if copy.edition.address.endswith("//"):
        yield "It has no slug, and none can be made from the headline.", SLUG


def made_ready(copy: Copy) -> Lacks:
    for problem in copy.beside.problems:
        yield problem, BODY


def blocks(copy: Copy) -> Lacks:
    """What the pictures, links and figures in the body want before they can be printed."""
    for problem in prose.problems(prose.clean(copy.article.body), copy.beside.material):
        yield problem, BODY


def credit(copy: Copy) -> Lacks:
    lead = copy.beside.lead_picture
    if lead and not lead["credit"].strip():
        library = reverse("admin:articles_image_change", args=[copy.article.lead_image_id])
        yield "The lead picture has no credit: write it in the picture library.", library


def rights(copy: Copy) -> Lacks:
    begins_at = copy.edition.begins_at
    for image in copy.beside.images:
        library = reverse("admin:articles_image_change", args=[image.pk])
        if image.usable_until and image.usable_until <= begins_at:
            when = to_the_minute(image.usable_until)
            yield f"The rights to the picture “{image}” ended on {when}.", library
        elif image.usable_from and begins_at < image.usable_from:
            when = to_the_minute(image.usable_from)
            yield f"The picture “{image}” cannot be printed before {when}.", library
