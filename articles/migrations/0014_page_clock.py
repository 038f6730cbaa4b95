"""The clock of the readers' pages: it ticks once in each transaction that changes what they show.

At the end of such a transaction, as it commits, deferred triggers move the clock and tell who
listens to the channel ``pages`` which pages are concerned. Being the last, they hold the one row
for no longer than the commit takes, and no two transactions wait for each other in a ring.

A notice is ``<ticks> <soft or hard> <keys>``: hard where an old page may not be shown for one more
moment, as its article is withdrawn. What is planned is told without a key.
"""

from django.db import migrations, models

CLOCK = """
CREATE TABLE page_clock (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    ticks bigint NOT NULL,
    struck_at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO page_clock (ticks, struck_at) VALUES (0, now());
REVOKE INSERT, UPDATE, DELETE ON page_clock FROM nf_desk;
ALTER TABLE page_clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON page_clock FOR SELECT TO nf_desk, nf_site USING (true);
GRANT SELECT ON page_clock TO nf_site;

-- "*" is every page. So many notices in one transaction are a load, not news.
CREATE FUNCTION nf_strike(keys text[], is_hard boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told integer := coalesce(nullif(current_setting('nf.told', true), ''), '0')::integer + 1;
    words text := array_to_string(keys, ' ');
    struck bigint;
BEGIN
    UPDATE page_clock SET ticks = ticks + 1, struck_at = clock_timestamp()
    WHERE xmin <> pg_current_xact_id()::xid;
    SELECT ticks INTO struck FROM page_clock;
    PERFORM set_config('nf.told', told::text, true);
    IF told > 200 OR length(words) > 4000 THEN
        words := '*';
    END IF;
    PERFORM pg_notify(
        'pages', struck || CASE WHEN is_hard THEN ' hard ' ELSE ' soft ' END || words
    );
END $$;
"""

# Which pages an edition of an article is shown on, or will be, or was. A piece that is brought back
# or recorded afterwards appears in old lists too.
KEYS = """
CREATE FUNCTION nf_page_keys(e articles_edition) RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ARRAY['news', 'article-' || e.article_id]
        || CASE WHEN e.story_id IS NULL THEN '{}' ELSE ARRAY['story-' || e.story_id] END
        || ARRAY(SELECT 'topic-' || t.topic_id FROM articles_editiontopic t
            WHERE t.edition_id = e.id)
        || ARRAY(SELECT 'author-' || b.author_id FROM articles_editionbyline b
            WHERE b.edition_id = e.id)
        || CASE WHEN e.kind = 'return' OR e.published_at < e.recorded_at - interval '1 minute'
            AND e.number = 1 THEN '{archive}' ELSE '{}'::text[] END
$$;
"""

