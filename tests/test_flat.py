"""No list, feed, sitemap or search reads a table through, so none grows with the archive.

PostgreSQL reads a small table through because that is quicker. Here it is told that this is dear:
where it still does, no index leads to what is asked for. That the indexes are those that it takes
among a million rows is measured by ``bench/flat.py``.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from articles import publishing
from articles.models import Article, Clearance
from articles.models.edition import Edition
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
BEFORE = "?before=2026-01-07T00:40:00.000000Z.3"

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

    def explain(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if sql.lstrip(" (").startswith(("SELECT", "WITH")) and "search_" not in sql:
            execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            [(plan,)] = context["cursor"].fetchall()
            told = json.loads(plan) if isinstance(plan, str) else plan
            found.extend((table, sql) for table in _scanned(told[0]["Plan"]) if table in LARGE)
        return execute(sql, params, many, context)

    with ExitStack() as stack, connections[DESK].cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for alias in (DESK, SITE):
            stack.enter_context(connections[alias].execute_wrapper(explain))
        yield found
        cursor.execute("RESET enable_seqscan")


def _scanned(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from _scanned(part)


def test_a_plan_that_reads_a_table_through_is_noticed(read_through: Reads) -> None:
    list(Edition.objects.filter(note="No index has this.").order_by())
    assert [table for table, _ in read_through] == ["articles_edition"]


def test_no_page_of_readers_reads_a_table_through(
    archive: Article, client: Client, read_through: Reads
) -> None:
    edition = Edition.objects.live().get(article=archive)
    day = edition.address.rsplit("/", 2)[0] + "/"
    story, topic = f"/stories/{edition.story.slug}/", "/topics/synthetic-topic/"
    author = "/authors/synthetic-desk/"
    lists = ("/", topic, author, day, "/corrections/")
    machines = ("/feed/", f"{story}feed/", f"{topic}feed/", "/sitemap.xml", "/sitemaps/news.xml")
    pages = (
        *(edition.address, f"{edition.address}history/", story, day[:8] + "/", "/front/"),
        *(
            f"/sitemaps{day[:11]}.xml",
            f"/sitemaps{day[:5]}.xml",
            "/sitemaps/pages.xml",
            "/search/?q=synthetic",
        ),
    )
    for address in (*lists, *machines, *pages):
        assert client.get(address).status_code == 200, address
        assert not read_through, address
    for address in lists:
        client.get(address + BEFORE)
        assert not read_through, address


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
    articles = "/admin/articles/article/"
    queues = ("in_review", "draft", "cleared", "scheduled", "live", "spiked", "all")
    for address in (
        "/admin/",
        *(f"{articles}?queue={queue}" for queue in queues),
        *(f"{articles}?q=synthetic", f"{articles}?queue=all&o=1", f"{articles}?queue=live&o=2"),
        f"{articles}{archive.pk}/change/",
        *("/admin/articles/edition/", "/admin/articles/edition/?q=synthetic"),
        "/admin/articles/edition/?q=/2026/",
        *("/admin/articles/logbookentry/", "/admin/articles/logbookentry/?q=synthetic"),
    ):
        assert desk.get(address).status_code == 200, address
        assert not read_through, address


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


def _plans_of(newsroom: Newsroom, *calls: str) -> list[str]:
    """How PostgreSQL carries out what these functions ask for, as auto_explain tells."""
    told: list[str] = []
    with newsroom.as_superuser() as superuser:
        superuser.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        for setting in (
            "LOAD 'auto_explain'",
            "SET auto_explain.log_min_duration = 0",
            "SET auto_explain.log_nested_statements = on",
            "SET auto_explain.log_level = notice",
            "SET enable_seqscan = off",
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
