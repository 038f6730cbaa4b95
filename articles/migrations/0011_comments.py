"""Comments on a copy: the desk's alone to read, and nothing of them is changed or deleted.

Only who resolved one may be set, and taken back. Triggers set the times and demand that an answer
is one to what began something about the same article.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RIGHTS = """
REVOKE UPDATE, DELETE ON articles_comment, articles_comment_mentions FROM nf_desk;
GRANT UPDATE (resolved_at, resolved_by_id) ON articles_comment TO nf_desk;
"""

TRIGGERS = """
CREATE FUNCTION nf_comment_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM articles_comment c
        WHERE c.id = NEW.parent_id AND c.article_id = NEW.article_id AND c.parent_id IS NULL
    ) THEN
        RAISE EXCEPTION 'this answers no comment on the article' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_made BEFORE INSERT ON articles_comment
    FOR EACH ROW EXECUTE FUNCTION nf_comment_made();

CREATE FUNCTION nf_comment_resolved() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.resolved_at IS NOT NULL THEN
        NEW.resolved_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_resolved BEFORE UPDATE ON articles_comment
    FOR EACH ROW EXECUTE FUNCTION nf_comment_resolved();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_proof_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.CharField(max_length=2000)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("headline", "Headline"),
                            ("dek", "Dek"),
                            ("byline", "Byline"),
                            ("dateline", "Dateline"),
                            ("lead_image", "Lead picture"),
                            ("body", "Body"),
                            ("topics", "Topics"),
                            ("story", "Story"),
                        ],
                        default="body",
                        max_length=10,
                    ),
                ),
                ("block", models.CharField(blank=True, max_length=8)),
                ("quote", models.CharField(blank=True, max_length=300)),
                ("before", models.CharField(blank=True, max_length=32)),
                ("after", models.CharField(blank=True, max_length=32)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("mentions", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="articles.comment",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("parent", None), ("resolved_at", None)),
                        fields=["article"],
                        name="comment_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="comment_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at", None), ("resolved_by", None)),
                            models.Q(
                                ("parent", None),
                                ("resolved_at__isnull", False),
                                ("resolved_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="comment_resolved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(TRIGGERS),
    ]
