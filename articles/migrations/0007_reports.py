"""Readers may send the desk a report of an error, and nobody but the desk may read it.

The site's role may add one about an edition that it can see, as its reader had it. A trigger sets
the time and refuses too many, with SQLSTATE NF002 for a sender and NF003 for an article, so that
the limits hold across all processes. The desk can change nothing that the reader said: only how it
was handled, and that the sender is forgotten.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RIGHTS = """
ALTER TABLE articles_errorreport ENABLE ROW LEVEL SECURITY;
REVOKE INSERT, UPDATE, DELETE ON articles_errorreport FROM nf_desk;
GRANT UPDATE (outcome, note, handled_at, handled_by_id, email, sender, forgotten_at)
    ON articles_errorreport TO nf_desk;
CREATE POLICY desk ON articles_errorreport TO nf_desk USING (true) WITH CHECK (true);

GRANT INSERT ON articles_errorreport TO nf_site;
CREATE POLICY sent ON articles_errorreport FOR INSERT TO nf_site WITH CHECK (
    what ~ '[^[:space:]]' AND sender ~ '^([0-9a-f]{64})?$'
    AND outcome = '' AND note = '' AND forgotten_at IS NULL
    AND EXISTS (
        SELECT FROM articles_edition e
        WHERE e.id = edition_id AND e.article_id = articles_errorreport.article_id
    )
);
"""

# The locks make those who send at the same moment count one after another. They are always taken
# in this order, so that nobody waits in a circle.
RECEIVED = """
CREATE FUNCTION nf_report_received() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    by_sender constant integer := 5;
    on_article constant integer := 50;
    an_hour_ago timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(1, hashtext(NEW.sender)) WHERE NEW.sender <> '';
    PERFORM pg_advisory_xact_lock(2, hashint8(NEW.article_id));
    NEW.received_at := clock_timestamp();
    an_hour_ago := NEW.received_at - interval '1 hour';
    IF by_sender <= (
        SELECT count(*) FROM articles_errorreport
        WHERE sender = NEW.sender AND sender <> '' AND received_at > an_hour_ago
    ) THEN
        RAISE EXCEPTION 'a sender may send % reports an hour', by_sender USING ERRCODE = 'NF002';
    END IF;
    IF on_article <= (
        SELECT count(*) FROM articles_errorreport
        WHERE article_id = NEW.article_id AND received_at > an_hour_ago
    ) THEN
        RAISE EXCEPTION 'an article takes % reports an hour', on_article USING ERRCODE = 'NF003';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_received BEFORE INSERT ON articles_errorreport
    FOR EACH ROW EXECUTE FUNCTION nf_report_received();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_frozen_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="ErrorReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=4000, verbose_name="what is wrong")),
                (
                    "quote",
                    models.CharField(blank=True, max_length=1000, verbose_name="the words"),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("sender", models.CharField(blank=True, max_length=64)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("answered", "Answered"), ("dismissed", "Dismissed")],
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For the desk; readers never see it.",
                        max_length=2000,
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="articles.article",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="articles.edition",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report from a reader",
                "verbose_name_plural": "reports from readers",
                "ordering": ["-received_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(outcome="", handled_at=None, handled_by=None)
                        | models.Q(
                            outcome__in=["answered", "dismissed"],
                            handled_at__isnull=False,
                            handled_by__isnull=False,
                        ),
                        name="report_handled_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(forgotten_at=None) | models.Q(email="", sender=""),
                        name="report_forgets_the_reader",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=~models.Q(sender=""),
                        fields=["sender", "received_at"],
                        name="report_by_sender",
                    ),
                    models.Index(fields=["article", "received_at"], name="report_by_article"),
                    models.Index(
                        condition=models.Q(handled_at=None),
                        fields=["-received_at", "-id"],
                        name="report_waiting",
                    ),
                    models.Index(
                        condition=models.Q(forgotten_at=None),
                        fields=["received_at"],
                        name="report_to_forget",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(RECEIVED),
    ]
