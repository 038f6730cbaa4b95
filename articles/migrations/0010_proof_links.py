"""A proof can be shown to somebody outside, by a link to one fixed draft; the desk's alone to read.

What was answered never changes, and nothing of it is deleted. Triggers set the times, demand a
draft that is fixed, keep what was revoked revoked, and refuse an answer to a link that has ended or
takes none. One link takes ten answers an hour, with SQLSTATE NF006 beyond that.
"""

import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RIGHTS = """
REVOKE UPDATE, DELETE ON articles_prooflink, articles_proofanswer FROM nf_desk;
GRANT UPDATE (token_digest, revoked_at, revoked_by_id) ON articles_prooflink TO nf_desk;
"""

LINKS = """
CREATE FUNCTION nf_proof_link_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.made_at := clock_timestamp();
    IF NOT EXISTS (
        SELECT FROM articles_draft d WHERE d.id = NEW.draft_id AND d.fixed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'only a fixed draft is shown outside' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proof_link_made BEFORE INSERT ON articles_prooflink
    FOR EACH ROW EXECUTE FUNCTION nf_proof_link_made();

CREATE FUNCTION nf_proof_link_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'this link is revoked' USING ERRCODE = 'NF001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proof_link_stays BEFORE UPDATE ON articles_prooflink
    FOR EACH ROW EXECUTE FUNCTION nf_proof_link_stays();
"""

# The lock makes those who answer at the same moment count one after another.
ANSWERS = """
CREATE FUNCTION nf_proof_answered() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    an_hour constant integer := 10;
    link articles_prooflink;
BEGIN
    SELECT * INTO link FROM articles_prooflink l WHERE l.id = NEW.link_id FOR UPDATE;
    NEW.at := clock_timestamp();
    IF NOT link.may_answer OR link.revoked_at IS NOT NULL OR link.expires_at <= NEW.at THEN
        RAISE EXCEPTION 'this proof takes no answer' USING ERRCODE = 'NF001';
    END IF;
    IF an_hour <= (
        SELECT count(*) FROM articles_proofanswer a
        WHERE a.link_id = NEW.link_id AND a.at > NEW.at - interval '1 hour'
    ) THEN
        RAISE EXCEPTION 'a proof takes % answers an hour', an_hour USING ERRCODE = 'NF006';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proof_answered BEFORE INSERT ON articles_proofanswer
    FOR EACH ROW EXECUTE FUNCTION nf_proof_answered();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("may_answer", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof_links",
                        to="articles.draft",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProofAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("approves", "Approves"), ("comments", "Comments")], max_length=10
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=4000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="articles.prooflink",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.AddConstraint(
            model_name="prooflink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("made_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("made_at"), "+", models.Value(datetime.timedelta(days=30))
                        ),
                    ),
                ),
                name="proof_link_ends_within_thirty_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="prooflink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="proof_link_revoked_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="proofanswer",
            index=models.Index(fields=["link", "at"], name="proof_answer_by_link"),
        ),
        migrations.AddConstraint(
            model_name="proofanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "approves"),
                    models.Q(("verdict", "comments"), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="proof_answer_says_something",
            ),
        ),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(LINKS),
        migrations.RunSQL(ANSWERS),
    ]
