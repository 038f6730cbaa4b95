"""Four eyes, kept by the database: who wrote a text cannot clear it; cleared text stays as read."""

from django.db import migrations

FOUR_EYES = r"""
CREATE FUNCTION nf_text_digest(copy articles_article) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        copy.headline, copy.dek, copy.label, copy.dateline, copy.body,
        copy.lead_image_id, copy.lead_alt, copy.lead_is_decorative
    )::text, 'UTF8')), 'hex')
$$;
GRANT EXECUTE ON FUNCTION nf_text_digest(articles_article) TO nf_desk;

-- The text and all that prints beside it: what somebody who clears has read.
CREATE FUNCTION nf_print_digest(copy articles_article) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        nf_text_digest(copy),
        copy.slug,
        copy.story_id,
        (SELECT jsonb_build_array(i.sha256, i.caption, i.credit, i.focal_x, i.focal_y)
            FROM articles_image i WHERE i.id = copy.lead_image_id),
        (SELECT jsonb_agg(jsonb_build_array(i.sha256, i.credit) ORDER BY i.id)
            FROM articles_articlepicture p JOIN articles_image i ON i.id = p.image_id
            WHERE p.article_id = copy.id),
        (SELECT jsonb_agg(jsonb_build_array(b.author_id, b.role) ORDER BY b.position, b.id)
            FROM articles_byline b WHERE b.article_id = copy.id),
        (SELECT jsonb_agg(t.tag_id ORDER BY t.tag_id)
            FROM articles_articletopic t WHERE t.content_object_id = copy.id)
    )::text, 'UTF8')), 'hex')
$$;
GRANT EXECUTE ON FUNCTION nf_print_digest(articles_article) TO nf_desk;

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
    SELECT nf_print_digest(a) INTO NEW.print_digest
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
        WHERE id = NEW.clearance_id AND article_id = NEW.id AND print_digest = nf_print_digest(NEW)
    ) THEN
        RAISE EXCEPTION 'this text is not the one that was cleared' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION nf_printed_as_cleared() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.kind <> 'kill' AND NOT EXISTS (
        SELECT FROM articles_article a JOIN articles_clearance c ON c.id = a.clearance_id
        WHERE a.id = NEW.article_id AND c.print_digest = nf_print_digest(a)
    ) THEN
        RAISE EXCEPTION 'only cleared copy, as it was read, can become an edition'
            USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_written AFTER INSERT OR UPDATE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION nf_article_written();
CREATE TRIGGER article_cleared BEFORE INSERT OR UPDATE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION nf_cleared_text_stays();
CREATE TRIGGER clearance_given BEFORE INSERT ON articles_clearance
    FOR EACH ROW EXECUTE FUNCTION nf_clearance_given();
CREATE TRIGGER edition_printed_as_cleared BEFORE INSERT ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION nf_printed_as_cleared();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_frozen_editions")]
    operations = [migrations.RunSQL(FOUR_EYES)]
