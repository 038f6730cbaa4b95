"""What sets the record straight can be paged through, and how often it happens has been counted.

The tally holds numbers alone. Readers may read it from the moment of the count on.
"""

from django.db import migrations, models

RIGHTS = """
ALTER TABLE articles_tally ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk ON articles_tally TO nf_desk USING (true) WITH CHECK (true);
GRANT SELECT ON articles_tally TO nf_site;
CREATE POLICY counted ON articles_tally FOR SELECT TO nf_site
    USING (counted_at <= statement_timestamp());
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_reports")]
    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(kind__in=("correction", "kill", "return")),
                fields=["-begins_at", "-id"],
                name="edition_setting_right",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(body_html__contains='<section class="sources"'),
                fields=["article"],
                name="edition_with_sources",
            ),
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("counted_at", models.DateTimeField()),
                ("live", models.PositiveIntegerField()),
                ("withdrawn", models.PositiveIntegerField()),
                ("sourced", models.PositiveIntegerField()),
                ("corrections", models.PositiveIntegerField()),
                ("median_to_correct", models.DurationField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(id=1), name="tally_is_one")
                ],
            },
        ),
        migrations.RunSQL(RIGHTS),
    ]
