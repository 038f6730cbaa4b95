"""The proof: how a copy would read as its next edition, and what print needs that it lacks."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Author
from articles import checks, prose, workflow
from articles.checks import Finding, Level, as_read
from articles.makeready import Makeready
from articles.models.article import Article
from articles.models.draft import Draft
from articles.models.edition import Edition
from articles.models.standing import Standing
from articles.models.topic import Topic
from articles.moments import to_the_minute
from articles.prose.facts import changed
from articles.workflow import Verb

# So many changes of facts are named; of more, their number.
MOST_CHANGES = 5


def of(
    standing: Standing,
    verb: Verb,
    *,
    begins_at: datetime,
    note: str = "",
    beside: Makeready | None = None,
) -> Edition:
    """The edition that ``verb`` would make of the copy, unrecorded; a kill is its notice alone.

    ``beside`` is what was made ready for the same copy.
    """
    edition = _unsigned(standing, verb, begins_at=begins_at, note=note, beside=beside)
    if edition.is_kill:
        return edition
    copy = standing.article
    edition.topics = _printed(copy.topics.order_by("name"))
    edition.bylines = [
        {"name": line.author.name, "slug": line.author.slug, "role": line.role}
        for line in copy.bylines.select_related("author")
    ]
    return edition


def copy_of(draft: Draft) -> Article:
    """The copy as a draft has it, unsaved."""
    copy = Article(pk=draft.article_id)
    draft.put_into(copy)
    return copy


def of_draft(
    draft: Draft,
    standing: Standing,
    verb: Verb,
    *,
    begins_at: datetime,
    note: str = "",
    beside: Makeready | None = None,
) -> Edition:
    """The edition that ``verb`` would make of a draft; ``standing`` is that of its ``copy_of``."""
    edition = _unsigned(standing, verb, begins_at=begins_at, note=note, beside=beside)
    topics = Topic.objects.filter(pk__in=draft.words["topics"]).order_by("name")
    edition.topics = _printed(topics)
    authors = Author.objects.in_bulk(line["author"] for line in draft.words["byline"])
    edition.bylines = [
        {"name": author.name, "slug": author.slug, "role": line["role"]}
        for line in draft.words["byline"]
        if (author := authors.get(line["author"]))
    ]
    return edition


def problems(
    standing: Standing,
    verb: Verb,
    edition: Edition,
    found: Iterable[Finding] = (),
    *,
    is_past: bool = False,
) -> list[str]:
    """What keeps this edition from print whoever says the verb, a sentence each; [] if nothing.

    ``found`` is what the checks found. Of an edition that readers were given in the past, the kind
    is what it was called then.
    """
    if verb.note is workflow.Note.PUBLIC and not edition.note:
        return ["Readers are told why: write the public note."]
    if edition.is_kill:
        return []
    never = [finding.sentence for finding in checks.of_level(found, Level.NEVER)]
    is_restyled = verb is workflow.RESTYLE and not is_past
    substance = more_than_style(standing.current, edition) if is_restyled else ""
    return [*never, *_untimely(standing, edition), *filter(None, [substance])]


def more_than_style(before: Edition | None, edition: Edition) -> str:
    """Why a change of what readers have is no style edit, as a sentence; "" if it is one."""
    if before is None or before.is_kill:
        return ""
    found = [change.told for change in changed(as_read(before), as_read(edition))]
    if not found:
        return ""
    named, others = found[:MOST_CHANGES], len(found[MOST_CHANGES:])
    told = "; ".join([*named, *([f"and {others} more"] if others else [])])
    return f"More than style changed: {told}. Publish it as an update or a correction."


def _unsigned(
    standing: Standing, verb: Verb, *, begins_at: datetime, note: str, beside: Makeready | None
) -> Edition:
    """The edition without topics and byline, which a copy and a draft keep in different places."""
    if verb.kind is None:
        raise ValueError(f"{verb.name} makes no edition")
    copy, before = standing.article, standing.current
    edition = Edition(article=copy, kind=verb.kind, note=note.strip(), story=copy.story)
    edition.begins_at = begins_at
    edition.label = copy.label
    edition.address = before.address if before else _address(copy, begins_at)
    edition.published_at = before.published_at if before else begins_at
    if copy.story:
        edition.printed_story = {"name": copy.story.name, "slug": copy.story.slug}
    if verb is workflow.KILL:
        return edition
    edition.headline, edition.dek = copy.headline.strip(), copy.dek.strip()
    edition.dateline = copy.dateline.strip()
    edition.channels = copy.channel_lines()
    beside = beside or Makeready()
    edition.lead_picture = beside.lead_picture
    edition.social_card = beside.social_card
    edition.body_html = prose.print_body(prose.clean(copy.body), beside.material)
    edition.body_text = prose.plain_text(edition.body_html)
    return edition


def _printed(topics: Iterable[Topic]) -> list[dict[str, str]]:
    return [{"name": topic.name, "slug": topic.slug} for topic in topics]


def _untimely(standing: Standing, edition: Edition) -> list[str]:
    current, coming = standing.current, standing.coming
    embargo_at = standing.article.embargo_at
    found = []
    if not standing.article.is_as_cleared():
        found.append("Something that prints has changed since it was cleared: have it read again.")
    if embargo_at and edition.begins_at < embargo_at:
        found.append(f"It is under embargo until {to_the_minute(embargo_at)}.")
    if current and _reads_the_same(edition, current):
        found.append("Nothing has changed since the edition that is live.")
    if coming and _reads_the_same(edition, coming):
        found.append("This is the text that is scheduled: readers would get it now.")
    return found


def _reads_the_same(edition: Edition, other: Edition) -> bool:
    of_the_event = {"address", "begins_at", "kind", "note", "number", "published_at", "social_card"}
    printed = set(Edition.PRINTED) - of_the_event
    return all(getattr(edition, name) == getattr(other, name) for name in printed)


def _address(copy: Article, begins_at: datetime) -> str:
    slug = copy.slug or slugify(copy.headline)[:80].strip("-")
    # The newsroom's date, wherever the person sits who presses the button.
    day = timezone.localtime(begins_at, timezone.get_default_timezone())
    return f"/{day:%Y/%m/%d}/{slug}/"
