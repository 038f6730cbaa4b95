"""Two people save one text: what they wrote goes together, and what collides is asked."""

from typing import Any

import pytest
from django.test import Client

from articles import handling
from articles.models import Article, Byline
from articles.prose import plain_text
from tests.cast import Cast, stored
from tests.test_desk import AsUser, address, form, form_on, parsed, press

BODY = "".join(f'<p data-id="{name * 8}">Synthetic passage {name}.</p>' for name in "abc")


class Late:
    """Somebody who began to write before another person saved, and then presses Save."""

    def __init__(self, client: Client, article: Article) -> None:
        self.client = client
        self.article = article
        self.window = form(client, address(article))

    def saves(self, **typed: Any) -> Any:
        return self.send(self.window | typed | {"_continue": "1"})

    def puts_together(self, page: Any, **chosen: str) -> Any:
        choices = {f"choice-{name}": value for name, value in chosen.items()}
        return self.send(form_on(page) | choices | {"put-together": "1"})

    def saves_what_is_on(self, page: Any) -> Any:
        return self.send(form_on(page) | {"_continue": "1"})

    def send(self, fields: dict[str, Any]) -> Any:
        return self.client.post(address(self.article), fields)


@pytest.fixture
def article(cast: Cast) -> Article:
    return cast.draft(body=BODY, topics=[cast.topic("Synthetic seas")])


@pytest.fixture
def late(cast: Cast, as_user: AsUser, article: Article) -> Late:
    return Late(as_user(cast.reporter), article)


def texts(page: Any, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in parsed(page).css(selector)]


def asked(page: Any) -> list[str]:
    """What must be chosen, by the legends."""
    return [legend.partition(":")[0] for legend in texts(page, ".asked > legend")]


def taken(page: Any) -> list[str]:
    return texts(page, ".taken > h3")


def changed(body: str, **blocks: str) -> str:
    for name, words in blocks.items():
        body = body.replace(f"Synthetic passage {name}.", words)
    return body


