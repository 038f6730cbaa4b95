"""Readers' search: words of every script, what narrows a search, and words that were meant.

Row security keeps indexes from being used for @@ and the like, so three functions ask with their
owner's eyes. All that they give away comes from ``live_editions``: what readers can read now.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# Scripts that put no blank between words, and Korean, which joins particles to them: Thai and Lao,
# Burmese, Khmer, kana, Han, Hangul.
UNSPACED = (
    r"\u0E01-\u0E3A\u0E40-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u3096"
    r"\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF"
    r"\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF"
)

# A text in such a script is indexed by its pairs of neighbouring characters, in their order: most
# Japanese names have two, of which a trigram knows nothing. A tsvector ends at 1 MB, hence left().
WORDS = r"""
CREATE FUNCTION nf_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN given !~ '[UNSPACED\uFF00-\uFFEF]' THEN left(given, 250000) ELSE (
    SELECT string_agg(
        CASE
            WHEN letter !~ '[UNSPACED]' THEN letter
            WHEN next ~ '[UNSPACED]' THEN ' ' || letter || next || ' '
            ELSE ' ' || letter || ' '
        END, '' ORDER BY place)
    FROM (
        SELECT letter, place, lead(letter) OVER (ORDER BY place) AS next
        FROM string_to_table(left(normalize(given, NFKC), 80000), NULL)
            WITH ORDINALITY AS letters (letter, place)
    ) AS neighbours
) END;

