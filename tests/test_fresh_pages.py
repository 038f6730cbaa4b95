"""Readers have each change at once: the page cache, the door and PostgreSQL, with a real server."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils.html import strip_tags
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Author, User
from articles import publishing, workflow
from articles.models import Article, Edition, Story, Tally, Topic
from articles.models.edition import clock
from nextfin.page_cache.counters import Counters
from tests import database
from tests.cast import NOTE, stored
from tests.conftest import LiveNewsroom, serving

FRESH_WITHIN = 1.0  # seconds
NOTICED = 0.5  # seconds, on a machine that others use too
WORKERS = 2
PAST_THE_CACHE = {"Authorization": "synthetic"}  # somebody whom the cache does not know


@pytest.fixture(scope="module")
def live_newsroom(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    static_folder: Path,
    password_hash: str,
) -> Iterator[LiveNewsroom]:
    environment = {"NEXTFIN_WORKERS": str(WORKERS), "NEXTFIN_PAGE_CACHE_MB": "64"}
    with (
        django_db_blocker.unblock(),
        database.newsroom("fresh") as own,
        serving(own, static_folder, password_hash, **environment) as live,
    ):
        yield live


class Reader:
    """A browser that keeps its connection, and so its worker."""

    def __init__(self, url: str) -> None:
        host = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(host.replace("localhost", "127.0.0.1"))
        self.host = {"Host": host}

    def get(self, address: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        self.connection.request("GET", address, headers=self.host | (headers or {}))
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def counter(self, name: str) -> int:
        """What its worker has counted."""
        return self._told(name)[1]

    @property
    def worker(self) -> int:
        """The process that answers it."""
        return self._told("hits")[0]

    def _told(self, name: str) -> tuple[int, int]:
        _, told = self.get("/-/metrics")
        line = rf'^nextfin_pages_{name}_total{{worker="(\d+)"}} (\d+)$'
        found = re.search(line, told, re.MULTILINE)
        assert found, name
        return int(found[1]), int(found[2])


@pytest.fixture
def reader(live_newsroom: LiveNewsroom) -> Reader:
    return Reader(live_newsroom.url)


def a_reader_of_each_worker(url: str) -> list[Reader]:
    found: dict[int, Reader] = {}
    give_up = time.monotonic() + 10
    while len(found) < WORKERS:
        assert time.monotonic() < give_up, found
        reader = Reader(url)
        found.setdefault(reader.worker, reader)
    return list(found.values())


@dataclass
class House:
    """Two stories with two pieces each, and what belongs to them."""

    article: Article
    other: Article
    story: Story
    topic: Topic
    author: Author
    addresses: list[str]
    coming: str

    @property
    def address(self) -> str:
        return Edition.objects.filter(article=self.article).first().address


@pytest.fixture
def house(live_newsroom: LiveNewsroom) -> House:
    cast = live_newsroom.cast
    number = Article.objects.count()
    topic, story = cast.topic(f"Topic {number}"), cast.story(f"Story {number}")
    author = cast.new_author(f"Somebody {number}", description="Writes.")
    of_it = {"topics": [topic], "story": story, "authors": [author]}
    article, _ = cast.published(**of_it), cast.published(**of_it)
    apart = {"topics": [cast.topic(f"Apart {number}")], "story": cast.story(f"Apart {number}")}
    other, _ = cast.published(**apart), cast.published(**apart)
    coming = f"not-yet-{number}"
    pieces = [edition.address for edition in Edition.objects.order_by("-pk")[:4]]
    day = pieces[0][:12]
    pages = [
        "/",
        "/?before=2999-01-01T00:00:00.000000Z.1",
        day[:9],
        day,
        "/1999/01/",
        "/front/",
        story.get_absolute_url(),
        topic.get_absolute_url(),
        author.get_absolute_url(),
        "/corrections/",
        "/standards/",
        "/about/",
        "/app/",
        "/feed/",
        f"{story.get_absolute_url()}feed/",
        f"{topic.get_absolute_url()}feed/",
        "/sitemap.xml",
        "/sitemaps/pages.xml",
        f"/sitemaps/{day[1:11]}.xml",
        "/sitemaps/news.xml",
        f"{day}{coming}/",
    ]
    of_pieces = [piece + rest for piece in pieces for rest in ("", "history/", "v/1/", "v/2/")]
    return House(article, other, story, topic, author, [*pages, *of_pieces], coming)


def publish_another(live: LiveNewsroom, house: House) -> None:
    live.cast.published(
        slug=house.coming, topics=[house.topic], story=house.story, authors=[house.author]
    )


def correct(live: LiveNewsroom, house: House) -> None:
    live.cast.corrected(house.article, headline="Corrected headline")


def kill(live: LiveNewsroom, house: House) -> None:
    publishing.kill(stored(house.article), by=live.cast.chief, note=NOTE)


def bring_back(live: LiveNewsroom, house: House) -> None:
    kill(live, house)
    publishing.return_(
        live.cast.edited(house.article, headline="Back again"), by=live.cast.chief, note=NOTE
    )


def lay_out_the_front(live: LiveNewsroom, house: House) -> None:
    front = live.cast.front
    front.banner, front.revision = f"Breaking {time.monotonic()}", front.revision + 1
    front.saved_by = live.cast.chief
    front.save()
    publishing.publish_front(front, by=live.cast.chief)


def tell_the_story(live: LiveNewsroom, house: House) -> None:
    tell(house.story, by=live.cast.chief)


def tell_the_story_at_the_head_of_the_front(live: LiveNewsroom, house: House) -> None:
    """The newest piece leads the front page, and its story's own words stand beside it."""
    tell(house.other.story, by=live.cast.chief)


