"""What was published stays on record: whoever holds the desk's login cannot change a line of it."""

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from psycopg import sql
from psycopg.types.json import Json

from articles import publishing, workflow
from articles.models import Article, Edition
from articles.models.chain import chain
from articles.workflow import Kind
from tests import database
from tests.cast import NOTE, Cast
from tests.database import Newsroom

# SQLSTATEs: what a refusal is called.
FORBIDDEN = "42501"  # the role has no such right
BY_TRIGGER = "NF001"  # our own
OVERLAP = "23P01"
CHECK = "23514"


@dataclass(frozen=True)
class Record:
    """A newsroom of yesterday, as keys: what an intruder at the desk would like to change."""

    newsroom: Newsroom
    live: Article  # editions: 1 (over), 2 (cancelled), 3 (live)
    scheduled: Article  # 1 (live until a change), 2 (to come)
    killed: Article  # 1 (over), 2 (the notice)
    cleared: Article  # none

    def key(self, article: Article, number: int) -> int:
        return self.keys[article.pk, number]

    @property
    def keys(self) -> dict[tuple[int, int], int]:
        with self.newsroom.as_superuser() as superuser:
            rows = superuser.execute("SELECT article_id, number, id FROM articles_edition")
            return {(article, number): key for article, number, key in rows}


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker) -> Iterator[Record]:
    """Committed once; no test changes it, because none succeeds."""
    with django_db_blocker.unblock(), database.newsroom("record") as newsroom:
        cast = Cast()
        live = cast.published(topics=[cast.topic()])
        dropped = cast.schedule(cast.edited(live, headline="Dropped"), workflow.UPDATE)
        publishing.cancel(dropped, by=cast.editor)
        live = cast.corrected(live, headline="Corrected")
        scheduled = cast.published()
        cast.schedule(cast.edited(scheduled, headline="To come"), workflow.UPDATE)
        made = Record(newsroom, live, scheduled, cast.killed(), cast.cleared())
        database.turn_back()
        yield made


@pytest.fixture
def desk(record: Record) -> Iterator[psycopg.Connection]:
    """The desk's real login, in a transaction that is taken back."""
    with record.newsroom.as_desk() as login:
        login.autocommit = False
        yield login
        login.rollback()


def refused(login: psycopg.Connection, statement: str, *params: object) -> str:
    """The SQLSTATE with which the statement, or its commit, is refused; "" if it is not."""
    try:
        login.execute(statement, params)
        login.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        return error.sqlstate or "lost"
    finally:
        login.rollback()
    return ""


# --- Rights ---------------------------------------------------------------------------------------


def test_of_an_edition_the_desk_may_change_nothing_but_live(
    record: Record, desk: psycopg.Connection
) -> None:
    columns = [column.name for column in desk.execute("SELECT * FROM articles_edition").description]
    assert {"headline", "recorded_at", "live", "search"} < set(columns)
    for column in set(columns) - {"live"}:
        assert refused(desk, f"UPDATE articles_edition SET {column} = DEFAULT") == FORBIDDEN, column


# The desk reads and writes every table, but for these.
LESS_THAN_ALL = {
    "articles_clearance": {"SELECT", "INSERT"},
    "articles_comment": {"SELECT", "INSERT"},
    "articles_comment_mentions": {"SELECT", "INSERT"},
    "articles_draft": {"SELECT", "INSERT"},
    "articles_edition": {"SELECT", "INSERT"},
    "articles_editionbyline": {"SELECT", "INSERT"},
    "articles_editionpicture": {"SELECT", "INSERT"},
    "articles_editionrecord": {"SELECT"},
    "articles_editiontopic": {"SELECT", "INSERT"},
    "articles_errorreport": {"SELECT"},
    "articles_front": {"SELECT", "UPDATE"},
    "articles_frontcard": {"SELECT", "INSERT"},
    "articles_frontedition": {"SELECT", "INSERT"},
    "articles_logbookentry": {"SELECT", "INSERT"},
    "articles_proofanswer": {"SELECT", "INSERT"},
    "articles_prooflink": {"SELECT", "INSERT"},
    "articles_renditionset": {"SELECT", "INSERT", "DELETE"},
    "articles_storyedition": {"SELECT", "INSERT"},
    "articles_withdrawal": {"SELECT", "INSERT"},
    "articles_writer": {"SELECT"},
    "django_migrations": {"SELECT"},
    "articles_searchword": set(),
    "live_editions": set(),
    "page_clock": {"SELECT"},
    "page_notice": set(),
}
ALL = {"SELECT", "INSERT", "UPDATE", "DELETE"}
# Of these the desk may update columns that are no part of the record.
WORKED_ON = {
    "articles_comment",
    "articles_draft",
    "articles_errorreport",
    "articles_front",
    "articles_prooflink",
}
RIGHTS = (*ALL, "TRUNCATE", "REFERENCES", "TRIGGER")


