"""Everybody at the desk may comment on a copy, and what was said stays."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Role, User
from articles import commenting, handling
from articles.models import Article, Comment, Presence
from articles.prose.anchoring import Anchor
from articles.workflow import NotAllowed, NotNow, NotReady
from tests.cast import Cast, stored

AsUser = Callable[[User], Client]
BODY = "<p>The harbour closed on Monday.</p><p>Rice was dear, and then rice was cheap.</p>"

INSERTED = """
    INSERT INTO articles_comment
        (article_id, parent_id, by_id, at, text, about, block, quote, before, after)
    SELECT {article}, {parent}, by_id, at, text, about, '', '', '', ''
    FROM articles_comment LIMIT 1
"""

RESOLVED = """
    UPDATE articles_comment SET resolved_at = now(), resolved_by_id = {by} WHERE id = {comment}
"""


def page(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def comments_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/comments/"


def section(client: Client, article: Article, address: Callable[[Article], str] = page):
    answer = client.get(address(article))
    return LexborHTMLParser(answer.content.decode()).css_first("#comments-section")


def words(quote: str, block: str = "") -> Anchor:
    return Anchor(block, quote)


def said(article: Article, by: User, text: str = "Is that so?", quote: str = "") -> Comment:
    return commenting.comment(article, by=by, text=text, anchor=words(quote))


# --- Who, and on what -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "cleared", "published", "killed"])
def test_everybody_at_the_desk_comments_on_copy_in_every_state(
    cast: Cast, as_user: AsUser, state: str
) -> None:
    article = getattr(cast, state)()
    for person in (cast.second_reporter, cast.editor, cast.chief):
        answer = as_user(person).post(
            comments_of(article), {"comment": 1, "text": f"From {person}", "about": "headline"}
        )
        assert answer.status_code == 303
    assert Comment.objects.open(article).count() == 3
    assert "From Synthetic Second Reporter" in section(as_user(cast.chief), article).text()


def test_a_comment_changes_neither_the_copy_nor_its_clearance(cast: Cast) -> None:
    article = cast.cleared(body=BODY)
    said(article, cast.second_reporter, quote="closed on Monday")
    after = stored(article)
    assert (after.state, after.revision) == ("cleared", article.revision)
    assert after.is_as_cleared()


def test_who_is_not_of_the_desk_neither_reads_nor_writes_comments(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    article = cast.draft()
    thread = said(article, cast.reporter)
    nobody = User.objects.create(username="no-role", is_staff=True)
    assert as_user(nobody).get(comments_of(article)).status_code == 403
    assert client.get(comments_of(article)).status_code == 302
    for act in (
        lambda: said(article, nobody),
        lambda: commenting.reply(thread, by=nobody, text="No."),
        lambda: commenting.resolve(thread, by=nobody),
        lambda: commenting.reopen(thread, by=nobody),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- Words ----------------------------------------------------------------------------------------


def test_a_comment_on_words_stays_with_them_through_edits_and_is_an_orphan_without_them(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft(body=BODY)
    thread = said(article, cast.editor, quote="rice was cheap")
    assert thread.block
    desk = as_user(cast.reporter)

    article = stored(article)
    article.body = article.body.replace("Rice was", "So it was told. Rice was")
    handling.save_copy(article, by=cast.reporter)
    found = section(desk, article).css_first(".comment")
    assert found.attributes["data-words"] == "rice was cheap"
    assert found.attributes["data-block"] == thread.block
    assert f"#b-{thread.block}" in found.css_first(".comment-show").attributes["href"]

    article.body = article.body.replace(", and then rice was cheap", "")
    handling.save_copy(article, by=cast.reporter)
    shown = section(desk, article)
    assert "Their words are gone" in shown.text()
    assert shown.css_first(".comment[data-orphan] q").text() == "rice was cheap"
    assert Comment.objects.open(article).count() == 1


def test_words_that_are_not_stored_yet_are_kept_and_found_after_the_save(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft(body=BODY)
    anchor = Anchor("", "not saved yet", "A line ", ".")
    commenting.comment(article, by=cast.reporter, text="Source?", anchor=anchor)
    desk = as_user(cast.reporter)
    assert section(desk, article).css_first("[data-orphan]")
    article = stored(article)
    article.body += "<p>A line not saved yet.</p>"
    handling.save_copy(article, by=cast.reporter)
    shown = section(desk, article).css_first(".comment")
    assert shown.attributes["data-words"] == "not saved yet"


def test_comments_stand_in_the_order_of_the_page_and_of_the_text(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft(body=BODY)
    said(article, cast.editor, "third", quote="rice was cheap")
    said(article, cast.editor, "second", quote="harbour")
    said(article, cast.editor, "last: the whole")
    commenting.comment(article, by=cast.editor, text="first", about="headline")
    shown = section(as_user(cast.reporter), article).css(".comment-words")
    assert [each.text().strip() for each in shown] == [
        "first", "second", "third", "last: the whole",
    ]  # fmt: skip


def test_a_comment_on_the_headline_says_what_the_headline_was(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft(headline="Rice is dear")
    commenting.comment(article, by=cast.editor, text="Since when?", about="headline")
    desk = as_user(cast.reporter)
    assert "Rice is dear" not in section(desk, article).css_first(".comment").text()
    article = stored(article)
    article.headline = "Rice is cheap"
    handling.save_copy(article, by=cast.reporter)
    assert "Rice is dear" in section(desk, article).css_first(".comment").text()


# --- Answers, and the end of it -------------------------------------------------------------------


def test_a_comment_is_answered_resolved_and_opened_again(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft(body=BODY)
    thread = said(article, cast.editor, quote="harbour")
    desk = as_user(cast.reporter)
    desk.post(comments_of(article), {"reply": thread.pk, f"reply-{thread.pk}": "I have asked."})
    shown = section(desk, article).css_first(".comment-replies")
    assert "I have asked." in shown.text()
    desk.post(comments_of(article), {"resolve": thread.pk})
    assert not Comment.objects.open(article).exists()
    shown = section(desk, article)
    assert "Resolved by Synthetic Reporter" in shown.css_first(".comments-resolved").text()
    desk.post(comments_of(article), {"reopen": thread.pk})
    assert Comment.objects.open(article).get() == thread
    verbs = article.logbook.order_by("pk").values_list("verb", "by__username")
    assert list(verbs) == [("comment resolved", "reporter"), ("comment reopened", "reporter")]


def test_an_answer_to_an_answer_joins_the_same_thread(cast: Cast) -> None:
    thread = said(cast.draft(), cast.editor)
    answer = commenting.reply(thread, by=cast.reporter, text="Yes.")
    again = commenting.reply(answer, by=cast.editor, text="Good.")
    assert again.parent == thread


def test_what_is_resolved_is_not_answered_nor_resolved_twice(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    thread = said(article, cast.editor)
    commenting.resolve(thread, by=cast.reporter)
    with pytest.raises(NotNow, match="Synthetic Reporter has resolved it already"):
        commenting.resolve(thread, by=cast.editor)
    answer = as_user(cast.editor).post(
        comments_of(article), {"reply": thread.pk, f"reply-{thread.pk}": "Too late?"}
    )
    assert answer.status_code == 422
    assert "open it again to answer" in answer.content.decode()


def test_a_comment_that_is_refused_comes_back_with_all_that_was_typed(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft(body=BODY)
    open_one = said(article, cast.editor)
    desk = as_user(cast.reporter)
    long = "x" * (Comment.TEXT + 1)
    typed = {"text": long, "quote": "harbour", "about": "body", f"reply-{open_one.pk}": "Half a"}
    answer = desk.post(comments_of(article), {"comment": 1, **typed})
    assert answer.status_code == 422
    shown = LexborHTMLParser(answer.content.decode())
    assert "2000 characters at most; this has 2001" in shown.css_first("[role=alert]").text()
    assert shown.css_first("#comment-text").text() == long
    assert shown.css_first("#comment-quote").attributes["value"] == "harbour"
    assert shown.css_first(f"#comment-reply-{open_one.pk}").text() == "Half a"
    with pytest.raises(NotReady):
        said(article, cast.reporter, "  \n ")


def test_a_request_that_no_button_sends_is_refused(cast: Cast, as_user: AsUser) -> None:
    article, other = cast.draft(), said(cast.draft(), cast.editor)
    desk = as_user(cast.reporter)
    for sent, status in (
        ({}, 400),
        ({"comment": 1, "text": "t", "about": "password"}, 400),
        ({"resolve": "x"}, 400),
        ({"resolve": "9" * 30}, 400),
        ({"resolve": other.pk}, 404),
        ({"reply": other.pk, f"reply-{other.pk}": "t"}, 404),
    ):
        assert desk.post(comments_of(article), sent).status_code == status, sent
    assert desk.get(comments_of(article).replace(str(article.pk), "999999")).status_code == 404


def test_what_was_said_is_never_changed_nor_deleted(cast: Cast) -> None:
    article, other = cast.draft(), cast.draft()
    thread = said(article, cast.editor, f"Ask @{cast.reporter}")
    answer = commenting.reply(thread, by=cast.reporter, text="Yes.")
    for statement in (
        "UPDATE articles_comment SET text = 'another'",
        "UPDATE articles_comment SET at = now()",
        "DELETE FROM articles_comment_mentions",
        "DELETE FROM articles_comment",
        RESOLVED.format(by=cast.editor.pk, comment=answer.pk),
        INSERTED.format(article=other.pk, parent=thread.pk),
        INSERTED.format(article=article.pk, parent=answer.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_somebody_writes_is_shown_as_words(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    said(article, cast.editor, "<b>bold</b>\n\n<script>alert(1)</script>", quote="<i>gone</i>")
    shown = section(as_user(cast.reporter), article)
    assert not shown.css(".comment b, .comment i, .comment script")
    assert "<script>alert(1)</script>" in shown.text()


# --- Asking somebody ------------------------------------------------------------------------------


def test_who_is_asked_by_name_sees_it_on_the_first_page_until_it_is_resolved(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft(headline="About rice")
    thread = said(article, cast.editor, f"Who said so, @{cast.second_reporter}?")
    asked = as_user(cast.second_reporter)
    first = LexborHTMLParser(asked.get("/admin/").content.decode())
    [link] = first.css(f'a[href="{page(article)}#comment-{thread.pk}"]')
    assert "Who said so" in link.text()
    assert "You were asked" not in as_user(cast.reporter).get("/admin/").content.decode()
    commenting.resolve(thread, by=cast.editor)
    assert "You were asked" not in asked.get("/admin/").content.decode()


def test_a_question_in_an_answer_counts_while_its_comment_is_open(cast: Cast) -> None:
    thread = said(cast.draft(), cast.editor)
    assert cast.chief in commenting.people()
    answer = commenting.reply(thread, by=cast.reporter, text="Ask @CHIEF.")
    assert list(Comment.objects.all().asking(cast.chief)) == [answer]
    commenting.resolve(thread, by=cast.editor)
    assert not Comment.objects.all().asking(cast.chief).exists()


def test_names_are_found_by_the_longest_and_only_after_an_at_sign(cast: Cast) -> None:
    ana = User.objects.create(username="ana", first_name="Ana")
    lee = User.objects.create(username="lee.a", first_name="Ana", last_name="Lee")
    twin = User.objects.create(username="twin", first_name="Ana", last_name="Lee")
    everybody = [ana, lee, twin]
    for text, meant in (
        ("@Ana, look", [ana]),
        ("@ana lee: look", [lee, twin]),
        ("@lee.a and (@ana)", [lee, ana]),
        ("ana@ana.example, Ana Lee, @Anatol", []),
    ):
        assert commenting.mentioned(text, everybody) == meant, text
    assert commenting.mentioned("@", []) == []


def test_only_who_works_at_the_desk_can_be_asked(cast: Cast) -> None:
    gone = cast.person("gone", Role.REPORTER)
    gone.is_active = False
    gone.save()
    assert not said(cast.draft(), cast.editor, "@gone, where are you?").mentions.exists()
    assert gone not in commenting.people()


def test_many_comments_ask_the_database_no_more_than_few(
    cast: Cast, as_user: AsUser, django_assert_max_num_queries
) -> None:
    article = cast.draft(body=BODY)
    for number in range(12):
        thread = said(article, cast.editor, f"Comment {number}", quote="harbour")
        commenting.reply(thread, by=cast.chief, text="Yes.")
        if number % 2:
            commenting.resolve(thread, by=cast.editor)
    desk = as_user(cast.reporter)
    with django_assert_max_num_queries(9):
        assert desk.get(comments_of(article)).status_code == 200


def test_a_page_is_told_that_something_was_done_with_the_comments(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft()
    first = said(article, cast.editor)
    window = Presence.open(article, cast.reporter).window

    def told() -> str:
        answer = as_user(cast.reporter).get(f"{page(article)[:-7]}here/", {"window": str(window)})
        state: str = answer.json()["comments"]
        return state

    shown = section(as_user(cast.reporter), article).attributes["data-state"]
    states = [told()]
    assert states == [shown]
    second = said(article, cast.editor, "And that?")
    states.append(told())
    commenting.resolve(first, by=cast.reporter)
    states.append(told())
    commenting.reopen(first, by=cast.reporter)
    commenting.resolve(second, by=cast.reporter)
    states.append(told())
    said(cast.draft(), cast.editor)
    assert told() == states[-1]
    assert len(set(states)) == len(states)


def test_an_answer_to_what_was_resolved_meanwhile_is_kept_and_can_be_given(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft()
    thread = said(article, cast.editor)
    commenting.resolve(thread, by=cast.editor)
    client = as_user(cast.reporter)
    typed = {f"reply-{thread.pk}": "It was the northern one."}
    refused = client.post(comments_of(article), typed | {"reply": thread.pk})
    assert refused.status_code == 422
    box = LexborHTMLParser(refused.text).css_first(f"[name=reply-{thread.pk}]")
    assert box.text() == typed[box.attributes["name"]]
    client.post(comments_of(article), typed | {"reopen": thread.pk})
    assert thread.replies.get().text == "It was the northern one."