def tell(story: Story, *, by: User) -> None:
    story = Story.objects.get(pk=story.pk)
    story.summary, story.revision, story.saved_by = "Another summary.", story.revision + 1, by
    story.save()
    publishing.publish_story(story, by=by)


def describe_topic_and_author(live: LiveNewsroom, house: House) -> None:
    for thing in (house.topic, house.author):
        thing.name, thing.description = f"Renamed {thing.pk}", "Described anew."
        thing.save()


def take_the_tally(live: LiveNewsroom, house: House) -> None:
    Tally.take()


@pytest.mark.parametrize(
    "act",
    [
        publish_another,
        correct,
        kill,
        bring_back,
        lay_out_the_front,
        tell_the_story,
        tell_the_story_at_the_head_of_the_front,
        describe_topic_and_author,
        take_the_tally,
    ],
    ids=lambda act: act.__name__,
)
def test_no_page_is_older_than_the_database_after(
    act: Callable[[LiveNewsroom, House], None],
    live_newsroom: LiveNewsroom,
    house: House,
    reader: Reader,
) -> None:
    before = {address: reader.get(address) for address in house.addresses}
    act(live_newsroom, house)
    time.sleep(NOTICED)
    after = {address: reader.get(address) for address in house.addresses}
    for address in house.addresses:
        assert after[address] == reader.get(address, PAST_THE_CACHE), address
    assert before != after


@pytest.mark.parametrize("act", [correct, kill], ids=lambda act: act.__name__)
def test_readers_have_a_change_within_a_second(
    act: Callable[[LiveNewsroom, House], None],
    live_newsroom: LiveNewsroom,
    house: House,
    reader: Reader,
) -> None:
    before = reader.get(house.address)
    act(live_newsroom, house)
    until = time.monotonic() + FRESH_WITHIN
    while reader.get(house.address) == before:
        assert time.monotonic() < until
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("act", "status", "words"),
    [(correct, 200, "Corrected headline"), (kill, 410, NOTE)],
    ids=["correct", "kill"],
)
def test_every_worker_has_a_change_within_a_second(
    act: Callable[[LiveNewsroom, House], None],
    status: int,
    words: str,
    live_newsroom: LiveNewsroom,
    house: House,
) -> None:
    old_words = [house.article.headline, house.article.dek, strip_tags(house.article.body)]
    readers = a_reader_of_each_worker(live_newsroom.url)
    for reader in readers:
        before, hits = reader.get(house.address), reader.counter("hits")
        assert all(old in before[1] for old in old_words)
        assert reader.get(house.address) == before
        assert reader.counter("hits") == hits + 1
    act(live_newsroom, house)
    until = time.monotonic() + FRESH_WITHIN
    late = readers
    while late := [reader for reader in late if reader.get(house.address) == before]:
        assert time.monotonic() < until
        time.sleep(0.002)
    for reader in readers:
        told, page = reader.get(house.address)
        assert told == status
        assert words in page
        assert act is not kill or not any(old in page for old in old_words)


