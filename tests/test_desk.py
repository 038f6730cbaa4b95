"""The desk in the admin: everybody's buttons, and no word that is lost on the way."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.models import Author, Role, User
from articles import handling, publishing, workflow
from articles.desk.article_admin import as_refusal
from articles.models import Article, Byline, Edition, LogbookEntry, Topic
from articles.prose import plain_text
from articles.workflow import Kind, State
from tests.cast import NOTE, Cast, stored

AsUser = Callable[[User], Client]
QUEUES = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"
TYPED = "Synthetic words that were just typed"


def address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def parsed(response: Any) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def form(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of the article's form if nobody typed anything."""
    return form_on(client.get(url))


def form_on(response: Any) -> dict[str, Any]:
    """What a browser would send of the form on the page that it has.

    What stands in several boxes of one name is a list.
    """
    fields: dict[str, Any] = {}
    for element in parsed(response).css("#article_form [name]"):
        name, kind = element.attributes["name"] or "", element.attributes.get("type")
        if element.tag == "button" or "__prefix__" in name:
            continue
        if kind in {"checkbox", "radio"} and "checked" not in element.attributes:
            continue
        sent = [*fields[name], value(element)] if name in fields else [value(element)]
        fields[name] = sent
    return {name: sent[0] if len(sent) == 1 else sent for name, sent in fields.items()}


def value(element: LexborNode) -> str:
    if element.tag == "select":
        chosen = element.css_first("option[selected]")
        return (chosen.attributes.get("value") or "") if chosen else ""
    if element.tag == "textarea":
        return element.text().removeprefix("\n").replace("\n", "\r\n")
    is_box = element.attributes.get("type") == "checkbox"
    return element.attributes.get("value") or ("on" if is_box else "")


def press(client: Client, article: Article, button: str = "", **typed: Any) -> Any:
    """Type into the article's form as it is now, and press a verb's button (or Save)."""
    what, _, verb = button.rpartition(":")
    pressed = {what or "verb": verb} if verb else {"_continue": "1"}
    return client.post(
        address(article), form(client, address(article)) | typed | pressed, follow=True
    )


def buttons(page: LexborHTMLParser) -> set[str]:
    """The verbs that can be pressed on a page."""
    found = page.css('button[name="verb"]:not([disabled]), button[name="override"]')
    return {button.attributes["value"] or "" for button in found}


def messages(response: Any) -> str:
    return " ".join(item.text() for item in parsed(response).css(".messagelist li"))


def records(article: Article) -> tuple[Any, ...]:
    """All of an article that a verb or a save would change."""
    now = stored(article)
    lines = list(article.logbook.values_list("pk", flat=True))
    editions = list(article.editions.order_by("number").values_list("number", "live"))
    return (now.state, now.revision, now.saved_at, now.headline, lines, editions)


def spiked(cast: Cast) -> Article:
    return handling.spike(cast.draft(), by=cast.editor)


# --- Buttons --------------------------------------------------------------------------------------

PIECES: dict[str, Callable[[Cast], Article]] = {
    "draft": lambda cast: cast.draft(),
    "in review": lambda cast: cast.submitted(),
    "cleared": lambda cast: cast.cleared(),
    "spiked": spiked,
    "live": lambda cast: cast.published(),
    "scheduled": lambda cast: cast.scheduled(),
    "killed": lambda cast: cast.killed(),
}
EDITOR = {
    "draft": "submit spike",
    "in review": "send_back clear spike",
    "cleared": "send_back reopen spike publish",
    "spiked": "restore",
    "live": "send_back reopen restyle update correct",
    "scheduled": "send_back reopen cancel",
    "killed": "send_back reopen",
}
SEES = {
    "reporter": {
        "draft": "submit",
        "in review": "",
        "cleared": "reopen",
        "spiked": "",
        "live": "reopen",
        "scheduled": "reopen",
        "killed": "reopen",
    },
    "editor": EDITOR,
    "chief": EDITOR
    | {
        "live": "send_back reopen restyle update correct kill",
        "killed": "send_back reopen return",
    },
}


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("role", SEES)
def test_everybody_sees_exactly_the_buttons_of_what_they_may_do_now(
    cast: Cast, as_user: AsUser, role: str, piece: str
) -> None:
    client = as_user(getattr(cast, role))
    page = parsed(client.get(address(PIECES[piece](cast))))
    assert buttons(page) == set(SEES[role][piece].split())


