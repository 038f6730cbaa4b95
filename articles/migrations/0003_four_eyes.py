"""Four eyes, kept by the database: who wrote a text cannot clear it; cleared text stays as read."""

from django.db import migrations

FOUR_EYES = r"""
CREATE FUNCTION nf_text_digest(copy articles_article) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        copy.headline, copy.dek, copy.label, copy.dateline, copy.body, copy.lead_image_id
    )::text, 'UTF8')), 'hex')
$$;
GRANT EXECUTE ON FUNCTION nf_text_digest(articles_article) TO nf_desk;

CREATE FUNCTION nf_article_written() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR nf_text_digest(NEW) <> nf_text_digest(OLD) THEN
        INSERT INTO articles_writer (article_id, user_id) VALUES (NEW.id, NEW.saved_by_id)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION nf_clearance_given() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    SELECT nf_text_digest(a) INTO NEW.text_digest
        FROM articles_article a WHERE a.id = NEW.article_id FOR UPDATE;
    IF EXISTS (
        SELECT FROM articles_writer WHERE article_id = NEW.article_id AND user_id = NEW.by_id
    ) AND NOT (
        NEW.override_note ~ '\S'
        AND EXISTS (SELECT FROM accounts_user WHERE id = NEW.by_id AND role = 'chief')
    ) THEN
        RAISE EXCEPTION 'who wrote a text cannot clear it' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_cleared_text_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state = 'cleared' AND NOT EXISTS (
        SELECT FROM articles_clearance
        WHERE id = NEW.clearance_id AND article_id = NEW.id AND text_digest = nf_text_digest(NEW)
    ) THEN
        RAISE EXCEPTION 'this text is not the one that was cleared' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_written AFTER INSERT OR UPDATE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION nf_article_written();
CREATE TRIGGER article_cleared BEFORE INSERT OR UPDATE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION nf_cleared_text_stays();
CREATE TRIGGER clearance_given BEFORE INSERT ON articles_clearance
    FOR EACH ROW EXECUTE FUNCTION nf_clearance_given();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_frozen_editions")]
    operations = [migrations.RunSQL(FOUR_EYES)]
