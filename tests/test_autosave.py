"""The copy saves itself as Save would: on the revision that was seen, never over a clearance."""

from typing import Any

from articles import handling
from articles.models import Article, Presence
from tests.cast import Cast, stored
from tests.test_desk import ADD, AsUser, address, form

NEW = "/admin/articles/article/autosave/"


def autosave(client: Any, article: Article, **typed: Any) -> Any:
    fields = form(client, address(article)) | typed
    return client.post(f"/admin/articles/article/{article.pk}/autosave/", fields)


def test_what_is_typed_is_stored_and_the_page_told_what_it_rests_on(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft()
    told = autosave(as_user(cast.reporter), article, headline="Typed").json()
    assert stored(article).headline == "Typed"
    assert told["revision"] == stored(article).revision == article.revision + 1


def test_an_autosave_says_no_verb(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    autosave(as_user(cast.reporter), article, headline="Typed", verb="submit")
    assert stored(article).state == "draft"


def test_a_new_article_is_stored_and_has_a_page(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.reporter)
    told = client.post(NEW, form(client, ADD) | {"headline": "Begun"}).json()
    article = Article.objects.get(headline="Begun")
    assert told["page"] == address(article)
    assert Presence.objects.get(article=article).window.hex in told["window"].replace("-", "")


def test_an_autosave_on_top_of_a_newer_text_is_refused(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    client = as_user(cast.reporter)
    fields = form(client, address(article)) | {"headline": "The slower one"}
    article.headline = "The faster one"
    handling.save_copy(article, by=cast.editor)
    answer = client.post(f"/admin/articles/article/{article.pk}/autosave/", fields)
    assert answer.status_code == 409
    assert "saved a newer version" in answer.json()["why"]
    assert stored(article).headline == "The faster one"


def test_an_autosave_takes_no_clearance_away(cast: Cast, as_user: AsUser) -> None:
    article = cast.cleared()
    answer = autosave(as_user(cast.editor), article, headline="One more thing")
    assert answer.status_code == 409
    assert stored(article).state == "cleared"
    assert stored(article).headline != "One more thing"


def test_faulty_input_is_told_and_not_stored(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    answer = autosave(as_user(cast.reporter), article, headline="x" * 201)
    assert answer.status_code == 422
    assert "200" in answer.json()["why"]
    assert stored(article).headline == article.headline


def test_text_from_the_device_is_shown_and_not_stored(cast: Cast, as_user: AsUser) -> None:
    article, client = cast.draft(), as_user(cast.reporter)
    fields = form(client, address(article)) | {"headline": "From the device", "_take_back": "1"}
    page = client.post(address(article), fields)
    assert "From the device" in page.text
    assert "not stored yet" in page.text
    assert stored(article).headline == article.headline


def test_each_is_told_who_else_has_the_article_open(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    windows = {}
    for person in (cast.reporter, cast.editor):
        windows[person] = form(as_user(person), address(article))["window"]

    def here(person: Any, **more: Any) -> Any:
        page = f"/admin/articles/article/{article.pk}/here/"
        return as_user(person).post(page, {"window": windows[person], **more}).json()

    assert here(cast.editor)["others"] == [{"name": str(cast.reporter), "state": "reading"}]
    here(cast.reporter, typed="1")
    assert here(cast.editor)["others"] == [{"name": str(cast.reporter), "state": "writing now"}]
    here(cast.reporter, left="1")
    assert here(cast.editor)["others"] == []


def test_nobody_speaks_for_the_page_of_another(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    window = form(as_user(cast.reporter), address(article))["window"]
    page = f"/admin/articles/article/{article.pk}/here/"
    as_user(cast.editor).post(page, {"window": window, "typed": "1"})
    assert Presence.objects.get(window=window).typed_at is None
    assert as_user(cast.editor).post(page, {"window": "nonsense"}).status_code == 400
