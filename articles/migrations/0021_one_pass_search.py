"""What a search found is read once: ranked, counted and listed in one go, and never more than 500.

Twice as many were read before, two times over, to choose 25 of them. And where a word has a slip,
only those are compared with it that begin as it does, but for a slip in that very letter.
"""

from django.db import migrations

# As of 0020, but that whole months are looked up by the index of the search alone, that strides
# reach for little more than is wanted, and that fewer texts of a phrase are read.
NEWEST = """
-- The newest of what is live that match, at most so many, of what comes before the key ``until``.
-- ``words`` is the indexed expression, ``first_window`` how many pieces are looked through first.
-- Of a phrase, no more than about ``most_read`` texts that hold its words are read: ``looked_to``
-- is then the time down to which it has looked; it is null if all was looked at.
CREATE OR REPLACE FUNCTION nf_newest_live(
    words text, wanted tsquery, since timestamptz, until timestamptz, until_id bigint, most integer,
    first_window integer DEFAULT 200, most_read integer DEFAULT 1200,
    OUT matching bigint[], OUT looked_to timestamptz
) LANGUAGE plpgsql STABLE SET enable_seqscan = off
-- A bitmap that does not fit forgets which rows of a page it meant: each would be made into words.
SET work_mem = '64MB' AS $$
DECLARE
    is_ordered CONSTANT boolean := wanted::text ~ ' <(-|[0-9]+)> ';
    candidates CONSTANT tsquery := CASE WHEN is_ordered THEN nf_loose(wanted) ELSE wanted END;
    may_read integer := CASE WHEN is_ordered THEN most_read END;
    oldest timestamptz;
    begins timestamptz;
    width interval := '0';
    within bigint[];
    n_read integer;
    factor float8;
    by_month boolean;
    in_whole_months boolean;
BEGIN
    matching := '{}';
    SELECT published_at INTO oldest FROM articles_edition ORDER BY published_at LIMIT 1;
    oldest := greatest(oldest, since);
    -- In the newest few it is seen how frequent the words are.
    SELECT published_at INTO begins FROM articles_edition
        WHERE published_at <= until ORDER BY published_at DESC, id DESC OFFSET first_window LIMIT 1;
    begins := greatest(begins, oldest);
    LOOP
        -- The other index does not know of months, and months of many years are no help.
        by_month := words = 'search' AND until - begins < '2 years';
        -- To gather all that is between two dates takes longer than to look at a few too many.
        in_whole_months := by_month AND width > '30 days';
        IF in_whole_months THEN
            begins := greatest(date_trunc('month', begins, 'UTC'), oldest);
        END IF;
        -- EXECUTE, so that every query is planned for its own words; OFFSET 0, so that the planner
        -- never walks through the newest of all in the hope of a match.
        EXECUTE format($sql$
            SELECT array_agg(id ORDER BY published_at DESC, id DESC) FILTER (WHERE is_match),
                count(*)
            FROM (
                SELECT id, published_at, %s AS is_match FROM live_editions
                WHERE %s @@ $2 AND %s AND %s OFFSET 0
            ) AS candidates
            WHERE published_at >= $3 AND (published_at, id) < ($4, $5)
        $sql$, CASE WHEN is_ordered THEN words || ' @@ $1' ELSE 'true' END, words,
            CASE WHEN by_month THEN 'nf_month(published_at) && $6' ELSE 'true' END,
            CASE WHEN in_whole_months THEN 'true' ELSE 'published_at BETWEEN $3 AND $4' END)
        INTO within, n_read
        USING wanted, candidates, begins, until, until_id, nf_months(begins, until);
        matching := matching || within[:most - cardinality(matching)];
        may_read := may_read - n_read;
        EXIT WHEN cardinality(matching) >= most OR begins <= oldest;
        IF may_read <= 0 THEN
            looked_to := begins;
            EXIT;
        END IF;
        width := greatest(until - begins, '1 hour');
        until := begins;
        until_id := 0;
        -- As wide as what is still to be found needs, and no wider than what may be read.
        factor := CASE WHEN n_read = 0 THEN 200 ELSE greatest(0.2, least(
            200,
            1.15 * (most - cardinality(matching)) / greatest(cardinality(within), 1),
            may_read::float8 / n_read
        )) END;
        width := width * factor;
        begins := greatest(until - width, oldest);
    END LOOP;
END $$;
"""

