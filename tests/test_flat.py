"""No list, feed, sitemap or search reads a table through, so none grows with the archive.

PostgreSQL reads a small table through because that is quicker. Here it is told that this is dear:
where it still does, no index leads to what is asked for. Where it is told that sorting is dear as
well, a list must come from an index that has it in its order. That the indexes are those that it
takes among a million rows is measured by ``bench/flat.py``.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles import publishing
from articles.models import Article, Clearance
from articles.models.edition import Edition, clock
from articles.public.article import LINKED
from nextfin.wall import DESK, SITE
from tests.cast import Cast
from tests.database import Newsroom
from tests.test_search import SPRING, recorded

# What grows with every piece that is printed.
LARGE = {
    "articles_article",
    "articles_articlelink",
    "articles_articletopic",
    "articles_byline",
    "articles_clearance",
    "articles_draft",
    "articles_edition",
    "articles_editionbyline",
    "articles_editionpicture",
    "articles_editiontopic",
    "articles_logbookentry",
    "articles_searchword",
    "articles_storyedition",
}
BEFORE = "?before=2100-01-01T00:00:00.000000Z.3"
TOPIC, AUTHOR = "/topics/synthetic-topic/", "/authors/synthetic-desk/"
STORY = "/stories/synthetic-story/"
ARTICLES = "/admin/articles/article/"

# The indexes from which the lists of these pages come, each in its order. {piece} is the address of
# the archive's last piece, {day} and the like are when it was published.
READERS_LISTS = {
    "/": (
        *("edition_newest", "edition_in_story", "edition_setting_right"),
        *("front_by_beginning", "story_number_once"),
    ),
    f"/{BEFORE}": ("edition_newest",),
    "/{day}/": ("edition_newest",),
    f"/{{day}}/{BEFORE}": ("edition_newest",),
    "/{month}/": ("edition_newest",),
    f"/{{month}}/{BEFORE}": ("edition_newest",),
    TOPIC: ("edition_topic_newest",),
    f"{TOPIC}{BEFORE}": ("edition_topic_newest",),
    AUTHOR: ("edition_author_newest",),
    f"{AUTHOR}{BEFORE}": ("edition_author_newest",),
    STORY: ("edition_in_story",),
    "/corrections/": ("edition_setting_right",),
    f"/corrections/{BEFORE}": ("edition_setting_right",),
    "{piece}": ("edition_by_address", "edition_by_article", "edition_topic_newest"),
    "{piece}history/": ("edition_by_article",),
    "/front/": ("front_by_beginning",),
    "/app/": ("edition_newest",),
    "/feed/": ("edition_newest", "edition_by_beginning", "edition_by_article"),
    f"{TOPIC}feed/": ("edition_topic_newest", "edition_by_beginning", "edition_by_article"),
    f"{STORY}feed/": ("edition_in_story", "edition_by_beginning", "edition_by_article"),
    "/sitemap.xml": ("edition_newest",),
    "/sitemaps/{year}.xml": ("edition_newest",),
    "/sitemaps/{day}.xml": ("edition_newest",),
    "/sitemaps/news.xml": ("edition_newest",),
}
READERS_OTHER_PAGES = (
    *("/front/{minute}/", "/standards/"),
    *("{piece}v/1/", "{piece}v/1/record.json", "{piece}compare/1/2/"),
    *("/sitemaps/stories/0.xml", "/sitemaps/pages.xml"),
    *("/search/?q=synthetic", "/search/?q=synthetic&sort=date", "/search/offers/?q=synth"),
)
DESK_LISTS = {
    f"{ARTICLES}?queue=all": ("article_newest_save",),
    f"{ARTICLES}?queue=live": ("article_newest_save",),
    f"{ARTICLES}?queue=draft": ("article_queue",),
    f"{ARTICLES}?queue=in_review": ("article_queue",),
    f"{ARTICLES}?queue=spiked": ("article_queue",),
    f"{ARTICLES}?queue=all&o=0": ("article_by_headline",),
    f"{ARTICLES}?queue=all&o=4": ("article_newest_save",),
    "/admin/articles/edition/": ("edition_by_beginning",),
    "/admin/articles/logbookentry/": ("logbook_newest",),
    "/admin/articles/logbookentry/?q=synthetic": ("logbook_newest",),
}

type Plan = dict[str, Any]
type Reads = list[tuple[str, str]]  # a large table that is read through, and the statement


@pytest.fixture
def archive(cast: Cast) -> Article:
    """One piece of each sort; the last is in a story, corrected, and leads to another."""
    topic = cast.topic()
    cast.draft()
    cast.submitted()
    cast.cleared()
    cast.scheduled()
    cast.killed(topics=[topic])
    other = cast.published(topics=[topic])
    body = f'<p>Synthetic text.</p><p><a data-article="{other.pk}">Another</a></p>'
    piece = cast.published(topics=[topic], story=cast.story(), body=body)
    return cast.corrected(piece, headline="A synthetic headline, corrected")


@pytest.fixture
def read_through(db: None) -> Iterator[Reads]:
    """What the statements of a request read through, as their plans tell."""
    found: Reads = []

    def note(plan: Plan, sql: str) -> None:
        found.extend((table, sql) for table in _scanned(plan) if table in LARGE)

    with _explained(note, "seqscan"):
        yield found


@pytest.fixture
def in_order(cast: Cast) -> Iterator[set[str]]:
    """The indexes that give the statements of a request something in the order that they want."""
    found: set[str] = set()

    def note(plan: Plan, sql: str) -> None:
        if "ORDER BY" in sql:
            found.update(_indexes_in_order(plan))

    with _explained(note, "seqscan", "bitmapscan", "sort"):
        yield found


@contextmanager
def _explained(note: Callable[[Plan, str], None], *dear: str) -> Iterator[None]:
    """Every question is noted with its plan, made by a planner for which these ways are dear."""

    def explain(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if sql.lstrip(" \n(").startswith(("SELECT", "WITH")):
            execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            [(plan,)] = context["cursor"].fetchall()
            told = json.loads(plan) if isinstance(plan, str) else plan
            note(told[0]["Plan"], sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in (DESK, SITE):
            cursor = stack.enter_context(connections[alias].cursor())
            for way in dear:
                cursor.execute(f"SET enable_{way} = off")
                stack.callback(cursor.execute, f"RESET enable_{way}")
        for alias in (DESK, SITE):
            stack.enter_context(connections[alias].execute_wrapper(explain))
        yield


def _scanned(plan: Plan) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from _scanned(part)


def _readers_pages(archive: Article) -> dict[str, tuple[str, ...]]:
    """Where readers can go in the archive, and the indexes from which the lists there come."""
    edition = Edition.objects.live().get(article=archive)
    at = timezone.localtime(edition.published_at, timezone.get_default_timezone())
    places = {
        "piece": edition.address,
        "minute": f"{at:%Y/%m/%d/%H:%M}",
        "day": f"{at:%Y/%m/%d}",
        "month": f"{at:%Y/%m}",
        "year": f"{at:%Y}",
    }
    pages = READERS_LISTS | dict.fromkeys(READERS_OTHER_PAGES, ())
    return {address.format(**places): indexes for address, indexes in pages.items()}


def _indexes_in_order(plan: Plan, is_sorted: bool = False) -> Iterator[str]:
    """The indexes of whose rows none are sorted but those that a limit has left over.

    An "Incremental Sort" is none: it orders only what is alike in the order of the index.
    """
    node = plan["Node Type"]
    is_sorted = node == "Sort" or (is_sorted and node != "Limit")
    if "Index Name" in plan and not is_sorted:
        yield plan["Index Name"]
    for part in plan.get("Plans", []):
        yield from _indexes_in_order(part, is_sorted)


def test_a_plan_that_reads_a_table_through_is_noticed(read_through: Reads) -> None:
    list(Edition.objects.filter(note="No index has this.").order_by())
    assert [table for table, _ in read_through] == ["articles_edition"]


def test_no_page_of_readers_reads_a_table_through(
    archive: Article, client: Client, read_through: Reads
) -> None:
    for address in _readers_pages(archive):
        assert client.get(address).status_code == 200, address
        assert not read_through, address


def test_no_page_of_readers_counts_as_it_is_asked_for(archive: Article, client: Client) -> None:
    """A search counts within its function, and there no more than the few that it found."""
    asked: list[str] = []
    with _explained(lambda plan, sql: asked.append(sql.lower()), "seqscan"):
        for address in _readers_pages(archive):
            asked.clear()
            assert client.get(address).status_code == 200, address
            assert asked, address
            assert not [sql for sql in asked if "count(" in sql], address


def test_every_list_of_readers_comes_in_order_from_its_index(
    archive: Article, client: Client, in_order: set[str]
) -> None:
    for address, indexes in _readers_pages(archive).items():
        in_order.clear()
        assert client.get(address).status_code == 200, address
        assert not set(indexes) - in_order, address


def test_every_list_of_the_desk_comes_in_order_from_its_index(
    archive: Article, cast: Cast, as_user: Callable[[User], Client], in_order: set[str]
) -> None:
    desk = as_user(cast.chief)
    for address, indexes in DESK_LISTS.items():
        in_order.clear()
        assert desk.get(address).status_code == 200, address
        assert not set(indexes) - in_order, address


def test_a_list_that_is_sorted_does_not_count_as_one_that_comes_in_order(
    archive: Article, in_order: set[str]
) -> None:
    list(Edition.objects.filter(article=archive).order_by("headline"))
    assert not in_order
    list(Edition.objects.filter(article=archive).order_by("begins_at"))
    assert in_order == {"edition_by_article"}


def test_the_pieces_of_a_story_are_read_from_its_index_alone(archive: Article) -> None:
    """In the table each of them lies in a place of its own, which would have to be read."""
    edition = Edition.objects.live().get(article=archive)
    pieces = Edition.objects.live().in_story(edition).order_by().values(*LINKED)
    for role in (DESK, SITE):
        with connections[role].cursor() as cursor:
            for way in ("seqscan", "indexscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            assert "Index Only Scan using edition_in_story" in pieces.using(role).explain()


def test_no_list_of_the_desk_reads_a_table_through(
    archive: Article, cast: Cast, as_user: Callable[[User], Client], read_through: Reads
) -> None:
    desk = as_user(cast.chief)
    queues = ("in_review", "draft", "cleared", "scheduled", "live", "spiked", "all")
    for address in (
        "/admin/",
        *(f"{ARTICLES}?queue={queue}" for queue in queues),
        *(f"{ARTICLES}?q=synthetic", f"{ARTICLES}?queue=all&o=0", f"{ARTICLES}?queue=live&o=4"),
        f"{ARTICLES}{archive.pk}/change/",
        *("/admin/articles/edition/", "/admin/articles/edition/?q=synthetic"),
        "/admin/articles/edition/?q=/2026/",
        *("/admin/articles/logbookentry/", "/admin/articles/logbookentry/?q=synthetic"),
    ):
        assert desk.get(address).status_code == 200, address
        assert not read_through, address


def test_a_search_of_the_desk_looks_words_up(
    archive: Article, cast: Cast, as_user: Callable[[User], Client]
) -> None:
    desk = as_user(cast.chief)
    asked: list[str] = []
    ways = ("seqscan", "indexscan", "indexonlyscan")
    with _explained(lambda plan, sql: asked.append(json.dumps(plan)), *ways):
        for table, index in (
            ("article", "article_headline_words"),
            ("edition", "edition_offered"),
            ("logbookentry", "article_headline_words"),
        ):
            asked.clear()
            assert desk.get(f"/admin/articles/{table}/?q=synthetic").status_code == 200, table
            # Once for the list and once for its length.
            assert len([plan for plan in asked if f'"{index}"' in plan]) == 2, table


def test_no_search_reads_a_table_through(newsroom: Newsroom, cast: Cast) -> None:
    """The search's own statements run within functions, of which auto_explain tells."""
    cast.published(headline="A synthetic heron")
    told = _plans_of(
        newsroom,
        "search_editions('heron')",
        "search_editions('heron', ARRAY['label news'], by_date => true)",
        "search_editions('\"synthetic heron\"')",
        "search_completions('her')",
        "search_corrections('hreon')",
    )
    assert any("live_editions" in plan for plan in told)
    assert any("search_word_likeness" in plan for plan in told)
    through = [plan for plan in told for table in LARGE if f"Seq Scan on {table}" in plan]
    assert not through


