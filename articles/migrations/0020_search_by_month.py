"""The index of the search knows the month of each text, too.

Of a word that is in every tenth text it read all there ever were, to keep those of the last weeks.
Asked for a month and a word at once, it goes through the texts of that month alone.
"""

from importlib import import_module

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

GRANT EXECUTE ON FUNCTION nf_month(timestamptz) TO nf_site, nf_desk;

-- All of them from one time to another.
CREATE FUNCTION nf_months(first timestamptz, last timestamptz) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public
RETURN ARRAY(SELECT generate_series((nf_month(first))[1], (nf_month(last))[1]));
"""

# As of 0016, but that the index is asked for the months as well, if they are few.
NEWEST = "CREATE OR REPLACE" + import_module(
    "articles.migrations.0016_bounded_search"
).NEWEST.split("CREATE", 1)[1].replace(
    "AND (published_at, id) < ($4, $5) OFFSET 0",
    "AND (published_at, id) < ($4, $5) %s OFFSET 0",
).replace(
    "CASE WHEN is_frequent THEN 'IS TRUE' END)",
    """CASE WHEN is_frequent THEN 'IS TRUE' END,
            CASE WHEN words = 'search' AND NOT is_frequent AND until - begins < '2 years'
                THEN 'AND nf_month(published_at) && $6' END)""",
).replace(
    "begins, until, until_id;",
    "begins, until, until_id, nf_months(begins, until);",
    1,
)


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
        # So that the planner knows how few texts a month has.
        migrations.RunSQL("ANALYZE articles_edition"),
    ]
