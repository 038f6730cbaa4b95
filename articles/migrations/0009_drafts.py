"""Drafts keep what the copy was; presence tells who has it open. Both are the desk's alone.

What is fixed never changes, and no draft is deleted, whoever asks.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RIGHTS = """
REVOKE UPDATE, DELETE ON articles_draft FROM nf_desk;
GRANT UPDATE (revision, words, saved_at, fixed_at, name, edition_id) ON articles_draft TO nf_desk;

CREATE FUNCTION nf_draft_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.fixed_at IS NOT NULL AND (
        (NEW.revision, NEW.words, NEW.saved_at, NEW.fixed_at)
            IS DISTINCT FROM (OLD.revision, OLD.words, OLD.saved_at, OLD.fixed_at)
        OR (OLD.edition_id IS NOT NULL AND NEW.edition_id IS DISTINCT FROM OLD.edition_id)
    ) THEN
        RAISE EXCEPTION 'this draft is fixed' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draft_stays BEFORE UPDATE ON articles_draft
    FOR EACH ROW EXECUTE FUNCTION nf_draft_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("words", models.JSONField()),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("fixed_at", models.DateTimeField(null=True)),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
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
                (
                    "edition",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["article", "-id"], name="draft_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fixed_at__isnull", False),
                            models.Q(("edition", None), ("name", "")),
                            _connector="OR",
                        ),
                        name="draft_fixed_with_its_name_and_edition",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("window", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("revision", models.PositiveIntegerField()),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("typed_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["article", "seen_at"], name="presence_of_article")
                ],
            },
        ),
        migrations.RunSQL(RIGHTS),
    ]