def test_a_search_goes_through_the_months_alone_that_it_looks_at(
    newsroom: Newsroom, cast: Cast
) -> None:
    for number in range(30):
        kind = "heron" if number % 6 == 4 else "crane"
        recorded(cast, SPRING - timedelta(days=10 * number), headline=f"A {kind}, {number}")
    # Four, of which one is among the newest eight: the rest is looked for in some months.
    four = "nf_newest_live('search', 'heron', '-infinity', statement_timestamp(), 0, 4, 8)"
    assert any("nf_month(published_at) &&" in plan for plan in _plans_of(newsroom, four))
    with newsroom.as_superuser() as superuser:
        [(found,)] = superuser.execute(f"SELECT matching FROM {four}".encode()).fetchall()
        superuser.execute("SET enable_seqscan = off; SET enable_indexscan = off")
        plan = superuser.execute(
            "EXPLAIN SELECT FROM articles_edition "
            "WHERE search @@ 'heron' AND nf_month(published_at) && '{24315}'"
        ).fetchall()
    by_key = Edition.objects.in_bulk(found)
    assert [by_key[key].headline for key in found] == [f"A heron, {n}" for n in (4, 10, 16, 22)]
    [condition] = [line for (line,) in plan if "Index Cond" in line]
    assert "search @@" in condition
    assert "nf_month(published_at) &&" in condition


