"""What is not published cannot be read: not by a page, not by a query, not by any right."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver
from django.utils import timezone
from psycopg import sql

from accounts.models import Author
from articles import commenting, proof_links, publishing, reports, workflow
from articles.models import (
    Article,
    Draft,
    Edition,
    ErrorReport,
    FrontEdition,
    ProofAnswer,
    Story,
    Tally,
    Topic,
)
from nextfin.wall import SITE, speaking_as
from tests.cast import NOTE, Cast, stored
from tests.database import Newsroom

# Whoever adds a table decides here whether readers may read it.
READABLE = {
    "accounts_author",
    "articles_edition",
    "articles_editionbyline",
    "articles_editionrecord",
    "articles_editiontopic",
    "articles_frontcard",
    "articles_frontedition",
    "articles_storyedition",
    "articles_tally",
    "articles_topic",
    "articles_withdrawal",
    "page_clock",
}
# What readers may send, and never see again.
SENDABLE = {"articles_errorreport"}
CALLABLE = {
    "next_boundary": "",
    "pages_changed": "timestamp with time zone",
    "search_completions": "text",
    "search_corrections": "text",
    "search_editions": "text,text[],timestamp with time zone,timestamp with time zone,boolean,"
    "timestamp with time zone,bigint,text,integer",
}

RELATIONS = """
    SELECT c.oid, c.relname, c.relkind, c.relrowsecurity FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = ANY(%s)
"""
TABLES, SEQUENCES = ["r", "p", "v", "m", "f"], ["S"]
# How a function's queries are planned says nothing of whose tables they read.
PLANNING = {"enable_seqscan=off", "pg_trgm.similarity_threshold=0.25"}
# Functions that came with an extension are PostgreSQL's own.
FUNCTIONS = """
    SELECT p.oid, p.oid::regprocedure::text, p.prosecdef, p.proconfig FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e'
    )
