"""What everybody asks for at once is put together once, and is still the right answer."""

from collections.abc import Callable

from django.db import connections
from django.db.models import QuerySet, Value
from django.test import Client

from articles.models.edition import Edition
from nextfin.postgresql.prepared import Prepared
from nextfin.wall import SITE
from tests.cast import Cast
from tests.database import Newsroom


def editions(address: str) -> QuerySet[Edition]:
    return Edition.objects.with_topic_keys().current().filter(address=address).order_by()


def links(article: int) -> QuerySet[Edition]:
    found = Edition.objects.filter(article=article).values("headline", "kind", is_own=Value(True))
    return found.order_by("number")


def test_a_prepared_question_is_answered_as_its_queryset_is(cast: Cast) -> None:
    topics = [cast.topic("One, 100 %"), cast.topic("Two")]
    article = cast.published(headline="Synthetic: 100 %", topics=topics)
    other = cast.corrected(cast.published(), headline="Another")
    by_address, by_article = Prepared(editions, address=str), Prepared(links, article=int)
    for piece in (article, other):
        address = Edition.objects.current().get(article=piece).address
        [expected], [got] = editions(address), by_address.ask(SITE, address=address)
        assert got == expected
        assert got.canonical() == expected.canonical()
        assert (got.topic_keys, got.live) == (expected.topic_keys, expected.live)
        assert by_article.ask(SITE, article=piece.pk) == list(links(piece.pk))
    assert by_address.ask(SITE, address="/2026/01/01/none/") == []


def test_it_is_planned_once_for_each_connection(newsroom: Newsroom, cast: Cast) -> None:
    question = Prepared(links, article=int)
    keys = [cast.published().pk for _ in range(3)]
    for key in keys:
        assert len(question.ask(SITE, article=key)) == 1
    with connections[SITE].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql")
        assert cursor.fetchone() == (1,)


def test_a_reader_never_hears_that_the_database_was_restarted(
    newsroom: Newsroom, cast: Cast, client: Client
) -> None:
    address = Edition.objects.get(article=cast.published()).address
    connections[SITE].health_check_enabled = True
    for _ in range(2):
        assert client.get(address).status_code == 200
        with newsroom.as_superuser() as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connections[SITE].health_check_done = False


def test_an_article_is_the_same_page_whoever_asked_first(
    client: Client, cast: Cast, django_assert_num_queries: Callable
) -> None:
    first, second = cast.published(), cast.published(story=cast.story())
    pages = []
    for _ in range(2):
        for article in (first, second):
            address = Edition.objects.get(article=article).address
            with django_assert_num_queries(2, using=SITE):
                pages.append(client.get(address).content)
    assert pages[:2] == pages[2:]
    assert pages[0] != pages[1]