def test_the_desk_has_these_rights_on_each_table_and_no_other(desk: psycopg.Connection) -> None:
    tables = desk.execute("""
        SELECT oid, relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
    """).fetchall()
    assert LESS_THAN_ALL.keys() < {name for _, name in tables}
    for oid, name in tables:
        ask = "SELECT has_table_privilege('nextfin_desk', %s::oid, %s)"
        rights = {right for right in RIGHTS if desk.execute(ask, [oid, right]).fetchone()[0]}
        assert rights == LESS_THAN_ALL.get(name, ALL), name


def test_of_the_record_the_desk_may_update_only_what_lies_ahead(desk: psycopg.Connection) -> None:
    columns = desk.execute("""
        SELECT attrelid::regclass::text, attname FROM pg_attribute
        WHERE attrelid::regclass::text = ANY(%s) AND attnum > 0
            AND has_column_privilege('nextfin_desk', attrelid, attnum, 'UPDATE')
        ORDER BY 1
    """, [list(LESS_THAN_ALL.keys() - WORKED_ON)])  # fmt: skip
    assert columns.fetchall() == [
        ("articles_edition", "live"),
        ("articles_frontedition", "live"),
        ("articles_storyedition", "live"),
        ("articles_withdrawal", "span"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles_edition",
        "TRUNCATE articles_edition CASCADE",
        "ALTER TABLE articles_edition DISABLE TRIGGER ALL",
        "DROP TRIGGER edition_frozen ON articles_edition",
        "ALTER TABLE articles_edition DROP CONSTRAINT one_live_edition_of_an_article",
        "ALTER TABLE articles_edition DISABLE ROW LEVEL SECURITY",
        "DROP POLICY published ON articles_edition",
        "CREATE POLICY everything ON articles_edition TO nf_site USING (true)",
        "CREATE OR REPLACE FUNCTION nf_refuse() RETURNS trigger LANGUAGE sql AS ''",
        "CREATE FUNCTION public.anything() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TEMP TABLE articles_article (id bigint)",
        "GRANT nf_owner TO nextfin_desk",
        "SET session_replication_role = replica",
        "SET ROLE nf_owner",
        "SET SESSION AUTHORIZATION nf_owner",
        "SELECT setval('articles_edition_id_seq', 1)",
        "UPDATE articles_logbookentry SET note = 'another'",
        "DELETE FROM articles_logbookentry",
        "UPDATE articles_clearance SET print_digest = 'another'",
        "DELETE FROM articles_clearance",
        "DELETE FROM articles_writer",
        "INSERT INTO articles_writer (article_id, user_id) VALUES (1, 1)",
        "DELETE FROM articles_withdrawal",
        "DELETE FROM articles_editiontopic",
        "UPDATE articles_editionbyline SET author_id = author_id",
        "UPDATE articles_editionrecord SET begins_at = now()",
        "INSERT INTO articles_editionrecord SELECT * FROM articles_editionrecord",
        "DELETE FROM articles_editionrecord",
    ],
)
def test_the_desks_login_has_no_right_to(desk: psycopg.Connection, statement: str) -> None:
    assert refused(desk, statement) == FORBIDDEN


