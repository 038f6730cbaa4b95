"""A newsroom for measuring holds what the door would have left, and a real one is never touched."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles import prose
from articles.models import Article, Draft, Edition, Story
from articles.models.clearance import Clearance, Writer
from articles.models.draft import words_of
from articles.prose import greeking
from articles.prose.material import Material
from articles.publishing.morgue import laying, texts
from articles.publishing.morgue.times import COMING
from articles.workflow import Kind, State
from tests.cast import Cast
from tests.database import Newsroom

PIECES = 120


def generate(articles: int = PIECES, **options: float) -> str:
    told = StringIO()
    call_command("generate_archive", articles=articles, stdout=told, stderr=StringIO(), **options)
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
    assert not Writer.objects.exclude(user__username="synthetic-reporter").exists()
    assert Writer.objects.count() == Article.objects.count()
    for draft in Draft.objects.select_related("article")[:20]:
        assert draft.words == words_of(draft.article)


def test_a_text_is_what_prose_would_have_made_of_it() -> None:
    paragraphs = ("Sulis nitor.", "Ravu feser 海島橋駅。")
    for linked in ((), (5, "/2026/01/03/synthetic/")):
        text = texts.text_of(paragraphs, *linked)
        material = Material(addresses=dict([linked] if linked else []))
        for form in (text, text.but_the_last_paragraph()):
            assert form.body == prose.clean(form.body)
            assert form.html == prose.print_body(form.body, material)
            assert form.text == prose.plain_text(form.html)


def test_what_triggers_would_have_added_is_there(newsroom: Newsroom) -> None:
    generate()
    printed = "SELECT nf_words_to_know(headline, dek, body_text) FROM articles_edition"
    known = "SELECT word FROM articles_searchword"
    with newsroom.as_owner() as owner:
        for some, others in ((printed, known), (known, printed)):
            assert owner.execute(f"{some} EXCEPT {others}".encode()).fetchall() == []
    for clearance in Clearance.objects.select_related("edition"):
        first = Edition.objects.filter(article=clearance.article_id, number=1).first()
        assert clearance.edition == first


def test_triggers_indexes_and_constraints_are_all_there_again(newsroom: Newsroom) -> None:
    def all_told() -> list[tuple]:
        with newsroom.as_owner() as owner:
            return owner.execute(
                "SELECT indexname, indexdef FROM pg_indexes UNION ALL"
                " SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint UNION ALL"
                " SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
                " ORDER BY 1, 2"
            ).fetchall()

    before = all_told()
    generate(5)
    assert all_told() == before


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ("UPDATE articles_edition SET number = 3", "chain"),
        ("UPDATE articles_edition SET chain_digest = repeat('0', 64)", "chain"),
        ("UPDATE articles_edition SET live = tstzrange(begins_at, begins_at + '1 h')", "gap"),
        (
            "UPDATE articles_clearance SET by_id = (SELECT min(user_id) FROM articles_writer)",
            "else",
        ),
        ("UPDATE articles_article SET dek = 'Another.'", "another text"),
        ("UPDATE articles_editiontopic SET published_at = now()", "dated"),
    ],
)
def test_a_batch_that_the_door_would_refuse_is_refused(
    newsroom: Newsroom, spoilt: str, fault: str
) -> None:
    generate(50)
    with newsroom.as_superuser() as superuser:
        superuser.execute(b"SET session_replication_role = replica")
        superuser.execute(spoilt.encode())
    last = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with pytest.raises(laying.LaidWronglyError, match=fault):
        laying.lay([], set(), first=1, last=last)


def test_an_archive_that_is_cut_short_holds_the_newest_and_is_sound(newsroom: Newsroom) -> None:
    assert generate(2_500, minutes=0) == "Laid in 2,000 articles.\n"
    assert Edition.objects.coming().count() > 10
    assert not Article.objects.filter(slug="synthetic-500").exists()
    checked = StringIO()
    call_command("verify_editions", stdout=checked)
    assert "every link holds" in checked.getvalue()


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
    assert COMING < PIECES
