"""The index of the search knows the month of each text, too.

Of a word that is in every tenth text it read all there ever were, to keep those of the last weeks.
Asked for a month and a word at once, it goes through the texts of that month alone.
"""

import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import F, Func

# In PL/pgSQL for the reason that 0017 tells.
MONTH = """
-- Months are numbers, in UTC; an array of one, as GIN has it.
CREATE FUNCTION nf_month(at timestamptz) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN ARRAY[
        12 * extract(year FROM at AT TIME ZONE 'UTC') + extract(month FROM at AT TIME ZONE 'UTC')
    ]::integer[];
END $$;

GRANT EXECUTE ON FUNCTION nf_month(timestamptz) TO nf_desk;

-- All of them from one time to another.
CREATE FUNCTION nf_months(first timestamptz, last timestamptz) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public
RETURN ARRAY(SELECT generate_series((nf_month(first))[1], (nf_month(last))[1]));
"""

# As of 0016, but that the index is asked for the months as well, so that it need not be kept from
# being asked for frequent words.
NEWEST = """
-- The newest of what is live that match, at most so many, of what comes before the key ``until``.
-- ``words`` is the indexed expression, ``first_window`` how many pieces are looked through first.
-- Of a phrase, no more than about ``most_read`` texts that hold its words are read: ``looked_to``
-- is then the time down to which it has looked; it is null if all was looked at.
CREATE OR REPLACE FUNCTION nf_newest_live(
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
    -- The other index does not know of months, and months of many years are no help.
    longest CONSTANT interval := CASE WHEN words = 'search' THEN '2 years' ELSE '0' END;
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
        -- never walks through the newest of all in the hope of a match.
        EXECUTE format($sql$
            SELECT array_agg(id ORDER BY published_at DESC, id DESC) FILTER (WHERE is_match),
                count(*)
            FROM (
                SELECT id, published_at, %s AS is_match FROM live_editions
                WHERE %s @@ $2 AND published_at BETWEEN $3 AND $4
                    AND (published_at, id) < ($4, $5) %s OFFSET 0
            ) AS candidates
        $sql$, CASE WHEN is_ordered THEN words || ' @@ $1' ELSE 'true' END, words,
            CASE WHEN until - begins < longest THEN 'AND nf_month(published_at) && $6' END)
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
            1.5 * (most - cardinality(matching)) / greatest(cardinality(within), 1),
            may_read::float8 / n_read
        )) END;
        width := width * factor;
        begins := greatest(until - width, oldest);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_pieces_of_a_story")]
    operations = [
        migrations.RunSQL(MONTH),
        migrations.RemoveIndex("edition", "edition_search"),
        migrations.AddIndex(
            "edition",
            django.contrib.postgres.indexes.GinIndex(
                F("search"), Func("published_at", function="nf_month"), name="edition_search"
            ),
        ),
        migrations.RunSQL(NEWEST),
    ]
