"""The article's form: its byline is one field, and long lists are found by name while one types."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Author, User
from articles import handling
from articles.desk.choices import MOST_FOUND, MOST_IN_A_PAGE
from articles.models import Article, Story, Topic
from articles.workflow import NotAllowed, State
from tests.cast import Cast, stored
from tests.test_desk import TYPED, AsUser, address, form, form_on, parsed, press

CHOICES = "/admin/articles/article/choices"


def byline(article: Article) -> list[tuple[str, str]]:
    return [(line.author.name, line.role) for line in stored(article).bylines.all()]


def named(client: Any, kind: str, words: str) -> list[str]:
    found = client.get(f"{CHOICES}/{kind}/", {"q": words}).json()
    return [option["label"] for option in found["options"]]


@pytest.fixture
def two(cast: Cast) -> list[Author]:
    return [cast.author, cast.new_author("Synthetic Night Desk")]


# --- The byline -----------------------------------------------------------------------------------


def test_the_byline_prints_in_the_order_of_its_lines(
    cast: Cast, as_user: AsUser, two: list[Author]
) -> None:
    article = cast.draft(authors=two)
    lines = {"byline_author": [two[1].pk, two[0].pk, ""], "byline_role": ["reporting"] * 3}
    press(as_user(cast.reporter), article, **lines)
    assert byline(article) == [(two[1].name, "reporting"), (two[0].name, "reporting")]


def test_a_line_without_an_author_is_no_line_wherever_it_stands(
    cast: Cast, as_user: AsUser, two: list[Author]
) -> None:
    article = cast.draft(authors=two)
    lines = {"byline_author": ["", two[1].pk, ""], "byline_role": ["reporting", "editing", ""]}
    press(as_user(cast.reporter), article, **lines)
    assert byline(article) == [(two[1].name, "editing")]
    press(as_user(cast.reporter), article, byline_author="")
    assert byline(article) == []


def test_a_form_that_was_sent_without_lines_leaves_the_byline_alone(
    cast: Cast, as_user: AsUser
) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    sent = form(client, address(article)) | {"headline": TYPED}
    del sent["byline_author"], sent["byline_role"]
    client.post(address(article), sent)
    assert stored(article).headline == TYPED
    assert byline(article) == [(cast.author.name, "reporting")]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ({"byline_author": ["{0}", "{0}"], "byline_role": ["editing"] * 2}, "is there twice"),
        ({"byline_author": "999999"}, "is not there any more"),
        ({"byline_author": "nobody"}, "is not there any more"),
        ({"byline_author": "{0}", "byline_role": "owner"}, "There is no such role"),
    ],
)
def test_a_byline_that_cannot_be_is_refused_in_words_and_no_word_is_lost(
    cast: Cast, as_user: AsUser, lines: dict[str, Any], why: str
) -> None:
    article = cast.draft()
    sent = {
        name: [value.format(cast.author.pk) for value in values]
        if isinstance(values, list)
        else values.format(cast.author.pk)
        for name, values in lines.items()
    }
    refused = press(as_user(cast.reporter), article, headline=TYPED, **sent)
    assert why in refused.text
    assert TYPED in refused.text
    assert byline(article) == [(cast.author.name, "reporting")]
    assert stored(article).headline == article.headline


def test_a_name_may_stand_in_both_roles(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    key = cast.author.pk
    roles = ["reporting", "editing"]
    press(as_user(cast.reporter), article, byline_author=[key, key], byline_role=roles)
    assert byline(article) == [(cast.author.name, role) for role in roles]


def test_a_byline_in_another_order_takes_the_clearance_away(
    cast: Cast, as_user: AsUser, two: list[Author]
) -> None:
    article = cast.cleared(authors=two)
    press(as_user(cast.editor), article)
    assert stored(article).state == State.CLEARED
    lines = [two[1].pk, two[0].pk]
    press(as_user(cast.editor), article, byline_author=lines, byline_role=["reporting"] * 2)
    assert stored(article).state == State.DRAFT


def test_the_byline_saves_itself_and_is_in_the_draft(
    cast: Cast, as_user: AsUser, two: list[Author]
) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    for author in (two[1], two[0]):
        sent = form(client, address(article)) | {"byline_author": author.pk}
        told = client.post(f"/admin/articles/article/{article.pk}/autosave/", sent).json()
        assert told["revision"] == stored(article).revision
        assert byline(article) == [(author.name, "reporting")]
    [line] = article.drafts.latest("pk").words["byline"]
    assert line == {"author": two[0].pk, "role": "reporting"}


def test_a_byline_on_top_of_a_newer_text_is_put_together_with_it(
    cast: Cast, as_user: AsUser, two: list[Author]
) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    sent = form(client, address(article)) | {"byline_author": two[1].pk}
    article.headline = "Synthetic faster headline"
    handling.save_copy(article, by=cast.editor)
    page = client.post(address(article), sent)
    assert byline(article) == [(two[0].name, "reporting")]
    page = client.post(address(article), form_on(page) | {"put-together": "1"})
    client.post(address(article), form_on(page) | {"_continue": "1"})
    assert byline(article) == [(two[1].name, "reporting")]
    assert stored(article).headline == "Synthetic faster headline"


def test_text_from_the_device_brings_its_byline_along(
    cast: Cast, as_user: AsUser, two: list[Author]
) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    sent = form(client, address(article)) | {"byline_author": two[1].pk, "_take_back": "1"}
    chosen = parsed(client.post(address(article), sent)).css("[name=byline_author] [selected]")
    assert [option.text() for option in chosen] == [two[1].name]
    assert byline(article) == [(two[0].name, "reporting")]


# --- Channel lines --------------------------------------------------------------------------------

LINES = {
    "search_title": "Synthetic bridge opens: what to know",
    "social_title": "The synthetic bridge is open",
    "push_headline": "Synthetic bridge open",
}


def test_channel_lines_stand_in_the_head_of_the_page_and_nowhere_else(
    cast: Cast, client: Client
) -> None:
    article = cast.published(**LINES)
    page = parsed(client.get(article.editions.get().address))
    title, shared = page.css_first("title"), page.css_first("meta[property='og:title']")
    assert title
    assert shared
    assert title.text() == f"{LINES['search_title']} · NextFin"
    assert shared.attributes["content"] == LINES["social_title"]
    body = page.body
    assert body
    assert not any(line in body.text() for line in LINES.values())
    assert article.headline in body.text()

    plain = parsed(client.get(cast.published(headline=TYPED).editions.get().address))
    assert plain.css_first("title").text() == f"{TYPED} · NextFin"  # type: ignore[union-attr]


def test_channel_lines_are_frozen_and_proved_and_older_digests_stay(cast: Cast) -> None:
    with_lines, without = cast.published(**LINES), cast.published()
    edition = with_lines.editions.get()
    assert json.loads(edition.canonical())["channels"] == {
        "search": LINES["search_title"],
        "social": LINES["social_title"],
        "push": LINES["push_headline"],
    }
    assert edition.digest() == edition.content_digest
    assert b"channels" not in without.editions.get().canonical()
    call_command("verify_editions", verbosity=0)


@pytest.mark.parametrize("name", LINES)
def test_a_channel_line_is_cleared_with_the_text(cast: Cast, as_user: AsUser, name: str) -> None:
    article = cast.cleared()
    press(as_user(cast.editor), article, **{name: LINES[name]})
    assert stored(article).state == State.DRAFT
    article = handling.submit(stored(article), by=cast.reporter)
    with pytest.raises(NotAllowed, match="You wrote part of this text"):
        handling.clear(article, by=cast.editor)
    handling.clear(article, by=cast.second_editor)
    behind = Article.objects.filter(pk=article.pk)
    with pytest.raises(DatabaseError, match="not the one that was cleared"), transaction.atomic():
        behind.update(**{name: "Behind everybody's back"})


def test_channel_lines_are_in_the_draft_and_come_back_with_it(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft(**LINES)
    draft = article.drafts.latest("pk")
    press(as_user(cast.editor), article, search_title="", social_title="", push_headline="")
    assert stored(article).channel_lines() == {}
    handling.bring_back(draft, by=cast.editor)
    now = stored(article)
    assert {name: getattr(now, name) for name in LINES} == LINES


# --- Long lists -----------------------------------------------------------------------------------


def many(model: Any) -> None:
    model.objects.bulk_create(
        model(name=f"Synthetic {number:04}", slug=f"many-{number}")
        for number in range(MOST_IN_A_PAGE + 50)
    )


def test_a_long_list_is_not_in_the_page_but_what_is_chosen_is(cast: Cast, as_user: AsUser) -> None:
    topic, story = cast.topic("Synthetic first topic"), cast.story("Synthetic first story")
    article = cast.draft(topics=[topic], story=story)
    client = as_user(cast.reporter)
    assert not parsed(client.get(address(article))).css("#article_form [data-find]")

    for model in (Author, Story, Topic):
        many(model)
    page = parsed(client.get(address(article)))
    names = [control.attributes["name"] for control in page.css("[data-find]")]
    assert names == ["byline_author", "byline_author", "story", "topics"]
    for name, chosen in (("byline_author", cast.author.name), ("story", story.name)):
        options = page.css_first(f"[name={name}]").css("option")  # type: ignore[union-attr]
        assert len(options) <= MOST_IN_A_PAGE + 2
        assert [option.text() for option in options if "selected" in option.attributes] == [chosen]
    assert len(page.css("[data-options] li")) == MOST_IN_A_PAGE

    before = stored(article).revision
    press(client, article)
    assert stored(article).revision == before


def test_what_is_typed_is_found_first_where_it_begins_whatever_the_accents(
    cast: Cast, as_user: AsUser
) -> None:
    for name in ("Old São Paulo", "Sao Tome", "Trade", "Fair Trade", "Überseeport", "Embargoes"):
        cast.topic(name)
    client = as_user(cast.reporter)
    assert named(client, "topics", "sao") == ["Sao Tome", "Old São Paulo"]
    assert named(client, "topics", "SÃO") == ["Sao Tome", "Old São Paulo"]
    assert named(client, "topics", "trade") == ["Trade", "Fair Trade"]
    assert named(client, "topics", "trade fair") == ["Fair Trade"]
    assert named(client, "topics", "uber") == ["Überseeport"]
    assert named(client, "topics", "%") == named(client, "topics", "_") == []
    assert named(client, "topics", "\0") == sorted(Topic.objects.values_list("name", flat=True))


def test_an_answer_is_bounded_and_says_so(
    cast: Cast, as_user: AsUser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(Story)
    client = as_user(cast.reporter)
    with django_assert_num_queries(3):  # the session, the person, the stories
        found = client.get(f"{CHOICES}/stories/", {"q": "synth"}).json()
    assert (len(found["options"]), found["more"]) == (MOST_FOUND, True)
    assert found["options"][0]["label"] == "Synthetic 0000"
    [only] = client.get(f"{CHOICES}/stories/", {"q": "0249"}).json()["options"]
    assert only["value"] == str(Story.objects.get(name="Synthetic 0249").pk)


def test_only_the_desk_may_ask(cast: Cast, as_user: AsUser, client: Any) -> None:
    assert client.get(f"{CHOICES}/authors/").status_code == 302
    nobody = as_user(User.objects.create(username="nobody", is_staff=True))
    assert nobody.get(f"{CHOICES}/authors/").status_code == 403
    assert as_user(cast.reporter).get(f"{CHOICES}/secrets/").status_code == 404


def test_an_older_story_and_picture_that_were_chosen_stay_chosen_when_the_form_comes_back(
    cast: Cast, as_user: AsUser
) -> None:
    article, story = cast.draft(), cast.story("Synthetic older story")
    many(Story)
    refused = press(as_user(cast.reporter), article, story=story.pk, headline="x" * 201)
    chosen = parsed(refused).css_first("[name=story] [selected]")
    assert chosen
    assert chosen.text() == story.name
