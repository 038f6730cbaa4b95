"""A search reads a bounded number of texts, however many hold its words.

It looks back from the newest in windows that do not overlap, each as wide as what was found in the
one before makes it likely that enough lies in it. Of a phrase the index knows only which texts hold
its words: each of them has to be read, so no more than so many are, and the answer tells how far
back that was.
"""

from django.db import migrations

# As of 0008, but whether an article is withdrawn is asked of each text that is looked at: OFFSET 0
# keeps the planner from reading all withdrawals for a page.
LIVE = """
CREATE OR REPLACE VIEW live_editions AS
    SELECT id, address, headline, dek, body_text, label, printed_story, topics, bylines,
        published_at, search
    FROM articles_edition e
    WHERE live @> statement_timestamp() AND kind <> 'kill' AND NOT EXISTS (
        SELECT FROM articles_withdrawal w
        WHERE w.article_id = e.article_id AND w.span @> statement_timestamp() OFFSET 0
    );
"""

LOOSE = """
-- What the index alone can tell of a query: its words, without their order and what is left out.
CREATE FUNCTION nf_loose(wanted tsquery) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, public, pg_temp
RETURN regexp_replace(querytree(wanted), ' <(-|[0-9]+)> ', ' & ', 'g')::tsquery;
"""

NEWEST = """
DROP FUNCTION nf_newest_live(text, tsquery, timestamptz, timestamptz, bigint, integer);

-- The newest of what is live that match, at most so many, of what comes before the key ``until``.
-- ``words`` is the indexed expression, ``first_window`` how many pieces are looked through first.
-- Of a phrase, no more than about ``most_read`` texts that hold its words are read: ``looked_to``
-- is then the time down to which it has looked; it is null if all was looked at.
CREATE FUNCTION nf_newest_live(
    words text, wanted tsquery, since timestamptz, until timestamptz, until_id bigint, most integer,
    first_window integer DEFAULT 200, most_read integer DEFAULT 2000,
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
    width interval;
    within bigint[];
    n_read integer;
    factor float8;
    -- What the index holds is a column, or would have to be made of each text.
    is_frequent boolean := words = 'search';
BEGIN
    matching := '{}';
    SELECT published_at INTO oldest FROM articles_edition ORDER BY published_at LIMIT 1;
    oldest := greatest(oldest, since);
    -- In the newest few it is seen how frequent the words are.
    SELECT published_at INTO begins FROM articles_edition
        WHERE published_at <= until ORDER BY published_at DESC, id DESC OFFSET first_window LIMIT 1;
    begins := greatest(begins, oldest);
    LOOP
        -- EXECUTE, so that every query is planned for its own words; OFFSET 0, so that the planner
        -- never walks through the newest of all in the hope of a match. Where every third text has
        -- frequent words, IS TRUE keeps it from looking up all others that have them.
        EXECUTE format($sql$
            SELECT array_agg(id ORDER BY published_at DESC, id DESC) FILTER (WHERE is_match),
                count(*)
            FROM (
                SELECT id, published_at, %s AS is_match FROM live_editions
                WHERE (%s @@ $2) %s AND published_at BETWEEN $3 AND $4
                    AND (published_at, id) < ($4, $5) OFFSET 0
            ) AS candidates
        $sql$, CASE WHEN is_ordered THEN words || ' @@ $1' ELSE 'true' END, words,
            CASE WHEN is_frequent THEN 'IS TRUE' END)
        INTO within, n_read USING wanted, candidates, begins, until, until_id;
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
        is_frequent := is_frequent AND 3 * n_read > first_window;
        factor := CASE WHEN n_read = 0 THEN 200 ELSE greatest(0.2, least(
            200,
            1.5 * (most - cardinality(matching)) / greatest(cardinality(within), 1),
            may_read::float8 / n_read
        )) END;
        width := width * factor;
        begins := greatest(until - width, oldest);
    END LOOP;
END $$;
"""


