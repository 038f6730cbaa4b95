"""A misspelt word is looked up among all that were ever printed by the groups of letters it has.

The index that sorts by likeness (GiST) looked at every seventh of its pages for it: 130 ms among
700,000 words, where the one that lists groups of letters (GIN) takes 9. It knows no nearest word,
only which share a quarter of their groups. Where two letters of a short word were exchanged, fewer
are left, so those words are looked up as such; an exchange is one slip.
"""

from django.db import migrations

# Nothing waits in a list that every look has to read through.
INDEX = """
DROP INDEX search_word_likeness;
CREATE INDEX search_word_likeness ON articles_searchword USING gin (word gin_trgm_ops)
    WITH (fastupdate = off);
"""

# As of 0008, but for where the likest words come from.
CORRECTIONS = r"""
-- Loads the library: a setting that is not known yet can only be named by a superuser.
SELECT show_limit();

CREATE OR REPLACE FUNCTION search_corrections(query text)
RETURNS TABLE (word text, better text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- The planner cannot know how rare a word is that it is given row by row.
SET enable_seqscan = off SET pg_trgm.similarity_threshold = 0.25 AS $$
    SELECT asked.lexeme, best.word
    FROM (
        SELECT lexeme FROM unnest(to_tsvector('simple', left(query, 200)))
        WHERE lexeme ~ '^[[:alpha:]]{4,30}$' LIMIT 8
    ) asked
    CROSS JOIN LATERAL (
        SELECT near.word FROM (
            SELECT likest.word, likest.word <-> asked.lexeme AS distance,
                levenshtein(likest.word, asked.lexeme) AS slips
            FROM (
                SELECT w.word FROM articles_searchword w WHERE w.word % asked.lexeme
                ORDER BY w.word <-> asked.lexeme LIMIT 60
            ) likest
            UNION
            SELECT w.word, w.word <-> asked.lexeme, 1
            FROM generate_series(1, length(asked.lexeme) - 1) AS first
            JOIN articles_searchword w ON w.word = left(asked.lexeme, first - 1)
                || substr(asked.lexeme, first + 1, 1) || substr(asked.lexeme, first, 1)
                || substr(asked.lexeme, first + 2)
        ) near
        CROSS JOIN LATERAL (
            SELECT count(*) AS n FROM (
                SELECT FROM live_editions e
                WHERE near.slips <= CASE WHEN length(asked.lexeme) < 5 THEN 1 ELSE 2 END
                    AND (near.slips = 1 OR left(near.word, 1) = left(asked.lexeme, 1))
                    AND e.search @@ plainto_tsquery('english', near.word)
                    -- The very form, not another of its stem.
                    AND strpos(lower(headline || ' ' || dek || ' ' || body_text), near.word) > 0
                LIMIT 20
            ) having_it
        ) live
        WHERE live.n > 0
        ORDER BY near.slips, length(near.word) <> length(asked.lexeme), live.n DESC,
            near.distance, near.word
        LIMIT 1
    ) best
    WHERE NOT EXISTS (
        SELECT FROM live_editions WHERE search @@ plainto_tsquery('english', asked.lexeme)
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_offers_by_index")]
    operations = [migrations.RunSQL(INDEX), migrations.RunSQL(CORRECTIONS)]
