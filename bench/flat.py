"""How long a page takes in a small newsroom and in a large one: `python -m bench.flat SMALL LARGE`.

Both are data folders that `manage.py generate_archive` has filled. Each newsroom has a process of
its own, which asks Django itself, by the real roles and without any cache in front; for every page
the two take turns in the same run, so that whatever else the machine does meets both. The addresses
of a page differ from round to round. Shown are milliseconds, and the large newsroom's median over
the small one's. The sizes of tables and indexes follow.
"""
# ruff: noqa: T201 (it prints)

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from nextfin import embedded

ROUNDS = 12
WARM = 3
DIFFERENT = 20  # addresses of one kind of page

READERS = """
    front, front page then, article, article again, story, topic often, topic seldom, topic deep,
    author, author deep, month, day, archive deep, corrections, corrections deep, history,
    site feed, story feed, topic feed, sitemap index, day sitemap, story sitemap, news sitemap,
    pages sitemap, search rare, search frequent, search two words, search phrase, search typo,
    search Japanese, search narrowed, search by date, completions
"""
DESK = """
    first page, queue in review, queue drafts, queue cleared, queue scheduled, queue live,
    queue spiked, queue dead links, queue all, queue page 40, queue by headline,
    desk search rare, desk search frequent, desk search Japanese, desk search nothing,
    change page, editions, editions searched, logbook, logbook searched
"""


def main(small: str, large: str) -> None:
    context = get_context("spawn")
    pipes = []
    for folder in (small, large):
        ours, theirs = context.Pipe()
        context.Process(target=newsroom, args=(folder, theirs), daemon=True).start()
        pipes.append(ours)
    sizes = [pipe.recv() for pipe in pipes]
    print(f"{'':22} {sizes[0]:>14,} editions {sizes[1]:>14,} editions")
    print(f"{'':22} {'p50':>11} {'p95':>11} {'p50':>11} {'p95':>11} {'ratio':>8}")
    for name in [word.strip() for word in f"{READERS}, {DESK}".split(",")]:
        took = [[], []]
        for number in range(ROUNDS + WARM):
            for times, pipe in zip(took, pipes, strict=True):
                pipe.send((name, number))
                times.append(pipe.recv())
        medians = [statistics.median(times[WARM:]) for times in took]
        late = [statistics.quantiles(times[WARM:], n=20)[-1] for times in took]
        columns = "".join(f" {m:>11.1f} {p:>11.1f}" for m, p in zip(medians, late, strict=True))
        print(f"{name:22}{columns} {medians[1] / medians[0]:>8.2f}", flush=True)
    for pipe in pipes:
        pipe.send(None)
        print(pipe.recv())


