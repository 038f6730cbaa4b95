"""A morgue of made-up pieces, laid in by the thousand: a newsroom that was made for measuring.

What is laid in is what the door would have left: copies that somebody else has cleared, editions in
their chains, links, drafts and lines of the logbook, and the database checks each row as ever. Only
the path is shorter: rows are written many at a time, and nobody is asked who may.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, islice
from random import Random
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Author, Role, User
from articles import prose
from articles.models.article import Article, ArticleTopic, Byline, Label
from articles.models.clearance import Clearance
from articles.models.draft import Draft
from articles.models.edition import Edition
from articles.models.edition_links import EditionByline, EditionTopic
from articles.models.logbook import LogbookEntry
from articles.models.story import Story, StoryEdition
from articles.models.topic import Topic
from articles.models.uses import ArticleLink
from articles.models.withdrawal import Withdrawal
from articles.prose import greeking
from articles.prose.material import Material
from articles.workflow import Kind, State

WRITER, CLEARER = "synthetic-reporter", "synthetic-editor"
TOPICS, AUTHORS = 200, 300
A_DAY = 250  # pieces; a million of them are eleven years
RUNNING = 40  # stories at a time
APART = timedelta(hours=3)  # the editions of a piece
COMING = 20  # pieces that are scheduled
AT_ONCE = 500  # pieces in a transaction
BLOCKS = "abcdefghijklmnopqrstuvwxyz234567"
NOTES = {
    Kind.UPDATE: "Synthetic: there is more.",
    Kind.CORRECTION: "Synthetic: a figure was wrong.",
    Kind.KILL: "Synthetic: withdrawn.",
}
VERBS = {Kind.FIRST: "publish", Kind.STYLE: "restyle"}


@dataclass
class Laid:
    """One piece as it is laid in: its copy, its editions, and what stands beside both."""

    article: Article
    topics: list[Topic]
    authors: list[Author]
    links: list[int]
    is_cleared: bool
    editions: list[Edition] = field(default_factory=list)


class Morgue:
    """Pieces up to now, so many a day, the oldest first; the same for the same number of them."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.now = timezone.now()
        self.begins_at = self.now - timedelta(days=(pieces - COMING) / A_DAY)
        self._random = Random(pieces)  # noqa: S311 (to be repeated, not to be secret)
        self._stories: list[tuple[Story, int]] = []
        self._story_numbers = count(1)
        self._known: list[tuple[int, str]] = []
        self._writer, self._clearer = _person(WRITER, Role.REPORTER), _person(CLEARER, Role.EDITOR)
        self._topics = _numbered(Topic, "topic", TOPICS)
        self._authors = _numbered(Author, "author", AUTHORS)

    def lay_in(self) -> Iterator[int]:
        """Write all of it; tells after each transaction how many pieces there are."""
        numbers = iter(range(1, self.pieces + 1))
        done = 0
        while batch := list(islice(numbers, AT_ONCE)):
            with transaction.atomic():
                self._lay_in([self._piece(number) for number in batch])
            done += len(batch)
            yield done

    # --- One piece --------------------------------------------------------------------------------

    def _piece(self, number: int) -> Laid:
        greek = greeking.piece(number)
        at = self.begins_at + timedelta(days=number / A_DAY)
        article = Article(
            headline=greek.headline,
            dek=greek.dek,
            slug=f"synthetic-{number}",
            label=self._random.choices(Label.values, (80, 10, 6, 4))[0],
            dateline="SYNTHETIC",
            body="".join(map(_block, range(len(greek.paragraphs)), greek.paragraphs)),
            story=self._story(at),
            created_by=self._writer,
            saved_by=self._writer,
        )
        state = self._random.choices(State.values, (20, 5, 970, 5))[0]
        is_cleared = state == State.CLEARED
        article.state = State.DRAFT if is_cleared else state
        laid = Laid(article, self._some_topics(), self._some_authors(), [], is_cleared)
        material = self._link(laid)
        if is_cleared and self._random.random() > 0.002:
            laid.editions = list(self._editions(laid, at, material))
        return laid

    def _link(self, laid: Laid) -> Material:
        """Have one in five lead to a piece of late."""
        if not self._known or self._random.random() > 0.2:
            return Material()
        key, address = self._random.choice(self._known)
        laid.article.body += (
            f'<p data-id="aaaaaaaz"><a data-article="{key}">What was said before</a></p>'
        )
        laid.links = [key]
        return Material(addresses={key: address})

    def _editions(self, laid: Laid, at: datetime, material: Material) -> Iterator[Edition]:
        # No more than one edition of a piece may lie ahead.
        kinds = self._kinds() if at + 2 * APART < self.now else [Kind.FIRST]
        starts = [at + APART * place for place in range(len(kinds))]
        html = prose.print_body(laid.article.body, material)
        before: Edition | None = None
        for kind, begins_at, ends_at in zip(kinds, starts, [*starts[1:], None], strict=True):
            edition = _edition(laid, kind, begins_at, published_at=at)
            edition.live = DateTimeTZRange(begins_at, ends_at)
            if kind != Kind.KILL:
                _print(edition, laid, html, is_last=ends_at is None)
            edition.follow(before)
            before = edition
            yield edition

    def _kinds(self) -> list[Kind]:
        later = self._random.choices(
            (
                [],
                [Kind.STYLE],
                [Kind.UPDATE],
                [Kind.CORRECTION],
                [Kind.UPDATE, Kind.CORRECTION],
                [Kind.KILL],
            ),
            (800, 60, 90, 25, 20, 5),
        )[0]
        return [Kind.FIRST, *later]

    def _story(self, at: datetime) -> Story | None:
        """Two in five are in one of the running stories, of 2 to 60 pieces; a new one as one ends.

        Each is printed with the time of its first piece.
        """
        if self._random.random() > 0.4:
            return None
        if len(self._stories) < RUNNING:
            pieces = min(60, 2 + int(self._random.expovariate(1 / 12)))
            self._stories.append((self._begin_story(at), pieces))
        place = self._random.randrange(len(self._stories))
        story, left = self._stories[place]
        if left == 1:
            del self._stories[place]
        else:
            self._stories[place] = (story, left - 1)
        return story

    def _begin_story(self, at: datetime) -> Story:
        number = next(self._story_numbers)
        told = {"name": f"Synthetic story {number}", "slug": f"synthetic-story-{number}"}
        summary = greeking.piece(number).dek
        story = Story.objects.create(**told, summary=summary, saved_by=self._clearer)
        edition = StoryEdition(owner=story, **told, summary=summary, begins_at=at)
        edition.live = DateTimeTZRange(at, None)
        edition.follow(None)
        edition.save(force_insert=True)
        return story

    def _some_topics(self) -> list[Topic]:
        """One to four, the first ones far more often than the last."""
        places = {
            int(TOPICS * self._random.random() ** 3) for _ in range(self._random.randint(1, 4))
        }
        return [self._topics[place] for place in sorted(places)]

    def _some_authors(self) -> list[Author]:
        places = {
            int(AUTHORS * self._random.random() ** 2) for _ in range(self._random.choice((1, 1, 2)))
        }
        return [self._authors[place] for place in sorted(places)]

    # --- Many at once -----------------------------------------------------------------------------

    def _lay_in(self, batch: list[Laid]) -> None:
        _write_copies(batch)
        printed = [laid for laid in batch if laid.editions]
        self._clear([laid.article for laid in batch if laid.is_cleared])
        editions = [edition for laid in printed for edition in laid.editions]
        Edition.objects.bulk_create(editions)
        Withdrawal.objects.bulk_create(
            Withdrawal(article=edition.article, span=edition.live)
            for edition in editions
            if edition.is_kill
        )
        _link_editions(printed)
        self._log(printed)
        live = [laid.editions[-1] for laid in printed if not laid.editions[-1].is_kill]
        self._known = [(e.article_id, e.address) for e in live if e.begins_at < self.now]

    def _clear(self, articles: list[Article]) -> None:
        Clearance.objects.bulk_create(
            Clearance(article=article, by=self._clearer) for article in articles
        )
        given = Clearance.objects.filter(article=OuterRef("pk")).values("pk")
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(
            state=State.CLEARED, clearance=Subquery(given)
        )

    def _verb(self, edition: Edition) -> str:
        if edition.begins_at > self.now:
            return "schedule"
        return VERBS.get(Kind(edition.kind), edition.kind)

    def _log(self, printed: list[Laid]) -> None:
        """The logbook's lines, and the draft from which the last edition was printed."""
        LogbookEntry.objects.bulk_create(
            LogbookEntry(
                article=edition.article,
                by=self._clearer,
                verb=self._verb(edition),
                note=edition.note,
                edition=edition,
            )
            for laid in printed
            for edition in laid.editions
        )
        Draft.objects.bulk_create(
            Draft(
                article=laid.article,
                by=self._writer,
                revision=0,
                words=_words(laid),
                fixed_at=timezone.now(),
                edition=next(e for e in reversed(laid.editions) if not e.is_kill),
            )
            for laid in printed
        )


