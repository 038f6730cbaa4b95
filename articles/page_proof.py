"""The proof of a page: how the front, or a story's own words, would print, and what they lack."""

from collections.abc import Iterable
from datetime import datetime

from articles import prose
from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.front import Front, FrontCard, FrontEdition, Section
from articles.models.story import Event, Story, StoryEdition
from articles.prose.material import Material


def of_front(front: Front, *, begins_at: datetime) -> tuple[FrontEdition, list[FrontCard]]:
    """The front page as it is laid out, unrecorded, and the cards that hands have placed."""
    sections = list(front.sections.all())
    edition = FrontEdition(owner=front, begins_at=begins_at)
    edition.sections = [
        {"title": s.title.strip(), "size": s.size, "topic": s.topic_id, "label": s.label}
        for s in sections
    ]
    return edition, [*_banner(front), *_placed(front, sections)]


def front_problems(edition: FrontEdition, cards: Iterable[FrontCard]) -> list[str]:
    """What keeps this front page from print: a sentence for each piece that readers would lack."""
    wanted = {card.article_id: card for card in cards if card.article_id}
    readable = Edition.objects.live(edition.begins_at).filter(article__in=wanted)
    missing = wanted.keys() - set(readable.order_by().values_list("article", flat=True))
    return [
        f"“{article}” is not live then: take it off the page, or publish it first."
        for article in Article.objects.filter(pk__in=missing).only("headline").order_by("pk")
    ]


def of_story(story: Story, *, begins_at: datetime) -> StoryEdition:
    """A story's own words as they would print, unrecorded; the address stays the first one."""
    edition = opening_of(story, begins_at=begins_at)
    edition.people = [_person(line) for line in _lines(story.people)]
    edition.watch = _lines(story.watch)
    edition.figures_html = prose.print_body(prose.clean(story.figures), Material())
    edition.events = [_event(event) for event in story.events.all()]
    edition.parts = list(story.parts.order_by("pk").values("article", "role"))
    edition.relations = list(story.relations.order_by("pk").values("article", "kind", "other"))
    return edition


def opening_of(story: Story, *, begins_at: datetime) -> StoryEdition:
    """The little that a story's first piece needs: its name, its address and its summary."""
    before = story.printed.on_record().first()
    return StoryEdition(
        owner=story,
        begins_at=begins_at,
        slug=before.slug if before else story.slug,
        name=story.name.strip(),
        summary=story.summary.strip(),
    )


def story_problems(story: Story, edition: StoryEdition) -> list[str]:
    """What keeps a story's own words from print, a sentence each."""
    found = prose.problems(prose.clean(story.figures), Material())
    if not edition.summary:
        found.append("It has no summary: say what a reader who comes late must know.")
    for event in edition.events:
        if not event["article"] and not event["source"]:
            found.append(f"The event “{event['text']}” has neither an article nor a source.")
    return found


def _banner(front: Front) -> list[FrontCard]:
    if not front.banner.strip():
        return []
    return [
        FrontCard(
            place=FrontCard.Place.BANNER,
            article_id=front.banner_article_id,
            headline=front.banner.strip(),
        )
    ]


def _placed(front: Front, sections: list[Section]) -> list[FrontCard]:
    """The slots as cards, numbered as they stand within the lead package or their section."""
    number_of = {section.pk: number for number, section in enumerate(sections)}
    next_position: dict[int | None, int] = {}
    cards = []
    for slot in front.slots.all():
        position = next_position.get(slot.section_id, 0)
        next_position[slot.section_id] = position + 1
        cards.append(
            FrontCard(
                place=FrontCard.Place.SECTION if slot.section_id else FrontCard.Place.LEAD,
                section=number_of[slot.section_id] if slot.section_id else 0,
                position=position,
                article_id=slot.article_id,
                headline=slot.headline.strip(),
            )
        )
    return cards


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _person(line: str) -> dict[str, str]:
    name, _, who = line.partition(":")
    return {"name": name.strip(), "who": who.strip()}


def _event(event: Event) -> dict[str, str | int | None]:
    return {
        "on": event.happened_on.isoformat(),
        "when": event.when.strip(),
        "text": event.text.strip(),
        "article": event.article_id,
        "source": event.source.strip(),
        "source_url": event.source_url,
    }
