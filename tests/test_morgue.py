"""A newsroom for measuring holds what the door would have left, and a real one is never touched."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from articles import prose
from articles.models import Article, Draft, Edition, Story
from articles.models.draft import words_of
from articles.prose import greeking
from articles.publishing import morgue
from articles.workflow import Kind, State
from tests.cast import Cast
from tests.database import Newsroom

PIECES = 120


def generate(articles: int = PIECES) -> str:
    told = StringIO()
    call_command("generate_archive", articles=articles, stdout=told, stderr=StringIO())
    return told.getvalue()


def test_what_is_laid_in_is_what_the_door_would_have_left(newsroom: Newsroom) -> None:
    assert generate() == f"Laid in {PIECES} articles.\n"
    checked = StringIO()
    call_command("verify_editions", stdout=checked)
    assert "every link holds" in checked.getvalue()
    kinds = set(Edition.objects.values_list("kind", flat=True))
    assert {Kind.FIRST, Kind.UPDATE, Kind.CORRECTION} <= kinds
    assert Edition.objects.coming().count() > 10
    printed = Edition.objects.live().exclude(story=None).first()
    assert printed
    assert Story.objects.get(pk=printed.story_id).printed.count() == 1
    for article in Article.objects.filter(state=State.CLEARED):
        assert article.body == prose.clean(article.body)
        assert article.is_as_cleared()
    for draft in Draft.objects.select_related("article")[:20]:
        assert draft.words == words_of(draft.article)


def test_the_indexes_that_are_built_last_are_all_there_again(newsroom: Newsroom) -> None:
    def indexes() -> list[str]:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes ORDER BY indexname")
            return [definition for (definition,) in cursor.fetchall()]

    before = indexes()
    generate(5)
    assert indexes() == before


def test_a_newsroom_with_articles_of_its_own_is_refused(newsroom: Newsroom, cast: Cast) -> None:
    cast.draft()
    with pytest.raises(CommandError, match="has articles of its own"):
        generate()
    assert Article.objects.count() == 1


def test_a_second_archive_is_refused(newsroom: Newsroom) -> None:
    generate(5)
    with pytest.raises(CommandError, match="an archive here already"):
        generate(5)
    assert Article.objects.count() == 5


def test_a_million_words_of_their_own_are_all_different() -> None:
    assert len({greeking.name(number) for number in range(0, 1_000_000, 97)}) == 10_310
    assert greeking.piece(7) == greeking.piece(7)
    assert morgue.COMING < PIECES
