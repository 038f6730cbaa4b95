"""The proof beside the text, and a proof that somebody outside reads, answers and loses again."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, ProofLink
from tests.browser.axe import faults
from tests.browser.conftest import People, until

pytestmark = pytest.mark.browser


def change(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def await_proof(page: Page, headline: str) -> None:
    """Until the proof beside the text shows this headline, and no other is on its way."""
    until(
        page,
        """headline => {
          const frames = document.querySelectorAll('.proof-window iframe');
          const shown = frames[0]?.contentDocument?.querySelector('.piece h1');
          return frames.length === 1 && shown?.textContent === headline;
        }""",
        headline,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_proof_stands_beside_the_text_and_follows_each_save(
    people: People, scheme: str
) -> None:
    cast = people.live.cast
    long = "".join(f"<p>Paragraph {number} of a long text.</p>" for number in range(60))
    article = cast.draft(headline="As it was", body=long)
    desk = people.at_the_desk(cast.reporter, color_scheme=scheme)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(change(article))
    proof = desk.get_by_role("link", name="Proof", exact=True)
    proof.click()
    await_proof(desk, "As it was")
    frame = desk.locator(".proof-window iframe")
    assert frame.evaluate("frame => frame.contentWindow.innerWidth") == 390
    desk.get_by_role("button", name="Desktop").click()
    assert frame.evaluate("frame => frame.contentWindow.innerWidth") == 1280
    assert frame.bounding_box()["width"] <= 720  # made smaller until it fits
    assert faults(desk) == []

    # What is typed is saved by itself; the proof comes anew, where it was read.
    frame.evaluate("frame => frame.contentWindow.scrollTo(0, 700)")
    desk.get_by_role("textbox", name="Headline", exact=True).fill("As it is saved now")
    await_proof(desk, "As it is saved now")
    assert frame.evaluate("frame => frame.contentWindow.scrollY") == 700

    # By keyboard: wider, and closed.
    handle = desk.get_by_role("separator", name="Width of the proof")
    before = desk.locator("#proof-pane").bounding_box()["width"]
    handle.press("ArrowLeft")
    assert desk.locator("#proof-pane").bounding_box()["width"] == before + 32

    # What was chosen is remembered.
    desk.reload()
    await_proof(desk, "As it is saved now")
    assert frame.evaluate("frame => frame.contentWindow.innerWidth") == 1280
    assert desk.locator("#proof-pane").bounding_box()["width"] == before + 32
    desk.get_by_role("button", name="Close the proof").click()
    expect(desk.locator("#proof-pane")).to_have_count(0)
    expect(proof).to_be_focused()
    desk.reload()
    expect(proof).to_be_visible()
    expect(desk.locator("#proof-pane")).to_have_count(0)
    assert desk.evaluate("violations") == []


def test_links_in_the_proof_beside_the_text_leave_the_text_where_it_is(people: People) -> None:
    cast = people.live.cast
    live = cast.published(headline="A live piece")
    article = cast.draft(
        headline="Mine", body=f'<p>See <a data-article="{live.pk}">the other</a>.</p>'
    )
    desk = people.at_the_desk(cast.reporter)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(change(article))
    desk.get_by_role("link", name="Proof", exact=True).click()
    await_proof(desk, "Mine")
    inside = desk.frame_locator(".proof-window iframe")
    with desk.expect_popup() as opened:
        inside.get_by_role("link", name="the other").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("A live piece")
    assert desk.url.endswith(change(article))
    assert inside.locator(".proof-back").is_hidden()


def test_on_a_telephone_the_proof_is_a_page_by_itself(people: People) -> None:
    cast = people.live.cast
    article = cast.draft(headline="In a pocket")
    desk = people.at_the_desk(cast.reporter, viewport={"width": 390, "height": 844})
    desk.goto(change(article))
    desk.get_by_role("link", name="Proof", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("In a pocket")
    expect(desk.get_by_role("complementary", name="About this proof")).to_be_visible()
    desk.get_by_role("link", name="Back to the article").click()
    assert desk.url.endswith(change(article))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_outside_reads_a_proof_approves_it_and_loses_it(
    people: People, scheme: str
) -> None:
    cast = people.live.cast
    article = cast.cleared(headline="For one pair of eyes", topics=[cast.topic()])
    desk = people.at_the_desk(cast.editor, color_scheme=scheme)
    desk.goto(change(article))
    panel = desk.get_by_role("region", name="Proofs for people outside")
    panel.get_by_label("It works for").select_option("7 days")
    panel.get_by_role("button", name="Make a link").click()
    box = panel.get_by_label("The address, shown now and never again")
    expect(box).to_be_focused()
    address = box.input_value()
    assert faults(desk) == []

    outside = people.reader(color_scheme=scheme)
    outside.goto(address)
    expect(outside.get_by_role("heading", level=1)).to_have_text("For one pair of eyes")
    for width in (390, 1440):
        outside.set_viewport_size({"width": width, "height": 844})
        assert faults(outside) == [], width
    outside.set_viewport_size({"width": 320, "height": 800})
    assert outside.evaluate("document.documentElement.scrollWidth") <= 320
    outside.get_by_role("button", name="Send to the newsroom").click()
    expect(outside.get_by_role("alert")).to_contain_text("Say who you are")
    assert faults(outside) == []
    outside.get_by_label("Your name").fill("Synthetic Source")
    outside.get_by_label("I approve it as it stands").check()
    outside.get_by_role("button", name="Send to the newsroom").click()
    expect(outside.get_by_role("status")).to_contain_text("Thank you.")
    assert outside.context.cookies() == []
    assert outside.evaluate("violations") == []

    desk.reload()
    expect(panel).to_contain_text("Synthetic Source")
    expect(panel).to_contain_text("Approves")
    panel.get_by_role("button", name="Revoke").click()
    expect(panel.get_by_role("status")).to_contain_text("Revoked")
    assert faults(desk) == []
    assert desk.evaluate("violations") == []
    assert outside.goto(address).status == 410
    expect(outside.get_by_role("heading", level=1)).to_have_text("This proof can no longer be read")
    assert faults(outside) == []


def test_a_link_is_made_and_answered_without_a_script(people: People) -> None:
    cast = people.live.cast
    article = cast.draft(headline="Plain paper")
    desk = people.at_the_desk(cast.reporter, java_script_enabled=False)
    desk.goto(change(article))
    desk.get_by_role("button", name="Make a link").click()
    address = desk.get_by_label("The address, shown now and never again").input_value()
    outside = people.reader(java_script_enabled=False)
    outside.goto(address)
    outside.get_by_role("link", name="Your answer").click()
    outside.get_by_label("Your name").fill("Synthetic Source")
    outside.get_by_label("I have comments").check()
    outside.get_by_label("Your comments").fill("The second line.")
    outside.get_by_role("button", name="Send to the newsroom").click()
    expect(outside.get_by_role("heading", name="Thank you")).to_be_visible()
    assert ProofLink.objects.get().answers.get().text == "The second line."
