"""Readers see how a story changed: since they last read it, and between any two versions."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from articles import publishing
from articles.models import Article
from tests import every_block
from tests.browser.axe import DESKTOP, LOOKS, PHONE, faults
from tests.browser.conftest import People, until
from tests.browser.test_public_bodies import SHIFTS
from tests.cast import stored

pytestmark = pytest.mark.browser

TUESDAY, THURSDAY = datetime(2026, 3, 3, 9, 0), datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001 (the reader's)
LINES = {
    n: f"Synthetic line {n}, told at a length that fills a row or two of a page." for n in range(30)
}


def body(lines: dict[int, str]) -> str:
    """A paragraph of each line, which keeps its id as long as its line has that number."""
    names = {n: f"aaaaaa{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in lines}
    return "".join(f'<p data-id="{names[n]}">{line}</p>' for n, line in lines.items())


def address_of(article: Article) -> str:
    return article.editions.order_by("number")[0].address


def read_through(page: Page, address: str) -> None:
    """Read an article as people do: the top first, then down to its end, for a minute."""
    page.goto(address)
    page.locator(".body > p").last.scroll_into_view_if_needed()
    page.locator(".body > p").nth(15).scroll_into_view_if_needed()
    # The observer is told of it between two frames, which have a clock of their own.
    page.wait_for_timeout(300)
    page.clock.run_for(60_000)


def remembered(page: Page) -> list:
    return page.evaluate("JSON.parse(localStorage.getItem('nextfin:read') ?? '[]')")


def corrected_and_updated(people: People, article: Article) -> None:
    """The fourth line corrected; then one line taken out, and another put in at the end."""
    cast = people.live.cast
    lines = LINES | {3: LINES[3].replace("Synthetic", "Corrected")}
    cast.corrected(article, body=body(lines))
    del lines[20]
    article = cast.edited(article, body=body(lines | {30: "A new line."}))
    publishing.update(article, by=cast.editor, note="One line more.")


def test_who_comes_back_to_an_article_is_told_what_changed_since(people: People) -> None:
    article = people.live.cast.published(body=body(LINES))
    address = address_of(article)
    page = people.reader(viewport=PHONE)
    page.clock.install(time=TUESDAY)
    read_through(page, address)
    [[kept, version, _, marks]] = remembered(page)
    assert (kept, version, len(marks)) == (address, 1, 12 * len(LINES))
    expect(page.locator(".since")).to_be_hidden()

    corrected_and_updated(people, article)
    page.clock.set_system_time(THURSDAY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    box = page.locator(".since")
    expect(box.get_by_role("heading")).to_have_text(
        "2 changes since you read this on Tuesday: one correction and one update"
    )
    expect(box).to_contain_text("You read version 1. It was corrected since.")
    assert page.evaluate(SHIFTS) < 0.1
    assert page.evaluate("violations") == []
    assert not [url for url in asked if "compare" in url or "history" in url]
    box.get_by_role("link", name="Compare word by word").click()
    page.wait_for_url(f"**{address}compare/1/3/")
    expect(page.locator(".words del").first).to_contain_text("Synthetic")


def test_what_changed_is_marked_in_the_text(people: People) -> None:
    article = people.live.cast.published(body=body(LINES))
    page = people.reader(viewport=DESKTOP)
    page.clock.install(time=TUESDAY)
    read_through(page, address_of(article))
    corrected_and_updated(people, article)
    page.goto(address_of(article))
    marked = page.locator(".body > .renewed")
    assert [text.split(":")[0] for text in marked.all_text_contents()] == [
        "Changed since you read it",
        "New since you read it",
    ]
    expect(page.locator(".since")).to_contain_text(
        "2 passages are marked in the text. One passage was taken out."
    )
    page.get_by_role("link", name="Go to the first change").press("Enter")
    expect(marked.first).to_be_in_viewport()
    assert faults(page) == []


def test_who_has_read_the_changes_is_not_told_of_them_again(people: People) -> None:
    article = people.live.cast.published(body=body(LINES))
    page = people.reader(viewport=PHONE)
    page.clock.install(time=TUESDAY)
    read_through(page, address_of(article))
    corrected_and_updated(people, article)
    read_through(page, address_of(article))
    assert [version for _, version, *_ in remembered(page)] == [3]
    page.reload()
    until(page, "document.querySelector('.since')")
    expect(page.locator(".since")).to_be_hidden()
    assert page.locator(".renewed").count() == 0


def test_a_style_edit_is_no_news(people: People) -> None:
    cast = people.live.cast
    article = cast.published(body=body(LINES))
    page = people.reader(viewport=PHONE)
    page.clock.install(time=TUESDAY)
    read_through(page, address_of(article))
    edited = cast.edited(article, body=body(LINES | {29: LINES[29].replace("told", "put")}))
    publishing.restyle(edited, by=cast.editor)
    page.goto(address_of(article), wait_until="networkidle")
    expect(page.locator(".since")).to_be_hidden()


@pytest.mark.parametrize("glance", ["too short", "the top alone"])
def test_an_article_counts_as_read_only_once_it_was_read(people: People, glance: str) -> None:
    article = people.live.cast.published(body=body(LINES))
    page = people.reader(viewport=PHONE)
    page.clock.install(time=TUESDAY)
    page.goto(address_of(article))
    if glance == "too short":
        page.locator(".body > p").nth(15).scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        page.clock.run_for(8_000)
    else:
        page.wait_for_timeout(300)
        page.clock.run_for(60_000)
    assert remembered(page) == []


def test_only_so_much_is_remembered_and_all_of_it_can_be_forgotten(people: People) -> None:
    article = people.live.cast.published(body=body(LINES))
    page = people.reader(viewport=PHONE)
    page.clock.install(time=TUESDAY)
    page.goto("/")
    page.evaluate(
        "localStorage.setItem('nextfin:read', JSON.stringify("
        "Array.from({ length: 500 }, (_, n) => [`/2026/01/01/piece-${n}/`, 1, n, ''])))"
    )
    read_through(page, address_of(article))
    kept = remembered(page)
    assert len(kept) == 500
    assert (kept[0][0], kept[-1][0]) == ("/2026/01/01/piece-1/", address_of(article))
    corrected_and_updated(people, article)
    page.goto(address_of(article))
    page.get_by_role("button", name="Forget what I have read").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Forgotten.")
    assert page.evaluate("localStorage.getItem('nextfin:read')") is None


WRONG = ["{", "7", "null", "[7, null, []]", '[["HERE", "x", "y", 7]]', '[["HERE", 9, 1, "short"]]']


def test_what_the_device_keeps_wrongly_harms_no_page(people: People) -> None:
    address = address_of(people.live.cast.published(body=body(LINES)))
    failed: list[str] = []
    for kept in WRONG:
        page = people.reader(viewport=PHONE)
        page.clock.install(time=TUESDAY)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto("/")
        given = kept.replace("HERE", address)
        page.evaluate("given => localStorage.setItem('nextfin:read', given)", given)
        read_through(page, address)
        assert [address, 1] in [entry[:2] for entry in remembered(page)], kept
        expect(page.locator(".since")).to_be_hidden()
    assert failed == []


def test_what_was_read_is_counted_and_forgotten_where_that_is_offered(people: People) -> None:
    page = people.reader(viewport=PHONE)
    page.goto("/privacy/")
    kept = """localStorage.setItem("nextfin:read", '[["/2026/01/01/piece/", 1, 1, ""]]')"""
    page.evaluate(kept)
    page.reload()
    place = page.locator("[data-forget]")
    expect(place.locator("output")).to_have_text("One article is remembered.")
    place.get_by_role("button", name="Forget what I have read").press("Enter")
    expect(place.locator("output")).to_have_text("No articles are remembered.")
    assert page.evaluate("localStorage.getItem('nextfin:read')") is None


def test_a_list_marks_what_is_new_to_who_has_read_some_of_it(people: People) -> None:
    cast = people.live.cast
    story = cast.story()
    article = cast.published(body=body(LINES), story=story)
    cast.published(headline="Another piece", story=story)
    page = people.reader(viewport=PHONE)
    page.clock.install(time=TUESDAY)
    marks = page.locator(".mark.new")

    def open_story() -> None:
        page.goto(story.get_absolute_url())
        page.wait_for_timeout(300)

    open_story()
    expect(marks).to_have_count(0)
    read_through(page, address_of(article))
    open_story()
    # Where the story begins with the latest piece, and in its place among all.
    expect(marks).to_have_text(["New to you"] * 2)
    expect(
        page.locator(".pieces .card", has_text="Another piece").locator(".mark.new")
    ).to_be_visible()


# --- Two versions ---------------------------------------------------------------------------------


def every_block_changed(people: People) -> str:
    """The address of a piece with every block, each of which was changed."""
    cast = people.live.cast
    article = every_block.published(cast)
    edited = stored(article).body.replace("Synthetic", "Genuine").replace("2025", "2026")
    edited = edited.replace("<td>5</td>", "<td>5.5</td>").replace("The first.", "The very first.")
    cast.corrected(
        article,
        headline="A synthetic piece with every other block",
        body=edited.replace("A film to watch", "A film to see").replace("<hr", "<p>New.</p><hr"),
        lead_image=cast.picture(),
    )
    return address_of(article)


def test_a_comparison_is_accessible_and_fits_any_screen(people: People) -> None:
    address = every_block_changed(people)
    for scheme, screen in LOOKS:
        page = people.reader(viewport=screen, color_scheme=scheme)
        for path in ("compare/1/2/", "history/", "history/?from=1&to=1"):
            page.goto(f"{address}{path}")
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => { each.open = true })"
            )
            assert page.evaluate("violations") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], path
            assert faults(page) == []


def test_a_comparison_is_walked_by_keyboard(people: People) -> None:
    article = people.live.cast.published(body=body(LINES))
    corrected_and_updated(people, article)
    page = people.reader(viewport=DESKTOP)
    page.goto(f"{address_of(article)}history/")
    page.get_by_label("Compare", exact=True).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/1/3/")
    folded = page.locator("details.far").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator("p").first).to_be_visible()


def test_a_change_needs_no_colour(people: People) -> None:
    article = people.live.cast.published(body=body(LINES))
    corrected_and_updated(people, article)
    address = f"{address_of(article)}compare/1/3/"
    lines = "element => getComputedStyle(element).textDecorationLine"
    for options in ({"forced_colors": "active"}, {"color_scheme": "dark"}, {}):
        page = people.reader(viewport=DESKTOP, **options)
        page.goto(address)
        if not options:
            page.emulate_media(media="print")
        assert page.locator(".words del").first.evaluate(lines) == "line-through"
        assert page.locator(".words ins").first.evaluate(lines) == "underline"
