"""What stays on record of an article: readers can follow it, compare it, and check it."""

import hashlib
import json
import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import publishing, workflow
from articles.models import Article, Edition
from tests.cast import NOTE, Cast, stored
from tests.test_public_pages import SPRING, address_of, links, read, recorded, text


def shown(node: LexborHTMLParser | LexborNode) -> str:
    """The words of a comparison as they are seen: [-taken out-] and {+put in+}."""
    html = re.sub(r'<span class="unseen told">[^<]*</span>', "", node.html or "")
    html = re.sub("<del[^>]*>", "[-", html).replace("</del>", "-]")
    html = re.sub("<ins[^>]*>", "{+", html).replace("</ins>", "+}")
    return " ".join(re.sub("<[^>]+>", "", html).split())


def restyled(cast: Cast, article: Article, **changes: str) -> Article:
    article = cast.edited(article, **changes)
    publishing.restyle(article, by=cast.editor)
    return article


# --- The list of versions -------------------------------------------------------------------------


def test_style_edits_in_a_row_are_folded_into_one_entry(client: Client, cast: Cast) -> None:
    article = cast.published(body="<p>Plain words.</p>")
    for words in ("Better put.", "Put better still."):
        restyled(cast, article, body=f"<p>{words}</p>")
    cast.corrected(article, body="<p>Other words.</p>")
    restyled(cast, article, body="<p>Other words still.</p>")
    page = read(client.get(f"{address_of(article)}history/"))
    folded = page.css(".versions > .folded")
    assert [" ".join(each.css_first("summary").text().split()) for each in folded] == [
        "One style edit: no fact changed In force",
        "2 style edits: no fact changed",
    ]
    assert text(page, ".folded .number") == "Version 5"
    assert [len(each.css(".style")) for each in folded] == [1, 2]
    assert len(page.css("main > .versions > li")) == 4