# --- The past -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "number", "live", "state"),
    [
        pytest.param("live", 3, "'empty'", BY_TRIGGER, id="emptying what is live"),
        pytest.param("live", 1, "'empty'", BY_TRIGGER, id="emptying what was live"),
        pytest.param(
            "live",
            1,
            "tstzrange(begins_at, upper(live) - interval '1 ms')",
            BY_TRIGGER,
            id="shrinking the past",
        ),
        pytest.param(
            "live",
            1,
            "tstzrange(begins_at, upper(live) + interval '1 ms')",
            BY_TRIGGER,
            id="extending the past",
        ),
        pytest.param("live", 1, "tstzrange(begins_at, NULL)", BY_TRIGGER, id="reviving the past"),
        pytest.param(
            "live",
            2,
            "tstzrange(begins_at, NULL)",
            BY_TRIGGER,
            id="reopening what was cancelled",
        ),
        pytest.param(
            "live",
            3,
            "tstzrange(begins_at - interval '1 s', NULL)",
            BY_TRIGGER,
            id="moving the beginning of what is live",
        ),
        pytest.param(
            "scheduled",
            2,
            "tstzrange(begins_at + interval '1 s', NULL)",
            CHECK,
            id="moving the beginning of what is to come",
        ),
        pytest.param(
            "live",
            3,
            "tstzrange(begins_at, now() + interval '1 day')",
            BY_TRIGGER,
            id="ending what is live with nothing after it",
        ),
        pytest.param(
            "scheduled",
            1,
            "tstzrange(begins_at, upper(live) - interval '1 s')",
            BY_TRIGGER,
            id="leaving a gap before what is to come",
        ),
        pytest.param(
            "scheduled", 2, "'empty'", BY_TRIGGER, id="cancelling with nothing in its place"
        ),
        pytest.param(
            "scheduled", 1, "tstzrange(begins_at, NULL)", OVERLAP, id="two editions at one time"
        ),
        pytest.param("killed", 2, "'empty'", BY_TRIGGER, id="taking back a kill notice"),
        pytest.param(
            "killed",
            2,
            "tstzrange(begins_at, now() + interval '1 s')",
            BY_TRIGGER,
            id="ending a kill notice",
        ),
    ],
)
def test_the_desk_cannot_rewrite_time_by(
    record: Record, desk: psycopg.Connection, article: str, number: int, live: str, state: str
) -> None:
    key = record.key(getattr(record, article), number)
    statement = f"UPDATE articles_edition SET live = {live} WHERE id = %s"
    assert refused(desk, statement, key) == state


@pytest.mark.parametrize(
    "span",
    [
        "'empty'",
        "tstzrange(lower(span), now() + interval '1 s')",
        "tstzrange(lower(span) - interval '1 s', NULL)",
        "tstzrange(lower(span) + interval '1 ms', NULL)",
    ],
)
def test_a_withdrawal_cannot_be_ended_or_moved_behind_its_notice(
    desk: psycopg.Connection, span: str
) -> None:
    assert refused(desk, f"UPDATE articles_withdrawal SET span = {span}") == BY_TRIGGER


def test_a_withdrawal_without_its_notice_is_refused(
    record: Record, desk: psycopg.Connection
) -> None:
    statement = (
        "INSERT INTO articles_withdrawal (article_id, span) VALUES (%s, tstzrange(now(), NULL))"
    )
    assert refused(desk, statement, record.live.pk) == BY_TRIGGER


# --- New editions ---------------------------------------------------------------------------------


@pytest.fixture
def forged(record: Record, desk: psycopg.Connection):
    """Writes an edition by hand, as an intruder with the desk's login would.

    It continues the record of ``article``, in place of what is live; ``given`` columns differ.
    """

    def forge(article: Article, **given: object) -> str:
        last = desk.execute(
            "SELECT id, number, chain_digest, address FROM articles_edition"
            " WHERE article_id = %s ORDER BY number DESC LIMIT 1",
            [article.pk],
        ).fetchone()
        key, number, before, address = last or (None, 0, "", f"/2026/01/01/forged-{article.pk}/")
        now = desk.execute("SELECT clock_timestamp()").fetchone()[0]
        digest = str(given.get("content_digest", hashlib.sha256(b"forged").hexdigest()))
        begins_at = given.get("begins_at", now)
        columns = {
            "article_id": article.pk,
            "number": number + 1,
            "kind": "update" if last else "first",
            "note": NOTE,
            "address": address,
            "headline": "Forged",
            "dek": "",
            "label": "news",
            "dateline": "",
            "bylines": Json([]),
            "topics": Json([]),
            "social_card": "",
            "body_html": "",
            "body_text": "",
            "live": f"[{begins_at.isoformat()},)",
            "begins_at": begins_at,
            "published_at": begins_at,
            "content_digest": digest,
            "chain_digest": chain(before, number + 1, digest),
        } | given
        if key and "live" not in given:
            desk.execute(
                "UPDATE articles_edition SET live = tstzrange(begins_at, %s)"
                " WHERE article_id = %s AND upper_inf(live)",
                [begins_at, article.pk],
            )
        insert = sql.SQL("INSERT INTO articles_edition ({}) VALUES ({}) RETURNING id").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        )
        return desk.execute(insert, list(columns.values())).fetchone()[0]

    return forge


