"""The checks before print: what holds a piece back, what only asks for a look, and who may pass."""

from collections.abc import Callable

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from articles import checks, commenting, makeready, proof, publishing, workflow
from articles.checks import LONGEST_HEADLINE, Level
from articles.models import Article, Edition, LogbookEntry, Standing
from articles.models.edition import clock
from articles.workflow import NotAllowed, NotReady
from tests.cast import NOTE, Cast, stored

AsUser = Callable[[User], Client]
WHY = "It is known to be so."


def found(article: Article, level: Level) -> list[str]:
    now, article = clock(), stored(article)
    beside = makeready.at_hand(article, at=now)
    edition = proof.of(Standing.of(article), workflow.PUBLISH, begins_at=now, beside=beside)
    said = checks.findings(article, edition, beside)
    return [finding.sentence for finding in checks.of_level(said, level)]


def address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def page_of(client: Client, article: Article) -> LexborHTMLParser:
    return LexborHTMLParser(client.get(address(article)).content.decode())


def words(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def link(href: str) -> str:
    return f'<p>Words and <a href="{href}">a link</a>.</p>'


# --- What holds a piece back ----------------------------------------------------------------------


def test_a_comment_that_nobody_has_resolved_holds_a_piece_back(cast: Cast) -> None:
    article = cast.cleared()
    asked = commenting.comment(article, by=cast.reporter, text="Is this so?", about="headline")
    assert found(article, Level.BLOCKS) == ["One comment is not resolved."]
    with pytest.raises(NotReady, match="not resolved"):
        publishing.publish(article, by=cast.editor)
    commenting.resolve(asked, by=cast.editor)
    assert found(article, Level.BLOCKS) == []
    publishing.publish(article, by=cast.editor)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"headline": "A headline of TK"}, "“TK” still stands in the headline."),
        ({"dek": "TKTK"}, "“TK” still stands in the dek."),
        ({"body": "<p>It rose by TK percent.</p>"}, "“TK” still stands in the text."),
        (
            {"body": '<figure data-block="quotation"><blockquote><p>Yes.</p></blockquote>'
             "<figcaption>TK</figcaption></figure>"},
            "“TK” still stands in a caption.",
        ),
        (
            {"headline": "x" * (LONGEST_HEADLINE + 1)},
            "The headline has 141 characters: 140 are the most.",
        ),
        (
            {"body": link("/2026/01/03/nowhere/")},
            "A link leads to /2026/01/03/nowhere/, where readers find nothing.",
        ),
        (
            {"body": link("/topics/none/")},
            "A link leads to /topics/none/, where readers find nothing.",
        ),
        (
            {"body": link("/admin/articles/")},
            "A link leads to /admin/articles/, where readers find nothing.",
        ),
        ({"body": link("#b-aaaaaaaa")}, "A link leads to #b-aaaaaaaa, where readers find nothing."),
    ],
)  # fmt: skip
def test_what_the_house_does_not_print_is_refused_until_it_is_mended(
    cast: Cast, given: dict[str, str], sentence: str
) -> None:
    article = cast.cleared(**given)
    assert found(article, Level.BLOCKS) == [sentence]
    with pytest.raises(NotReady) as refusal:
        publishing.publish(article, by=cast.editor)
    assert refusal.value.problems == [sentence]


def test_a_lead_picture_without_a_description_holds_the_piece_back(cast: Cast) -> None:
    article = cast.cleared(lead_image=cast.picture(), lead_alt="")
    with pytest.raises(NotReady, match="The lead picture has no alternative text"):
        publishing.publish(article, by=cast.editor)


def test_what_only_looks_like_a_gap_or_a_dead_link_is_none(cast: Cast) -> None:
    other = cast.published(topics=[cast.topic()], story=cast.story())
    links = [
        other.editions.get().address,
        f"{other.editions.get().address}history/",
        "/topics/synthetic-topic/",
        "/stories/synthetic-story/",
        "/authors/synthetic-desk/",
        "/about/",
        "https://example.org/2026/01/03/elsewhere/",
    ]
    body = "".join(map(link, links))
    article = cast.cleared(body=f"{body}<p>The ATK, the tk and the TKO of 2026.</p>")
    assert found(article, Level.BLOCKS) == []


def test_a_link_to_a_piece_that_was_withdrawn_is_dead(cast: Cast) -> None:
    other = cast.published()
    where = other.editions.get().address
    publishing.kill(other, by=cast.chief, note=NOTE)
    assert found(cast.cleared(body=link(where)), Level.BLOCKS) == [
        f"A link leads to {where}, where readers find nothing."
    ]


# --- What only asks for a look --------------------------------------------------------------------


def test_two_lines_of_breaking_news_go_out_at_once_with_nothing_but_advice(cast: Cast) -> None:
    article = cast.cleared(headline="A bridge closes", dek="", body="<p>A bridge has closed.</p>")
    assert found(article, Level.WARNS) == [
        "It has no dek.",
        "It has no dateline.",
        "It has no lead picture.",
        "It has no topic.",
        "It names no source.",
    ]
    assert publishing.publish(article, by=cast.editor).number == 1


