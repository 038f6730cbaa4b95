"""Nobody lets their own words go to print: the verbs say so, and the database would not have it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from accounts.models import User
from articles import handling, publishing
from articles.models import Article, ArticleTopic, Byline, Clearance, Image, LogbookEntry, Writer
from articles.workflow import NotAllowed, NotReady, State
from tests.cast import NOTE, Cast, stored


def by_hand(statement: str, *params: object) -> None:
    """What an intruder with the desk's login would do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def clear_by_hand(article: Article, by: User, override_note: str = "") -> Clearance:
    by_hand(
        "INSERT INTO articles_clearance (article_id, by_id, override_note) VALUES (%s, %s, %s)",
        article.pk,
        by.pk,
        override_note,
    )
    return Clearance.objects.latest("pk")


def change_by_hand(article: Article, **columns: object) -> None:
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**columns)


# --- Who wrote it ---------------------------------------------------------------------------------


def test_who_wrote_a_text_cannot_clear_it(cast: Cast) -> None:
    article = cast.submitted(by=cast.editor)
    with pytest.raises(NotAllowed, match="You wrote part of this text"):
        handling.clear(article, by=cast.editor)
    with pytest.raises(DatabaseError, match="who wrote a text cannot clear it"):
        clear_by_hand(article, cast.editor)


def test_an_editor_who_changed_one_word_cannot_clear_it(cast: Cast) -> None:
    article = cast.submitted()
    article.dek = f"{article.dek} One word."
    article = handling.save_copy(article, by=cast.editor)
    with pytest.raises(NotAllowed, match="You wrote part of this text"):
        handling.clear(article, by=cast.editor)
    assert handling.clear(article, by=cast.second_editor).state == State.CLEARED


def test_who_changed_it_only_once_and_back_still_had_a_hand_in_it(cast: Cast) -> None:
    article = cast.submitted()
    before = article.headline
    for headline in ("Another", before):
        article.headline = headline
        article = handling.save_copy(article, by=cast.editor)
    with pytest.raises(NotAllowed):
        handling.clear(article, by=cast.editor)


def test_a_save_that_changes_no_word_makes_nobody_a_writer(cast: Cast) -> None:
    article = cast.submitted()
    article.slug = "another-address"
    article = handling.save_copy(article, by=cast.editor)
    assert [writer.user for writer in article.writers.all()] == [cast.reporter]
    assert handling.clear(article, by=cast.editor).state == State.CLEARED


@pytest.mark.parametrize("name", Article.TEXT)
def test_every_part_of_the_text_counts(cast: Cast, name: str) -> None:
    article = cast.submitted()
    values = {"label": "opinion", "body": "<p>Other words.</p>", "lead_is_decorative": True}
    value = cast.picture().pk if name == "lead_image_id" else values.get(name, "Other words")
    setattr(article, name, value)
    article = handling.save_copy(article, by=cast.editor)
    assert Writer.objects.filter(article=article, user=cast.editor).exists()


def test_the_list_of_writers_is_kept_even_from_a_change_by_hand(cast: Cast) -> None:
    article = cast.submitted()
    change_by_hand(article, body="<p>By hand.</p>", saved_by=cast.editor)
    assert Writer.objects.filter(article=article, user=cast.editor).exists()
    for statement in (
        "DELETE FROM articles_writer",
        "UPDATE articles_writer SET user_id = 0",
        "INSERT INTO articles_writer (article_id, user_id) VALUES (0, 0)",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            by_hand(statement)


def test_a_reporter_clears_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="not for your role"):
        handling.clear(cast.submitted(), by=cast.second_reporter)


# --- A chief's override ---------------------------------------------------------------------------


def test_a_chief_clears_a_text_of_their_own_with_a_note_that_stays(cast: Cast) -> None:
    article = cast.submitted(by=cast.chief)
    article = handling.clear(article, by=cast.chief, note="  The only one awake. ", override=True)
    assert article.state == State.CLEARED
    assert article.clearance.override_note.strip() == "The only one awake."
    line = LogbookEntry.objects.filter(article=article, verb="clear").get()
    assert (line.by, line.note) == (cast.chief, "The only one awake.")
    assert publishing.publish(article, by=cast.chief)


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_a_chief_without_a_note_does_not(cast: Cast, note: str) -> None:
    article = cast.submitted(by=cast.chief)
    with pytest.raises(NotReady, match="Say why"):
        handling.clear(article, by=cast.chief, note=note, override=True)
    with pytest.raises(DatabaseError, match="who wrote a text cannot clear it"):
        clear_by_hand(article, cast.chief, override_note=note)


def test_a_chief_who_does_not_say_that_it_is_an_override_is_stopped(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="somebody else must clear it"):
        handling.clear(cast.submitted(by=cast.chief), by=cast.chief, note=NOTE)


def test_nobody_but_a_chief_overrides_not_even_by_hand(cast: Cast) -> None:
    article = cast.submitted(by=cast.editor)
    with pytest.raises(NotAllowed, match="Only a chief"):
        handling.clear(article, by=cast.editor, note=NOTE, override=True)
    with pytest.raises(DatabaseError, match="who wrote a text cannot clear it"):
        clear_by_hand(article, cast.editor, override_note=NOTE)