@pytest.fixture
def refused_forgery(desk: psycopg.Connection, forged):
    """The SQLSTATE with which an edition written by hand is refused, at the latest at commit."""

    def forge(article: Article, **given: object) -> str:
        try:
            forged(article, **given)
            desk.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.Error as error:
            return error.sqlstate
        finally:
            desk.rollback()
        return ""

    return forge


def test_an_edition_of_cleared_copy_is_accepted_so_that_the_refusals_here_mean_something(
    record: Record, refused_forgery
) -> None:
    assert refused_forgery(record.live) == ""
    assert refused_forgery(record.cleared) == ""


def test_the_time_of_recording_cannot_be_forged(
    record: Record, desk: psycopg.Connection, forged
) -> None:
    key = forged(record.cleared, recorded_at=datetime(2001, 1, 1, tzinfo=UTC))
    asked = "SELECT recorded_at = now() FROM articles_edition WHERE id = %s"
    assert desk.execute(asked, [key]).fetchone() == (True,)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        pytest.param({"number": 9}, BY_TRIGGER, id="a number left out"),
        pytest.param({"number": 3}, BY_TRIGGER, id="a number taken"),
        pytest.param({"chain_digest": "0" * 64}, BY_TRIGGER, id="another chain"),
        pytest.param({"content_digest": ""}, BY_TRIGGER, id="no digest"),
        pytest.param({"content_digest": "Z" * 64}, BY_TRIGGER, id="a digest that is none"),
        pytest.param({"live": "empty"}, BY_TRIGGER, id="an edition that never lives"),
        pytest.param({"live": "[2030-01-01,)"}, CHECK, id="a life from another time"),
        pytest.param({"kind": "scoop"}, CHECK, id="a kind unheard of"),
        pytest.param({"kind": "correction", "note": ""}, CHECK, id="a correction without a note"),
        pytest.param({"kind": "kill"}, BY_TRIGGER, id="a kill notice without its withdrawal"),
    ],
)
def test_an_edition_is_refused_with(
    record: Record, refused_forgery, given: dict[str, object], state: str
) -> None:
    assert refused_forgery(record.live, **given) == state


def test_a_past_cannot_be_added_later_even_where_it_leaves_no_gap(
    record: Record, desk: psycopg.Connection, forged
) -> None:
    first = desk.execute(
        "SELECT min(begins_at) FROM articles_edition WHERE article_id = %s", [record.live.pk]
    ).fetchone()[0]
    begins_at = first - timedelta(days=1)
    live = f"[{begins_at.isoformat()},{first.isoformat()})"
    with pytest.raises(psycopg.Error, match="cannot be given a past"):
        forged(record.live, begins_at=begins_at, live=live)


def test_only_cleared_copy_becomes_an_edition(
    record: Record, desk: psycopg.Connection, forged
) -> None:
    for state in ("draft", "in_review", "spiked"):
        desk.execute(
            "UPDATE articles_article SET state = %s, clearance_id = NULL WHERE id = %s",
            [state, record.cleared.pk],
        )
        with pytest.raises(psycopg.Error, match="only cleared copy"):
            forged(record.cleared)
        desk.rollback()


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM articles_byline", "UPDATE articles_byline SET role = 'editing'"],
)
def test_cleared_copy_is_printed_as_it_was_read_or_not_at_all(
    record: Record, desk: psycopg.Connection, forged, change: str
) -> None:
    desk.execute(change)
    with pytest.raises(psycopg.Error, match="as it was read"):
        forged(record.cleared)


def test_an_embargo_binds_the_desks_login_too(
    record: Record, desk: psycopg.Connection, forged
) -> None:
    desk.execute("UPDATE articles_article SET embargo_at = now() + interval '1 hour'")
    with pytest.raises(psycopg.Error, match="under embargo until"):
        forged(record.cleared)


def test_a_second_article_at_the_same_address_is_refused(record: Record, refused_forgery) -> None:
    with record.newsroom.as_desk() as reader:
        asked = "SELECT address FROM articles_edition WHERE id = %s"
        address = reader.execute(asked, [record.key(record.live, 1)]).fetchone()[0]
    assert refused_forgery(record.cleared, address=address) == OVERLAP


def test_a_second_live_edition_is_refused(record: Record, desk: psycopg.Connection, forged) -> None:
    forged(record.cleared)
    desk.execute("SAVEPOINT one")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="one_live_edition"):
        copy_of_last(desk, record.cleared)


