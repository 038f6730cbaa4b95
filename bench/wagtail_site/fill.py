"""Makes the tables and ten pages: ``python -m bench.wagtail_site.fill 110``.

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
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.wagtail_site.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    # Django must be set up before they can be loaded.
    from wagtail.models import Page  # noqa: PLC0415

    from bench.wagtail_site.models import ArticlePage, Author, Topic  # noqa: PLC0415

    authors = [
        Author.objects.create(name=f"Synthetic Author {n}", slug=f"a{n}", description="Writes.")
        for n in range(2)
    ]
    topics = [Topic.objects.create(name=f"Synthetic topic {n}", slug=f"t{n}") for n in range(3)]
    home = Page.objects.get(depth=2)
    for number in range(10):
        page = ArticlePage(
            title=f"Synthetic headline {number}",
            slug="synthetic-article" if number == 0 else f"synthetic-{number}",
            dek=f"Synthetic dek {number}.",
            body=PARAGRAPH * (paragraphs if number == 0 else 1),
            published_at=timezone.now() - timedelta(hours=number),
            authors=authors,
            topics=topics,
        )
        home.add_child(instance=page)
        page.save_revision().publish()


if __name__ == "__main__":
    main(int(sys.argv[1]))