# What begins within these seconds may be in force before its transaction is seen: it is told.
TRIGGERS = """
CREATE FUNCTION nf_is_told(begins_at timestamptz, before tstzrange, after tstzrange)
RETURNS boolean LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    soon tstzrange := tstzrange(NULL, clock_timestamp() + interval '10 seconds');
BEGIN
    RETURN CASE WHEN before IS NULL THEN begins_at <@ soon ELSE before * soon <> after * soon END;
END $$;

CREATE FUNCTION nf_edition_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF nf_is_told(NEW.begins_at, OLD.live, NEW.live) THEN
        PERFORM nf_strike(nf_page_keys(NEW), EXISTS (
            SELECT FROM articles_withdrawal w
            WHERE w.article_id = NEW.article_id AND w.span @> clock_timestamp()
        ));
    ELSE
        PERFORM nf_strike('{}', false);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER edition_told AFTER INSERT OR UPDATE ON articles_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_edition_told();

-- The key of a page is a word, followed by a number unless there is but one of it.
CREATE FUNCTION nf_page_key(word text, number bigint) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN word LIKE '%-' THEN word || number ELSE word END
$$;

CREATE FUNCTION nf_page_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF nf_is_told(NEW.begins_at, OLD.live, NEW.live) THEN
        PERFORM nf_strike(ARRAY[nf_page_key(TG_ARGV[0], NEW.owner_id)], false);
    ELSE
        PERFORM nf_strike('{}', false);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER frontedition_told AFTER INSERT OR UPDATE ON articles_frontedition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_page_told('front');
CREATE CONSTRAINT TRIGGER storyedition_told AFTER INSERT OR UPDATE ON articles_storyedition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_page_told('story-');

-- What is told of topics and authors, and the tally, is the same for as long as nobody changes it.
-- Names and addresses of the former stand in lists and feeds too.
CREATE FUNCTION nf_reference_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM nf_strike(
        ARRAY[nf_page_key(TG_ARGV[0], coalesce(NEW.id, OLD.id))]
            || CASE WHEN TG_ARGV[0] LIKE '%-' THEN '{news}' ELSE '{}'::text[] END,
        false
    );
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER topic_told AFTER UPDATE OR DELETE ON articles_topic
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_reference_told('topic-');
CREATE CONSTRAINT TRIGGER author_told AFTER UPDATE OR DELETE ON accounts_author
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_reference_told('profile-');
CREATE CONSTRAINT TRIGGER tally_told AFTER INSERT OR UPDATE ON articles_tally
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_reference_told('tally');
"""

# Time publishes, so a server must know when it does: one timestamp, and nothing of what it brings;
# and afterwards which pages it brought something to. What was published by hand was told already:
# it began in the moment of its recording.
BOUNDARIES = """
CREATE FUNCTION next_boundary() RETURNS timestamptz LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT least(
        (SELECT begins_at FROM articles_edition
            WHERE begins_at > statement_timestamp() AND NOT isempty(live)
            ORDER BY begins_at LIMIT 1),
        (SELECT begins_at FROM articles_frontedition
            WHERE begins_at > statement_timestamp() AND NOT isempty(live)
            ORDER BY begins_at LIMIT 1),
        (SELECT begins_at FROM articles_storyedition
            WHERE begins_at > statement_timestamp() AND NOT isempty(live)
            ORDER BY begins_at LIMIT 1)
    )
$$;
GRANT EXECUTE ON FUNCTION next_boundary() TO nf_site;

CREATE FUNCTION pages_changed(since timestamptz) RETURNS text[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH begun AS MATERIALIZED (
        SELECT e AS edition, e.article_id, e.begins_at FROM articles_edition e
        WHERE e.begins_at > since AND e.begins_at <= statement_timestamp() AND NOT isempty(e.live)
            AND e.begins_at > e.recorded_at + interval '50 milliseconds'
        LIMIT 501
    ), concerned AS (
        SELECT edition FROM begun
        UNION ALL SELECT e FROM begun JOIN articles_edition e
            ON e.article_id = begun.article_id AND upper(e.live) = begun.begins_at
    ), keys AS (
        SELECT unnest(nf_page_keys(edition)) AS key FROM concerned
        UNION SELECT 'front' FROM articles_frontedition
        WHERE begins_at > since AND begins_at <= statement_timestamp() AND NOT isempty(live)
            AND begins_at > recorded_at + interval '50 milliseconds'
        UNION SELECT 'story-' || owner_id FROM articles_storyedition
        WHERE begins_at > since AND begins_at <= statement_timestamp() AND NOT isempty(live)
            AND begins_at > recorded_at + interval '50 milliseconds'
    )
    SELECT CASE WHEN (SELECT count(*) FROM begun) > 500 THEN '{*}'
        ELSE ARRAY(SELECT key FROM keys) END
$$;
GRANT EXECUTE ON FUNCTION pages_changed(timestamptz) TO nf_site;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_newest_first"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(CLOCK),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(TRIGGERS),
        migrations.AddIndex(
            "storyedition", models.Index(fields=["begins_at"], name="story_by_beginning")
        ),
        migrations.RunSQL(BOUNDARIES),
    ]
