"""What is cheap to build and to check over all rows, and dear to keep row by row.

While pieces are laid in, these indexes and constraints are not there. They come back whatever
happens, but for a process that is killed outright: its newsroom is of no more use. A constraint
that comes back is checked for every row.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from articles.publishing.morgue.laying import OWNER

INDEXES = """
SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
WHERE indexname IN (
    'article_by_headline', 'article_headline_words', 'edition_offered', 'edition_search',
    'search_word_likeness'
)
"""
CONSTRAINTS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s',
        conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE conname IN ('one_live_edition_of_an_article', 'one_article_at_an_address')
    OR contype = 'f' AND conrelid::regclass::text IN (
        'articles_article', 'articles_articlelink', 'articles_articletopic', 'articles_byline',
        'articles_clearance', 'articles_draft', 'articles_edition', 'articles_editionbyline',
        'articles_editiontopic', 'articles_logbookentry', 'articles_writer'
    )
"""


@contextmanager
def built_last() -> Iterator[None]:
    """Have them away within, and built anew at the end."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(INDEXES + " UNION ALL " + CONSTRAINTS)
        found = cursor.fetchall()
        for drop, _ in found:
            cursor.execute(drop)
        try:
            yield
        finally:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute("SET work_mem = '256MB'")
            for _, build in found:
                cursor.execute(build)
