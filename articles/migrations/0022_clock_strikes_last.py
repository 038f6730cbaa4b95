"""The clock of the readers' pages strikes after everything else that a commit does.

Triggers that are deferred run in the order of their events, and so a strike could come before a
check of a foreign key that had to wait for somebody else: for an editor who had just changed a
topic's address, and whose own strike then waited for the clock. What is to be told is put on a
spike now. The spike's own trigger, being deferred from within the commit, runs when all others
have, and strikes once for all that the transaction has put there.
"""

from django.db import migrations

SPIKE = """
-- A transaction puts one row here, so that its trigger is fired, and takes it away: none is seen.
CREATE UNLOGGED TABLE page_spike (is_taken boolean NOT NULL DEFAULT false);
REVOKE ALL ON page_spike FROM nf_desk;
ALTER TABLE page_spike ENABLE ROW LEVEL SECURITY;

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

-- Put on the spike, for this transaction, what is to be told of these keys. "*" is every page.
CREATE FUNCTION nf_spike(keys text[], is_hard boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name CONSTANT text := CASE WHEN is_hard THEN 'nf.hard' ELSE 'nf.soft' END;
    spiked CONSTANT text := coalesce(current_setting(name, true), '');
BEGIN
    IF concat(current_setting('nf.hard', true), current_setting('nf.soft', true)) = '' THEN
        INSERT INTO page_spike DEFAULT VALUES;
    END IF;
    PERFORM set_config(name, CASE
        WHEN length(spiked) > 8000 THEN ' *'
        WHEN spiked = ' *' THEN spiked
        ELSE spiked || ' ' || array_to_string(keys, ' ')
    END, true);
END $$;

CREATE FUNCTION nf_take_from_spike() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
    spiked text;
BEGIN
    FOREACH name IN ARRAY '{nf.hard,nf.soft}'::text[] LOOP
        spiked := current_setting(name, true);
        IF spiked <> '' THEN
            PERFORM nf_strike(ARRAY(
                SELECT DISTINCT key FROM string_to_table(spiked, ' ') AS key WHERE key <> ''
            ), name = 'nf.hard');
            PERFORM set_config(name, '', true);
        END IF;
    END LOOP;
    DELETE FROM page_spike;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER spiked AFTER INSERT ON page_spike
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nf_take_from_spike();
"""

# As of 0014, but for where they tell it.
TRIGGERS = """
CREATE OR REPLACE FUNCTION nf_edition_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF nf_is_told(NEW.begins_at, OLD.live, NEW.live) THEN
        PERFORM nf_spike(nf_page_keys(NEW), EXISTS (
            SELECT FROM articles_withdrawal w
            WHERE w.article_id = NEW.article_id AND w.span @> clock_timestamp()
        ));
    ELSE
        PERFORM nf_spike('{}', false);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION nf_page_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF nf_is_told(NEW.begins_at, OLD.live, NEW.live) THEN
        PERFORM nf_spike(ARRAY[nf_page_key(TG_ARGV[0], NEW.owner_id)], false);
    ELSE
        PERFORM nf_spike('{}', false);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION nf_reference_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM nf_spike(
        ARRAY[nf_page_key(TG_ARGV[0], coalesce(NEW.id, OLD.id))]
            || CASE WHEN TG_ARGV[0] LIKE '%-' THEN '{news}' ELSE '{}'::text[] END,
        false
    );
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_one_pass_search")]
    operations = [migrations.RunSQL(SPIKE), migrations.RunSQL(TRIGGERS)]
