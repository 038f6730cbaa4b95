"""The front page and the stories' own words: recorded, frozen, and shown as articles are.

The functions serve any table of editions that has an ``owner_id``.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION nf_page_recorded() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last_number integer;
    last_chain text;
    is_on_record boolean;
BEGIN
    NEW.recorded_at := now();
    EXECUTE format(
        'SELECT number, chain_digest FROM %I WHERE owner_id = $1 ORDER BY number DESC LIMIT 1',
        TG_TABLE_NAME
    ) INTO last_number, last_chain USING NEW.owner_id;
    IF NEW.number <> coalesce(last_number, 0) + 1 THEN
        RAISE EXCEPTION 'edition % follows edition %, not %',
            coalesce(last_number, 0) + 1, coalesce(last_number, 0), NEW.number
            USING ERRCODE = 'NF001';
    END IF;
    IF NEW.content_digest !~ '^[0-9a-f]{64}$' OR NEW.chain_digest IS DISTINCT FROM
        encode(sha256(convert_to(
            concat_ws(':', coalesce(last_chain, ''), NEW.number, NEW.content_digest), 'UTF8'
        )), 'hex')
    THEN
        RAISE EXCEPTION 'the edition does not continue the chain' USING ERRCODE = 'NF001';
    END IF;
    IF isempty(NEW.live) OR lower(NEW.live) <> NEW.begins_at THEN
        RAISE EXCEPTION 'an edition is recorded with a time in which it lives'
            USING ERRCODE = 'NF001';
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %I WHERE owner_id = $1 AND recorded_at <> $2)', TG_TABLE_NAME
    ) INTO is_on_record USING NEW.owner_id, NEW.recorded_at;
    IF NEW.begins_at < public.nf_past_ends() AND is_on_record THEN
        RAISE EXCEPTION 'a page with editions on record cannot be given a past'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_pages_have_no_gap() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lived tstzmultirange;
BEGIN
    EXECUTE format(
        'SELECT range_agg(live) FROM %I WHERE owner_id = $1 AND NOT isempty(live)', TG_TABLE_NAME
    ) INTO lived USING NEW.owner_id;
    IF lived IS NOT NULL AND lived <> tstzmultirange(tstzrange(lower(lived), NULL)) THEN
        RAISE EXCEPTION 'the editions of a page follow each other without a gap or an end'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION nf_front_card_recorded() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM articles_frontedition WHERE id = NEW.edition_id AND recorded_at = now()
    ) THEN
        RAISE EXCEPTION 'a card is placed in the transaction that records its page, or never'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;
"""

# For each table of editions; nf_edition_frozen and nf_refuse came with the articles'.
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {name}_recorded BEFORE INSERT ON articles_{name}
    FOR EACH ROW EXECUTE FUNCTION nf_page_recorded();
CREATE TRIGGER {name}_frozen BEFORE UPDATE ON articles_{name}
    FOR EACH ROW EXECUTE FUNCTION nf_edition_frozen();
CREATE TRIGGER {name}_kept BEFORE DELETE ON articles_{name}
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();
CREATE CONSTRAINT TRIGGER {name}_no_gap AFTER INSERT OR UPDATE ON articles_{name}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION nf_pages_have_no_gap();
REVOKE UPDATE, DELETE ON articles_{name} FROM nf_desk;
GRANT UPDATE (live) ON articles_{name} TO nf_desk;
ALTER TABLE articles_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON articles_{name} TO nf_desk USING (true) WITH CHECK (true);
GRANT SELECT ON articles_{name} TO nf_site;
"""
    for name in ("frontedition", "storyedition")
)

CARDS = """
CREATE TRIGGER front_card_recorded BEFORE INSERT ON articles_frontcard
    FOR EACH ROW EXECUTE FUNCTION nf_front_card_recorded();
CREATE TRIGGER front_card_kept BEFORE UPDATE OR DELETE ON articles_frontcard
    FOR EACH ROW EXECUTE FUNCTION nf_refuse();
REVOKE UPDATE, DELETE ON articles_frontcard FROM nf_desk;
ALTER TABLE articles_frontcard ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON articles_frontcard TO nf_desk USING (true) WITH CHECK (true);
GRANT SELECT ON articles_frontcard TO nf_site;
"""

# A story's own words are read from the second that a piece of it is live; a card, while its piece
# can be read. The desk's copy of a story is nobody's business any more.
READERS = """
CREATE POLICY published ON articles_frontedition FOR SELECT TO nf_site USING (
    begins_at <= statement_timestamp() AND NOT isempty(live)
);
CREATE POLICY published ON articles_storyedition FOR SELECT TO nf_site USING (
    begins_at <= statement_timestamp() AND NOT isempty(live)
    AND EXISTS (SELECT FROM articles_edition e WHERE e.story_id = owner_id)
);
CREATE POLICY published ON articles_frontcard FOR SELECT TO nf_site USING (
    EXISTS (SELECT FROM articles_frontedition f WHERE f.id = edition_id)
    AND (article_id IS NULL OR EXISTS (
        SELECT FROM articles_edition e
        WHERE e.article_id = articles_frontcard.article_id AND e.kind <> 'kill'
    ))
);
REVOKE SELECT ON articles_story FROM nf_site;
DROP POLICY in_print ON articles_story;
DROP POLICY desk ON articles_story;
ALTER TABLE articles_story DISABLE ROW LEVEL SECURITY;
"""

# There is one front page; the desk lays it out, and can neither add nor delete one.
FRONT = """
INSERT INTO articles_front (name, banner, revision, saved_at) VALUES ('Front page', '', 0, now());
REVOKE INSERT, DELETE ON articles_front FROM nf_desk;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_pages")]
    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(TRIGGERS),
        migrations.RunSQL(CARDS),
        migrations.RunSQL(READERS),
        migrations.RunSQL(FRONT),
    ]