def newsroom(folder: str, pipe: Connection) -> None:
    """Answers in a process of its own: milliseconds for the name of a page and a number."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "nextfin.settings", "NEXTFIN_INSECURE_HTTP": "1"}
    with embedded.running(Path(folder)):
        import_module("nextfin.wall").opt_in_desk()
        import_module("django").setup()
        pages = Pages()
        pipe.send(pages.editions)
        while asked := pipe.recv():
            pipe.send(pages.took(*asked))
        pipe.send(pages.sizes())


class Pages:
    """The addresses of each kind of page in this newsroom, and who asks for them."""

    def __init__(self) -> None:
        models = import_module("articles.models")
        user = import_module("accounts.models").User.objects.get(username="synthetic-editor")
        client = import_module("django.test").Client
        self.reader, self.desk = client(SERVER_NAME="localhost"), client(SERVER_NAME="localhost")
        self.desk.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.editions = models.Edition.objects.count()
        live = models.Edition.objects.live().filter(article__slug__startswith="synthetic")
        keys = live.order_by("pk").values_list("pk", flat=True)
        places = list(keys[:: max(1, len(keys) // DIFFERENT)])[:DIFFERENT]
        self.pieces = list(models.Edition.objects.filter(pk__in=places).order_by("pk"))
        self.topics = models.Topic.objects.filter(slug__startswith="synthetic-topic-").count()
        self.in_stories = list(live.exclude(story=None).order_by("-published_at")[:DIFFERENT])
        self.greeking = import_module("articles.prose.greeking")
        self.key_of = import_module("articles.public.pages").key_of
        self.addresses = {**self._reader_addresses(), **self._desk_addresses()}

    def took(self, name: str, number: int) -> float:
        address = self.addresses[name](number % DIFFERENT)
        client = self.desk if address.startswith("/admin/") else self.reader
        start = time.perf_counter()
        answer = client.get(address)
        elapsed = (time.perf_counter() - start) * 1000
        if answer.status_code not in {200, 410}:
            raise SystemExit(f"{address} answers {answer.status_code}")
        return elapsed

    def _reader_addresses(self) -> dict[str, Callable[[int], str]]:
        word, often = self.greeking.vocabulary(), "/topics/synthetic-topic-1/"
        oldest = [self.key_of(piece) for piece in self.pieces]
        piece = self._piece
        the_day_before = piece(-1).published_at - timedelta(days=1)
        return {
            "front": lambda n: "/",
            "front page then": lambda n: f"/front/{the_day_before:%Y/%m/%d}/23:{n:02}/",
            "article": lambda n: piece(n).address,
            "article again": lambda n: piece(n).address,
            "story": lambda n: f"/stories/{self._in_story(n)}/",
            "topic often": lambda n: often,
            "topic seldom": lambda n: f"/topics/synthetic-topic-{self._seldom(n)}/",
            "topic deep": lambda n: f"{often}?before={oldest[max(n, 2) % len(oldest)]}",
            "author": lambda n: f"/authors/synthetic-author-{n % 12 + 1}/",
            "author deep": lambda n: f"/authors/synthetic-author-1/?before={oldest[-1 - n // 2]}",
            "month": lambda n: f"/{piece(n).published_at:%Y/%m}/",
            "day": lambda n: f"{piece(n).address.rsplit('/', 2)[0]}/",
            "archive deep": lambda n: f"/?before={oldest[max(n, 2) % len(oldest)]}",
            "corrections": lambda n: "/corrections/",
            "corrections deep": lambda n: f"/corrections/?before={oldest[-1 - n // 2]}",
            "history": lambda n: f"{piece(n).address}history/",
            "site feed": lambda n: "/feed/",
            "story feed": lambda n: f"/stories/{self._in_story(n)}/feed/",
            "topic feed": lambda n: f"/topics/synthetic-topic-{self._seldom(n)}/feed/",
            "sitemap index": lambda n: "/sitemap.xml",
            "day sitemap": lambda n: f"/sitemaps/{piece(n).address[1:11]}.xml",
            "story sitemap": lambda n: "/sitemaps/stories/0.xml",
            "news sitemap": lambda n: "/sitemaps/news.xml",
            "pages sitemap": lambda n: "/sitemaps/pages.xml",
            "search rare": lambda n: _search(self._name(n)),
            "search frequent": lambda n: _search(word[n]),
            "search two words": lambda n: _search(f"{word[n]} {word[2 * n + 40]}"),
            "search phrase": lambda n: _search(f'"{word[0]} {word[n + 1]}"'),
            "search typo": lambda n: _search(self._slip(n)),
            "search Japanese": lambda n: _search(self.greeking.japanese()[n]),
            "search narrowed": lambda n: _search(word[n], topic="synthetic-topic-3", label="news"),
            "search by date": lambda n: _search(word[n], sort="date"),
            "completions": lambda n: f"/search/offers/?{urlencode({'q': word[n + 200][:4]})}",
        }

    def _desk_addresses(self) -> dict[str, Callable[[int], str]]:
        word, queue = self.greeking.vocabulary(), "/admin/articles/article/?queue="
        lists = "/admin/articles/"
        queues = {
            f"queue {name.replace('_', ' ')}": lambda n, name=name: queue + name
            for name in ("in_review", "cleared", "scheduled", "live", "spiked", "dead_links", "all")
        }
        return queues | {
            "first page": lambda n: "/admin/",
            "queue drafts": lambda n: f"{queue}draft",
            "queue page 40": lambda n: (
                f"{queue}all&p=40" if self.editions > 5_000 else f"{queue}all"
            ),
            "queue by headline": lambda n: f"{queue}all&o=0",
            "desk search rare": lambda n: _desk("article", word[3_000 + n]),
            "desk search frequent": lambda n: _desk("article", word[n]),
            "desk search Japanese": lambda n: _desk("article", self.greeking.japanese()[n]),
            "desk search nothing": lambda n: _desk("article", "qqqqqqqq"),
            "change page": lambda n: f"{lists}article/{self._piece(n).article_id}/change/",
            "editions": lambda n: f"{lists}edition/",
            "editions searched": lambda n: _desk("edition", word[300 + n]),
            "logbook": lambda n: f"{lists}logbookentry/",
            "logbook searched": lambda n: _desk("logbookentry", word[300 + n]),
        }

    def sizes(self) -> str:
        """Bytes per edition of the largest tables and indexes."""
        connection = import_module("django.db").connection
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, relkind, CASE relkind WHEN 'r' THEN pg_table_size(oid)"
                " ELSE pg_relation_size(oid) END AS bytes FROM pg_class"
                " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
                " ORDER BY bytes DESC LIMIT 24"
            )
            rows = cursor.fetchall()
            cursor.execute("SELECT pg_database_size(current_database())")
            [whole] = cursor.fetchone()
        lines = [f"\n{self.editions:,} editions, {whole / 1e6:,.0f} MB in all; bytes per edition:"]
        kinds = {"r": "table", "i": "index"}
        lines += [f"  {name:44} {kinds[k]} {b / self.editions:8,.0f}" for name, k, b in rows]
        return "\n".join([*lines, f"  {'in all':44}       {whole / self.editions:8,.0f}"])

    def _piece(self, number: int) -> Any:
        return self.pieces[number % len(self.pieces)]

    def _seldom(self, number: int) -> int:
        """One of the topics that few pieces are about."""
        few = self.topics // 4
        return self.topics - number % few

    def _in_story(self, number: int) -> str:
        slug: str = self.in_stories[number % len(self.in_stories)].printed_story["slug"]
        return slug

    def _name(self, number: int) -> str:
        """The one word that no other piece has."""
        own: str = self.greeking.name(int(self._piece(number).address.rsplit("-", 1)[1][:-1]))
        return own

    def _slip(self, number: int) -> str:
        """The same with two letters exchanged."""
        word = self._name(number)
        return f"{word[:3]}{word[4]}{word[3]}{word[5:]}"


def _search(words: str, **narrower: str) -> str:
    return f"/search/?{urlencode({'q': words, **narrower})}"


def _desk(model: str, words: str) -> str:
    return f"/admin/articles/{model}/?{urlencode({'q': words})}"


if __name__ == "__main__":
    main(*sys.argv[1:])
