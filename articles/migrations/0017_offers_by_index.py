"""What is offered while a reader types is found by its index, whoever was first to ask the table.

A session keeps the expression of an index as the role sees it that first plans a query of the
table. Written in SQL, the function was taken apart there (inlined) only for a role that may call
it, which the site's role may not. So in a session in which an article was read before, the search,
which runs as the owner, had another expression than the index and did without it. A function in
PL/pgSQL is never taken apart. It names the schema: an index is built where no other is searched.
"""

from django.db import migrations

OFFERED = r"""
CREATE OR REPLACE FUNCTION nf_offered(headline text, story jsonb, topics jsonb, bylines jsonb)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN to_tsvector('simple', public.nf_words(
        headline || ' ' || coalesce(story ->> 'name', '')
        || ' ' || jsonb_path_query_array(topics, '$[*].name')::text
        || ' ' || jsonb_path_query_array(bylines, '$[*].name')::text
    ));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_bounded_search")]
    operations = [migrations.RunSQL(OFFERED)]