def test_offers_are_found_by_index_in_a_session_that_was_the_sites_first(
    newsroom: Newsroom,
) -> None:
    """A session keeps an index's expression as the role sees it that first asks the table."""
    with newsroom.as_superuser() as superuser:
        superuser.execute("SET enable_seqscan = off")
        superuser.execute("SET ROLE nf_site")
        superuser.execute("SELECT FROM articles_edition WHERE id = 0")
        superuser.execute("RESET ROLE")
        plan = superuser.execute(
            "EXPLAIN SELECT FROM articles_edition "
            "WHERE nf_offered(headline, printed_story, topics, bylines) @@ 'her:*'"
        ).fetchall()
    assert any("edition_offered" in line for (line,) in plan)


def test_the_clock_of_the_pages_looks_at_no_more_than_is_to_come_or_has_just_begun(
    newsroom: Newsroom, cast: Cast
) -> None:
    """Each worker asks four times a second when something begins, and which pages that changed."""
    cast.scheduled()
    begun = cast.scheduled(seconds=0.4, topics=[cast.topic()]).editions.get()
    time.sleep(max(0, (begun.begins_at - clock()).total_seconds()) + 0.05)
    told = _plans_of(
        newsroom,
        "next_boundary()",
        "pages_changed('-infinity')",
        dear=("seqscan", "bitmapscan", "sort"),
    )
    [boundary] = [plan for plan in told if "least(" in plan]
    [changed] = [plan for plan in told if "WITH begun" in plan]
    for plan in (boundary, changed):
        assert "using edition_by_beginning on articles_edition" in plan
        assert "using front_by_beginning on articles_frontedition" in plan
        assert "using story_by_beginning on articles_storyedition" in plan
        assert len(re.findall(r"Index Cond: \(+begins_at > ", plan)) == 3
    assert "Sort Key" not in boundary
    # What was in force before is found by its article, and what it is about by the edition.
    assert "Index Cond: (article_id = begun" in changed
    assert any("Index Cond: (edition_id = " in plan for plan in told)
    assert not [plan for plan in told for table in LARGE if f"Seq Scan on {table}" in plan]