def test_changes_in_different_places_go_together_and_are_stored_only_by_save(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    press(as_user(cast.editor), article, body=changed(BODY, a="The editor's words."), dek="Theirs.")
    page = late.saves(body=changed(BODY, c="The reporter's words."), headline="Mine.")
    assert asked(page) == []
    assert taken(page) == [
        "Headline changed by you",
        "Dek changed by Synthetic Editor",
        "Paragraph changed by Synthetic Editor",
        "Paragraph changed by you",
    ]
    before = stored(article)

    together = late.puts_together(page)
    assert "Nothing is stored yet" in texts(together, ".put-together-note")[0]
    assert not parsed(together).css(".conflict, [role=alert]")
    assert (stored(article).revision, stored(article).headline) == (
        before.revision,
        before.headline,
    )

    late.saves_what_is_on(together)
    now = stored(article)
    words = ["The editor's words.", "Synthetic passage b.", "The reporter's words."]
    assert plain_text(now.body).split("\n\n") == words
    assert (now.headline, now.dek, now.saved_by) == ("Mine.", "Theirs.", cast.reporter)


CHOICES = {
    "theirs": ["The editor's words."],
    "mine": ["The reporter's words."],
    "both": ["The editor's words.", "The reporter's words."],
}


@pytest.mark.parametrize("choice", CHOICES)
def test_the_same_block_changed_by_both_waits_for_a_choice(
    cast: Cast, as_user: AsUser, article: Article, late: Late, choice: str
) -> None:
    press(as_user(cast.editor), article, body=changed(BODY, b="The editor's words."))
    page = late.saves(body=changed(BODY, b="The reporter's words."))
    assert asked(page) == ["Paragraph"]
    radios = parsed(page).css(".asked input")
    assert [radio.attributes["value"] for radio in radios] == ["theirs", "mine", "both"]
    assert not any("checked" in radio.attributes for radio in radios)

    undecided = late.puts_together(page)
    assert "wait for your choice" in texts(undecided, "[role=alert]")[0]
    assert asked(undecided) == ["Paragraph"]
    assert "The reporter's words." in parsed(undecided).css_first("#id_body").text()  # type: ignore[union-attr]

    together = late.puts_together(undecided, **{"block-bbbbbbbb": choice})
    late.saves_what_is_on(together)
    found = plain_text(stored(article).body).split("\n\n")
    assert found == ["Synthetic passage a.", *CHOICES[choice], "Synthetic passage c."]


def test_two_changes_of_one_line_that_do_not_touch_are_offered_as_one(
    cast: Cast, as_user: AsUser
) -> None:
    line = "The ministry said on Monday that both governments agree."
    article = cast.draft(body=f'<p data-id="aaaaaaaa">{line}</p>')
    late = Late(as_user(cast.reporter), article)
    body = stored(article).body
    press(as_user(cast.editor), article, body=body.replace("Monday", "Tuesday"))
    page = late.saves(body=body.replace("agree", "agreed"))
    together = late.puts_together(page, **{"block-aaaaaaaa": "woven"})
    late.saves_what_is_on(together)
    assert plain_text(stored(article).body) == line.replace("Monday", "Tuesday").replace(
        "agree", "agreed"
    )


def test_a_line_that_both_changed_waits_for_a_choice(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    typed = {"headline": "Theirs.", "label": "opinion", "dateline": "TOKYO"}
    press(as_user(cast.editor), article, **typed)
    page = late.saves(headline="Mine.", label="analysis", dateline="TOKYO")
    assert asked(page) == ["Headline", "Label"]
    assert taken(page) == ["Dateline changed by both of you alike"]
    together = late.puts_together(page, headline="mine", label="theirs")
    late.saves_what_is_on(together)
    now = stored(article)
    assert (now.headline, now.label, now.dateline) == ("Mine.", "opinion", "TOKYO")


def test_topics_of_both_go_together(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    for name in ("Synthetic bridges", "Synthetic skies"):
        cast.topic(name)
    press(as_user(cast.editor), article, topics="Synthetic bridges")
    page = late.saves(topics="Synthetic seas, Synthetic skies")
    assert asked(page) == []
    late.saves_what_is_on(late.puts_together(page))
    names = stored(article).topics.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Synthetic bridges", "Synthetic skies"]


def test_a_topic_with_a_comma_in_its_name_stays_one(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    for name in ("Food, drink", 'The "quiet" sea, again', "Synthetic skies"):
        cast.topic(name)
    press(as_user(cast.editor), article, topics='"Food, drink", "The ""quiet"" sea, again"')
    late.saves_what_is_on(late.puts_together(late.saves(topics="Synthetic seas, Synthetic skies")))
    names = stored(article).topics.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Food, drink", "Synthetic skies", 'The "quiet" sea, again']


def test_a_picture_and_its_words_are_one_choice(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    theirs, mine = cast.picture(alt="Their bridge"), cast.picture(alt="My bridge")
    press(as_user(cast.editor), article, lead_image=theirs.pk)
    page = late.saves(lead_image=mine.pk)
    assert asked(page) == ["Lead image"]
    late.saves_what_is_on(late.puts_together(page, lead_image="mine"))
    now = stored(article)
    assert (now.lead_image, now.lead_alt) == (mine, "My bridge")


BYLINES = {"theirs": ["Synthetic Second"], "mine": ["Synthetic Desk", "Synthetic Third"]}


@pytest.mark.parametrize("choice", BYLINES)
def test_a_byline_that_both_changed_is_one_choice_even_if_a_line_is_gone(
    cast: Cast, as_user: AsUser, article: Article, late: Late, choice: str
) -> None:
    second, third = cast.new_author("Synthetic Second"), cast.new_author("Synthetic Third")
    article.bylines.all().delete()
    Byline.objects.create(article=article, author=second)
    press(as_user(cast.editor), article, dek="So that it is a newer save.")
    lines = [cast.author.pk, third.pk]
    page = late.saves(byline_author=lines, byline_role=["reporting"] * 2)
    assert asked(page) == ["Byline"]
    late.saves_what_is_on(late.puts_together(page, byline=choice))
    assert [line.author.name for line in stored(article).bylines.all()] == BYLINES[choice]


def test_without_the_draft_that_it_rests_on_all_that_differs_is_asked(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    press(as_user(cast.editor), article, headline="Theirs.")
    page = late.saves(based_on="", body=changed(BODY, a="The reporter's words."))
    assert asked(page) == ["Headline", "Paragraph"]
    page = late.saves(based_on="77", body=changed(BODY, a="The reporter's words."))
    assert asked(page) == ["Headline", "Paragraph"]
    assert "No draft holds the text" in texts(page, ".conflict")[0]


def test_who_saved_meanwhile_again_is_merged_with_again(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    press(as_user(cast.editor), article, body=changed(BODY, a="The editor's words."))
    page = late.saves(body=changed(BODY, c="The reporter's words."))
    together = late.puts_together(page)
    press(as_user(cast.editor), article, dek="The editor's dek.")
    refused = late.saves_what_is_on(together)
    assert asked(refused) == []
    late.saves_what_is_on(late.puts_together(refused))
    now = stored(article)
    assert now.dek == "The editor's dek."
    assert plain_text(now.body).split("\n\n")[::2] == [
        "The editor's words.",
        "The reporter's words.",
    ]


def test_who_may_not_save_any_more_sees_both_and_can_choose_nothing(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    handling.submit(stored(article), by=cast.second_reporter)
    page = late.saves(headline="Mine.")
    assert "take your text along" in texts(page, ".conflict")[0]
    assert not parsed(page).css("[type=radio], [name=put-together]")
    before = stored(article)
    late.puts_together(page, headline="mine")
    assert stored(article).headline == before.headline


def test_a_forged_choice_chooses_nothing(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    press(as_user(cast.editor), article, headline="Theirs.")
    page = late.saves(headline="Mine.")
    for forged in ("woven", "neither", ""):
        assert (
            "wait for your choice"
            in texts(late.puts_together(page, headline=forged), "[role=alert]")[0]
        )


def test_what_no_browser_would_send_is_no_server_error(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    press(as_user(cast.editor), article, story=cast.story().pk, lead_image=cast.picture().pk)
    forged = {"story": "x", "lead_image": "9" * 30, "byline_author": "x", "topics": ",,"}
    for more in ({"based_on": "-1"}, {"based_on": "9" * 30}, {"byline_role": ["x", "y"]}):
        for button in ("_continue", "put-together"):
            assert late.send(late.window | forged | more | {button: "1"}).status_code == 200


def test_what_was_typed_cannot_act_in_the_page(
    cast: Cast, as_user: AsUser, article: Article, late: Late
) -> None:
    attack = '<p data-id="aaaaaaaa">One <img src=x onerror=alert(1)><script>alert(2)</script></p>'
    press(
        as_user(cast.editor),
        article,
        headline="<script>alert(3)</script>",
        body=changed(BODY, a="A"),
    )
    page = late.saves(headline="<img src=x onerror=alert(4)>", body=attack)
    conflict = parsed(page).css_first(".conflict")
    assert conflict
    assert not conflict.css("script, [onerror]")
    for template in conflict.css("template"):
        assert "alert" not in (template.html or "")


def test_a_page_with_a_conflict_asks_the_database_for_little_more(
    cast: Cast, as_user: AsUser, article: Article, late: Late, django_assert_max_num_queries: Any
) -> None:
    press(as_user(cast.editor), article, body=changed(BODY, a="The editor's words."))
    with django_assert_max_num_queries(65):
        late.saves(body=changed(BODY, a="The reporter's words."))
