"""The templates of what readers and machines are given: Jinja2's, with what they can call."""

import re
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.template import engines
from django.templatetags.static import static
from django.test import override_settings
from django.urls import path, set_urlconf
from jinja2.meta import find_undeclared_variables

from articles.public.author import author
from tests.conftest import PLAIN_STATIC


class Elsewhere:
    """Addresses of another site."""

    urlpatterns = (path("people/<slug:slug>/", author, name="author"),)


def rendered(template: str, **facts: object) -> str:
    return engines["jinja2"].from_string(template).render(facts)


def test_every_template_compiles() -> None:
    environment = engines["jinja2"].env
    names = environment.list_templates()
    assert {"public/article.html", "proofroom/bar.html", "wire/feed.xml"} <= {*names}
    for name in names:
        environment.get_template(name)


def test_what_is_included_without_context_needs_nothing_of_the_page() -> None:
    environment = engines["jinja2"].env
    parts = set()
    for name in environment.list_templates():
        source, _, _ = environment.loader.get_source(environment, name)
        parts |= {*re.findall(r'{% include "([^"]+)" without context %}', source)}
    assert "public/parts/promise.txt" in parts
    for part in parts:
        source, _, _ = environment.loader.get_source(environment, part)
        assert not find_undeclared_variables(environment.parse(source)), part


def test_words_are_escaped_and_what_was_not_given_is_empty() -> None:
    page = "<p>{{ words }}</p>{% if proof.link.name %}A proof{% endif %}[{{ proof.link.name }}]"
    assert rendered(page, words="<b>") == "<p>&lt;b&gt;</p>[]"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 1, 3, 15, 30, tzinfo=UTC), "2026-01-04"),
        (date(2026, 1, 3), "2026-01-03"),
        (None, ""),
    ],
)
def test_a_date_is_the_newsrooms(at: date | None, told: str) -> None:
    with override_settings(TIME_ZONE="Asia/Tokyo"):
        assert rendered("{{ at|date('Y-m-d') }}", at=at) == told


def test_an_address_is_one_of_those_that_are_in_force() -> None:
    page = "{{ 'author'|url(slug) }}"
    assert rendered(page, slug="a-b") == "/authors/a-b/"
    set_urlconf(Elsewhere)
    try:
        assert rendered(page, slug="a-b") == "/people/a-b/"
    finally:
        set_urlconf(None)
    assert rendered(page, slug="a-b") == "/authors/a-b/"


def test_what_no_reader_changes_is_looked_up_as_a_template_is_compiled() -> None:
    page = engines["jinja2"].from_string("{{ 'site/icon.svg'|static }} {{ 'author'|url(slug) }}")
    elsewhere = PLAIN_STATIC | {"OPTIONS": {"base_url": "/elsewhere/"}}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": elsewhere}):
        assert static("site/icon.svg").startswith("/elsewhere/")
        assert page.render({"slug": "a-b"}) == "/static/site/icon.svg /authors/a-b/"