"""


@pytest.fixture
def site_login(newsroom: Newsroom) -> Iterator[psycopg.Connection]:
    with newsroom.as_site() as login:
        yield login


def ask(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


# --- Rights ---------------------------------------------------------------------------------------


def test_readers_may_read_these_tables_and_no_other() -> None:
    readable = {
        name
        for oid, name, *_ in ask(RELATIONS, TABLES)
        if ask("SELECT has_any_column_privilege('nf_site', %s::oid, 'SELECT')", oid)[0][0]
    }
    assert readable == READABLE


def test_the_site_is_refused_on_every_desk_table_by_name(site_login: psycopg.Connection) -> None:
    desk_tables = {name for _, name, *_ in ask(RELATIONS, TABLES)} - READABLE
    assert {"articles_article", "accounts_user", "articles_logbookentry"} < desk_tables
    for table in sorted(desk_tables):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=table):
            site_login.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(table)))


def test_a_new_table_is_open_to_the_desk_and_closed_to_readers(newsroom: Newsroom) -> None:
    with newsroom.as_owner() as owner:
        owner.execute("SET ROLE nf_owner; CREATE TABLE novelty (word text)")
    with newsroom.as_desk() as desk:
        desk.execute("INSERT INTO novelty VALUES ('synthetic')")
    with newsroom.as_site() as site, pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute("SELECT FROM novelty")


@pytest.mark.parametrize("role", ["nf_site", "nextfin_site"])
def test_readers_have_no_right_but_to_read_and_to_send(role: str) -> None:
    for oid, name, *_ in ask(RELATIONS, TABLES):
        may_send = name in SENDABLE
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            has = ask("SELECT has_table_privilege(%s, %s::oid, %s)", role, oid, right)
            assert has == [(may_send and right == "INSERT",)], f"{right} on {name}"
        for right in ("INSERT", "UPDATE", "REFERENCES"):
            has = ask("SELECT has_any_column_privilege(%s, %s::oid, %s)", role, oid, right)
            assert has == [(may_send and right == "INSERT",)], f"{right} on a column of {name}"
    for oid, name, *_ in ask(RELATIONS, SEQUENCES):
        has = ask("SELECT has_sequence_privilege(%s, %s::oid, 'USAGE,SELECT,UPDATE')", role, oid)
        assert has == [(False,)], f"the sequence {name}"
    database = "has_database_privilege(%s, current_database(), 'CREATE,TEMP')"
    schema = "has_schema_privilege(%s, 'public', 'CREATE')"
    assert ask(f"SELECT {database}, {schema}", role, role) == [(False, False)]


def test_readers_may_call_these_functions_and_no_other() -> None:
    callable_ = {
        name
        for oid, name, *_ in ask(FUNCTIONS)
        if ask("SELECT has_function_privilege('nf_site', %s::oid, 'EXECUTE')", oid)[0][0]
    }
    assert callable_ == {f"{name}({taken})" for name, taken in CALLABLE.items()}


def test_functions_with_their_owners_rights_look_for_tables_in_fixed_places() -> None:
    lenders = [(name, settings) for _, name, lends, settings in ask(FUNCTIONS) if lends]
    assert {name.partition("(")[0] for name, _ in lenders} > set(CALLABLE)
    for name, settings in lenders:
        others = [setting for setting in settings if setting not in PLANNING]
        assert others == ["search_path=pg_catalog, public, pg_temp"], name


def test_the_sites_role_is_in_no_other_role_and_has_no_power_of_its_own() -> None:
    memberships = ask("""
        SELECT m.rolname, g.rolname FROM pg_auth_members a
        JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
        WHERE m.rolname IN ('nf_site', 'nextfin_site')
    """)
    powers = ask("""
        SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
        FROM pg_roles WHERE rolname IN ('nf_site', 'nextfin_site', 'nf_desk', 'nextfin_desk')
    """)
    assert memberships == [("nextfin_site", "nf_site")]
    assert powers == [(False,)] * 4


def test_every_table_that_readers_may_read_shows_rows_by_a_policy_for_them() -> None:
    tables = {name: secured for _, name, kind, secured in ask(RELATIONS, TABLES) if kind != "v"}
    policies = ask("""
        SELECT tablename, cmd, permissive FROM pg_policies
        WHERE roles && ARRAY['nf_site', 'public']::name[]
    """)
    with_rows = READABLE - {"articles_editionrecord"}
    assert {name for name in with_rows | SENDABLE if not tables[name]} == set()
    commands = dict.fromkeys(with_rows, "SELECT") | dict.fromkeys(SENDABLE, "INSERT")
    assert sorted(policies) == [(name, commands[name], "PERMISSIVE") for name in sorted(commands)]


def test_the_record_of_editions_holds_no_word_of_their_text() -> None:
    columns = ask("""
        SELECT attname FROM pg_attribute
        WHERE attrelid = 'articles_editionrecord'::regclass AND attnum > 0 ORDER BY attnum
    """)
    assert columns == [("edition_id",), ("article_id",), ("number",), ("kind",), ("begins_at",)]


def test_the_record_shows_what_was_in_force_and_nothing_to_come_or_cancelled(cast: Cast) -> None:
    article = cast.published()
    cancelled = cast.schedule(cast.edited(article, headline="Never"), workflow.UPDATE)
    publishing.cancel(cancelled, by=cast.editor)
    coming = cast.schedule(stored(article), workflow.UPDATE)
    killed = cast.killed()
    recorded = ask("SELECT article_id, number FROM articles_editionrecord ORDER BY 1, 2")
    assert coming.number == 3
    assert recorded == [(article.pk, 1), (killed.pk, 1), (killed.pk, 2)]


# --- Canaries -------------------------------------------------------------------------------------

CANARY = "zq"
LURE = "synthetic"  # a word to search for, in everything that is hidden
# The database allows only certain words here, none of which tells a secret.
GIVEN_WORDS = {
    ("accounts_user", "role"),
    ("articles_article", "state"),
    ("articles_edition", "kind"),
    ("articles_errorreport", "outcome"),
    ("articles_frontcard", "place"),
    ("articles_proofanswer", "verdict"),
    ("page_notice", "keys"),  # "topic-4"; none stay there
}
# (USER-DEFINED: enumerations, whose words are given too.)
TEXT_COLUMNS = """
    SELECT c.table_name, c.column_name, c.data_type, c.character_maximum_length
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
        AND c.data_type NOT IN ('bigint', 'integer', 'smallint', 'boolean', 'date',
            'timestamp with time zone', 'tstzrange', 'double precision', 'interval', 'uuid',
            'USER-DEFINED')
    ORDER BY 1, 2