# As of 0016, but that what was found is read once, and that it is half as much.
SEARCH = """
CREATE OR REPLACE FUNCTION search_editions(
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
    bound CONSTANT integer := 500;
    asked tsquery := nf_asked(query);
    wanted tsquery := asked;
    term text;
    newest record;
    listed record;
    best bigint[];
    facets jsonb;
BEGIN
    -- Nothing is asked for, or only that something be left out: no index could help.
    IF querytree(asked) IN ('', 'T') THEN
        RETURN jsonb_build_object(
            'asked', '', 'total', 0, 'is_bounded', false, 'looked_to', NULL,
            'page', '[]'::jsonb, 'facets', '{}'::jsonb
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
    newest := nf_newest_live('search', wanted, since, until, 0, bound + 1);
    listed := newest;
    IF by_date AND before < until THEN
        listed := nf_newest_live('search', wanted, since, before, before_id, most);
    END IF;

    WITH editions AS MATERIALIZED (
        SELECT id, label, printed_story, topics, bylines, published_at,
            CASE WHEN NOT by_date THEN ts_rank(search, asked, 1) END AS rank
        FROM articles_edition WHERE id = ANY (newest.matching[:bound])
    ), facts AS (
        SELECT 'label' AS facet, label AS slug, label AS name FROM editions
        UNION ALL
        SELECT 'story', printed_story ->> 'slug', printed_story ->> 'name' FROM editions
        UNION ALL
        SELECT 'topic', topic ->> 'slug', topic ->> 'name'
        FROM editions, jsonb_array_elements(topics) topic
        UNION ALL
        -- Who has two roles in a byline is counted once.
        SELECT 'author', line ->> 'slug', max(line ->> 'name')
        FROM editions, jsonb_array_elements(bylines) line GROUP BY id, line ->> 'slug'
        UNION ALL
        SELECT 'month', to_char(published_at AT TIME ZONE zone, 'YYYY-MM'), '' FROM editions
    ), counted AS MATERIALIZED (
        SELECT facet, slug, max(name) AS name, count(*) AS n
        FROM facts WHERE slug IS NOT NULL GROUP BY facet, slug
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY facet ORDER BY n DESC, slug) AS place FROM counted
    ), listed AS (
        SELECT facet, jsonb_agg(jsonb_build_array(slug, name, n) ORDER BY place) AS list
        FROM placed WHERE place <= 10 OR facet = 'month' GROUP BY facet
    )
    SELECT
        ARRAY(SELECT id FROM editions ORDER BY rank DESC, published_at DESC, id DESC LIMIT most),
        (SELECT coalesce(jsonb_object_agg(facet, list), '{}') FROM listed)
    INTO best, facets;

    RETURN jsonb_build_object(
        'asked', asked::text,
        'total', least(cardinality(newest.matching), bound),
        'is_bounded', cardinality(newest.matching) > bound,
        'looked_to', to_char(
            listed.looked_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
        ),
        'page', to_jsonb(CASE WHEN by_date THEN listed.matching[:most] ELSE best END),
        'facets', facets
    );
END $$;
"""

# As of 0018, but that its index is asked for the first letter, too, and that the setting of an
# extension is none of the function's own: only a superuser could restore that from a copy.
CORRECTIONS = r"""
CREATE OR REPLACE FUNCTION search_corrections(query text)
RETURNS TABLE (word text, better text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- The planner cannot know how rare a word is that it is given row by row.
SET enable_seqscan = off AS $$
BEGIN
    -- To the end of the transaction; nobody else asks for likeness.
    PERFORM set_config('pg_trgm.similarity_threshold', '0.25', true);
    RETURN QUERY
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
                SELECT w.word FROM articles_searchword w
                WHERE w.word % asked.lexeme AND w.word LIKE left(asked.lexeme, 1) || '%'
                ORDER BY w.word <-> asked.lexeme LIMIT 60
            ) likest
            UNION
            -- Another first letter, one that is missing, and one too many.
            SELECT w.word, w.word <-> asked.lexeme, 1
            FROM articles_searchword w
            WHERE w.word LIKE ANY (ARRAY[
                '_' || substr(asked.lexeme, 2), '_' || asked.lexeme, substr(asked.lexeme, 2)
            ])
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
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_search_by_month")]
    operations = [
        migrations.RunSQL(NEWEST),
        migrations.RunSQL(SEARCH),
        migrations.RunSQL(CORRECTIONS),
    ]
