"""Makes the tables and ten articles: ``python -m bench.plain_site.fill 110``.

The first has so many paragraphs.
"""

import os
import sys
from datetime import timedelta

import django
from django.core.management import call_command
from django.utils import timezone

PARAGRAPH = "<p>A plainly synthetic paragraph of a made-up article, so long and no longer.</p>"


def main(paragraphs: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plain_site.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    # Django must be set up before they can be loaded.
    from bench.plain_site.models import Article, Author, Topic  # noqa: PLC0415

    author = Author.objects.create(name="Synthetic Author", slug="a", description="Writes.")
    topics = [Topic.objects.create(name=f"Synthetic topic {n}", slug=f"t{n}") for n in range(3)]
    for number in range(10):
        article = Article.objects.create(
            headline=f"Synthetic headline {number}",
            dek=f"Synthetic dek {number}.",
            body=PARAGRAPH * (paragraphs if number == 0 else 1),
            published_at=timezone.now() - timedelta(hours=number),
            author=author,
        )
        article.topics.set(topics)


if __name__ == "__main__":
    main(int(sys.argv[1]))