@pytest.mark.parametrize("piece", PIECES)
def test_a_verb_in_the_address_changes_nothing(cast: Cast, as_user: AsUser, piece: str) -> None:
    article = PIECES[piece](cast)
    before = records(article)
    client = as_user(cast.chief)
    for verb in SEES["chief"][piece].split():
        client.get(address(article), {"verb": verb, f"{verb}-note": NOTE, "headline": TYPED})
    assert records(article) == before


def test_enter_in_a_box_saves_and_never_says_a_verb(cast: Cast, as_user: AsUser) -> None:
    for article in (cast.cleared(), spiked(cast)):
        page = parsed(as_user(cast.chief).get(address(article)))
        first = page.css_first('#article_form button[type="submit"]')
        assert first
        assert first.attributes.get("name") == "_continue" or "disabled" in first.attributes


def test_an_editor_who_wrote_is_told_why_another_must_clear(cast: Cast, as_user: AsUser) -> None:
    article = cast.submitted(by=cast.editor)
    client = as_user(cast.editor)
    page = client.get(address(article))
    assert "clear" not in buttons(parsed(page))
    assert "somebody else must clear it" in page.content.decode()

    press(client, article, "clear")
    press(client, article, "override:clear", **{"clear-note": NOTE})
    assert stored(article).state == State.IN_REVIEW


def test_a_chief_clears_their_own_text_with_a_note_that_stays(cast: Cast, as_user: AsUser) -> None:
    article = cast.submitted(by=cast.chief)
    client = as_user(cast.chief)

    refused = press(client, article, "override:clear")
    assert "Say why" in messages(refused)
    assert stored(article).state == State.IN_REVIEW

    press(client, article, "override:clear", **{"clear-note": NOTE})
    clearance = stored(article).clearance
    assert clearance
    assert (clearance.by, clearance.override_note) == (cast.chief, NOTE)
    assert article.logbook.get(verb="clear").note == NOTE
    other = cast.submitted()
    assert not parsed(client.get(address(other))).css('[name="override"]')


# --- Saving, then saying --------------------------------------------------------------------------


