"""A newsroom of its own with one long article, and servers for it as in production."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from bench.speed.processes import WORKERS, gunicorn
from nextfin import embedded, wall

PARAGRAPHS = 110  # of the article: about 25 KB with all that is around it
PARAGRAPH = "<p>A plainly synthetic paragraph of a made-up article, so long and no longer.</p>"


@dataclass(frozen=True)
class Newsroom:
    """``cast`` are the people (tests.cast), ``address`` is the path of the long ``article``."""

    data: Path
    cluster: embedded.Cluster
    cast: Any
    article: Any
    address: str

    def served(self, *, page_cache: int = 64, **environment: str) -> AbstractContextManager[str]:
        """gunicorn as it ships, with so many megabytes for the page cache; its url."""
        return gunicorn(
            *("--config", "python:nextfin.gunicorn_conf"),
            DATABASE_URL=os.environ["DATABASE_URL"],
            DATABASE_SITE_URL=os.environ["DATABASE_SITE_URL"],
            NEXTFIN_SECRET_KEY=os.environ["NEXTFIN_SECRET_KEY"],
            NEXTFIN_DATA=str(self.data),
            NEXTFIN_INSECURE_HTTP="1",
            NEXTFIN_PAGE_CACHE_MB=str(page_cache),
            NEXTFIN_WORKERS=str(WORKERS),
            **environment,
        )


@contextmanager
def newsroom(folder: Path) -> Iterator[Newsroom]:
    """Make it in this folder; Django is set up for it, and speaks as the desk."""
    data = folder / "data"
    with embedded.running(data) as cluster:
        os.environ["DJANGO_SETTINGS_MODULE"] = "nextfin.settings"
        django.setup()
        wall.opt_in_desk()
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        (data / "printed").mkdir()
        # Django must be set up before it can be loaded.
        from tests.cast import Cast  # noqa: PLC0415

        cast = Cast()
        article = _long_article(cast)
        yield Newsroom(data, cluster, cast, article, article.editions.get().address)


def _long_article(cast: Any) -> Any:
    """In the middle of a story, on three topics that others are about, too, by two authors."""
    topics = [cast.topic(f"Synthetic topic {number}") for number in range(3)]
    authors = [
        cast.new_author(f"Synthetic Author {number}", description="Writes synthetic words.")
        for number in range(2)
    ]
    shared = {"topics": topics, "authors": authors}
    for _ in range(5):
        cast.published(**shared)
    in_story = {**shared, "story": cast.story()}
    for _ in range(3):
        cast.published(**in_story)
    article = cast.published(headline="Version 0", body=PARAGRAPH * PARAGRAPHS, **in_story)
    for _ in range(2):
        cast.published(**in_story)
    return article