def _write_copies(batch: list[Laid]) -> None:
    """The copies as drafts, with all that stands beside them: a clearance comes after."""
    Article.objects.bulk_create(laid.article for laid in batch)
    ArticleTopic.objects.bulk_create(
        ArticleTopic(content_object=laid.article, tag=topic)
        for laid in batch
        for topic in laid.topics
    )
    Byline.objects.bulk_create(
        Byline(article=laid.article, author=author, position=position)
        for laid in batch
        for position, author in enumerate(laid.authors)
    )
    ArticleLink.objects.bulk_create(
        ArticleLink(article=laid.article, target_id=key) for laid in batch for key in laid.links
    )


def _link_editions(printed: list[Laid]) -> None:
    texts = [
        (laid, edition) for laid in printed for edition in laid.editions if not edition.is_kill
    ]
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=edition, topic=topic)
        for laid, edition in texts
        for topic in laid.topics
    )
    EditionByline.objects.bulk_create(
        EditionByline(edition=edition, author=author)
        for laid, edition in texts
        for author in laid.authors
    )


def _edition(laid: Laid, kind: Kind, begins_at: datetime, *, published_at: datetime) -> Edition:
    """What a notice has, too."""
    copy = laid.article
    day = timezone.localtime(published_at, timezone.get_default_timezone())
    return Edition(
        article=copy,
        kind=kind,
        label=copy.label,
        address=f"/{day:%Y/%m/%d}/{copy.slug}/",
        story=copy.story,
        printed_story=copy.story and {"name": copy.story.name, "slug": copy.story.slug},
        note=NOTES.get(kind, ""),
        begins_at=begins_at,
        published_at=published_at,
    )