@pytest.mark.parametrize(
    ("act", "how"), [(correct, "soft"), (kill, "hard")], ids=["correct", "kill"]
)
def test_of_what_is_withdrawn_no_old_page_may_be_given_for_a_moment_more(
    act: Callable[[LiveNewsroom, House], None],
    how: str,
    live_newsroom: LiveNewsroom,
    house: House,
) -> None:
    with live_newsroom.newsroom.as_site() as site:
        site.execute("LISTEN pages")
        act(live_newsroom, house)
        told = [notice.payload.split() for notice in site.notifies(timeout=NOTICED)]
        [(ticks,)] = site.execute("SELECT ticks FROM page_clock").fetchall()
    of_it = [notice for notice in told if f"article-{house.article.pk}" in notice[2:]]
    assert of_it
    assert all(notice[:2] == [str(ticks), how] for notice in of_it)


def test_a_publication_leaves_the_pages_of_other_stories_where_they_are(
    live_newsroom: LiveNewsroom, house: House, reader: Reader
) -> None:
    other = Edition.objects.get(article=house.other).address
    for address in (other, house.address):
        reader.get(address)
    publish_another(live_newsroom, house)
    time.sleep(NOTICED)
    renders = reader.counter("renders")
    reader.get(other)
    assert reader.counter("renders") == renders
    reader.get(house.address)
    assert reader.counter("renders") == renders + 1


def test_a_scheduled_change_is_on_the_page_at_its_second_and_nothing_betrays_it_before(
    live_newsroom: LiveNewsroom, house: House, reader: Reader
) -> None:
    planned = live_newsroom.cast.edited(house.article, headline="As it was planned")
    coming = live_newsroom.cast.schedule(planned, workflow.UPDATE, seconds=2.5)
    seen: list[tuple[datetime, datetime, bool]] = []
    while not seen or seen[-1][0] < coming.begins_at:
        asked_at = clock()
        status, page = reader.get(house.address)
        seen.append((asked_at, clock(), "As it was planned" in page))
        assert status == 200
    assert len(seen) > 50
    assert all(is_new for asked_at, _, is_new in seen if asked_at >= coming.begins_at)
    assert not any(is_new for _, got_at, is_new in seen if got_at < coming.begins_at)


@pytest.mark.parametrize(("seconds", "watched"), [(8, 6), (3600, 3)])
def test_what_caches_are_told_is_the_same_whether_something_is_planned_or_not(
    seconds: float, watched: float, live_newsroom: LiveNewsroom, house: House, reader: Reader
) -> None:
    def told() -> dict[str, str]:
        reader.connection.request("GET", house.address, headers=reader.host)
        answer = reader.connection.getresponse()
        answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        assert headers.pop("date")
        return headers

    settled_by = time.monotonic() + 5
    while "last-modified" not in (before := told()):
        assert time.monotonic() < settled_by
        time.sleep(0.02)
    coming = live_newsroom.cast.schedule(stored(house.article), workflow.KILL, seconds=seconds)
    until = coming.begins_at - timedelta(seconds=seconds - watched)
    time.sleep(NOTICED)
    answers = 0
    while clock() < until:
        assert told() == before
        answers += 1
        time.sleep(0.002)
    assert answers > 50


def test_a_scheduled_front_page_is_there_at_its_second(
    live_newsroom: LiveNewsroom, reader: Reader
) -> None:
    cast = live_newsroom.cast
    cast.published()
    front = cast.front
    front.banner, front.revision, front.saved_by = "Planned banner", front.revision + 1, cast.chief
    front.save()
    at = cast.in_seconds(1.5)
    publishing.publish_front(front, by=cast.chief, at=at)
    while clock() < at:
        assert "Planned banner" not in reader.get("/")[1] or clock() >= at
    assert "Planned banner" in reader.get("/")[1]


def test_a_cancelled_change_never_appears(
    live_newsroom: LiveNewsroom, house: House, reader: Reader
) -> None:
    planned = live_newsroom.cast.edited(house.article, headline="Never")
    coming = live_newsroom.cast.schedule(planned, workflow.UPDATE, seconds=2.5)
    before = reader.get(house.address)
    publishing.cancel(coming, by=live_newsroom.cast.chief)
    time.sleep(3)
    reader.connection.close()  # the server has let it go meanwhile
    assert reader.get(house.address) == before


def test_every_counter_is_told(reader: Reader) -> None:
    told = {field.name: reader.counter(field.name) for field in fields(Counters)}
    assert {"stale", "herd"} <= told.keys()
