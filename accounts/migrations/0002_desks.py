"""Whether an author is a desk is said; until now its name had to tell."""

from django.db import migrations, models

MARK_DESKS = """
    UPDATE accounts_author SET is_desk = true WHERE name LIKE 'NextFin%' OR name LIKE '% Desk'
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="author",
            name="is_desk",
            field=models.BooleanField(
                default=False,
                help_text="It signs for several people. Search engines are told.",
                verbose_name="a desk",
            ),
        ),
        migrations.RunSQL(MARK_DESKS, migrations.RunSQL.noop),
    ]
