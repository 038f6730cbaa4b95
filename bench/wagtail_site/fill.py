"""Makes the tables, a story and eleven articles: ``python -m bench.wagtail_site.fill 110``.

The fourth of the six in the story, where ours is, too, has so many paragraphs.
"""

import os
import sys
from datetime import timedelta

import django
from django.core.management import call_command
from django.utils import timezone

PARAGRAPH = "<p>A plainly synthetic paragraph of a made-up article, so long and no longer.</p>"
IN_STORY, BESIDE = 6, 5
LONG = 3


def main(paragraphs: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.wagtail_site.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    # Django must be set up before they can be loaded.
    from wagtail.models import Page  # noqa: PLC0415

    from bench.wagtail_site.models import (  # noqa: PLC0415
        ArticlePage,
        Author,
        StoryPage,
        Topic,
    )

    authors = [
        Author.objects.create(name=f"Synthetic Author {n}", slug=f"a{n}", description="Writes.")
        for n in range(2)
    ]
    topics = [Topic.objects.create(name=f"Synthetic topic {n}", slug=f"t{n}") for n in range(3)]
    home = Page.objects.get(depth=2)
    story = home.add_child(instance=StoryPage(title="Synthetic story", slug="synthetic-story"))
    now = timezone.now()
    for number in range(IN_STORY + BESIDE):
        is_long = number == LONG
        page = ArticlePage(
            title=f"Synthetic headline {number}",
            slug="synthetic-article" if is_long else f"synthetic-{number}",
            dek=f"Synthetic dek {number}.",
            body=PARAGRAPH * (paragraphs if is_long else 1),
            published_at=now - timedelta(hours=20 - number),
            authors=authors,
            topics=topics,
        )
        (story if number < IN_STORY else home).add_child(instance=page)
        page.save_revision().publish()


if __name__ == "__main__":
    main(int(sys.argv[1]))