def copy_of_last(desk: psycopg.Connection, article: Article) -> None:
    """Record the last edition again as the next, at the same time."""
    digest = "0" * 64
    before = desk.execute(
        "SELECT chain_digest FROM articles_edition WHERE article_id = %s"
        " ORDER BY number DESC LIMIT 1",
        [article.pk],
    ).fetchone()[0]
    columns = sql.SQL(
        "address, headline, dek, label, dateline, bylines, topics, body_html, body_text,"
        " social_card, live, begins_at, published_at, article_id, kind, note"
    )
    desk.execute(
        sql.SQL(
            "INSERT INTO articles_edition ({0}, number, content_digest, chain_digest)"
            " SELECT {0}, 2, %s, %s FROM articles_edition WHERE article_id = %s"
        ).format(columns),
        [digest, chain(before, 2, digest), article.pk],
    )


def test_a_topic_or_byline_cannot_be_linked_to_an_edition_later(
    record: Record, desk: psycopg.Connection
) -> None:
    key = record.key(record.scheduled, 1)
    topic = (
        "INSERT INTO articles_editiontopic (edition_id, topic_id) SELECT %s, id FROM articles_topic"
    )
    author = (
        "INSERT INTO articles_editionbyline (edition_id, author_id)"
        " SELECT %s, max(id) + 1 FROM accounts_author"
    )
    assert refused(desk, topic, key) == BY_TRIGGER
    assert refused(desk, author, key) == BY_TRIGGER


def test_the_logbooks_time_and_a_clearances_digest_are_the_databases_own(
    record: Record, desk: psycopg.Connection
) -> None:
    at = desk.execute(
        "INSERT INTO articles_logbookentry (article_id, by_id, verb, note, at)"
        " SELECT id, created_by_id, 'clear', '', '2001-01-01' FROM articles_article LIMIT 1"
        " RETURNING at"
    ).fetchone()[0]
    assert datetime.now(UTC) - at < timedelta(minutes=1)
    at, digest = desk.execute(
        "INSERT INTO articles_clearance (article_id, by_id, at, override_note, print_digest)"
        " SELECT a.id, u.id, '2001-01-01', '', 'forged' FROM articles_article a, accounts_user u"
        " WHERE u.role = 'editor' LIMIT 1 RETURNING at, print_digest"
    ).fetchone()
    assert datetime.now(UTC) - at < timedelta(minutes=1)
    assert len(digest) == 64


# --- The past, imported ---------------------------------------------------------------------------


def test_a_whole_past_is_recorded_at_once_and_then_closed(newsroom: Newsroom, cast: Cast) -> None:
    from_import(cast)
    article = Article.objects.get()
    kinds = [edition.kind for edition in article.editions.order_by("number")]
    assert kinds == [Kind.FIRST, Kind.CORRECTION, Kind.KILL, Kind.RETURN]
    later = cast.edited(article, headline="Later")
    with pytest.raises(DatabaseError, match="given in the past cannot be changed"):
        record_past(cast, later, workflow.UPDATE, days=1)


def from_import(cast: Cast) -> None:
    with transaction.atomic():
        article = cast.cleared()
        record_past(cast, article, workflow.PUBLISH, days=9)
        article = cast.edited(article, headline="Corrected then")
        record_past(cast, article, workflow.CORRECT, days=8)
        record_past(cast, article, workflow.KILL, days=7)
        record_past(cast, article, workflow.RETURN, days=6)


def record_past(cast: Cast, article: Article, verb: workflow.Verb, *, days: int) -> Edition:
    at = timezone.now() - timedelta(days=days)
    return publishing.record_past(article, verb, at=at, by=cast.chief, note=NOTE)


# --- The chain ------------------------------------------------------------------------------------


def verify(**options: object) -> str:
    said = StringIO()
    call_command("verify_editions", stdout=said, **options)
    return said.getvalue()


def test_what_was_recorded_later_is_counted_and_every_link_holds(cast: Cast) -> None:
    cast.corrected(cast.published(), headline="The second text")
    with transaction.atomic():
        past = cast.in_seconds(-86400)
        publishing.record_past(cast.cleared(), workflow.PUBLISH, at=past, by=cast.editor)
    assert "3 editions of 2 articles: every link holds.\n" in verify()
    assert "recorded later: 1" in verify(verbosity=2)


