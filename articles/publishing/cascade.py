"""A withdrawal with all that rests on the article: what it is, and what is decided of each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from articles import page_proof
from articles.models.article import Article
from articles.models.edition import Edition, clock
from articles.models.front import Front, Slot
from articles.models.standing import Standing
from articles.models.story import Event, Part, Relation, Story, StoryEdition
from articles.publishing import pages, pieces
from articles.workflow import Refused

# Said of a piece that rests on another one.
LINKS = "leads to it in its text"
RELATED = "is related to it in its story"
LATER = "came after it in the same story"


@dataclass(frozen=True)
class Piece:
    """A live edition of another article that rests on this one, and in what ways."""

    edition: Edition
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Rests:
    """All that rests on an article. Slots, events, parts and relations are the desk's copies."""

    coming: Edition | None
    pieces: list[Piece]
    slots: list[Slot]
    banners: list[Front]
    events: list[Event]
    parts: list[Part]
    relations: list[Relation]

    def __len__(self) -> int:
        elsewhere = len(self.pieces) + len(self.slots) + len(self.banners)
        return elsewhere + len(self.events) + len(self.parts) + len(self.relations)


class OfAnEvent(StrEnum):
    """What becomes of an event of a story whose article is withdrawn."""

    STAYS = "stays"
    UNLINKED = "unlinked"  # it stays, and leads nowhere
    REMOVED = "removed"


@dataclass(frozen=True)
class Decided:
    """What is decided of all that rests on an article, by the keys of the things.

    ``withdrawn`` are articles that go with it, with the same notice; what is not named stays.
    """

    withdrawn: Collection[int] = ()
    slots: Collection[int] = ()
    banners: Collection[int] = ()
    events: Mapping[int, OfAnEvent] = field(default_factory=dict)
    parts: Collection[int] = ()
    relations: Collection[int] = ()


def what_rests_on(article: Article) -> Rests:
    """All of it, as the desk has it now."""
    of_a_pair = Q(article=article) | Q(other=article)
    relations = list(Relation.objects.filter(of_a_pair).select_related("story", "article", "other"))
    return Rests(
        coming=Standing.of(article).coming,
        pieces=_pieces(article, relations),
        slots=list(Slot.objects.filter(article=article).select_related("section")),
        banners=list(Front.objects.filter(banner_article=article)),
        events=list(Event.objects.filter(article=article).select_related("story")),
        parts=list(Part.objects.filter(article=article).select_related("story")),
        relations=relations,
    )


def withdraw(article: Article, *, by: User, note: str, decided: Decided) -> list[str]:
    """Kill the article if it is live, and do what is decided of all that rests on it.

    The kill itself waits for nothing: if it is refused, ``Refused`` is raised and nothing is done;
    what cannot be done of the rest is told in the sentences that are returned, with what was done.
    """
    with transaction.atomic():
        said = []
        if not _is_killed(article):
            pieces.kill(article, by=by, note=note)
            said.append(f"“{article}” is withdrawn.")
        others = Article.objects.filter(pk__in=decided.withdrawn).order_by("pk")
        said += [_with_it(other, by=by, note=note) for other in others]
        said += _off_the_front(decided, by=by)
        said += _out_of_stories(decided, by=by)
        return said


def _is_killed(article: Article) -> bool:
    current = Standing.of(article).current
    return current is not None and current.is_kill


def _with_it(other: Article, *, by: User, note: str) -> str:
    try:
        with transaction.atomic():
            pieces.kill(other, by=by, note=note)
    except Refused as refusal:
        return f"“{other}” was not withdrawn: {refusal}"
    return f"“{other}” is withdrawn with it."


def _off_the_front(decided: Decided, *, by: User) -> list[str]:
    """Readers lose the card with the text, whatever the layout says; here the layout follows."""
    said = []
    slots = Slot.objects.filter(pk__in=decided.slots)
    for front in Front.objects.filter(Q(pk__in=decided.banners) | Q(slots__in=slots)).distinct():
        stored = front.locked(as_seen=False)
        stored.slots.filter(pk__in=decided.slots).delete()
        if stored.pk in decided.banners:
            stored.banner, stored.banner_article = "", None
        _save(stored, by=by)
        said.append("It is taken off the front page’s layout.")
    return said


def _out_of_stories(decided: Decided, *, by: User) -> list[str]:
    """A story that stands as it was printed is printed anew; one that is being worked on is not."""
    said = []
    for story in _stories(decided):
        stored = story.locked(as_seen=False)
        is_as_printed = _is_as_printed(stored)
        _take_out(stored, decided)
        _save(stored, by=by)
        said.append(_printed_anew(stored, by=by) if is_as_printed else _is_worked_on(stored))
    return said


def _take_out(story: Story, decided: Decided) -> None:
    of = decided.events.items()
    removed = [pk for pk, what in of if what is OfAnEvent.REMOVED]
    unlinked = [pk for pk, what in of if what is OfAnEvent.UNLINKED]
    story.events.filter(pk__in=removed).delete()
    story.events.filter(pk__in=unlinked).update(article=None)
    story.parts.filter(pk__in=decided.parts).delete()
    story.relations.filter(pk__in=decided.relations).delete()


def _printed_anew(story: Story, *, by: User) -> str:
    try:
        with transaction.atomic():
            pages.publish_story(story, by=by, note="After a withdrawal.")
    except Refused as refusal:
        return f"The story “{story}” was changed at the desk, but not published: {refusal}"
    return f"The story “{story}” is published without it."


def _is_worked_on(story: Story) -> str:
    return (
        f"The story “{story}” was changed at the desk. It has other changes that are not published "
        "yet: look at it, and publish it."
    )


def _is_as_printed(story: Story) -> bool:
    now = clock()
    current, coming = story.printed.now_and_next(now)
    if current is None or coming is not None:
        return False
    proof = page_proof.of_story(story, begins_at=now)
    words = set(StoryEdition.PRINTED) - {"begins_at", "number"}
    return all(getattr(proof, name) == getattr(current, name) for name in words)


def _stories(decided: Decided) -> Iterable[Story]:
    moved = [pk for pk, what in decided.events.items() if what is not OfAnEvent.STAYS]
    touched = Q(events__in=moved) | Q(parts__in=decided.parts) | Q(relations__in=decided.relations)
    return Story.objects.filter(touched).distinct().order_by("pk")


def _save(owner: Front | Story, *, by: User) -> None:
    owner.revision += 1
    owner.saved_by = by
    owner.save()


def _pieces(article: Article, relations: Iterable[Relation]) -> list[Piece]:
    """Live editions of other articles, the newest first."""
    related = {key for each in relations for key in (each.article_id, each.other_id)}
    linking = set(article.linked_from.values_list("article_id", flat=True))
    first = article.editions.order_by("number").first()
    later = Q()
    if first and article.story_id:
        later = Q(story=article.story_id, published_at__gt=first.published_at)
    found = Edition.objects.live().exclude(article=article)
    resting = Q(article__in=related | linking)
    found = found.filter(resting | later if later else resting).newest_first()
    return [Piece(edition, _ways(edition, linking, related, article)) for edition in found]


def _ways(
    edition: Edition, linking: set[int], related: set[int], article: Article
) -> tuple[str, ...]:
    ways = []
    if edition.article_id in linking:
        ways.append(LINKS)
    if edition.article_id in related:
        ways.append(RELATED)
    if edition.story_id is not None and edition.story_id == article.story_id:
        ways.append(LATER)
    return tuple(ways)