def _plans_of(newsroom: Newsroom, *calls: str, dear: tuple[str, ...] = ("seqscan",)) -> list[str]:
    """How PostgreSQL carries out what these functions ask for, as auto_explain tells."""
    told: list[str] = []
    with newsroom.as_superuser() as superuser:
        superuser.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        for setting in (
            "LOAD 'auto_explain'",
            "SET auto_explain.log_min_duration = 0",
            "SET auto_explain.log_nested_statements = on",
            "SET auto_explain.log_level = notice",
            *(f"SET enable_{way} = off" for way in dear),
        ):
            superuser.execute(setting.encode())
        for call in calls:
            superuser.execute(f"SELECT * FROM {call}".encode())
    return told


# --- What the indexes rest on ---------------------------------------------------------------------


def test_a_link_is_dated_as_its_edition_whatever_is_written(archive: Article) -> None:
    edition = Edition.objects.live().get(article=archive)
    for link in (edition.topic_links.get(), edition.byline_links.get()):
        assert link.published_at == edition.published_at


def test_a_clearance_is_used_up_in_print_and_free_again_if_that_is_cancelled(cast: Cast) -> None:
    article = cast.scheduled()
    edition = article.editions.get()
    assert Clearance.objects.get(article=article).edition == edition
    publishing.cancel(edition, by=cast.chief)
    assert Clearance.objects.get(article=article).edition is None


def test_a_long_list_at_the_desk_says_that_it_goes_on(
    cast: Cast, as_user: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.desk.paging.MOST", 2)
    for _ in range(3):
        cast.draft()
    page = as_user(cast.editor).get("/admin/articles/article/?queue=all").content.decode()
    assert "The first 2 articles; search to find those behind them" in " ".join(page.split())