@pytest.mark.parametrize(
    ("number", "tampering", "fault"),
    [
        (2, "headline = 'Another'", "edition 2: its content is not what was recorded."),
        (2, "bylines = '[]'", "edition 2: its content is not what was recorded."),
        (3, "published_at = now()", "edition 3: its content is not what was recorded."),
        (3, "number = 9", "edition 9: edition 3 is missing."),
        (
            2,
            "chain_digest = repeat('0', 64)",
            "edition 2: it does not follow from the edition before it.",
        ),
    ],
)
def test_a_tampered_record_is_found_and_its_first_broken_link_named(
    newsroom: Newsroom, cast: Cast, number: int, tampering: str, fault: str
) -> None:
    cast.published()
    article = cast.published()
    for word in ("second", "third"):
        article = cast.corrected(article, headline=f"The {word} text")
    assert verify()
    with newsroom.as_owner() as owner:
        owner.execute("SET ROLE nf_owner")
        owner.execute("ALTER TABLE articles_edition DISABLE TRIGGER USER")
        owner.execute(f"UPDATE articles_edition SET {tampering} WHERE number = {number}")
    with pytest.raises(CommandError) as found:
        verify()
    assert str(found.value) == f"Article {article.pk}, {fault}"


def test_a_text_changed_together_with_its_digest_still_breaks_the_chain(
    newsroom: Newsroom, cast: Cast
) -> None:
    article = cast.corrected(cast.published(), headline="The second text")
    edition = article.editions.get(number=1)
    edition.headline = "Another"
    with newsroom.as_superuser() as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE articles_edition SET headline = %s, content_digest = %s WHERE id = %s",
            [edition.headline, edition.digest(), edition.pk],
        )
    with pytest.raises(CommandError, match="edition 1: it does not follow"):
        verify()


def test_what_is_digested_is_the_same_in_every_zone_and_language(cast: Cast) -> None:
    article = cast.published(
        headline="Synthetic “quotes”, 日本 and é",
        story=cast.story(),
        topics=[cast.topic()],
        lead_image=cast.picture(),
    )
    edition = article.editions.get()
    printed = edition.canonical()
    with timezone.override("America/New_York"), translation.override("de"):
        assert article.editions.get().canonical() == printed
    assert edition.digest() == edition.content_digest


def test_the_canonical_form_is_json_with_sorted_keys_and_times_in_utc() -> None:
    tokyo = timezone.get_fixed_timezone(540)
    edition = Edition(
        address="/2026/01/03/a/",
        begins_at=datetime(2026, 1, 3, 9, tzinfo=tokyo),
        published_at=datetime(2026, 1, 3, 9, tzinfo=tokyo),
        body_html="<p>é</p>",
        headline="H",
        kind=Kind.FIRST,
        label="news",
        number=1,
        bylines=[{"slug": "a", "name": "A", "role": "reporting"}],
    )
    assert (
        edition.canonical()
        == (
            '{"address":"/2026/01/03/a/","begins_at":"2026-01-03T00:00:00.000000+00:00",'
            '"body_html":"<p>é</p>","bylines":[{"name":"A","role":"reporting","slug":"a"}],'
            '"dateline":"","dek":"","headline":"H","kind":"first","label":"news","lead_picture":null,'
            '"note":"","number":1,"printed_story":null,"published_at":"2026-01-03T00:00:00.000000+00:00",'
            '"social_card":"","topics":[]}'
        ).encode()
    )
    assert json.loads(edition.canonical())["number"] == 1


def test_every_column_that_readers_are_shown_is_in_the_digest() -> None:
    columns = {field.name for field in Edition._meta.concrete_fields}
    derived = {"id", "article", "story", "body_text", "live", "recorded_at", "search"}
    assert columns - derived - {"content_digest", "chain_digest"} == set(Edition.PRINTED)


def test_numbers_count_what_was_recorded_without_a_gap(cast: Cast) -> None:
    article = cast.published()
    coming = cast.schedule(cast.edited(article, headline="Never"), workflow.UPDATE)
    publishing.cancel(coming, by=cast.editor)
    cast.corrected(article, headline="The next")
    numbers = [edition.number for edition in article.editions.order_by("recorded_at", "number")]
    assert numbers == [1, 2, 3]
    links = [edition.chain_digest for edition in article.editions.order_by("number")]
    assert len(set(links)) == 3
    assert all(before != after for before, after in itertools.pairwise(links))
