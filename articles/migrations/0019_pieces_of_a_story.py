"""What an article's page tells of its story's pieces is read from the index that finds them.

They are spread over the table as the story went on: each was a block to be read.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_slips_by_letters")]
    operations = [
        migrations.AddIndex(
            "edition",
            models.Index(
                fields=["story", "-published_at", "-id"],
                include=["article", "kind", "live", "begins_at", "address", "headline", "label"],
                condition=models.Q(story__isnull=False),
                name="edition_in_story",
            ),
        ),
        migrations.RemoveIndex("edition", "edition_by_story"),
        migrations.AlterField(
            "edition",
            "story",
            models.ForeignKey(
                "articles.story",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
            ),
        ),
    ]