def test_each_version_leads_to_what_it_changed_in_the_text_before_it(
    client: Client, cast: Cast
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    publishing.kill(stored(article), by=cast.chief, note=NOTE)
    publishing.return_(stored(article), by=cast.chief, note=NOTE)
    page = read(client.get(f"{address_of(article)}history/"))
    comparisons = [link for link in links(page, ".versions") if "/compare/" in link]
    address = address_of(article)
    assert comparisons == [f"{address}compare/2/4/", f"{address}compare/1/2/"]


def test_any_two_versions_are_chosen_by_a_form_that_needs_no_script(
    client: Client, cast: Cast
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    restyled(cast, article, body="<p>Other words still.</p>")
    address = address_of(article)
    page = read(client.get(f"{address}history/"))
    form = page.css_first("form.comparing")
    assert (form.attributes["method"], form.attributes["action"]) == ("get", f"{address}history/")
    chosen = [o.attributes["value"] for o in form.css("option") if "selected" in o.attributes]
    assert chosen == ["2", "3"]
    for asked in ("?from=1&to=3", "?from=3&to=1"):
        response = client.get(f"{address}history/{asked}")
        assert (response.status_code, response.headers["Location"]) == (
            302,
            f"{address}compare/1/3/",
        )


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("from=2&to=2", "That is version 2 twice."),
        ("from=1&to=7", "Please choose two of the versions that are listed here."),
        ("from=&to=2", "Please choose two of the versions"),
        ("to=2", "Please choose two of the versions"),
        ("from=x&to=-1", "Please choose two of the versions"),
        (f"from=1&to={'9' * 30}", "Please choose two of the versions"),
    ],
)
def test_a_choice_that_cannot_be_compared_is_answered_in_plain_words(
    client: Client, cast: Cast, asked: str, answer: str
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    response = client.get(f"{address_of(article)}history/?{asked}")
    page = read(response)
    assert response.status_code == 200
    assert text(page, ".comparing [role=alert]").startswith(answer)
    assert page.css(".versions .correction")
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"


def test_an_article_with_one_version_offers_no_comparison(client: Client, cast: Cast) -> None:
    page = read(client.get(f"{address_of(cast.published())}history/"))
    assert not page.css("form.comparing")


# --- The proof ------------------------------------------------------------------------------------


def run(command: str, client: Client) -> str:
    """What a reader's terminal would print: of curl the answer, of printf the words, hashed."""
    fetched = re.fullmatch(r"curl -s http://testserver(\S+) \| sha256sum", command)
    said = re.fullmatch(r"printf %s (\S+) \| sha256sum", command)
    assert fetched or said, command
    content = client.get(fetched[1]).content if fetched else said[1].encode()
    return hashlib.sha256(content).hexdigest()


def test_the_commands_on_the_page_print_the_digests_that_stand_there(
    client: Client, cast: Cast
) -> None:
    article = cast.published(
        headline="日本語 “quoted”",
        lead_image=cast.picture(),
        topics=[cast.topic()],
        story=cast.story(),
    )
    cast.corrected(article, body="<p>Other words.</p>")
    page = read(client.get(f"{address_of(article)}history/"))
    proofs = page.css(".versions details")
    assert len(proofs) == 2
    for proof in proofs:
        commands = [code.text() for code in proof.css("pre code")]
        digests = [code.text() for code in proof.css(".digests code")]
        assert [run(command, client) for command in commands] == digests


def test_a_record_is_what_was_printed_and_nothing_else(client: Client, cast: Cast) -> None:
    article = recorded(cast, SPRING, headline="Before", body="<p>It was two.</p>")
    cast.corrected(article, headline="After")
    response = client.get(f"{address_of(article)}v/1/record.json")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Robots-Tag"] == "noindex"
    told = json.loads(response.content)
    # Lines for single channels are in the record where there are any.
    assert tuple(told) == tuple(name for name in Edition.PRINTED if name != "channels")
    assert (told["headline"], told["kind"], told["number"]) == ("Before", "first", 1)


def test_a_link_of_the_chain_that_readers_cannot_check_says_so(client: Client, cast: Cast) -> None:
    article = cast.published()
    planned = cast.schedule(cast.edited(article, headline="Never seen"), workflow.UPDATE)
    publishing.cancel(planned, by=cast.editor)
    publishing.correct(stored(article), by=cast.editor, note=NOTE)
    page = read(client.get(f"{address_of(article)}history/"))
    correction = page.css_first(".versions .correction")
    assert "has not been given to readers" in correction.text()
    assert len(correction.css("pre")) == 1


# --- Two versions compared ------------------------------------------------------------------------


def test_two_versions_are_compared_from_headline_to_topics(client: Client, cast: Cast) -> None:
    first, second = cast.topic("Seafood"), cast.topic("Trade")
    article = cast.published(
        headline="Two met in Osaka",
        dek="A synthetic dek.",
        dateline="OSAKA",
        topics=[first],
        body="<p>They met on Monday, as planned.</p><p>Nothing else.</p>",
    )
    article = cast.edited(article, headline="Three met in Osaka", dateline="KYOTO")
    article.topics.set([first, second])
    article = cast.edited(article, body=article.body.replace("Monday", "Tuesday"))
    publishing.correct(article, by=cast.editor, note="It was Tuesday.")
    page = read(client.get(f"{address_of(article)}compare/1/2/"))
    lines = {
        line.css_first("dt").text(): shown(line.css_first("dd"))
        for line in page.css(".lines > div")
    }
    assert lines == {
        "Headline": "[-Two-]{+Three+} met in Osaka",
        "Dateline": "[-OSAKA-]{+KYOTO+}",
        "Topics": "Seafood{+, Trade+}",
    }
    assert shown(page.css_first(".words .body")) == (
        "They met on [-Monday-]{+Tuesday+}, as planned. Nothing else."
    )
    assert text(page, ".reasons .correction").endswith("It was Tuesday.")
    assert text(page, ".same") == "The same in both versions: kind of piece, dek, byline."


def test_a_lead_picture_is_shown_before_and_after(client: Client, cast: Cast) -> None:
    article = cast.published(lead_image=cast.picture(credit="Photo: One"))
    cast.corrected(article, lead_image=cast.picture(credit="Photo: Two"))
    page = read(client.get(f"{address_of(article)}compare/1/2/"))
    files = [img.attributes["src"] for img in page.css(".pictures picture img")]
    editions = Edition.objects.filter(article=article).order_by("number")
    printed = [
        edition.lead_picture["shapes"]["whole"]["files"]["jpeg"][0][1] for edition in editions
    ]
    assert files == [f"/media/{name}" for name in printed]
    assert page.css(".pictures > del picture")
    assert page.css(".pictures > ins picture")
    assert shown(page.css_first(".said")) == "Credit: Photo: [-One-]{+Two+}"


def test_other_words_beside_the_same_picture_show_it_once(client: Client, cast: Cast) -> None:
    article = cast.published(lead_image=cast.picture(), lead_alt="A rectangle")
    cast.corrected(article, lead_alt="A green rectangle")
    page = read(client.get(f"{address_of(article)}compare/1/2/"))
    assert len(page.css(".lines picture")) == 1
    assert shown(page.css_first(".said")) == "Description: A {+green +}rectangle"


def test_a_comparison_tells_all_that_happened_between_the_two(client: Client, cast: Cast) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    restyled(cast, article, body="<p>Other words, better put.</p>")
    page = read(client.get(f"{address_of(article)}compare/1/3/"))
    told = [" ".join(entry.text().split()) for entry in page.css(".reasons dl > div")]
    assert told[0].startswith("Correction ")
    assert told[0].endswith(NOTE)
    assert told[1].startswith("Style edit ")
    assert told[1].endswith("The wording was improved. No fact changed.")


def test_a_comparison_has_one_lasting_address_and_stays_out_of_search_engines(
    client: Client, cast: Cast
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    address = address_of(article)
    response = client.get(f"{address}compare/2/1/")
    assert (response.status_code, response.headers["Location"]) == (301, f"{address}compare/1/2/")
    response = client.get(f"{address}compare/1/2/")
    assert response.headers["X-Robots-Tag"] == "noindex"
    canonical = read(response).css_first("link[rel=canonical]").attributes["href"]
    assert canonical == f"http://testserver{address}"


@pytest.mark.parametrize("pair", ["1/1", "1/3", "0/1", "1/02", "1/x", "3/9", f"1/{'9' * 30}"])
def test_a_comparison_with_what_never_was_is_not_found(
    client: Client, cast: Cast, pair: str
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    assert client.get(f"{address_of(article)}compare/{pair}/").status_code == 404


def test_a_time_without_a_text_has_nothing_to_compare_and_says_so(
    client: Client, cast: Cast
) -> None:
    article = cast.killed(body="<p>What it said.</p>")
    publishing.return_(stored(article), by=cast.chief, note=NOTE)
    address = address_of(article)
    page = read(client.get(f"{address}compare/1/2/"))
    assert "there is nothing to compare" in text(page, ".nothing")
    assert not page.css(".compared")
    assert text(read(client.get(f"{address}compare/1/3/")), ".same").endswith("text.")


def test_an_article_names_the_kinds_of_its_versions_to_the_readers_own_device(
    client: Client, cast: Cast
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    restyled(cast, article, body="<p>Other words still.</p>")
    since = read(client.get(address_of(article))).css_first(".since")
    assert since.attributes["data-kinds"] == "first correction style"
    assert since.attributes["data-address"] == address_of(article)
    assert "hidden" in since.attributes
