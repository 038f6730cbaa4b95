"""The clock of the readers' pages strikes after everything else that a commit does.

Triggers that are deferred run in the order of their events, and so a strike could come before a
check of a foreign key that had to wait for somebody else: for an editor who had just changed a
topic's address, and whose own strike then waited for the clock. What is to be told is noted in a
table now. The table's own trigger, which each note defers anew, runs when all others have, also if
constraints were checked before the commit, and strikes once for all that was noted.
"""

from django.db import migrations

NOTICE = """
-- What this transaction has to tell when it commits. It takes away what it has put there, so that
-- nobody else ever sees a row. "*" is every page.
CREATE UNLOGGED TABLE page_notice (keys text[] NOT NULL, is_hard boolean NOT NULL);
REVOKE ALL ON page_notice FROM nf_desk;
ALTER TABLE page_notice ENABLE ROW LEVEL SECURITY;

-- As of 0014, but that it is not counted how often a transaction strikes.
CREATE OR REPLACE FUNCTION nf_strike(keys text[], is_hard boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    words text := array_to_string(keys, ' ');
    struck bigint;
BEGIN
    UPDATE page_clock SET ticks = ticks + 1, struck_at = clock_timestamp()
    WHERE xmin <> pg_current_xact_id()::xid;
    SELECT ticks INTO struck FROM page_clock;
    IF length(words) > 4000 THEN
        words := '*';
    END IF;
    PERFORM pg_notify(
        'pages', struck || CASE WHEN is_hard THEN ' hard ' ELSE ' soft ' END || words
    );
END $$;

CREATE FUNCTION nf_note_pages(keys text[], is_hard boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- So many notes in one transaction are a load, not news.
    IF (SELECT count(*) = 100 FROM (SELECT FROM page_notice LIMIT 100) AS first) THEN
        keys := '{*}';
        IF EXISTS (
            SELECT FROM page_notice n WHERE n.keys = '{*}' AND n.is_hard = nf_note_pages.is_hard
        ) THEN
            RETURN;
        END IF;
    END IF;
    -- Who checks constraints before the commit would have it strike there and hold the clock.
    SET CONSTRAINTS noted DEFERRED;
    INSERT INTO page_notice VALUES (keys, is_hard);
END $$;

CREATE FUNCTION nf_strike_at_last() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told record;
BEGIN
    FOR told IN
        WITH taken AS (DELETE FROM page_notice n RETURNING n.keys, n.is_hard)
        SELECT taken.is_hard, array_agg(DISTINCT key) FILTER (WHERE key IS NOT NULL) AS keys
        FROM taken LEFT JOIN unnest(taken.keys) AS key ON true GROUP BY taken.is_hard
    LOOP
        PERFORM nf_strike(coalesce(told.keys, '{}'), told.is_hard);
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER noted AFTER INSERT ON page_notice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_strike_at_last();
"""

# As of 0014, but for where they tell it.
TRIGGERS = """
CREATE OR REPLACE FUNCTION nf_edition_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF nf_is_told(NEW.begins_at, OLD.live, NEW.live) THEN
        PERFORM nf_note_pages(nf_page_keys(NEW), EXISTS (
            SELECT FROM articles_withdrawal w
            WHERE w.article_id = NEW.article_id AND w.span @> clock_timestamp()
        ));
    ELSE
        PERFORM nf_note_pages('{}', false);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION nf_page_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF nf_is_told(NEW.begins_at, OLD.live, NEW.live) THEN
        PERFORM nf_note_pages(ARRAY[nf_page_key(TG_ARGV[0], NEW.owner_id)], false);
    ELSE
        PERFORM nf_note_pages('{}', false);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION nf_reference_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM nf_note_pages(
        ARRAY[nf_page_key(TG_ARGV[0], coalesce(NEW.id, OLD.id))]
            || CASE WHEN TG_ARGV[0] LIKE '%-' THEN '{news}' ELSE '{}'::text[] END,
        false
    );
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_one_pass_search")]
    operations = [migrations.RunSQL(NOTICE), migrations.RunSQL(TRIGGERS)]
