"""A proof is the page that readers will get; the desk sees it, and who has a link to it."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from articles import publishing, renditions
from articles.models import Article
from tests.cast import Cast

AsUser = Callable[[User], Client]


def address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/proof/"


def piece(response: object) -> str:
    """The article of a page; its moment of print left out, and what is inert in a proof."""
    [found] = LexborHTMLParser(response.content.decode()).css("article.piece")  # type: ignore[attr-defined]
    html = re.sub(r"<time .*?</time>", "", found.html or "", flags=re.DOTALL)
    return html.replace(' inert=""', "")


def full(cast: Cast, **given: Any) -> dict[str, Any]:
    """Something of everything that a page prints, its picture developed."""
    picture = cast.picture()
    renditions.developed(picture)
    authors = [cast.author, cast.new_author("Second Author", description="Writes.")]
    return {"authors": authors, "dateline": "TOKYO", "lead_image": picture} | given


def test_a_proof_of_a_new_piece_is_the_page_that_readers_get(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    story, topic = cast.story(), cast.topic()
    earlier = cast.published(story=story)
    other = cast.published(topics=[topic])
    body = f'<p>It follows <a data-article="{other.pk}">another</a>.</p><h2>More</h2><p>Words.</p>'
    article = cast.cleared(**full(cast, story=story, topics=[topic], body=body))
    story.relations.create(article=article, kind="corrects", other=earlier)
    publishing.publish_story(story, by=cast.editor)
    proof = as_user(cast.reporter).get(address(article))
    edition = publishing.publish(article, by=cast.editor)
    page = client.get(edition.address)
    assert piece(proof) == piece(page)
    assert "Piece 2 of 2" in piece(page)
    assert other.editions.get().headline in piece(page)
