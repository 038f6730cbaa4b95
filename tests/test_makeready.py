"""What stands beside the words is made ready, asked for, and pinned to the edition it is in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, workflow
from articles.desk.queues import DEAD_LINKS, RIGHTS_ENDED
from articles.models import (
    Article,
    ArticleLink,
    ArticlePicture,
    Edition,
    EditionPicture,
    Embed,
    Image,
)
from articles.prose.material import PrintedEmbed
from articles.workflow import NotReady
from tests.cast import NOTE, Cast

VIDEO = "https://vimeo.com/76979871"


def figure(image: Image, **given: str) -> str:
    """A picture in a body, described unless ``given`` says otherwise."""
    data = {"image": str(image.pk), "layout": "wide", "alt": "A plain rectangle"} | given
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items() if value)
    return f'<p>See:</p><figure data-block="picture"{attributes}><figcaption></figcaption></figure>'


def embed(url: str) -> str:
    block = f'<figure data-block="embed" data-url="{url}"><figcaption></figcaption></figure>'
    return f"<p>See:</p>{block}"


def link(target: Article) -> str:
    return f'<p>See <a data-article="{target.pk}">the other piece</a>.</p>'


def refusal(cast: Cast, article: Article) -> list[str]:
    with pytest.raises(NotReady) as refused:
        publishing.publish(article, by=cast.editor)
    assert not Edition.objects.filter(article=article).exists()
    return refused.value.problems


def held_by(queue: Any) -> list[Article]:
    return list(Article.objects.filter(queue.holds).order_by("pk"))


# --- Pictures -------------------------------------------------------------------------------------


def test_all_that_the_pictures_lack_is_said_at_once(cast: Cast) -> None:
    lead, inside = cast.picture(credit=""), cast.picture(credit=" ")
    article = cast.cleared(lead_image=lead, lead_alt="", body=figure(inside, alt=""))
    assert refusal(cast, article) == [
        "Picture 1 has no credit: say in the picture library whose it is.",
        "Picture 1 has no alternative text: describe it, or mark it as decorative.",
        "The lead picture has no credit: write it in the picture library.",
        "The lead picture has no alternative text: describe it, or mark it as decorative.",
    ]


def test_a_decorative_picture_prints_with_an_empty_description(cast: Cast) -> None:
    lead, inside = cast.picture(alt="Of the library"), cast.picture(alt="Of the library")
    body = figure(inside, alt="", decorative="yes")
    edition = cast.published(lead_image=lead, lead_is_decorative=True, body=body).editions.get()
    assert edition.lead_picture
    assert edition.lead_picture["alt"] == ""
    assert "Of the library" not in edition.body_html


def test_a_live_edition_keeps_its_picture_whatever_happens_in_the_library(cast: Cast) -> None:
    image = cast.picture(caption="Before", credit="Who took it")
    article = cast.published(lead_image=image, lead_alt="As described", body=figure(image))
    before = Edition.objects.get(article=article)

    Image.objects.filter(pk=image.pk).update(
        caption="After", credit="Somebody else", alt="Another", focal_x=0.1
    )
    now = Edition.objects.get(article=article)
    assert (now.lead_picture, now.body_html) == (before.lead_picture, before.body_html)

    publishing.correct(cast.edited(article, headline="Anew"), by=cast.editor, note=NOTE)
    after = Edition.objects.live().get(article=article)
    assert after.lead_picture
    assert (after.lead_picture["caption"], after.lead_picture["alt"]) == ("After", "As described")
    assert "Somebody else" in after.body_html


def test_every_file_that_an_edition_names_is_there_for_readers(cast: Cast, client: Client) -> None:
    article = cast.published(lead_image=cast.picture(), body=figure(cast.picture()))
    page = LexborHTMLParser(client.get(article.editions.get().address).content.decode())
    addresses = {image.attributes["src"] for image in page.css("img:not(.placeholder)")}
    card = page.css_first('meta[property="og:image"]').attributes["content"]
    assert len(addresses) == 2
    for address in (*addresses, card):
        answer = client.get(address[address.index("/media/") :])
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] in {"image/jpeg", "image/png"}
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_library_knows_what_uses_a_picture_in_a_copy_and_in_print(cast: Cast) -> None:
    lead, inside = cast.picture(), cast.picture()
    article = cast.published(lead_image=lead, body=figure(inside) + figure(inside))
    assert [use.image for use in ArticlePicture.objects.all()] == [inside]
    printed = EditionPicture.objects.filter(edition__article=article)
    assert {use.image for use in printed} == {lead, inside}
    cast.edited(article, body="<p>Without.</p>")
    assert not ArticlePicture.objects.exists()
    assert printed.count() == 2


# --- Rights ---------------------------------------------------------------------------------------


def test_a_picture_without_rights_cannot_be_printed(cast: Cast) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    ended = cast.picture(caption="Ended", usable_until=now - hour)
    early = cast.picture(caption="Early", usable_from=now + hour)
    problems = refusal(cast, cast.cleared(lead_image=ended, body=figure(early)))
    assert len(problems) == 2
    assert any(said.startswith("The rights to the picture “Ended” ended on") for said in problems)
    assert any(said.startswith("The picture “Early” cannot be printed before") for said in problems)


def test_rights_are_asked_for_the_time_at_which_the_edition_begins(cast: Cast) -> None:
    hour = timedelta(hours=1)
    image = cast.picture(usable_from=timezone.now() + hour, usable_until=timezone.now() + 3 * hour)
    article = cast.cleared(lead_image=image)
    for hours in (0.5, 3.5):
        with pytest.raises(NotReady, match="he picture “"):
            cast.schedule(article, workflow.PUBLISH, seconds=hours * 3600)
    assert cast.schedule(article, workflow.PUBLISH, seconds=2 * 3600).lead_picture


def test_a_live_picture_whose_rights_have_ended_is_an_alarm_on_the_desk(cast: Cast) -> None:
    ended, fine = cast.picture(), cast.picture()
    shown = cast.published(body=figure(ended))
    cast.published(lead_image=fine)
    cast.corrected(cast.published(lead_image=ended), lead_image=None)
    assert held_by(RIGHTS_ENDED) == []
    Image.objects.filter(pk=ended.pk).update(usable_until=timezone.now())
    assert held_by(RIGHTS_ENDED) == [shown]


# --- Links ----------------------------------------------------------------------------------------


def test_a_link_names_an_article_and_prints_its_address(cast: Cast) -> None:
    target = cast.published()
    article = cast.published(body=link(target))
    address = target.editions.get().address
    assert f'<a href="{address}">the other piece</a>' in article.editions.get().body_html
    assert [(use.article, use.target) for use in ArticleLink.objects.all()] == [(article, target)]


def test_a_link_to_what_readers_do_not_have_is_refused(cast: Cast) -> None:
    for target in (cast.draft(), cast.killed(), cast.scheduled()):
        (problem,) = refusal(cast, cast.cleared(body=link(target)))
        assert problem.startswith("The link “the other piece” leads to an article that readers do")


def test_a_link_may_lead_to_what_readers_will_have_by_then(cast: Cast) -> None:
    target = cast.scheduled(seconds=1800)
    article = cast.cleared(body=link(target))
    with pytest.raises(NotReady, match="readers do not have"):
        cast.schedule(article, workflow.PUBLISH, seconds=900)
    cast.schedule(article, workflow.PUBLISH, seconds=3600)


def test_a_link_that_has_gone_dead_is_an_alarm_on_the_desk(cast: Cast) -> None:
    target = cast.published()
    article = cast.published(body=link(target))
    cast.draft(body=link(cast.draft()))
    assert held_by(DEAD_LINKS) == []
    publishing.kill(target, by=cast.chief, note=NOTE)
    assert held_by(DEAD_LINKS) == [article]


# --- Works of others ------------------------------------------------------------------------------


def keep_work(**given: Any) -> None:
    """A work as if its provider had been asked a moment ago."""
    printed = PrintedEmbed(
        url=VIDEO,
        provider="Vimeo",
        title="A synthetic film",
        author="A synthetic maker",
        text="",
        frame="https://player.vimeo.com/video/76979871",
        width=640,
        height=360,
        picture=None,
    )
    Embed.objects.create(url=VIDEO, fetched_at=timezone.now(), printed=printed | given)


def test_an_embedded_work_is_frozen_as_it_was(cast: Cast) -> None:
    keep_work()
    article = cast.published(body=embed(VIDEO))
    Embed.objects.update(printed={"title": "Renamed by its maker"})
    html = article.editions.get().body_html
    assert "A synthetic film" in html
    assert "<iframe" not in html


def test_what_cannot_be_embedded_is_refused_with_the_reason(cast: Cast) -> None:
    address = "https://example.org/film"
    (problem,) = refusal(cast, cast.cleared(body=embed(address)))
    assert problem.startswith(f"What is embedded from {address} could not be fetched: This address")


# --- What the desk is told ------------------------------------------------------------------------


def test_the_page_of_a_draft_lists_what_it_wants_before_print(cast: Cast, as_user: Any) -> None:
    body = figure(cast.picture(credit="")) + link(cast.draft())
    article = cast.draft(body=body, authors=[])
    page = as_user(cast.reporter).get(f"/admin/articles/article/{article.pk}/change/")
    listed = LexborHTMLParser(page.content.decode()).css(".wants li")
    byline, picture, dead_link = (line.text() for line in listed)
    assert byline == "It has no byline."
    assert picture == "Picture 1 has no credit: say in the picture library whose it is."
    assert dead_link.startswith(
        "The link “the other piece” leads to an article that readers do not"
    )


def test_the_page_of_a_piece_that_can_be_printed_lists_nothing(cast: Cast, as_user: Any) -> None:
    article = cast.draft(body=figure(cast.picture()), lead_image=cast.picture())
    page = as_user(cast.reporter).get(f"/admin/articles/article/{article.pk}/change/")
    assert not LexborHTMLParser(page.content.decode()).css(".wants")


def test_the_page_of_a_piece_says_which_pieces_lead_to_it(cast: Cast, as_user: Any) -> None:
    target = cast.published()
    leading = cast.draft(body=link(target), headline="Synthetic piece that leads there")
    page = as_user(cast.reporter).get(f"/admin/articles/article/{target.pk}/change/")
    links = LexborHTMLParser(page.content.decode()).css(".linked-from a")
    assert [(node.text(), node.attributes["href"]) for node in links] == [
        (leading.headline, f"/admin/articles/article/{leading.pk}/change/")
    ]