def test_an_opinion_is_not_asked_for_a_dateline_or_for_sources(cast: Cast) -> None:
    article = cast.cleared(label="opinion", headline="A bridge closes")
    assert found(article, Level.WARNS) == ["It has no lead picture.", "It has no topic."]


@pytest.mark.parametrize(
    ("headline", "text", "sentence"),
    [
        ("It rose 90 percent", "It rose 19 percent.", "The headline says 90; the text does not."),
        ("It rose 90 percent", "It rose 90 percent.", ""),
        ("Three bridges closed", "The 3 bridges closed.", ""),
        ("It cost 1,000 dollars", "It cost 1000 dollars.", ""),
        ("x" * 91, "Words.", "The headline has 91 characters: up to 90 fit everywhere."),
    ],
)
def test_a_headline_is_of_a_good_length_and_its_numbers_stand_in_the_text(
    cast: Cast, headline: str, text: str, sentence: str
) -> None:
    said = found(cast.draft(headline=headline, body=f"<p>{text}</p>"), Level.WARNS)
    assert [each for each in said if "headline" in each] == [each for each in [sentence] if each]


def test_a_follow_up_is_asked_for_its_story(cast: Cast) -> None:
    earlier = cast.published(story=cast.story("Bridges"))
    back = f'<p>As <a data-article="{earlier.pk}">told before</a>, it closed.</p>'
    assert "It leads back to a piece of “Bridges”, and is in no story itself." in found(
        cast.draft(body=back), Level.WARNS
    )
    assert "It says that it follows another piece, and is in no story." in found(
        cast.draft(body="<p>It closed, as we reported.</p>"), Level.WARNS
    )
    assert not [
        said for said in found(cast.draft(body=back, story=earlier.story), Level.WARNS)
        if "story" in said
    ]  # fmt: skip


# --- Who lets it pass -----------------------------------------------------------------------------


def test_a_chief_lets_a_piece_pass_with_a_note_that_stays_in_the_logbook(cast: Cast) -> None:
    article = cast.cleared(body="<p>It rose by TK.</p>")
    edition = publishing.publish(article, by=cast.chief, override=WHY)
    line = LogbookEntry.objects.get(article=article, verb="override")
    assert (line.by, line.edition) == (cast.chief, edition)
    assert line.note == f"{WHY} (Passed over: “TK” still stands in the text.)"
    assert edition.note == ""


def test_a_scheduled_edition_passes_by_the_same_note(cast: Cast) -> None:
    article = cast.cleared(body="<p>It rose by TK.</p>")
    at = cast.in_seconds(3600)
    with pytest.raises(NotReady, match="TK"):
        publishing.schedule(article, workflow.PUBLISH, at=at, by=cast.chief)
    publishing.schedule(article, workflow.PUBLISH, at=at, by=cast.chief, override=WHY)
    assert LogbookEntry.objects.filter(article=article, verb="override").count() == 1


def test_an_editor_lets_nothing_pass_and_nor_does_a_chief_without_a_note(cast: Cast) -> None:
    article = cast.cleared(body="<p>It rose by TK.</p>")
    with pytest.raises(NotAllowed, match="Only a chief"):
        publishing.publish(article, by=cast.editor, override=WHY)
    with pytest.raises(NotReady, match="TK"):
        publishing.publish(article, by=cast.chief, override="  ")
    assert not Edition.objects.exists()
    assert not LogbookEntry.objects.filter(verb="override").exists()


def test_no_note_prints_what_cannot_be_printed(cast: Cast) -> None:
    article = cast.cleared(body="<p>It rose by TK.</p>", authors=[])
    with pytest.raises(NotReady, match="It has no byline"):
        publishing.publish(article, by=cast.chief, override=WHY)


def test_a_note_that_was_not_needed_leaves_no_line(cast: Cast) -> None:
    publishing.publish(cast.cleared(), by=cast.chief, override=WHY)
    assert not LogbookEntry.objects.filter(verb="override").exists()


def test_the_past_is_recorded_as_it_was_printed(cast: Cast) -> None:
    article = cast.cleared(headline="A bridge opened 3 times, TK")
    publishing.record_past(article, workflow.PUBLISH, at=cast.in_seconds(-7200), by=cast.editor)
    edited = cast.edited(article, headline="A bridge opened 4 times, TK")
    edition = publishing.record_past(
        edited, workflow.RESTYLE, at=cast.in_seconds(-3600), by=cast.editor
    )
    assert edition.headline == "A bridge opened 4 times, TK"


# --- The kind of an edit, at the door -------------------------------------------------------------


def test_a_style_edit_that_changes_a_fact_is_refused_now_and_for_later(cast: Cast) -> None:
    article = cast.published(body="<p>It rose by 90 percent.</p>")
    article = cast.edited(article, body="<p>It rose by 19 percent.</p>")
    sentence = (
        "More than style changed: the number 90 became 19. Publish it as an update or a correction."
    )
    with pytest.raises(NotReady) as refusal:
        publishing.restyle(article, by=cast.chief, override=WHY)
    assert refusal.value.problems == [sentence]
    with pytest.raises(NotReady) as refusal:
        publishing.schedule(article, workflow.RESTYLE, at=cast.in_seconds(60), by=cast.editor)
    assert refusal.value.problems == [sentence]
    assert publishing.correct(article, by=cast.editor, note=NOTE).number == 2


