"""What is listed newest first is found by an index, however much there is.

A topic's and an author's links carry the time by which their lists are in order, and a clearance
the edition that was printed from it: both are set by triggers. The desk's search looks words of
headlines up.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

LINKS = """
CREATE OR REPLACE FUNCTION nf_edition_link_recorded() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'articles_editionpicture' THEN
        PERFORM FROM articles_edition WHERE id = NEW.edition_id AND recorded_at = now();
    ELSE
        SELECT published_at INTO NEW.published_at
            FROM articles_edition WHERE id = NEW.edition_id AND recorded_at = now();
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an edition is linked in the transaction that records it, or never'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;
"""

LINKS_OF_BEFORE = """
ALTER TABLE articles_editiontopic DISABLE TRIGGER edition_topic_kept;
ALTER TABLE articles_editionbyline DISABLE TRIGGER edition_byline_kept;
UPDATE articles_editiontopic link SET published_at = e.published_at
    FROM articles_edition e WHERE e.id = link.edition_id;
UPDATE articles_editionbyline link SET published_at = e.published_at
    FROM articles_edition e WHERE e.id = link.edition_id;
ALTER TABLE articles_editiontopic ENABLE TRIGGER edition_topic_kept;
ALTER TABLE articles_editionbyline ENABLE TRIGGER edition_byline_kept;
"""

# A clearance is used up by the first edition that is printed from it, and free again if that is
# cancelled before its time.
CLEARANCES = """
CREATE FUNCTION nf_clearance_used() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE articles_clearance c SET edition_id = NEW.id FROM articles_article a
            WHERE a.id = NEW.article_id AND c.id = a.clearance_id AND c.edition_id IS NULL;
    ELSE
        UPDATE articles_clearance SET edition_id = NULL WHERE edition_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION nf_typed(text) TO nf_desk;
CREATE TRIGGER edition_uses_clearance AFTER INSERT ON articles_edition
    FOR EACH ROW WHEN (NEW.kind <> 'kill') EXECUTE FUNCTION nf_clearance_used();
CREATE TRIGGER edition_frees_clearance AFTER UPDATE ON articles_edition
    FOR EACH ROW WHEN (isempty(NEW.live)) EXECUTE FUNCTION nf_clearance_used();

UPDATE articles_clearance c SET edition_id = (
    SELECT e.id FROM articles_logbookentry l JOIN articles_edition e ON e.id = l.edition_id
    WHERE l.article_id = c.article_id AND l.at > c.at AND e.kind <> 'kill' AND NOT isempty(e.live)
        AND NOT EXISTS (
            SELECT FROM articles_clearance later
            WHERE later.article_id = c.article_id AND later.at > c.at AND later.at < l.at
        )
    ORDER BY l.at LIMIT 1
);
"""

# As of 0004, but that OFFSET 0 keeps the planner from reading all that was ever withdrawn to show
# a page of what is live.
WALL = """
ALTER POLICY published ON articles_edition USING (
    begins_at <= statement_timestamp()
    AND NOT isempty(live)
    AND (kind = 'kill' OR NOT EXISTS (
        SELECT FROM articles_withdrawal w WHERE w.article_id = articles_edition.article_id OFFSET 0
    ))
);
"""

# As of 0008, but the strides begin at the newest piece, however long ago that is, and with a
# shorter one: a newsroom that prints hundreds of pieces a day has the newest thousand within it.
STRIDES = """
-- The newest that match, at most so many. It looks back from the newest piece in growing strides: a
-- common word is found often enough in the first, and a rare one is quickly looked up in all.
CREATE OR REPLACE FUNCTION nf_newest_live(
    words text, wanted tsquery, since timestamptz, until timestamptz, until_id bigint, most integer
) RETURNS bigint[] LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    stride interval;
    newest timestamptz;
    found bigint[] := '{}';
BEGIN
    SELECT published_at INTO newest FROM articles_edition
        WHERE published_at <= until ORDER BY published_at DESC LIMIT 1;
    IF newest IS NULL THEN
        RETURN found;
    END IF;
    FOREACH stride IN ARRAY
        ARRAY['6 days', '60 days', '1 year', '6 years', '1000 years']::interval[]
    LOOP
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
        USING wanted, greatest(since, newest - stride), until, until_id, most;
        EXIT WHEN cardinality(found) >= most OR newest - stride <= since;
    END LOOP;
    RETURN found;
END $$;
"""

# What it truly costs, beside reading a page: the planner would compute it for every row of a year
# rather than look it up.
COSTS = "ALTER FUNCTION nf_words(text) COST 4000;"


def newest(of: str) -> models.Index:
    return models.Index(fields=[of, "-published_at", "-edition"], name=f"edition_{of}_newest")


def published_at() -> models.DateTimeField:
    return models.DateTimeField(db_default=django.db.models.functions.datetime.Now())


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_channel_lines")]
    operations = [
        migrations.AddField("editiontopic", "published_at", published_at()),
        migrations.AddField("editionbyline", "published_at", published_at()),
        migrations.RunSQL(LINKS),
        migrations.RunSQL(LINKS_OF_BEFORE),
        migrations.AddIndex("editiontopic", newest("topic")),
        migrations.AddIndex("editionbyline", newest("author")),
        migrations.AddField(
            "clearance",
            "edition",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.edition",
            ),
        ),
        migrations.RunSQL(CLEARANCES),
        migrations.RunSQL(WALL),
        migrations.RunSQL(STRIDES),
        migrations.RunSQL(COSTS),
        migrations.AddIndex(
            "clearance",
            models.Index(
                fields=["id"], condition=models.Q(edition=None), name="clearance_not_printed"
            ),
        ),
        migrations.AddIndex(
            "article",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    models.Func("headline", function="nf_words"), config="simple"
                ),
                name="article_headline_words",
            ),
        ),
        migrations.AddIndex(
            "article", models.Index(fields=["headline", "-id"], name="article_by_headline")
        ),
        migrations.AddIndex(
            "logbookentry", models.Index(fields=["-at", "-id"], name="logbook_newest")
        ),
    ]