-- With terms that no text can hold, as they have a blank in them: "topic japan". By them the index
-- narrows a search.
CREATE FUNCTION nf_search_vector(
    headline text, dek text, body text, label text, story jsonb, topics jsonb, bylines jsonb
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('english', nf_words(headline)), 'A')
    || setweight(to_tsvector('english', nf_words(dek)), 'B')
    || setweight(to_tsvector('english', nf_words(body)), 'C')
    || array_to_tsvector(ARRAY(
        SELECT 'label ' || label
        UNION SELECT 'story ' || (s #>> '{}') FROM jsonb_path_query(story, '$.slug') s
        UNION SELECT 'topic ' || (t #>> '{}') FROM jsonb_path_query(topics, '$[*].slug') t
        UNION SELECT 'author ' || (b #>> '{}') FROM jsonb_path_query(bylines, '$[*].slug') b
    ));

-- What is offered while a reader types: the headline, and the names printed with it.
CREATE FUNCTION nf_offered(headline text, story jsonb, topics jsonb, bylines jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple', nf_words(
    headline || ' ' || coalesce(story ->> 'name', '')
    || ' ' || jsonb_path_query_array(topics, '$[*].name')::text
    || ' ' || jsonb_path_query_array(bylines, '$[*].name')::text
));
GRANT EXECUTE ON FUNCTION nf_words(text),
    nf_search_vector(text, text, text, text, jsonb, jsonb, jsonb),
    nf_offered(text, jsonb, jsonb, jsonb) TO nf_desk;

-- A reader's query in the web's manner. What is written without blanks is a phrase of pairs; a
-- single character may begin one.
CREATE FUNCTION nf_asked(query text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT
RETURN (
    SELECT regexp_replace(
        -- After a pair, its second character alone says nothing new.
        regexp_replace(
            websearch_to_tsquery('english', nf_words(string_agg(
                CASE WHEN n % 2 = 0 THEN part
                    ELSE regexp_replace(part, '[UNSPACED]+', '"\&"', 'g') END,
                '"' ORDER BY n)))::text,
            '(''[UNSPACED]{2}'') <-> ''[UNSPACED]''(?! <->)', '\1', 'g'),
        '(''[UNSPACED]'')', '\1:*', 'g')::tsquery
    FROM string_to_table(query, '"') WITH ORDINALITY AS parts (part, n)
);

-- Words of which the reader has perhaps typed the beginning only.
CREATE FUNCTION nf_typed(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT
RETURN regexp_replace(
    plainto_tsquery('simple', nf_words(typed))::text, '''(?= |$)', ''':*', 'g')::tsquery;
"""

LIVE = """
CREATE VIEW live_editions AS
    SELECT id, address, headline, dek, body_text, label, printed_story, topics, bylines,
        published_at, search
    FROM articles_edition e
    WHERE live @> statement_timestamp() AND kind <> 'kill' AND NOT EXISTS (
        SELECT FROM articles_withdrawal w
        WHERE w.article_id = e.article_id AND w.span @> statement_timestamp()
    );
REVOKE ALL ON live_editions FROM nf_desk;

-- The newest that match, at most so many. It looks back in growing strides: a common word is found
-- often enough in the first, and a rare one is quickly looked up in all.
CREATE FUNCTION nf_newest_live(
    words text, wanted tsquery, since timestamptz, until timestamptz, until_id bigint, most integer
) RETURNS bigint[] LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    stride interval;
    found bigint[] := '{}';
BEGIN
    FOREACH stride IN ARRAY ARRAY['60 days', '1 year', '6 years', '1000 years']::interval[] LOOP
        -- EXECUTE, so that every query is planned for its own words; OFFSET 0, so that the planner
        -- never walks through the newest of all in the hope of a match.
        EXECUTE format($sql$
            SELECT ARRAY(
                SELECT id FROM (
                    SELECT id, published_at FROM live_editions
                    WHERE %s @@ $1 AND published_at BETWEEN $2 AND $3
                        AND (published_at, id) < ($3, $4) OFFSET 0
                ) AS matching
                ORDER BY published_at DESC, id DESC LIMIT $5)
        $sql$, words) INTO found
        USING wanted, greatest(since, until - stride), until, until_id, most;
        EXIT WHEN cardinality(found) >= most OR until - stride <= since;
    END LOOP;
    RETURN found;
END $$;
"""

SEARCH = """
DROP FUNCTION search_editions(text, integer);

-- Of the newest 1,000 that match: how many there are, what they have in common, and a page of them,
-- the best first or the newest first. ``terms``: "topic japan". ``before``: the key where the page
-- begins, in the order of time. ``asked``: the query as the database understands it.
CREATE FUNCTION search_editions(
    query text,
    terms text[] DEFAULT '{}',
    since timestamptz DEFAULT NULL,
    until timestamptz DEFAULT NULL,
    by_date boolean DEFAULT false,
    before timestamptz DEFAULT NULL,
    before_id bigint DEFAULT NULL,
    zone text DEFAULT 'UTC',
    most integer DEFAULT 25
) RETURNS jsonb LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    bound CONSTANT integer := 1000;
    asked tsquery := nf_asked(query);
    wanted tsquery := asked;
    term text;
    matching bigint[];
    page bigint[];
    facets jsonb;
BEGIN
    -- Nothing is asked for, or only that something be left out: no index could help.
    IF querytree(asked) IN ('', 'T') THEN
        RETURN jsonb_build_object(
            'asked', '', 'total', 0, 'is_bounded', false, 'page', '[]'::jsonb, 'facets', '{}'::jsonb
        );
    END IF;
    FOREACH term IN ARRAY terms LOOP
        wanted := wanted && format(
            '''%s''', replace(replace(term, '\\', '\\\\'), '''', '''''')
        )::tsquery;
    END LOOP;
    since := coalesce(since, '-infinity');
    until := least(until, statement_timestamp());
    most := least(most, 200);
    matching := nf_newest_live('search', wanted, since, until, 0, bound + 1);
    IF NOT by_date THEN
        page := ARRAY(
            SELECT id FROM live_editions WHERE id = ANY (matching[:bound])
            ORDER BY ts_rank(search, asked, 1) DESC, published_at DESC, id DESC LIMIT most
        );
    ELSIF before < until THEN
        page := nf_newest_live('search', wanted, since, before, before_id, most);
    ELSE
        page := matching[:most];
    END IF;

    WITH editions AS MATERIALIZED (
        SELECT * FROM live_editions WHERE id = ANY (matching[:bound])
    ), facts AS (
        SELECT 'label' AS facet, id, label AS slug, label AS name FROM editions
        UNION ALL
        SELECT 'story', id, printed_story ->> 'slug', printed_story ->> 'name' FROM editions
        UNION ALL
        SELECT 'topic', id, topic ->> 'slug', topic ->> 'name'
        FROM editions, jsonb_path_query(topics, '$[*]') topic
        UNION ALL
        SELECT 'author', id, author ->> 'slug', author ->> 'name'
        FROM editions, jsonb_path_query(bylines, '$[*]') author
        UNION ALL
        SELECT 'month', id, to_char(published_at AT TIME ZONE zone, 'YYYY-MM'), '' FROM editions
    ), counted AS (
        SELECT facet, slug, max(name) AS name, count(DISTINCT id) AS n,
            row_number() OVER (PARTITION BY facet ORDER BY count(DISTINCT id) DESC, slug) AS place
        FROM facts WHERE slug IS NOT NULL GROUP BY facet, slug
    ), listed AS (
        SELECT facet, jsonb_agg(jsonb_build_array(slug, name, n) ORDER BY place) AS list
        FROM counted WHERE place <= 10 OR facet = 'month' GROUP BY facet
    )
    SELECT coalesce(jsonb_object_agg(facet, list), '{}') INTO facets FROM listed;

    RETURN jsonb_build_object(
        'asked', asked::text,
        'total', least(cardinality(matching), bound),
        'is_bounded', cardinality(matching) > bound,
        'page', to_jsonb(page),
        'facets', facets
    );
END $$;
GRANT EXECUTE ON FUNCTION search_editions(
    text, text[], timestamptz, timestamptz, boolean, timestamptz, bigint, text, integer
) TO nf_site, nf_desk;

-- Names of stories, topics and authors, then headlines, that what is typed may lead to.
CREATE FUNCTION search_completions(typed text)
RETURNS TABLE (kind text, name text, place text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted tsquery := nf_typed(typed);
    matching bigint[];
BEGIN
    IF numnode(wanted) = 0 THEN
        RETURN;
    END IF;
    matching := nf_newest_live(
        'nf_offered(headline, printed_story, topics, bylines)', wanted,
        '-infinity', statement_timestamp(), 0, 60
    );
    RETURN QUERY
    WITH editions AS MATERIALIZED (
        SELECT * FROM live_editions WHERE id = ANY (matching)
    ), names AS (
        SELECT 'story' AS kind, printed_story AS printed FROM editions
        UNION ALL SELECT 'topic', jsonb_path_query(topics, '$[*]') FROM editions
        UNION ALL SELECT 'author', jsonb_path_query(bylines, '$[*]') FROM editions
    ), places AS (
        SELECT n.kind, max(printed ->> 'name') AS name, printed ->> 'slug' AS place,
            row_number() OVER (ORDER BY count(*) DESC, printed ->> 'slug') AS rank
        FROM names n WHERE to_tsvector('simple', nf_words(printed ->> 'name')) @@ wanted
        GROUP BY n.kind, printed ->> 'slug'
    ), headlines AS (
        SELECT 'article', headline, address, row_number() OVER (ORDER BY
            to_tsvector('simple', nf_words(headline)) @@ wanted DESC, published_at DESC, id DESC
        ) AS rank FROM editions
    ), offers AS (
        SELECT 1 AS part, p.* FROM places p WHERE rank <= 3
        UNION ALL
        SELECT 2, h.* FROM headlines h WHERE rank <= 5
    )
    SELECT o.kind, o.name, o.place FROM offers o ORDER BY part, rank;
END $$;
GRANT EXECUTE ON FUNCTION search_completions(text) TO nf_site, nf_desk;
"""

# Every word that was ever printed or is to be: nobody may read the list. What is given away of it
# must stand in a text that readers have now.
CORRECTIONS = r"""
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

CREATE TABLE articles_searchword (word text PRIMARY KEY);
CREATE INDEX search_word_likeness ON articles_searchword USING gist (word gist_trgm_ops);
REVOKE ALL ON articles_searchword FROM nf_desk;

CREATE FUNCTION nf_words_to_know(headline text, dek text, body text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE AS $$
    SELECT lexeme
    FROM unnest(to_tsvector('simple', left(headline || ' ' || dek || ' ' || body, 250000)))
    WHERE lexeme ~ '^[[:alpha:]]{4,30}$' AND lexeme !~ '[UNSPACED]'
    ORDER BY lexeme  -- two that print at once lock new words in the same order
$$;

CREATE FUNCTION nf_edition_words_known() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO articles_searchword
        SELECT nf_words_to_know(NEW.headline, NEW.dek, NEW.body_text) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER edition_words_known AFTER INSERT ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION nf_edition_words_known();
INSERT INTO articles_searchword
    SELECT DISTINCT nf_words_to_know(headline, dek, body_text) FROM articles_edition;

-- For each word of a query that no live edition has: the likest that one has. A slip of two letters
-- must at least begin right; of equally like words, one of the same length, as where letters were
-- exchanged, and then the one that more editions have.
CREATE FUNCTION search_corrections(query text)
RETURNS TABLE (word text, better text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT asked.lexeme, best.word
    FROM (
        SELECT lexeme FROM unnest(to_tsvector('simple', left(query, 200)))
        WHERE lexeme ~ '^[[:alpha:]]{4,30}$' LIMIT 8
    ) asked
    CROSS JOIN LATERAL (
        SELECT near.word FROM (
            SELECT w.word, w.word <-> asked.lexeme AS distance,
                levenshtein(w.word, asked.lexeme) AS slips
            FROM articles_searchword w ORDER BY w.word <-> asked.lexeme LIMIT 60
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
GRANT EXECUTE ON FUNCTION search_corrections(text) TO nf_site, nf_desk;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_standards")]
    operations = [
        migrations.RunSQL(WORDS.replace("UNSPACED", UNSPACED)),
        migrations.RemoveIndex("edition", "edition_search"),
        migrations.RemoveField("edition", "search"),
        migrations.AddField(
            "edition",
            "search",
            models.GeneratedField(
                expression=models.Func(
                    "headline",
                    "dek",
                    "body_text",
                    "label",
                    "printed_story",
                    "topics",
                    "bylines",
                    function="nf_search_vector",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            "edition",
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="edition_search"),
        ),
        migrations.AddIndex(
            "edition",
            django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "headline", "printed_story", "topics", "bylines", function="nf_offered"
                ),
                name="edition_offered",
            ),
        ),
        migrations.RunSQL(LIVE),
        migrations.RunSQL(SEARCH),
        migrations.RunSQL(CORRECTIONS.replace("UNSPACED", UNSPACED)),
    ]