def test_another_picture_with_the_same_words_is_no_style_edit(cast: Cast) -> None:
    first, second = cast.picture(), cast.picture()
    block = '<figure data-block="picture" data-image="{}" data-alt="A rectangle"></figure>'
    article = cast.published(lead_image=first, lead_alt=first.alt, body=block.format(first.pk))
    for change in ({"lead_image": second}, {"body": block.format(second.pk)}):
        edited = cast.edited(article, **change)
        with pytest.raises(NotReady, match=r"the picture “A .*rectangle” became another one"):
            publishing.restyle(edited, by=cast.editor)
        article = edited
    publishing.update(article, by=cast.editor, note=NOTE)
    article = cast.edited(article, dek=f"{article.dek}!")
    assert publishing.restyle(article, by=cast.editor).kind == "style"


def test_of_many_facts_that_changed_a_few_are_named_and_the_others_counted(cast: Cast) -> None:
    rows = [f"<p>It was {n}.</p>" for n in (11, 12, 13, 14, 15, 16, 17)]
    article = cast.published(body="".join(rows))
    article = cast.edited(article, body="".join(rows).replace("It was 1", "It was 2"))
    with pytest.raises(NotReady, match="the number 15 became 25; and 2 more"):
        publishing.restyle(article, by=cast.editor)


def test_a_comma_and_a_mended_word_go_out_as_a_style_edit(cast: Cast) -> None:
    article = cast.published(body="<p>In Tokyo teh bridge “is open” now.</p>")
    article = cast.edited(article, body='<p>In Tokyo, the bridge "is open" now.</p>')
    assert publishing.restyle(article, by=cast.editor).kind == "style"


# --- The desk's page ------------------------------------------------------------------------------


def test_the_page_lists_what_blocks_first_with_a_way_to_mend_it(
    cast: Cast, as_user: AsUser
) -> None:
    lead = cast.picture(credit="")
    article = cast.draft(headline="It rose", body="<p>It rose by TK.</p>", dek="", lead_image=lead)
    page = page_of(as_user(cast.reporter), article)
    assert words(page, ".wants summary") == ["Before it can be printed (2)"]
    assert words(page, ".advice summary") == ["Worth a look (4)"]
    links = {a.text(): a.attributes["href"] for a in page.css(".checks a")}
    assert links["“TK” still stands in the text."] == "#the-body"
    assert links["It has no dek."] == "#id_dek"
    credit = "The lead picture has no credit: write it in the picture library."
    assert links[credit] == f"/admin/articles/image/{lead.pk}/change/"
    for href in links.values():
        assert href.startswith("/") or page.css_first(href), href
    assert words(page, ".checks .length") == ["4 words, 1 minute to read"]


def test_who_cannot_write_is_told_and_not_led_to_a_field_that_is_not_there(
    cast: Cast, as_user: AsUser
) -> None:
    page = page_of(as_user(cast.reporter), cast.submitted(dek=""))
    assert "It has no dek." in words(page, ".advice li")
    assert not page.css(".advice a")


def test_the_page_offers_no_style_edit_when_a_fact_changed_and_says_why(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.published(body="<p>It rose by 90 percent.</p>")
    article = cast.edited(article, body="<p>It rose by 19 percent.</p>")
    page = page_of(as_user(cast.editor), article)
    assert words(page, ".verb-restyle") == [
        "More than style changed: the number 90 became 19. Publish it as an update or a correction."
    ]
    assert not page.css(".verb-restyle button")
    assert page.css(".verb-update button")
    assert page.css(".verb-correct button")


def test_a_style_edit_that_is_one_is_offered(cast: Cast, as_user: AsUser) -> None:
    article = cast.published(body="<p>It rose by 90 percent.</p>", lead_image=cast.picture())
    article = cast.edited(article, body="<p>It rose, by 90 percent.</p>")
    page = page_of(as_user(cast.editor), article)
    assert page.css(".verb-restyle button[name=verb]")
    assert not page.css(".substance")


def test_a_forged_style_edit_is_refused_by_the_door(cast: Cast, as_user: AsUser) -> None:
    article = cast.published(body="<p>It rose by 90 percent.</p>")
    article = cast.edited(article, body="<p>It rose by 19 percent.</p>")
    sent = {"based_on": stored(article).revision, "verb": "restyle"}
    answer = as_user(cast.editor).post(address(article), sent)
    assert "was not done. More than style changed: the number 90" in answer.content.decode()
    assert article.editions.count() == 1


def test_only_a_chief_is_asked_why_it_goes_out_all_the_same(cast: Cast, as_user: AsUser) -> None:
    article = cast.cleared(body="<p>It rose by TK.</p>")
    assert not page_of(as_user(cast.editor), article).css(".override")
    page = page_of(as_user(cast.chief), article)
    assert words(page, ".verb-publish .override li") == ["“TK” still stands in the text."]
    assert page.css("textarea[name=publish-override]")