"""


PAGES_OF_A_PIECE = (
    "history/",
    "v/1/",
    "v/2/",
    "v/1/record.json",
    "compare/1/2/",
    "report/",
)
# Where no link within the site leads.
APP = ["/app/", "/app/share/", "/saved/", "/offline/", "/sw.js", "/styleguide/"]
MACHINES = (
    "/robots.txt",
    "/sitemap.xml",
    "/sitemaps/news.xml",
    "/sitemaps/pages.xml",
    f"/sitemaps/{timezone.localdate():%Y/%m/%d}.xml",
    f"/sitemaps/{timezone.localdate():%Y}.xml",
    "/sitemaps/stories/0.xml",
)


@dataclass
class Hidden:
    """What readers must not see: rows of the tables that they may read, and where they would be."""

    rows: dict[str, list[int]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)


@pytest.fixture
def hidden(newsroom: Newsroom, cast: Cast, as_user) -> Hidden:
    """A newsroom with something of everything, in which all that is hidden holds canaries."""
    shown = cast.published(
        headline="Shown to readers",
        story=cast.story("Shown story"),
        topics=[cast.topic("Shown topic")],
        lead_image=cast.picture(),
    )
    cast.corrected(shown, body="<p>Shown and corrected.</p>")
    unseen = {
        "story": cast.story("Hidden story"),
        "topics": [cast.topic("Hidden topic")],
        "authors": [cast.new_author("Hidden author")],
        "lead_image": cast.picture(caption="Hidden caption"),
    }
    # In every state of the copy, and in every state between the desk and the readers.
    cast.draft(**unseen)
    cast.submitted(**unseen)
    cast.cleared(**unseen)
    scheduled = cast.scheduled(**unseen)
    change = cast.schedule(cast.edited(shown, body="<p>Hidden change.</p>"), workflow.UPDATE)
    cancelled = cast.schedule(cast.cleared(**unseen), workflow.PUBLISH)
    publishing.cancel(cancelled, by=cast.editor)
    killed = cast.published(**unseen | {"story": None})  # its notice would name the story
    front, coming_front = fronts(cast, shown, killed)
    publishing.kill(killed, by=cast.chief, note="Shown notice of a withdrawal.")
    withdrawn = killed.editions.get(number=1)
    fill_the_rest(cast, as_user)
    hidden = Hidden()
    hidden.rows = {
        "articles_edition": [
            scheduled.editions.get().pk,
            change.pk,
            cancelled.pk,
            withdrawn.pk,
        ],
        "articles_frontcard": [
            *front.card_rows.filter(article=killed).values_list("pk", flat=True),
            *coming_front.card_rows.values_list("pk", flat=True),
        ],
        "articles_frontedition": [coming_front.pk],
        "articles_storyedition": [unseen["story"].printed.get().pk],
        "articles_topic": [topic.pk for topic in unseen["topics"]],
        "accounts_author": [author.pk for author in unseen["authors"]],
    }
    things = (unseen["story"], *unseen["topics"], *unseen["authors"])
    hidden.addresses = [
        *(thing.get_absolute_url() for thing in things),
        *(f"{thing.get_absolute_url()}feed/" for thing in things),
        *(edition.address for edition in (scheduled.editions.get(), cancelled, withdrawn)),
        *(f"{withdrawn.address}{page}" for page in PAGES_OF_A_PIECE),
        *(f"{change.address}v/{number}/" for number in (1, 2, 3)),
        *(f"{change.address}v/{number}/record.json" for number in (1, 2, 3)),
        *(f"{edition.address}report/sent/" for edition in (change, scheduled.editions.get())),
    ]
    plant(newsroom, hidden)
    return hidden


def fronts(cast: Cast, shown: Article, killed: Article) -> tuple[FrontEdition, FrontEdition]:
    """A front page that readers have, with a card of what will be killed, and one to come."""
    front = cast.front
    section = front.sections.create(title="Shown section")
    front.slots.create(article=shown, headline="Shown at the top")
    front.slots.create(article=killed, section=section, headline="Hidden words")
    printed = publishing.publish_front(front, by=cast.editor)
    front.sections.create(title="Hidden section", label="hidden")
    front.banner, front.banner_article = "Hidden banner", shown
    front.save()
    coming = publishing.publish_front(front, by=cast.editor, at=cast.in_seconds(3600))
    return printed, coming


def fill_the_rest(cast: Cast, as_user) -> None:
    """A row in each table that the newsroom itself does not fill."""
    desk = as_user(cast.chief)
    desk.get("/admin/")
    Tally.take()
    edition = Edition.objects.live().first()
    with speaking_as(SITE):
        reports.receive(ErrorReport(article_id=edition.article_id, edition=edition, what="w"))
    told = Story.objects.get(slug="shown-story")
    draft, other = Article.objects.order_by("pk")[:2]
    link, _ = proof_links.make(draft, by=cast.chief, days=3, may_answer=True)
    proof_links.receive(ProofAnswer(link=link, name="n", verdict="comments", text="t"))
    commenting.comment(draft, by=cast.chief, text=f"A comment for @{cast.editor}.")
    Draft.objects.filter(fixed_at=None).update(fixed_at=timezone.now())  # only then it has a name
    told.events.create(happened_on="2026-03-02", text="An event", source="A source")
    told.parts.create(article=draft, role="follow_up")
    told.relations.create(article=draft, kind="follows", other=other)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('g')")
        cursor.execute("INSERT INTO taggit_tag (name, slug) VALUES ('t', 't')")
        cursor.execute(
            "INSERT INTO articles_embed (url, printed, fetched_at)"
            " VALUES ('https://example.org/', '{}', now())"
        )
        cursor.execute(
            "INSERT INTO articles_renditionset (image_id, recipe, picture, made_at)"
            " SELECT id, 'r', '{}', now() FROM articles_image LIMIT 1"
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock)"
            " VALUES ('q', 't', 'l', 'k')"
        )
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers"
            " (task_name, periodic_id, defer_timestamp) VALUES ('t', 'p', 1)"
        )
        cursor.execute(
            "INSERT INTO django_admin_log (action_time, object_repr, action_flag, change_message,"
            " user_id) SELECT now(), 'o', 1, 'm', id FROM accounts_user LIMIT 1"
        )


def plant(newsroom: Newsroom, hidden: Hidden) -> None:
    """Overwrite every word in every desk table, and in every hidden row, by a canary."""
    with newsroom.as_superuser() as superuser:
        superuser.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        columns = superuser.execute(TEXT_COLUMNS).fetchall()
        for number, (table, column, kind, length) in enumerate(columns):
            if (table, column) in GIVEN_WORDS:
                continue
            word = sql.SQL("{} || translate(ctid::text, '(,)', '')").format(
                sql.Literal(f"{CANARY}{number}z")
            )
            if kind == "jsonb":
                word = sql.SQL("to_jsonb({})").format(word)
            elif length is None or length > 40:
                word = sql.SQL("{} || {}").format(word, sql.Literal(f" {LURE}"))
            rows = hidden.rows.get(table)
            assert rows or table not in READABLE, f"nothing hidden in {table}"
            planted = superuser.execute(
                sql.SQL("UPDATE {} SET {} = {} WHERE {} RETURNING 1").format(
                    sql.Identifier(table),
                    sql.Identifier(column),
                    word,
                    sql.SQL("id = ANY({})").format(rows) if rows else sql.SQL("true"),
                )
            )
            assert planted.fetchall(), f"put a row into {table}: its {column} holds no canary"


def test_no_page_shows_a_canary_from_any_desk_column(hidden: Hidden, client: Client) -> None:
    walk = Walk(client)
    searches = [f"/search/?q={LURE}", f"/search/offers/?q={LURE}", "/search/"]
    walk.from_all(["/", *hidden.addresses, *MACHINES, *APP, *searches, "/nowhere/"])
    told = {
        address: f"{answer.headers}\n{b''.join(answer).decode(errors='replace')}"
        for address, answer in walk.answers.items()
    }
    assert "Shown at the top" in told["/"]
    assert any("Shown notice" in page for page in told.values())
    assert {answer.status_code for answer in walk.answers.values()} == {200, 302, 404, 410}
    assert walk.routes == set(public_routes()), "some readers' page was not walked"
    assert [address for address, page in told.items() if CANARY in page] == []


def test_no_row_that_readers_can_select_holds_a_canary(newsroom: Newsroom, hidden: Hidden) -> None:
    with newsroom.as_site() as site, newsroom.as_desk() as desk:
        for table in sorted(READABLE):
            rows = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
            seen = [row for (row,) in site.execute(rows).fetchall()]
            assert seen, table
            assert not [row for row in seen if CANARY in row], table
            if table in hidden.rows:
                assert CANARY in str(desk.execute(rows).fetchall()), table


def test_a_search_finds_nothing_hidden(newsroom: Newsroom, hidden: Hidden) -> None:
    with newsroom.as_site() as site, newsroom.as_desk() as desk:
        words = {
            word
            for (text,) in desk.execute(
                "SELECT concat_ws(' ', headline, dek, body_text) FROM articles_edition"
            ).fetchall()
            for word in text.split()
            if word.startswith(CANARY)
        }
        assert len(words) >= 3 * len(hidden.rows["articles_edition"])
        for word in (*words, LURE, "-nothing"):
            [(told,)] = site.execute("SELECT search_editions(%s)", [word]).fetchall()
            assert not set(hidden.rows["articles_edition"]) & set(told["page"])
            assert CANARY not in str(told["facets"])
            assert told["total"] == len(told["page"])
            for function in ("search_completions", "search_corrections"):
                offered = site.execute(f"SELECT * FROM {function}(%s)", [word[:-1]]).fetchall()
                assert CANARY not in str([row[1:] for row in offered])


class Walk:
    """A reader who follows every link within the site."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.answers: dict[str, object] = {}
        self.routes: set[str] = set()

    def from_all(self, addresses: list[str]) -> None:
        ahead = list(addresses)
        while ahead:
            address = ahead.pop()
            if address in self.answers or address.startswith(("/static/", "/admin/")):
                continue
            answer = self.answers[address] = self.client.get(address)
            with suppress(Resolver404):
                self.routes.add(answer.resolver_match.route)
            if answer.headers["Content-Type"].startswith("text/html"):
                links = re.findall(r'(?:href|src|action)="(/[^"#]*)', answer.content.decode())
                ahead.extend(link.replace("&amp;", "&") for link in links)