def test_an_administrator_who_is_no_chief_is_refused_in_plain_words(cast: Cast) -> None:
    cast.editor.is_superuser = True
    cast.editor.save()
    article = cast.submitted(by=cast.editor)
    with pytest.raises(NotAllowed, match="Only a chief"):
        handling.clear(article, by=cast.editor, note=NOTE, override=True)


def test_a_permission_given_by_hand_makes_nobody_a_chief(cast: Cast) -> None:
    permission = Permission.objects.get(codename="override_article")
    cast.editor.user_permissions.add(permission)
    editor = User.objects.get(pk=cast.editor.pk)
    article = cast.submitted(by=editor)
    with pytest.raises(NotAllowed, match="Only a chief"):
        handling.clear(article, by=editor, note=NOTE, override=True)


# --- Cleared text ---------------------------------------------------------------------------------


def test_cleared_text_does_not_change(cast: Cast) -> None:
    article = cast.cleared()
    for name in Article.TEXT:
        others = {"lead_is_decorative": True}
        value = cast.picture().pk if name == "lead_image_id" else others.get(name, "Other")
        with pytest.raises(DatabaseError, match="not the one that was cleared"):
            change_by_hand(article, **{name: value})


def test_a_saved_change_of_cleared_copy_makes_it_a_draft_again(cast: Cast) -> None:
    article = stored(cast.cleared())
    article.headline = "Another"
    article = handling.save_copy(article, by=cast.editor)
    assert (article.state, article.clearance) == (State.DRAFT, None)
    assert LogbookEntry.objects.filter(article=article, verb="reopen", by=cast.editor).exists()


def test_copy_is_not_cleared_without_a_clearance(cast: Cast) -> None:
    article = cast.submitted()
    with pytest.raises(DatabaseError):
        change_by_hand(article, state=State.CLEARED)
    article = cast.cleared()
    with pytest.raises(DatabaseError):
        change_by_hand(article, clearance=None)
    with pytest.raises(DatabaseError):
        change_by_hand(article, state=State.DRAFT)


def test_the_clearance_of_another_article_is_of_no_use(cast: Cast) -> None:
    twin = {"headline": "Same", "body": "<p>Same.</p>", "dek": "Same.", "slug": "same"}
    article, other = cast.submitted(**twin), cast.submitted(**twin)
    clearance = clear_by_hand(other, cast.editor)
    with pytest.raises(DatabaseError, match="not the one that was cleared"):
        change_by_hand(article, state=State.CLEARED, clearance=clearance)


def test_the_clearance_of_an_older_text_is_of_no_use(cast: Cast) -> None:
    article = cast.cleared()
    older = article.clearance_id
    article = handling.reopen(article, by=cast.reporter)
    article.body = "<p>Nobody has read this.</p>"
    article = handling.save_copy(article, by=cast.reporter)
    with pytest.raises(DatabaseError, match="not the one that was cleared"):
        change_by_hand(article, state=State.CLEARED, clearance=older)


def test_a_clearance_is_not_changed_afterwards(cast: Cast) -> None:
    clearance = cast.cleared().clearance
    for change in ({"by": cast.chief}, {"override_note": NOTE}, {"print_digest": ""}):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Clearance.objects.filter(pk=clearance.pk).update(**change)


def change(model: type[Model], **columns: object) -> Callable[[], object]:
    return lambda: model.objects.update(**columns)


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(change(Image, caption="Changed"), id="its picture's caption"),
        pytest.param(change(Image, credit="Changed"), id="its picture's credit"),
        pytest.param(change(Image, focal_x=0.1), id="its picture's focal point"),
        pytest.param(change(Image, sha256="0" * 64), id="its picture's file"),
        pytest.param(change(Byline, role=Byline.Role.EDITING), id="a role in its byline"),
        pytest.param(Byline.objects.all().delete, id="its byline"),
        pytest.param(ArticleTopic.objects.all().delete, id="its topics"),
        pytest.param(lambda: Article.objects.get().topics.add("New"), id="one topic more"),
    ],
)
def test_what_prints_beside_the_text_is_read_by_four_eyes_too(
    cast: Cast, happens: Callable[[], object]
) -> None:
    article = cast.cleared(lead_image=cast.picture(), topics=[cast.topic()])
    happens()
    with pytest.raises(NotReady, match="Something that prints has changed since it was cleared"):
        publishing.publish(stored(article), by=cast.editor)
    again = cast.edited(article, dek="Read again, by an editor who knows of the change.")
    if again.bylines.exists():
        assert publishing.publish(again, by=cast.editor)


@pytest.mark.parametrize("name", ["slug", "story"])
def test_a_saved_change_of_what_prints_beside_the_text_reopens_cleared_copy(
    cast: Cast, name: str
) -> None:
    article = stored(cast.cleared())
    setattr(article, name, {"slug": "another-address", "story": cast.story()}[name])
    article = handling.save_copy(article, by=cast.editor)
    assert (article.state, stored(article).state) == (State.DRAFT, State.DRAFT)


def test_a_save_that_changes_nothing_leaves_cleared_copy_cleared(cast: Cast) -> None:
    article = handling.save_copy(stored(cast.cleared()), by=cast.editor)
    assert article.state == State.CLEARED
    assert publishing.publish(article, by=cast.editor)
