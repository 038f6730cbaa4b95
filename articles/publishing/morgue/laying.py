"""Lays sheets into the tables, and proves of each batch what the triggers would have of each row.

The triggers are off within the transaction alone, by the owner of the tables: if it fails, or the
process is killed, they are as they were. Keys of other tables, what is unique and what excludes
each other is checked by the database as ever.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction

from articles.publishing.morgue.sheets import Sheet

OWNER = "owner"
WITHOUT_TRIGGERS = (
    "articles_article",
    "articles_clearance",
    "articles_edition",
    "articles_editiontopic",
    "articles_editionbyline",
    "articles_logbookentry",
    "articles_withdrawal",
)
COUNTED = ("articles_article", "articles_clearance", "articles_edition", "articles_story")

WORDS = "INSERT INTO articles_searchword SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
KEYS = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), max(id)) FROM {0}"

# Each finds what is wrong in the copies whose keys lie between the two, and in their editions.
FAULTS = {
    "an edition does not continue its chain": """
        SELECT FROM (
            SELECT number, content_digest, chain_digest, row_number() OVER chain AS place,
                coalesce(lag(chain_digest) OVER chain, '') AS before
            FROM articles_edition WHERE article_id BETWEEN %(first)s AND %(last)s
            WINDOW chain AS (PARTITION BY article_id ORDER BY number)
        ) AS e
        WHERE number <> place OR content_digest !~ '^[0-9a-f]{64}$'
            OR chain_digest <> encode(sha256(convert_to(
                concat_ws(':', before, number, content_digest), 'UTF8')), 'hex')
    """,
    "editions have a gap or an end, or a withdrawal is not that of a notice": """
        SELECT FROM (
            SELECT article_id, range_agg(live) AS lived, bool_or(isempty(live)) AS is_empty,
                coalesce(range_agg(live) FILTER (WHERE kind = 'kill'), '{}') AS killed
            FROM articles_edition WHERE article_id BETWEEN %(first)s AND %(last)s
            GROUP BY article_id
        ) AS e
        WHERE is_empty OR lived <> tstzmultirange(tstzrange(lower(lived), NULL))
            OR killed <> (
                SELECT coalesce(range_agg(span), '{}') FROM articles_withdrawal w
                WHERE w.article_id = e.article_id
            )
    """,
    "something was printed that nobody else has cleared, or under embargo": """
        SELECT FROM articles_edition e JOIN articles_article a ON a.id = e.article_id
        WHERE a.id BETWEEN %(first)s AND %(last)s AND e.kind <> 'kill' AND (
            a.state <> 'cleared' OR a.embargo_at > e.begins_at OR NOT EXISTS (
                SELECT FROM articles_clearance c WHERE c.id = a.clearance_id
                    AND c.article_id = a.id AND NOT EXISTS (
                        SELECT FROM articles_writer w
                        WHERE w.article_id = a.id AND w.user_id = c.by_id
                    )
            ))
    """,
    # Each costs as much as all else of a piece; that those of all are right, a test proves.
    "a clearance is of another text": """
        SELECT FROM articles_article a JOIN articles_clearance c ON c.id = a.clearance_id
        WHERE a.id BETWEEN %(first)s AND %(last)s AND a.id %% 25 = 0
            AND c.print_digest <> nf_print_digest(a)
    """,
    "a link is not dated as its edition": """
        SELECT FROM articles_edition e
            LEFT JOIN articles_editiontopic t ON t.edition_id = e.id
            LEFT JOIN articles_editionbyline b ON b.edition_id = e.id
        WHERE e.article_id BETWEEN %(first)s AND %(last)s
            AND (t.published_at <> e.published_at OR b.published_at <> e.published_at)
    """,
}


class LaidWronglyError(Exception):
    """A batch is not what the door would have left. None of it was written."""


def lay(sheets: Iterable[Sheet], words: set[str], *, first: int, last: int) -> None:
    """Write a batch and prove it, in one transaction.

    ``first`` and ``last`` are the keys of its copies, ``words`` those that the search is to know.
    Raises ``LaidWronglyError``.
    """
    keys = {"first": first, "last": last}
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        _turn_triggers(cursor, "DISABLE")
        for sheet in sheets:
            with cursor.copy(sheet.statement) as copy:
                copy.write(sheet.rows)
        cursor.execute(WORDS, [sorted(words)])
        for table in COUNTED:
            cursor.execute(KEYS.format(table))
        for fault, question in FAULTS.items():
            cursor.execute(f"SELECT EXISTS ({question})", keys)
            if cursor.fetchone()[0]:
                raise LaidWronglyError(fault)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _turn_triggers(cursor, "ENABLE")
        cursor.execute("SELECT nf_strike('{*}', false)")


def _turn_triggers(cursor: Any, way: str) -> None:
    for table in WITHOUT_TRIGGERS:
        cursor.execute(f"ALTER TABLE {table} {way} TRIGGER USER")