def test_a_verb_saves_what_is_in_the_form_first(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft(authors=[])
    topic, author = cast.topic("Synthetic bridges"), cast.new_author("Synthetic Night Desk")
    press(
        as_user(cast.reporter),
        article,
        "submit",
        headline=TYPED,
        body=f'<p data-id="abcdefgh">{TYPED}.</p>',
        topics=topic.name,
        byline_author=author.pk,
    )
    now = stored(article)
    assert (now.state, now.headline) == (State.IN_REVIEW, TYPED)
    assert now.body == f'<p data-id="abcdefgh">{TYPED}.</p>'
    assert [list(now.topics.all()), list(now.authors.all())] == [[topic], [author]]
    assert now.logbook.get().verb == "submit"


def test_a_refused_verb_leaves_the_text_saved_and_its_note_in_the_box(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.edited(cast.published(), headline="Synthetic second headline")
    typed = {"update-note": "A synthetic note of some length", "update-at": "soon"}
    refused = press(as_user(cast.editor), article, "schedule:update", embargo_at="", **typed)
    assert "“soon” is not a date and a time" in messages(refused)
    box = parsed(refused).css_first(".verb-update details")
    assert box
    assert "open" in box.attributes
    assert typed["update-note"] in box.text()

    article = cast.submitted()
    refused = press(as_user(cast.editor), article, "send_back", headline=TYPED)
    assert "needs a note" in messages(refused)
    assert (stored(article).headline, stored(article).state) == (TYPED, State.IN_REVIEW)


def test_a_text_that_changes_with_its_publication_is_saved_and_not_published(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.cleared()
    refused = press(as_user(cast.editor), article, "publish", headline=TYPED)
    assert "“Publish” was not done" in messages(refused)
    assert (stored(article).headline, stored(article).state) == (TYPED, State.DRAFT)
    assert not article.editions.exists()


@pytest.mark.parametrize(
    ("verb", "piece"),
    [
        ("send_back", "in review"),
        ("update", "live"),
        ("correct", "live"),
        ("kill", "live"),
        ("return", "killed"),
    ],
)
def test_a_verb_that_needs_a_note_asks_for_it(
    cast: Cast, as_user: AsUser, verb: str, piece: str
) -> None:
    article, client = PIECES[piece](cast), as_user(cast.chief)
    if verb in {"update", "correct"}:
        cast.edited(article, headline=TYPED)
    before = records(article)
    box = parsed(client.get(address(article))).css_first(f".verb-{verb} details")
    assert box
    assert box.css_first(f'textarea[name="{verb}-note"]')

    refused = press(client, article, verb)
    assert "was not done" in messages(refused)
    assert records(article) == before

    press(client, article, verb, **{f"{verb}-note": NOTE})
    assert article.logbook.first().note == NOTE  # type: ignore[union-attr]


def test_a_note_for_the_logbook_never_becomes_a_note_for_readers(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.submitted()
    press(as_user(cast.editor), article, "clear", note="For the desk alone")
    press(as_user(cast.editor), article, "publish", note="For the desk alone")
    assert article.logbook.get(verb="clear").note == "For the desk alone"
    assert article.editions.get().note == ""


def test_an_article_is_added_with_everything_empty(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.reporter)
    answer = client.post(ADD, form(client, ADD) | {"_continue": "1"})
    article = Article.objects.get()
    assert answer.headers["Location"] == address(article)
    assert (article.state, article.created_by) == (State.DRAFT, cast.reporter)


def test_a_new_article_is_kept_when_its_first_verb_is_refused(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.editor)
    answer = client.post(ADD, form(client, ADD) | {"headline": TYPED, "verb": "publish"})
    article = Article.objects.get()
    assert article.headline == TYPED
    assert "“Publish” was not done" in messages(answer)
    page = parsed(answer)
    assert page.css_first("#article_form").attributes["action"] == address(article)  # type: ignore[union-attr]


def test_saving_without_a_change_moves_nothing(cast: Cast, as_user: AsUser) -> None:
    topics = [cast.topic("Synthetic topic one"), cast.topic("Synthetic topic two")]
    body = "<h2>Synthetic</h2>\n\n<p>One line\nand another.</p>\n"
    embargo = datetime(2027, 1, 5, 7, 0, 30, tzinfo=UTC)
    given = {"topics": topics, "body": body, "story": cast.story(), "embargo_at": embargo}
    article = cast.cleared(**given, lead_image=cast.picture())
    before = records(article)
    press(as_user(cast.editor), article)
    assert records(article) == before


@pytest.mark.parametrize("what", ["headline", "slug", "label", "topics", "story", "byline"])
def test_changing_what_prints_takes_the_clearance_away(
    cast: Cast, as_user: AsUser, what: str
) -> None:
    article = cast.cleared()
    cast.topic("Synthetic bridges")
    typed: dict[str, dict[str, Any]] = {
        "headline": {"headline": TYPED},
        "slug": {"slug": "synthetic-new"},
        "label": {"label": "opinion"},
        "topics": {"topics": "Synthetic bridges"},
        "story": {"story": cast.story().pk},
        "byline": {"byline_role": ["editing"]},
    }
    press(as_user(cast.editor), article, **typed[what])
    assert stored(article).state == State.DRAFT
    assert stored(article).clearance is None
    assert article.logbook.first().verb == "reopen"  # type: ignore[union-attr]


def test_an_embargo_does_not_print_so_the_clearance_stays(cast: Cast, as_user: AsUser) -> None:
    article = cast.cleared()
    press(as_user(cast.editor), article, embargo_at="2027-01-05T07:00")
    assert stored(article).state == State.CLEARED
    assert stored(article).embargo_at == datetime(2027, 1, 4, 22, 0, tzinfo=UTC)


def test_only_who_may_add_topics_makes_one_by_writing_it(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    typed = {"headline": TYPED, "topics": "Synthetic seas, Synthetic skies"}
    refused = press(as_user(cast.reporter), article, **typed)
    assert "There is no such topic" in refused.content.decode()
    assert TYPED in refused.content.decode()
    assert not Topic.objects.exists()

    press(as_user(cast.editor), article, **typed)
    names = stored(article).topics.values_list("name", flat=True)
    assert set(names) == {"Synthetic seas", "Synthetic skies"}


# --- Nobody overwrites anybody --------------------------------------------------------------------


def test_a_save_on_top_of_a_newer_one_keeps_both_texts(cast: Cast, as_user: AsUser) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    window = form(client, address(article))
    press(as_user(cast.editor), article, body="<p>What the editor saved.</p>")

    typed = {"headline": TYPED, "body": "<p>What the reporter typed.</p>"}
    for button in ({"_continue": "1"}, {"verb": "submit"}):
        refused = client.post(address(article), window | typed | button)
        text = refused.content.decode()
        assert "saved a newer version" in text
        assert "What the editor saved." in text
        page = parsed(refused)
        assert "What the reporter typed." in page.css_first(".conflict").html  # type: ignore[union-attr, operator]
        assert "What the reporter typed." in page.css_first("#id_body").text()  # type: ignore[union-attr]
        now = stored(article)
        assert "What the editor saved." in now.body
        assert now.state == State.DRAFT

    choices = {
        radio.attributes["name"]: "mine" for radio in parsed(refused).css('input[value="mine"]')
    }
    mine = form_on(refused) | choices | {"put-together": "1"}
    together = client.post(address(article), mine)
    assert "What the editor saved." in stored(article).body
    client.post(address(article), form_on(together) | {"_continue": "1"})
    assert plain_text(stored(article).body) == "What the reporter typed."


def test_having_seen_one_newer_text_is_no_leave_to_replace_the_next(
    cast: Cast, as_user: AsUser
) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    window = form(client, address(article))
    press(as_user(cast.editor), article, headline="Synthetic second")
    refused = client.post(address(article), window | {"headline": TYPED, "_continue": "1"})
    seen = form_on(refused) | {"choice-headline": "mine"}
    press(as_user(cast.editor), article, headline="Synthetic third")
    again = client.post(address(article), seen | {"put-together": "1"})
    radios = parsed(again).css('[name="choice-headline"]')
    assert len(radios) == 2
    assert not any("checked" in radio.attributes for radio in radios)
    client.post(address(article), seen | {"_continue": "1"})
    assert stored(article).headline == "Synthetic third"


def test_words_typed_into_a_copy_that_has_moved_on_are_shown_again(
    cast: Cast, as_user: AsUser
) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    window = form(client, address(article))
    handling.submit(article, by=cast.second_reporter)
    before = records(article)
    refused = client.post(address(article), window | {"headline": TYPED, "verb": "submit"})
    assert "not yours to change now" in refused.content.decode()
    headline = parsed(refused).css_first('textarea[name="headline"]')
    assert headline
    assert headline.text().strip() == TYPED
    assert records(article) == before


def test_an_embargo_over_a_scheduled_edition_is_refused_and_the_words_stay(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.scheduled()
    typed = {"headline": TYPED, "embargo_at": "2037-01-05T07:00"}
    refused = press(as_user(cast.editor), article, **typed)
    assert "cancel it first" in refused.content.decode()
    assert TYPED in refused.content.decode()
    assert stored(article).headline == article.headline


def test_a_verb_on_a_text_that_was_replaced_meanwhile_is_refused(
    cast: Cast, as_user: AsUser
) -> None:
    article = spiked(cast)
    client = as_user(cast.editor)
    window = form(client, address(article))
    restored = handling.restore(article, by=cast.second_editor)
    restored.headline = TYPED
    handling.spike(handling.save_copy(restored, by=cast.second_editor), by=cast.second_editor)
    refused = client.post(address(article), window | {"verb": "restore"})
    assert "saved a newer version" in messages(refused)
    assert stored(article).state == State.SPIKED


def test_a_save_undoes_no_verb_that_was_faster(cast: Cast) -> None:
    article = cast.draft()
    late = stored(article)
    handling.submit(article, by=cast.reporter)
    late.embargo_at = cast.in_seconds(3600)
    handling.save_copy(late, by=cast.editor)
    assert stored(article).state == State.IN_REVIEW


# --- What nobody can do here ----------------------------------------------------------------------


def test_a_reporter_cannot_publish_by_a_forged_post(cast: Cast, as_user: AsUser) -> None:
    article, client = cast.cleared(), as_user(cast.reporter)
    before = records(article)
    for forged in (
        {"verb": "publish"},
        {"schedule": "publish", "publish-at": "2027-01-05T07:00"},
        {"verb": "publish", "headline": article.headline},
    ):
        refused = client.post(address(article), {"based_on": article.revision} | forged)
        assert refused.status_code == 200
        assert records(article) == before


def test_a_verb_that_does_not_exist_is_no_server_error(cast: Cast, as_user: AsUser) -> None:
    article, client = cast.draft(), as_user(cast.chief)
    for forged in ({"verb": "delete"}, {"schedule": "submit"}, {}):
        answer = client.post(address(article), {"based_on": article.revision} | forged)
        assert answer.status_code == 400


def test_what_a_trigger_refuses_is_told_in_words_and_a_fault_is_not_hidden(cast: Cast) -> None:
    cleared = Article.objects.filter(pk=cast.cleared().pk)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        cleared.update(headline=TYPED)
    words = "The database refuses: this text is not the one that was cleared."
    assert str(as_refusal(refused.value)) == words

    with pytest.raises(DatabaseError) as fault, transaction.atomic():
        cleared.update(state="unheard of")
    with pytest.raises(DatabaseError):
        as_refusal(fault.value)


def test_a_superuser_who_wrote_cannot_clear_either(cast: Cast, as_user: AsUser) -> None:
    root = User.objects.create_superuser("root", password=None)
    article = cast.submitted(by=root)
    refused = press(as_user(root), article, "override:clear", **{"clear-note": NOTE})
    assert "was not done" in messages(refused)
    assert stored(article).state == State.IN_REVIEW


def test_the_record_is_read_only_for_everybody(cast: Cast, as_user: AsUser) -> None:
    article = cast.published()
    root = User.objects.create_superuser("root", password=None)
    client = as_user(root)
    for table, key in (
        ("edition", article.editions.get().pk),
        ("logbookentry", article.logbook.latest("at").pk),
    ):
        assert client.get(f"/admin/articles/{table}/").status_code == 200
        page = client.get(f"/admin/articles/{table}/{key}/change/")
        assert page.status_code == 200
        assert not parsed(page).css("#content input[type=submit], #content textarea")
        for act in ("add/", f"{key}/change/", f"{key}/delete/"):
            answer = client.post(f"/admin/articles/{table}/{act}", {"note": TYPED, "post": "yes"})
            assert answer.status_code == 403
    assert Edition.objects.filter(note=TYPED).count() == 0
    assert LogbookEntry.objects.filter(note=TYPED).count() == 0
    menu = client.get("/admin/").content.decode()
    for table in ("clearance", "withdrawal", "writer", "editionrecord", "tag"):
        assert f"/{table}/" not in menu


def test_articles_are_spiked_and_never_deleted(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    client = as_user(User.objects.create_superuser("root", password=None))
    answer = client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    client.post(QUEUES, {"action": "delete_selected", "_selected_action": article.pk})
    assert Article.objects.filter(pk=article.pk).exists()


# --- What readers have ----------------------------------------------------------------------------


def test_a_scheduled_edition_is_named_with_its_time_in_the_newsrooms_zone(
    cast: Cast, as_user: AsUser
) -> None:
    article, client = cast.cleared(), as_user(cast.editor)
    press(client, article, "schedule:publish", **{"publish-at": "2037-01-05T07:00"})
    edition = article.editions.get()
    assert edition.begins_at == datetime(2037, 1, 4, 22, 0, tzinfo=UTC)

    box = parsed(client.get(address(article))).css_first(".verb-cancel")
    assert box
    for words in ("First edition, edition 1", "5 January 2037", "07:00:00", "Asia/Tokyo"):
        assert words in box.text()

    press(client, article, "cancel")
    edition.refresh_from_db()
    assert edition.live.isempty
    assert "cancelled" in parsed(client.get(address(article))).css_first(".editions").text()  # type: ignore[union-attr]


def test_the_page_says_what_readers_have_and_who_did_what(cast: Cast, as_user: AsUser) -> None:
    article = cast.corrected(cast.published(), headline=TYPED)
    publishing.kill(article, by=cast.chief, note="Synthetic reason")
    page = parsed(as_user(cast.reporter).get(address(article)))
    readers = page.css_first(".readers")
    assert readers
    assert "Killed since" in readers.text()
    rows = [row.text() for row in readers.css("tbody tr:not(.note)")]
    kinds = ["Withdrawal", "Correction", "First edition"]
    assert [kind for kind, row in zip(kinds, rows, strict=True) if kind in row] == kinds
    assert "Synthetic reason" in readers.text()
    verbs = [line.text() for line in page.css(".logbook li strong")]
    assert verbs[:2] == ["Kill", "Publish correction"]
    assert verbs[-1] == "Submit for review"


# --- The queues -----------------------------------------------------------------------------------


def test_the_list_opens_on_the_queue_of_whoever_looks(cast: Cast, as_user: AsUser) -> None:
    draft, submitted = cast.draft(), cast.submitted()
    for person, theirs in ((cast.reporter, draft), (cast.editor, submitted)):
        page = parsed(as_user(person).get(QUEUES))
        assert [link.text() for link in page.css("#result_list tbody th a")] == [theirs.headline]


def test_each_queue_holds_what_its_name_says(cast: Cast, as_user: AsUser) -> None:
    live, scheduled = cast.published(), cast.scheduled()
    changed = cast.edited(cast.published(), headline=TYPED)
    in_queue = {
        "draft": [cast.draft()],
        "in_review": [cast.submitted()],
        "cleared": [cast.cleared(), changed],
        "scheduled": [scheduled],
        "live": [live, changed],
        "spiked": [spiked(cast)],
    }
    killed = cast.killed()
    client = as_user(cast.reporter)
    for name, articles in in_queue.items():
        page = parsed(client.get(QUEUES, {"queue": name}))
        links = page.css("#result_list tbody th a")
        keys = {(link.attributes["href"] or "").split("/")[4] for link in links}
        assert keys == {str(article.pk) for article in articles}, name
        tab = page.css_first(".queues [aria-current] .count")
        assert tab
        assert tab.text() == str(len(articles))
    everything = parsed(client.get(QUEUES, {"queue": "all"}))
    assert len(everything.css("#result_list tbody tr")) == Article.objects.count()
    row = parsed(client.get(QUEUES, {"q": killed.headline})).css_first("#result_list tbody tr")
    assert row
    assert "Killed" in row.text()


def test_the_desk_opens_on_its_queues(cast: Cast, as_user: AsUser) -> None:
    cast.submitted()
    page = parsed(as_user(cast.editor).get("/admin/"))
    cards = [card.text().split() for card in page.css(".queue-cards a")]
    assert cards[0][:3] == ["1", "In", "review"]


def test_the_list_asks_as_much_for_many_articles_as_for_one(
    cast: Cast, as_user: AsUser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_user(cast.chief)
    story = cast.story()
    cast.published(story=story)
    for _ in range(2):
        # The session, the person and what they may, how many, the articles, the queues' counts.
        with django_assert_num_queries(7):
            client.get(QUEUES, {"queue": "all"})
        for by in (cast.reporter, cast.second_reporter, cast.editor):
            cast.draft(by=by, story=story)
        cast.scheduled(story=story)
        cast.killed(story=story)


def test_a_long_history_costs_the_page_of_an_article_no_more_questions(
    cast: Cast, as_user: AsUser
) -> None:
    client, desks = as_user(cast.chief), [cast.author, cast.new_author("Synthetic Night Desk")]
    article = cast.published(topics=[cast.topic()], story=cast.story())

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address(article))
        return len(asked)

    questions()  # what a process asks once
    before = questions()
    for number in range(3):
        cast.corrected(article, headline=f"Synthetic correction {number}")
    Byline.objects.create(article=article, author=desks[1], position=1)
    assert questions() == before <= 31


# --- Pictures, stories, topics, people ------------------------------------------------------------


def test_a_thumbnail_is_for_signed_in_people_alone(
    cast: Cast, as_user: AsUser, client: Client
) -> None:
    address = reverse("admin:articles_image_thumbnail", args=[cast.picture().pk])
    answer = as_user(cast.reporter).get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    with Pillow.open(BytesIO(answer.content)) as picture:
        assert picture.format == "WEBP"
    assert client.get(address).status_code == 302
    nobody = as_user(User.objects.create(username="nobody", is_staff=True))
    assert nobody.get(address).status_code == 403


def test_an_address_in_print_cannot_be_changed(cast: Cast, as_user: AsUser) -> None:
    story, topic, author = cast.story(), cast.topic(), cast.new_author("Synthetic Night Desk")
    client = as_user(cast.editor)
    tables: dict[str, Any] = {
        "articles/story": story,
        "articles/topic": topic,
        "accounts/author": author,
    }

    def revision_of(thing: Any) -> int:
        return getattr(type(thing).objects.get(pk=thing.pk), "revision", 0)

    def renamed(slug: str) -> set[str]:
        for table, thing in tables.items():
            given = {"name": "Synthetic name", "slug": slug, "based_on": revision_of(thing)}
            given |= {
                f"{part}-{count}_FORMS": 0
                for part in ("events", "parts", "relations")
                for count in ("TOTAL", "INITIAL")
            }
            client.post(f"/admin/{table}/{thing.pk}/change/", given)
        return {type(thing).objects.get(pk=thing.pk).slug for thing in tables.values()}

    assert renamed("synthetic-before") == {"synthetic-before"}
    cast.published(story=story, topics=[topic], authors=[author])
    assert renamed("synthetic-after") == {"synthetic-before"}
    assert Author.objects.get(pk=author.pk).name == "Synthetic name"


def test_what_is_in_print_is_not_offered_for_deletion(cast: Cast, as_user: AsUser) -> None:
    topic, author = cast.topic(), cast.new_author("Synthetic Night Desk")
    pages = [
        f"/admin/articles/topic/{topic.pk}/change/",
        f"/admin/accounts/author/{author.pk}/change/",
    ]
    client = as_user(cast.chief)

    def with_offer() -> list[str]:
        return [page for page in pages if parsed(client.get(page)).css_first(".deletelink")]

    assert with_offer() == pages
    cast.published(topics=[topic], authors=[author])
    assert with_offer() == []
    for page in pages:
        deletion = page.replace("/change/", "/delete/")
        assert client.post(deletion, {"post": "yes"}).status_code == 403


def test_a_chief_adds_people_and_makes_no_superuser(cast: Cast, as_user: AsUser) -> None:
    client, password = as_user(cast.chief), "synthetic words, 2026"
    given = {
        "username": "newcomer",
        "role": Role.EDITOR,
        "is_staff": "on",
        "is_superuser": "on",
        "usable_password": "true",
        "password1": password,
        "password2": password,
    }
    client.post("/admin/accounts/user/add/", given)
    newcomer = User.objects.get(username="newcomer")
    assert (newcomer.role, newcomer.is_staff, newcomer.is_superuser) == (Role.EDITOR, True, False)

    forged = {"username": "newcomer", "role": Role.CHIEF, "is_staff": "on", "is_active": "on"}
    client.post(
        f"/admin/accounts/user/{newcomer.pk}/change/",
        forged | {"is_superuser": "on", "groups": "1", "user_permissions": "1"},
    )
    newcomer.refresh_from_db()
    assert (newcomer.role, newcomer.is_superuser) == (Role.CHIEF, False)
    assert not newcomer.user_permissions.exists()


def test_a_superuser_is_changed_by_superusers_alone(cast: Cast, as_user: AsUser) -> None:
    root = User.objects.create_superuser("root", password=None)
    client = as_user(cast.chief)
    for act in ("change/", "password/", "delete/"):
        answer = client.post(f"/admin/accounts/user/{root.pk}/{act}", {"username": "taken"})
        assert answer.status_code in {403, 404}
    root.refresh_from_db()
    assert root.username == "root"


# --- The pages ------------------------------------------------------------------------------------


def test_no_page_of_the_desk_carries_inline_script_or_style(
    cast: Cast, as_user: AsUser, client: Client
) -> None:
    article = cast.edited(cast.published(lead_image=cast.picture()), headline=TYPED)
    desk = as_user(cast.chief)
    pages = [client.get("/admin/login/")]
    pages += [desk.get(url) for url in ("/admin/", QUEUES, ADD, address(article))]
    for answer in pages:
        page = parsed(answer)
        assert answer.status_code == 200
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert not page.css("[style], [onclick], [onload], style:not([nonce])")
        scripts = page.css("script:not([type='application/json'])")
        assert all("nonce" in script.attributes for script in scripts)


def test_a_text_with_script_in_it_is_shown_without(cast: Cast, as_user: AsUser) -> None:
    article = cast.submitted()
    Article.objects.filter(pk=article.pk).update(body="<p>Synthetic</p><script>alert(1)</script>")
    assert b"<script>alert" not in as_user(cast.reporter).get(address(article)).content


def test_the_kinds_of_the_editions_are_named(cast: Cast, as_user: AsUser) -> None:
    article = cast.corrected(cast.published(), headline=TYPED)
    cast.schedule(cast.edited(article, dek="Synthetic dek"), workflow.UPDATE)
    page = as_user(cast.editor).get(QUEUES, {"q": TYPED}).content.decode()
    assert Kind.UPDATE.label in page