def _print(edition: Edition, laid: Laid, html: str, *, is_last: bool) -> None:
    """Give it the words; those of an earlier edition end before the copy's do."""
    copy = laid.article
    edition.headline, edition.dek, edition.dateline = copy.headline, copy.dek, copy.dateline
    edition.topics = [{"name": topic.name, "slug": topic.slug} for topic in laid.topics]
    edition.bylines = [
        {"name": author.name, "slug": author.slug, "role": Byline.Role.REPORTING}
        for author in laid.authors
    ]
    edition.body_html = html if is_last else html.rpartition("<p")[0]
    edition.body_text = prose.plain_text(edition.body_html)


def _words(laid: Laid) -> dict[str, object]:
    """As ``articles.models.draft.words_of`` would read them from the stored copy."""
    own = {name: getattr(laid.article, name) for name in Article.PRINTS}
    byline = [{"author": author.pk, "role": Byline.Role.REPORTING} for author in laid.authors]
    return own | {"topics": [topic.pk for topic in laid.topics], "byline": byline}


def _block(number: int, text: str) -> str:
    return f'<p data-id="aaaaaaa{BLOCKS[number]}">{text}</p>'


def _person(username: str, role: Role) -> User:
    told = {"first_name": "Synthetic", "last_name": role.title(), "role": role, "is_staff": True}
    person, _ = User.objects.get_or_create(username=username, defaults=told)
    return person


def _numbered(model: type[Topic] | type[Author], word: str, most: int) -> list[Any]:
    """So many topics or authors, in the order of their numbers."""
    model._default_manager.bulk_create(
        model(name=f"Synthetic {word} {number}", slug=f"synthetic-{word}-{number}")
        for number in range(1, most + 1)
    )
    return list(model._default_manager.filter(slug__startswith=f"synthetic-{word}-").order_by("pk"))