def public_routes(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[str]:
    if patterns is None:
        patterns = [
            pattern
            for table in ("articles.public.urls", "wire.urls")
            for pattern in get_resolver(table).url_patterns
        ]
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from public_routes(pattern.url_patterns, route)
        else:
            yield route


# --- Reference data -------------------------------------------------------------------------------


def test_a_story_a_topic_and_an_author_appear_with_their_first_edition(
    newsroom: Newsroom, cast: Cast
) -> None:
    article = cast.cleared(story=cast.story(), topics=[cast.topic()])
    publishing.publish_story(article.story, by=cast.editor)
    seen = "SELECT (SELECT count(*) FROM articles_storyedition),"
    seen += " (SELECT count(*) FROM articles_topic),"
    seen += " (SELECT count(*) FROM accounts_author)"
    with newsroom.as_site() as site:
        assert site.execute(seen).fetchone() == (0, 0, 0)
        publishing.publish(article, by=cast.editor)
        assert site.execute(seen).fetchone() == (1, 1, 1)
        publishing.kill(article, by=cast.chief, note=NOTE)
        assert site.execute(seen).fetchone()[1:] == (0, 0)


def test_readers_see_every_column_of_authors_and_topics_on_purpose() -> None:
    columns = {model: {f.column for f in model._meta.concrete_fields} for model in (Author, Topic)}
    assert columns == {
        Author: {"id", "slug", "name", "description", "is_desk"},
        Topic: {"id", "slug", "name", "description"},
    }
