"""What work at the desk costs the readers whom the same workers answer."""
# ruff: noqa: T201 (it prints)

import http.client
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from multiprocessing import get_context

from django.test import Client
from django.urls import reverse

from bench.speed import wrk
from bench.speed.newsroom import Newsroom

EDITORS = 2
TURNS = 5


def measure_editing(url: str, newsroom: Newsroom, read: Callable[[], wrk.Asked]) -> None:
    """Print readers' rate and latency with editors at work and without, in turns.

    Each editor opens the queue of what is live and a writing page as often as they are answered.
    """
    desk = Client()
    desk.force_login(newsroom.cast.editor, "django.contrib.auth.backends.ModelBackend")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in desk.cookies.items())
    queue = f"{reverse('admin:articles_article_changelist')}?queue=live"
    writing_page = reverse("admin:articles_article_change", args=[newsroom.article.pk])
    left_alone: list[wrk.Asked] = []
    with_it: list[wrk.Asked] = []
    opened, took = 0, 0.0
    with ProcessPoolExecutor(EDITORS, get_context("spawn")) as editors:
        for _ in range(TURNS):
            left_alone.append(read())
            began = time.monotonic()
            at_work = [
                editors.submit(_work, url, cookie, (queue, writing_page), began + wrk.TURN)
                for _ in range(EDITORS)
            ]
            with_it.append(read())
            opened += sum(editor.result() for editor in at_work)
            took += time.monotonic() - began
    print(f"{EDITORS} editors open {opened / took:.0f} pages of the desk a second:")
    print(wrk.middle(left_alone).told("left alone"))
    print(wrk.middle(with_it).told("meanwhile"))


def _work(url: str, cookie: str, pages: tuple[str, ...], until: float) -> int:
    """In an editor's process: open the pages in turns until that time; how many there were."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    opened = 0
    for page in cycle(pages):
        if time.monotonic() > until:
            break
        connection.request("GET", page, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{page} answers {answer.status}.")
        opened += 1
    connection.close()
    return opened
