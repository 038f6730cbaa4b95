"""Who may do what: the desk adds to the record, and readers see what is public.

A table that is not named here is open to the desk and closed to the site.
"""

from django.db import migrations

DESK = """
REVOKE UPDATE, DELETE ON articles_edition FROM nf_desk;
GRANT UPDATE (live) ON articles_edition TO nf_desk;
REVOKE UPDATE, DELETE ON articles_withdrawal FROM nf_desk;
GRANT UPDATE (span) ON articles_withdrawal TO nf_desk;
REVOKE UPDATE ON articles_renditionset FROM nf_desk;
REVOKE UPDATE, DELETE ON articles_editiontopic, articles_editionbyline, articles_editionpicture,
    articles_logbookentry, articles_clearance FROM nf_desk;
REVOKE INSERT, UPDATE, DELETE ON articles_writer, articles_editionrecord FROM nf_desk;
"""

# The site's role: an edition from its first second on, unless its article is withdrawn, of which
# only the notice is left; and the reference data that such editions lead to.
SITE = """
GRANT SELECT ON articles_edition, articles_withdrawal, articles_editiontopic,
    articles_editionbyline, articles_editionrecord, articles_topic, articles_story,
    accounts_author TO nf_site;

ALTER TABLE articles_edition ENABLE ROW LEVEL SECURITY;
ALTER TABLE articles_withdrawal ENABLE ROW LEVEL SECURITY;
ALTER TABLE articles_editiontopic ENABLE ROW LEVEL SECURITY;
ALTER TABLE articles_editionbyline ENABLE ROW LEVEL SECURITY;
ALTER TABLE articles_topic ENABLE ROW LEVEL SECURITY;
ALTER TABLE articles_story ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_author ENABLE ROW LEVEL SECURITY;

CREATE POLICY desk ON articles_edition TO nf_desk USING (true) WITH CHECK (true);
CREATE POLICY desk ON articles_withdrawal TO nf_desk USING (true) WITH CHECK (true);
CREATE POLICY desk ON articles_editiontopic TO nf_desk USING (true) WITH CHECK (true);
CREATE POLICY desk ON articles_editionbyline TO nf_desk USING (true) WITH CHECK (true);
CREATE POLICY desk ON articles_topic TO nf_desk USING (true) WITH CHECK (true);
CREATE POLICY desk ON articles_story TO nf_desk USING (true) WITH CHECK (true);
CREATE POLICY desk ON accounts_author TO nf_desk USING (true) WITH CHECK (true);

CREATE POLICY begun ON articles_withdrawal FOR SELECT TO nf_site
    USING (span @> statement_timestamp());

CREATE POLICY published ON articles_edition FOR SELECT TO nf_site USING (
    begins_at <= statement_timestamp()
    AND NOT isempty(live)
    AND (kind = 'kill' OR NOT EXISTS (
        SELECT FROM articles_withdrawal w WHERE w.article_id = articles_edition.article_id
    ))
);
-- OFFSET 0 keeps the planner from hashing every edition to look at a few.
CREATE POLICY published ON articles_editiontopic FOR SELECT TO nf_site USING (
    EXISTS (SELECT FROM articles_edition e WHERE e.id = edition_id OFFSET 0)
);
CREATE POLICY published ON articles_editionbyline FOR SELECT TO nf_site USING (
    EXISTS (SELECT FROM articles_edition e WHERE e.id = edition_id OFFSET 0)
);
CREATE POLICY in_print ON articles_topic FOR SELECT TO nf_site USING (
    EXISTS (SELECT FROM articles_editiontopic t WHERE t.topic_id = articles_topic.id)
);
CREATE POLICY in_print ON articles_story FOR SELECT TO nf_site USING (
    EXISTS (SELECT FROM articles_edition e WHERE e.story_id = articles_story.id)
);
CREATE POLICY in_print ON accounts_author FOR SELECT TO nf_site USING (
    EXISTS (SELECT FROM articles_editionbyline b WHERE b.author_id = accounts_author.id)
);
"""

# Row security keeps the search index from being used for @@, so the search is a function that asks
# with its owner's eyes, filters on what is live itself, and gives away nothing but keys and ranks.
SEARCH = """
CREATE FUNCTION search_editions(query text, most integer)
RETURNS TABLE (edition_id bigint, rank real) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.id, ts_rank(e.search, asked) AS rank
    FROM articles_edition e, websearch_to_tsquery('english', query) asked
    WHERE e.search @@ asked AND e.live @> statement_timestamp() AND e.kind <> 'kill'
    ORDER BY rank DESC, e.published_at DESC, e.id DESC
    LIMIT least(most, 200)
$$;
GRANT EXECUTE ON FUNCTION search_editions(text, integer) TO nf_site, nf_desk;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_four_eyes"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(DESK),
        migrations.RunSQL(SITE),
        migrations.RunSQL(SEARCH),
    ]