# As of 0008, but for ``looked_to``; what was found is not asked again whether it is live.
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
    bound CONSTANT integer := 1000;
    asked tsquery := nf_asked(query);
    wanted tsquery := asked;
    term text;
    newest record;
    listed record;
    page bigint[];
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
    IF NOT by_date THEN
        page := ARRAY(
            SELECT id FROM articles_edition WHERE id = ANY (newest.matching[:bound])
            ORDER BY ts_rank(search, asked, 1) DESC, published_at DESC, id DESC LIMIT most
        );
    ELSE
        IF before < until THEN
            listed := nf_newest_live('search', wanted, since, before, before_id, most);
        END IF;
        page := listed.matching[:most];
    END IF;

    WITH editions AS MATERIALIZED (
        SELECT id, label, printed_story, topics, bylines, published_at
        FROM articles_edition WHERE id = ANY (newest.matching[:bound])
    ), facts AS (
        SELECT 'label' AS facet, label AS slug, label AS name FROM editions
        UNION ALL
        SELECT 'story', printed_story ->> 'slug', printed_story ->> 'name' FROM editions
        UNION ALL
        SELECT 'topic', topic ->> 'slug', topic ->> 'name'
        FROM editions, jsonb_array_elements(topics) topic
        UNION ALL
        SELECT 'author', author.slug, author.name FROM editions, LATERAL (
            -- Who has two roles in a byline is counted once.
            SELECT line ->> 'slug' AS slug, max(line ->> 'name') AS name
            FROM jsonb_array_elements(bylines) line GROUP BY line ->> 'slug'
        ) author
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
    SELECT coalesce(jsonb_object_agg(facet, list), '{}') INTO facets FROM listed;

    RETURN jsonb_build_object(
        'asked', asked::text,
        'total', least(cardinality(newest.matching), bound),
        'is_bounded', cardinality(newest.matching) > bound,
        'looked_to', to_char(
            listed.looked_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
        ),
        'page', to_jsonb(page),
        'facets', facets
    );
END $$;
"""

# As of 0008, but that each name is looked at once.
COMPLETIONS = """
CREATE OR REPLACE FUNCTION search_completions(typed text)
RETURNS TABLE (kind text, name text, place text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted tsquery := nf_typed(typed);
    newest bigint[];
BEGIN
    IF numnode(wanted) = 0 THEN
        RETURN;
    END IF;
    SELECT matching INTO newest FROM nf_newest_live(
        'nf_offered(headline, printed_story, topics, bylines)', wanted,
        '-infinity', statement_timestamp(), 0, 60, first_window => 1500
    );
    RETURN QUERY
    WITH editions AS MATERIALIZED (
        SELECT id, headline, address, printed_story, topics, bylines, published_at
        FROM articles_edition WHERE id = ANY (newest)
    ), printed AS (
        SELECT 'story' AS kind, printed_story AS told FROM editions
        UNION ALL SELECT 'topic', jsonb_path_query(topics, '$[*]') FROM editions
        UNION ALL SELECT 'author', jsonb_path_query(bylines, '$[*]') FROM editions
    ), names AS (
        SELECT p.kind, max(told ->> 'name') AS name, told ->> 'slug' AS place, count(*) AS n
        FROM printed p GROUP BY p.kind, told ->> 'slug'
    ), places AS (
        SELECT n.kind, n.name, n.place, row_number() OVER (ORDER BY n DESC, n.place) AS rank
        FROM names n WHERE to_tsvector('simple', nf_words(n.name)) @@ wanted
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
"""

# The planner cannot know how rare a word is that it is given row by row.
CORRECTIONS = "ALTER FUNCTION search_corrections(text) SET enable_seqscan = off;"


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_words_at_once")]
    operations = [
        migrations.RunSQL(LIVE),
        migrations.RunSQL(LOOSE),
        migrations.RunSQL(NEWEST),
        migrations.RunSQL(SEARCH),
        migrations.RunSQL(COMPLETIONS),
        migrations.RunSQL(CORRECTIONS),
    ]
