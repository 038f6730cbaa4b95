"""Lines for one channel each: a clearance covers them, and who writes one wrote of the text.

Digests of before stay what they were: the lines are in them only where there are any.
"""

import django.db.models.expressions
from django.db import migrations, models

CLEARED_WITH_THEM = r"""
CREATE FUNCTION nf_channel_lines(copy articles_article) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN concat(copy.search_title, copy.social_title, copy.push_headline) = '' THEN '[]'::jsonb
        ELSE jsonb_build_array(
            jsonb_build_array(copy.search_title, copy.social_title, copy.push_headline)
        )
    END
$$;
GRANT EXECUTE ON FUNCTION nf_channel_lines(articles_article) TO nf_desk;

CREATE OR REPLACE FUNCTION nf_print_digest(copy articles_article) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to((jsonb_build_array(
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
    ) || nf_channel_lines(copy))::text, 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION nf_article_written() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR nf_text_digest(NEW) <> nf_text_digest(OLD)
        OR nf_channel_lines(NEW) <> nf_channel_lines(OLD)
    THEN
        INSERT INTO articles_writer (article_id, user_id) VALUES (NEW.id, NEW.saved_by_id)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""

# Every draft has all of a copy's words. What is fixed says no more and no less than it did.
DRAFTS_OF_BEFORE = """
ALTER TABLE articles_draft DISABLE TRIGGER draft_stays;
UPDATE articles_draft
    SET words = '{"search_title": "", "social_title": "", "push_headline": ""}'::jsonb || words;
ALTER TABLE articles_draft ENABLE TRIGGER draft_stays;
"""


def line(words: str) -> models.CharField:
    return models.CharField(blank=True, help_text=words, max_length=150)


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_comments")]
    operations = [
        migrations.AddField(
            "article",
            "search_title",
            line("For search engines, in place of the headline."),
        ),
        migrations.AddField(
            "article",
            "social_title",
            line("Where the article is shared, in place of the headline."),
        ),
        migrations.AddField(
            "article",
            "push_headline",
            line("For alerts on a telephone, in place of the headline."),
        ),
        migrations.AddField(
            "edition",
            "channels",
            models.JSONField(
                db_default=django.db.models.expressions.Value({}, models.JSONField()),
                default=dict,
            ),
        ),
        migrations.RunSQL(CLEARED_WITH_THEM),
        migrations.RunSQL(DRAFTS_OF_BEFORE),
    ]
