"""The database keeps what was published: numbered, chained, frozen, without a gap in time.

The triggers belong to the owner of the tables; the desk's role can neither change nor disable them.
Every refusal carries SQLSTATE NF001.
"""

from django.db import migrations

# The past, for the triggers, ends at the beginning of this transaction, or 30 seconds ago if the
# transaction is older than that: a verb takes its time from the clock after it got the lock, and
# both rows that it writes must still count as "now".
FUNCTIONS = """
CREATE FUNCTION nf_past_ends() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT greatest(now(), clock_timestamp() - interval '30 seconds')
$$;
GRANT EXECUTE ON FUNCTION nf_past_ends() TO nf_desk;

CREATE FUNCTION nf_edition_recorded() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last articles_edition%ROWTYPE;
    embargo timestamptz;
BEGIN
    NEW.recorded_at := now();

    SELECT embargo_at INTO embargo FROM articles_article WHERE id = NEW.article_id FOR UPDATE;
    IF NEW.kind <> 'kill' AND embargo > NEW.begins_at THEN
        RAISE EXCEPTION 'the article is under embargo until %', embargo USING ERRCODE = 'NF001';
    END IF;

    SELECT * INTO last FROM articles_edition
        WHERE article_id = NEW.article_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 THEN
        RAISE EXCEPTION 'edition % follows edition %, not %',
            coalesce(last.number, 0) + 1, coalesce(last.number, 0), NEW.number
            USING ERRCODE = 'NF001';
    END IF;
    IF NEW.content_digest !~ '^[0-9a-f]{64}$' OR NEW.chain_digest IS DISTINCT FROM
        encode(sha256(convert_to(
            concat_ws(':', coalesce(last.chain_digest, ''), NEW.number, NEW.content_digest), 'UTF8'
        )), 'hex')
    THEN
        RAISE EXCEPTION 'the edition does not continue the chain' USING ERRCODE = 'NF001';
    END IF;

    IF isempty(NEW.live) THEN
        RAISE EXCEPTION 'an edition is recorded with a time in which it lives'
            USING ERRCODE = 'NF001';
    END IF;
    IF NEW.begins_at < public.nf_past_ends() AND EXISTS (
        SELECT FROM articles_edition
        WHERE article_id = NEW.article_id AND recorded_at <> NEW.recorded_at
    ) THEN
        RAISE EXCEPTION 'an article with editions on record cannot be given a past'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_edition_frozen() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    past tstzrange := tstzrange(NULL, public.nf_past_ends());
    -- Generated columns are not computed yet in a BEFORE trigger, so they are left out.
    was jsonb := to_jsonb(OLD) - 'live' - 'search';
    becomes jsonb := to_jsonb(NEW) - 'live' - 'search';
BEGIN
    IF was <> becomes THEN
        RAISE EXCEPTION 'an edition is frozen' USING ERRCODE = 'NF001';
    END IF;
    IF isempty(OLD.live) THEN
        RAISE EXCEPTION 'a cancelled edition stays cancelled' USING ERRCODE = 'NF001';
    END IF;
    IF OLD.recorded_at <> now() AND OLD.live * past <> NEW.live * past THEN
        RAISE EXCEPTION 'what readers were given in the past cannot be changed'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: it is a record', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'NF001';
END $$;

CREATE FUNCTION nf_editions_have_no_gap() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lived tstzmultirange;
    withdrawn tstzmultirange;
    killed tstzmultirange;
BEGIN
    SELECT range_agg(live), coalesce(range_agg(live) FILTER (WHERE kind = 'kill'), '{}')
        INTO lived, killed
        FROM articles_edition WHERE article_id = NEW.article_id AND NOT isempty(live);
    SELECT coalesce(range_agg(span), '{}') INTO withdrawn
        FROM articles_withdrawal WHERE article_id = NEW.article_id;
    IF lived IS NOT NULL
        AND lived <> tstzmultirange(tstzrange(lower(lived), NULL))
    THEN
        RAISE EXCEPTION 'the editions of an article follow each other without a gap or an end'
            USING ERRCODE = 'NF001';
    END IF;
    IF withdrawn <> killed THEN
        RAISE EXCEPTION 'an article is withdrawn exactly while a kill notice is in force'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION nf_withdrawal_frozen() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    past tstzrange := tstzrange(NULL, public.nf_past_ends());
BEGIN
    IF NEW.id <> OLD.id OR NEW.article_id <> OLD.article_id OR isempty(OLD.span)
        OR (OLD.span * past <> NEW.span * past AND NOT EXISTS (
            -- Its notice was recorded in this transaction: a whole past is being imported.
            SELECT FROM articles_edition
            WHERE article_id = OLD.article_id AND kind = 'kill'
                AND begins_at = lower(OLD.span) AND recorded_at = now()
        ))
    THEN
        RAISE EXCEPTION 'only the future of a withdrawal can be changed' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_edition_link_recorded() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM articles_edition WHERE id = NEW.edition_id AND recorded_at = now()
    ) THEN
        RAISE EXCEPTION 'an edition is linked in the transaction that records it, or never'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER edition_recorded BEFORE INSERT ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION nf_edition_recorded();
CREATE TRIGGER edition_frozen BEFORE UPDATE ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION nf_edition_frozen();
CREATE TRIGGER edition_kept BEFORE DELETE ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();
CREATE CONSTRAINT TRIGGER edition_no_gap AFTER INSERT OR UPDATE ON articles_edition
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION nf_editions_have_no_gap();

CREATE TRIGGER withdrawal_frozen BEFORE UPDATE ON articles_withdrawal
    FOR EACH ROW EXECUTE FUNCTION nf_withdrawal_frozen();
CREATE TRIGGER withdrawal_kept BEFORE DELETE ON articles_withdrawal
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();
CREATE CONSTRAINT TRIGGER withdrawal_no_gap AFTER INSERT OR UPDATE ON articles_withdrawal
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION nf_editions_have_no_gap();

CREATE TRIGGER edition_topic_recorded BEFORE INSERT ON articles_editiontopic
    FOR EACH ROW EXECUTE FUNCTION nf_edition_link_recorded();
CREATE TRIGGER edition_topic_kept BEFORE UPDATE OR DELETE ON articles_editiontopic
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();
CREATE TRIGGER edition_byline_recorded BEFORE INSERT ON articles_editionbyline
    FOR EACH ROW EXECUTE FUNCTION nf_edition_link_recorded();
CREATE TRIGGER edition_byline_kept BEFORE UPDATE OR DELETE ON articles_editionbyline
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();

CREATE TRIGGER edition_picture_recorded BEFORE INSERT ON articles_editionpicture
    FOR EACH ROW EXECUTE FUNCTION nf_edition_link_recorded();
CREATE TRIGGER edition_picture_kept BEFORE UPDATE OR DELETE ON articles_editionpicture
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();

CREATE TRIGGER logbook_logged BEFORE INSERT ON articles_logbookentry
    FOR EACH ROW EXECUTE FUNCTION nf_logged();
CREATE TRIGGER logbook_kept BEFORE UPDATE OR DELETE ON articles_logbookentry
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();
"""

# What stays on record when a text was withdrawn. The view has its owner's eyes, not the reader's.
RECORD = """
CREATE VIEW articles_editionrecord WITH (security_barrier) AS
    SELECT id AS edition_id, article_id, number, kind, begins_at
    FROM articles_edition
    WHERE NOT isempty(live) AND begins_at <= statement_timestamp();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(TRIGGERS),
        migrations.RunSQL(RECORD),
    ]
