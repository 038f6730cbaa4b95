"""Every block of a body at the desk: put in by its button, edited, saved, opened again, printed.

One newsroom serves them all, and each works on a draft of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Pillow
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from articles.models import Article
from tests import database
from tests.browser.axe import faults
from tests.browser.conftest import People, until
from tests.browser.test_life_of_an_article import save, say, write
from tests.conftest import LiveNewsroom, Server, staffed

pytestmark = pytest.mark.browser

FIRST = "The synthetic bridge opened on Monday."


@pytest.fixture(scope="module")
def live_newsroom(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    server: Server,
    password_hash: str,
) -> Iterator[LiveNewsroom]:
    with django_db_blocker.unblock(), database.newsroom() as own:
        server.forget()
        yield staffed(own, server, password_hash)


@pytest.fixture(scope="module")
def people(browser: Browser, live_newsroom: LiveNewsroom) -> Iterator[People]:
    found = People(browser, live_newsroom)
    yield found
    found.close()


class Desk:
    """An article that is open at the desk, and what is done to it with mouse and keyboard."""

    def __init__(self, page: Page, article: Article) -> None:
        self.page = page
        self.article = article
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"/admin/articles/article/{article.pk}/change/")
        page.locator(".writing-bar").wait_for()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    @property
    def body(self) -> str:
        """What the form would send."""
        return self.page.locator("#id_body").evaluate("box => new FormData(box.form).get(box.name)")

    def type(self, *lines: str) -> None:
        """Type lines with Enter between; an empty line is an Enter more."""
        for number, line in enumerate(lines):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(line)

    def empty(self) -> None:
        """Take out the whole text."""
        write(self.page, "")
        self.page.keyboard.press("Delete")

    def insert(self, block: str) -> None:
        """Put a block in place of the whole text, by the menu."""
        self.empty()
        self.add(block)

    def add(self, block: str) -> None:
        """Put a block at the cursor, by the menu."""
        self.page.get_by_role("button", name="+ Insert").click()
        self.page.get_by_role("menuitem", name=block, exact=True).click()

    def at_the_end(self) -> None:
        """Go to the last paragraph."""
        self.page.locator(".ProseMirror > p").last.click()
        self.go("End")

    def go(self, key: str) -> None:
        """Move in the text; the editor hears of it a moment after the key."""
        self.page.keyboard.press(key)
        self.page.evaluate("new Promise((heard) => setTimeout(heard, 50))")

    def paste(self, **kinds: str) -> None:
        """Paste ``html`` or ``text`` into the body."""
        self.page.locator(".ProseMirror").evaluate(
            """(body, kinds) => {
              const clipboardData = new DataTransfer()
              for (const [kind, data] of Object.entries(kinds)) {
                clipboardData.setData(kind === "html" ? "text/html" : "text/plain", data)
              }
              const event = { clipboardData, bubbles: true, cancelable: true }
              body.dispatchEvent(new ClipboardEvent("paste", event))
            }""",
            kinds,
        )

    def save(self) -> str:
        """Save, and give the body as it is stored."""
        save(self.page)
        expect(self.page.locator(".messagelist")).to_contain_text("Saved")
        self.page.locator(".writing-bar").wait_for()
        self.article.refresh_from_db()
        return self.article.body

    def is_faithful(self) -> bool:
        """Whether the editor, opened again, would store what is stored: nothing is lost."""
        stored = self.article.body
        again = self.page.locator(".ProseMirror").evaluate("body => body.editor.getHTML()")
        return bare(again) == bare(stored)


def bare(html: str) -> str:
    """The HTML without the paragraphs that the editor has in cells, attributes in one order."""
    html = re.sub(r"<(t[dh])([^>]*)><p>(.*?)</p></\1>", r"<\1\2>\3</\1>", html)
    return re.sub(
        r"<(\w+) ([^>]*)>",
        lambda tag: f"<{tag[1]} {' '.join(sorted(re.findall(r'[\w-]+="[^"]*"', tag[2])))}>",
        html,
    )


def without_ids(html: str) -> str:
    return re.sub(r' data-id="[a-z2-7]{8}"', "", html)


@pytest.fixture
def desk(people: People) -> Iterator[Desk]:
    """The reporter's desk with a draft that is signed."""
    cast = people.live.cast
    article = cast.draft(headline="A synthetic bridge opens", body=f"<p>{FIRST}</p>")
    found = Desk(people.at_the_desk(cast.reporter), article)
    yield found
    assert found.complaints == []
    assert found.page.evaluate("violations") == []
    found.page.on("dialog", lambda dialog: dialog.accept())
    found.page.close()


def printed(people: People, article: Article) -> Page:
    """The article as a reader has it, after it was submitted, cleared and published."""
    page = people.at_the_desk(people.live.cast.editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    for verb in ("submit", "clear", "publish"):
        say(page, verb)
    reader = people.reader()
    reader.goto(page.locator(".messagelist a").get_attribute("href") or "")
    return reader


# --- Blocks of words ------------------------------------------------------------------------------

WORDS = {
    "Quotation": (
        ["We built it.", "It stands.", "", "A synthetic engineer"],
        (
            '<figure data-block="quotation"><blockquote><p>We built it.</p><p>It stands.</p>'
            "</blockquote><figcaption>A synthetic engineer</figcaption></figure>"
        ),
    ),
    "Pull quote": (
        ["It stands."],
        '<aside data-block="pull-quote"><p>It stands.</p></aside>',
    ),
    "Fact box": (
        ["The bridge", "It is long.", "- of steel", "", "It is red."],
        (
            '<aside data-block="fact-box"><h3>The bridge</h3><p>It is long.</p>'
            "<ul><li><p>of steel</p></li></ul><p>It is red.</p></aside>"
        ),
    ),
    "Methods": (
        ["We read the plans.", "And we measured."],
        (
            '<aside data-block="fact-box"><h3>How we reported this</h3><p>We read the plans.</p>'
            "<p>And we measured.</p></aside>"
        ),
    ),
    "Key points": (
        ["It opened.", "It stands."],
        (
            '<div data-block="key-points"><ul><li><p>It opened.</p></li><li><p>It stands.</p></li>'
            "</ul></div>"
        ),
    ),
    "Timeline": (
        ["May 2024", "Work began.", "May 2026", "It opened."],
        (
            '<dl data-block="timeline"><dt>May 2024</dt><dd>Work began.</dd>'
            "<dt>May 2026</dt><dd>It opened.</dd></dl>"
        ),
    ),
}


@pytest.mark.parametrize("block", WORDS)
def test_a_block_of_words_is_written_at_the_keyboard_alone_and_kept(desk: Desk, block: str) -> None:
    lines, stored = WORDS[block]
    desk.insert(block)
    desk.type(*lines)

    assert without_ids(desk.save()) == stored
    assert desk.is_faithful()


@pytest.mark.parametrize(
    ("block", "lines", "then"),
    [
        ("Quotation", ["We built it.", "", "An engineer", "On."], "</figure><p>On.</p>"),
        ("Pull quote", ["It stands.", "On."], "</aside><p>On.</p>"),
        ("Fact box", ["The bridge", "It is long.", "", "On."], "</aside><p>On.</p>"),
        ("Key points", ["It opened.", "", "On."], "</div><p>On.</p>"),
        ("Timeline", ["May 2024", "Work began.", "", "On."], "</dl><p>On.</p>"),
        ("Line", ["On."], "<hr><p>On.</p>"),
    ],
)
def test_enter_leads_out_of_a_block_again(
    desk: Desk, block: str, lines: list[str], then: str
) -> None:
    desk.insert(block)
    desk.type(*lines)
    assert without_ids(desk.save()).endswith(then)


@pytest.mark.parametrize("text", ["<p>It is long.</p>", "<ul><li><p>of steel</p></li></ul>"])
def test_a_fact_box_without_a_title_is_opened_again_with_its_text_in_it(
    desk: Desk, text: str
) -> None:
    desk.article.body = f'<aside data-block="fact-box">{text}</aside><p>On.</p>'
    desk.article.save()
    desk.page.reload()
    desk.page.locator(".writing-bar").wait_for()
    desk.at_the_end()
    desk.type(" And on.")

    assert without_ids(desk.save()) == (
        f'<aside data-block="fact-box">{text}</aside><p>On. And on.</p>'
    )


# --- Tables, charts and maps ----------------------------------------------------------------------


TABLE = (
    '<figure data-block="table"><figcaption>The bridges</figcaption><table><tbody>'
    '<tr><th scope="col">Bridge</th><th scope="col">Metres</th><th scope="col">Opened</th></tr>'
    '<tr><th scope="row">Old</th><td>90</td><td>1950</td></tr></tbody></table></figure>'
)
CHART = (
    '<figure data-block="chart" data-kind="line" data-unit="billion synthetic dollars">'
    "<figcaption>Synthetic trade</figcaption><table><tbody>"
    '<tr><th scope="col">Year</th><th scope="col">Exports</th><th scope="col">Imports</th></tr>'
    "<tr><td>2024</td><td>3</td><td>4</td></tr><tr><td>2025</td><td>5</td><td>4</td></tr>"
    "<tr><td>2026</td><td>6</td><td>2</td></tr></tbody></table></figure>"
)
MAP = (
    '<figure data-block="map"><figcaption>Where the bridges are</figcaption><table><tbody>'
    '<tr><th scope="col">Place</th><th scope="col">Latitude</th><th scope="col">Longitude</th>'
    '<th scope="col">Note</th></tr><tr><td>Tokyo</td><td>35.7</td><td>139.7</td><td>Old</td></tr>'
    "<tr><td>Beijing</td><td>39.9</td><td>116.4</td><td>New</td></tr></tbody></table></figure>"
)


def test_a_table_is_written_with_headings_and_a_caption(desk: Desk) -> None:
    desk.insert("Table")
    desk.type("The bridges")
    desk.page.locator(".ProseMirror th").first.click()
    for word in ("Bridge", "Metres", "Opened", "Old", "90", "1950"):
        desk.type(word)
        desk.page.keyboard.press("Tab")
    desk.page.get_by_role("button", name="Row headings").click()
    desk.page.get_by_role("button", name="Delete row").click()

    assert without_ids(desk.save()) == TABLE
    assert desk.is_faithful()


def test_cells_of_a_spreadsheet_become_a_chart_that_is_seen_before_it_prints(desk: Desk) -> None:
    desk.insert("Chart")
    desk.paste(text="Year\tExports\tImports\n2024\t3\t4\n2025\t5\t4\n2026\t6\t2")
    desk.page.locator(".ProseMirror figcaption").click()
    desk.type("Synthetic trade")
    desk.page.get_by_label("Shown as").select_option("line")
    desk.page.get_by_label("Unit").fill("billion synthetic dollars")
    drawing = desk.page.locator(".drawing svg").first
    expect(drawing).to_have_attribute("aria-label", re.compile("Synthetic trade"))

    assert without_ids(desk.save()) == CHART
    assert desk.is_faithful()


def test_a_chart_that_cannot_be_drawn_says_why(desk: Desk) -> None:
    desk.insert("Chart")
    desk.paste(text="Year\tExports\n2024\tmany")
    expect(desk.page.locator(".block-drawing [role=status]")).to_have_text(re.compile(r"\w.*\.$"))
    expect(desk.page.locator(".drawing svg")).to_have_count(0)


def test_places_become_a_map(desk: Desk) -> None:
    desk.insert("Map")
    desk.type("Where the bridges are")
    desk.page.locator(".ProseMirror td").first.click()
    desk.paste(text="Tokyo\t35.7\t139.7\tOld\nBeijing\t39.9\t116.4\tNew")
    expect(desk.page.locator(".drawing svg").first).to_be_visible()

    assert without_ids(desk.save()) == MAP
    assert desk.is_faithful()


# --- Pictures -------------------------------------------------------------------------------------


def test_a_picture_of_the_library_stands_in_the_text_with_words_of_its_own(
    people: People, desk: Desk
) -> None:
    picture = people.live.cast.picture(caption="The old bridge", alt="A bridge of wood")
    desk.insert("Picture")
    desk.page.get_by_role("searchbox", name="Search the library").fill("old")
    desk.page.get_by_role("button", name="The old bridge").click()
    alt = desk.page.locator(".block").get_by_label("Alternative text")
    expect(alt).to_have_value("A bridge of wood")
    alt.fill("A wooden bridge in rain")
    desk.page.get_by_label("Layout").select_option("wide")

    assert without_ids(desk.save()) == (
        f'<figure data-block="picture" data-image="{picture.pk}" data-layout="wide"'
        ' data-alt="A wooden bridge in rain"><figcaption>The old bridge</figcaption></figure>'
    )
    assert desk.is_faithful()


def test_the_lead_picture_is_shown_once_and_is_changed_in_the_library(
    people: People, desk: Desk
) -> None:
    cast = people.live.cast
    cast.picture(caption="The new bridge", alt="A bridge of steel")
    desk.article.lead_image = cast.picture(caption="The old bridge")
    desk.article.save()
    desk.page.reload()
    field = desk.page.locator(".field-lead_image")
    change = field.get_by_role("button", name="Choose another")
    expect(change).to_be_visible()
    expect(field.locator("img:visible")).to_have_count(1)
    change.click()
    desk.page.get_by_role("searchbox", name="Search the library").fill("new bridge")
    desk.page.get_by_role("button", name="The new bridge").click()
    expect(field.locator("img:visible")).to_have_count(1)
    desk.save()
    assert desk.article.lead_image is not None
    assert desk.article.lead_image.caption == "The new bridge"
    assert desk.article.lead_alt == "A bridge of steel"


def test_a_decorative_picture_needs_no_alternative_text(people: People, desk: Desk) -> None:
    people.live.cast.picture(caption="A pattern", alt="")
    desk.insert("Picture")
    desk.page.get_by_role("button", name="A pattern").click()
    desk.page.locator(".block").get_by_label(re.compile("^Decorative")).check()

    assert 'data-decorative="yes"' in desk.save()
    assert desk.is_faithful()
    expect(desk.page.locator(".block").get_by_label(re.compile("^Decorative"))).to_be_checked()


def test_a_gallery_is_chosen_and_put_in_order(people: People, desk: Desk) -> None:
    names = ("The first road", "The second road")
    first, second = (people.live.cast.picture(caption=name) for name in names)
    desk.insert("Gallery")
    for name in names:
        desk.page.get_by_role("button", name=name).click()
    desk.page.get_by_role("button", name="Insert 2 pictures").click()
    desk.page.locator(".block-picture").first.get_by_role("button", name="Move down").click()

    keys = re.findall(r'data-image="(\d+)"', desk.save())
    assert keys == [str(second.pk), str(first.pk)]
    assert desk.is_faithful()


def test_a_picture_file_is_uploaded_in_the_dialog(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bridge.png"
    Pillow.new("RGB", (640, 400), (20, 90, 110)).save(file)
    desk.insert("Picture")
    desk.page.locator(".chooser-file input").set_input_files(file)
    expect(desk.page.locator(".block-picture-image")).to_be_visible()
    assert 'data-block="picture"' in desk.save()
    assert desk.is_faithful()


def test_a_picture_file_that_is_pasted_into_the_text_goes_to_the_library_first(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "bridge.png"
    Pillow.new("RGB", (640, 400), (110, 90, 20)).save(file)
    desk.page.locator(".ProseMirror").click()
    desk.page.locator(".ProseMirror").evaluate(
        """(body, bytes) => {
          const clipboardData = new DataTransfer()
          const type = "image/png"
          clipboardData.items.add(new File([new Uint8Array(bytes)], "bridge.png", { type }))
          const event = { clipboardData, bubbles: true, cancelable: true }
          body.dispatchEvent(new ClipboardEvent("paste", event))
        }""",
        list(file.read_bytes()),
    )
    expect(desk.page.locator(".block-picture-image")).to_be_visible()
    assert 'data-block="picture"' in desk.save()


def test_a_file_that_is_no_picture_is_refused_in_words_and_nothing_is_lost(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "bridge.png"
    file.write_bytes(b"no picture at all")
    desk.insert("Picture")
    desk.page.locator(".chooser-file input").set_input_files(file)
    expect(desk.page.locator("dialog [role=status]")).to_contain_text("bridge.png: ")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("dialog")).to_have_count(0)
    desk.complaints = [line for line in desk.complaints if "Failed to load resource" not in line]


# --- What stands elsewhere ------------------------------------------------------------------------


DOCUMENT = (
    '<figure data-block="document" data-url="https://synthetic.example/report.pdf">'
    "<figcaption>The synthetic report</figcaption></figure>"
)


def test_a_document_is_linked_with_its_title(desk: Desk) -> None:
    desk.insert("Document")
    desk.type("https://synthetic.example/report.pdf", "The synthetic report")

    assert without_ids(desk.save()) == DOCUMENT
    assert desk.is_faithful()


def test_a_half_finished_embed_is_kept(desk: Desk) -> None:
    desk.insert("Embed")
    desk.type("https://synthetic.example/film", "A synthetic film")

    assert without_ids(desk.save()) == (
        '<figure data-block="embed" data-url="https://synthetic.example/film">'
        "<figcaption>A synthetic film</figcaption></figure>"
    )
    assert desk.is_faithful()
    expect(desk.page.get_by_label("Address")).to_have_value("https://synthetic.example/film")


@pytest.mark.parametrize("block", ["Embed", "Document"])
def test_an_address_is_kept_as_it_was_meant_and_one_that_cannot_be_says_so(
    desk: Desk, block: str
) -> None:
    desk.insert(block)
    lack = desk.page.locator(".block-lack")
    expect(lack).to_be_visible()
    desk.type("ftp://synthetic.example/report")
    expect(lack).to_contain_text("begins with https://")
    desk.page.get_by_label("Address").fill("http://synthetic.example/report")
    expect(lack).to_be_hidden()
    desk.page.keyboard.press("Tab")
    expect(desk.page.get_by_label("Address")).to_have_value("https://synthetic.example/report")
    # Saved by the key, the box has not been left yet.
    desk.page.get_by_label("Address").fill("synthetic.example/report")
    desk.page.keyboard.press("Control+s")
    expect(desk.page.locator(".messagelist")).to_contain_text("Saved")

    desk.article.refresh_from_db()
    assert 'data-url="https://synthetic.example/report"' in desk.article.body


def test_an_article_is_linked_by_its_key_and_the_desk_sees_whether_readers_have_it(
    people: People, desk: Desk
) -> None:
    live = people.live.cast.published(headline="A synthetic road opens")
    draft = people.live.cast.draft(headline="A synthetic road is planned")
    desk.insert("Line")
    for words, name in (
        ("Roads: ", "A synthetic road opens"),
        (" ", "A synthetic road is planned"),
    ):
        desk.type(words)
        desk.page.get_by_role("button", name="Link to an article").click()
        desk.page.get_by_role("searchbox").fill("synthetic road")
        desk.page.get_by_role("button", name=name).click()

    stored = desk.save()
    assert f'<a data-article="{live.pk}">A synthetic road opens</a>' in stored
    assert f'<a data-article="{draft.pk}">A synthetic road is planned</a>' in stored
    assert desk.is_faithful()
    body = desk.page.locator(".ProseMirror")
    expect(body.get_by_title("A synthetic road opens (Live)")).to_be_visible()
    expect(body.get_by_title("A synthetic road is planned (Not live)")).to_be_visible()


SOURCED = (
    f'<p>{FIRST}<cite data-source="Synthetic statistics, 2026"'
    ' data-url="https://synthetic.example/statistics"></cite> It stands.</p>'
)


def test_a_source_stands_behind_what_it_proves(desk: Desk) -> None:
    write(desk.page, FIRST)
    desk.page.get_by_role("button", name="Source", exact=True).click()
    desk.page.get_by_role("textbox", name="Source").fill("Synthetic statistics, 2026")
    desk.page.get_by_role("textbox", name="Address").fill("https://synthetic.example/statistics")
    desk.page.keyboard.press("Enter")
    desk.type(" It stands.")

    assert without_ids(desk.save()) == SOURCED
    assert desk.is_faithful()


# --- Manners --------------------------------------------------------------------------------------


def test_a_block_keeps_its_name_and_a_copy_gets_one_of_its_own(desk: Desk) -> None:
    name = re.findall(r'data-id="(\w+)"', desk.save())
    desk.page.locator(".ProseMirror").click()
    for keys in ("Control+A", "Control+C", "ArrowRight"):
        desk.page.keyboard.press(keys)
    until(desk.page, "getSelection().isCollapsed")  # or the next key would replace everything
    for keys in ("Enter", "Control+V"):
        desk.page.keyboard.press(keys)
    filled = "[...document.querySelectorAll('.ProseMirror p')].filter((one) => one.textContent)"
    until(desk.page, f"{filled}.length === 2")

    names = re.findall(r'data-id="(\w+)"', desk.save())
    assert len(set(names)) == 2
    assert names[0] == name[0]


def test_what_is_pasted_from_elsewhere_has_our_structure(desk: Desk) -> None:
    desk.empty()
    desk.paste(
        html="<b style='font-weight:normal' id='docs-internal-guid-synthetic'>"
        "<h1 style='color:red'>A heading</h1><p><span style='font-weight:700'>Bold</span> words</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
        "<span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>A point</p></b>"
    )
    assert without_ids(desk.save()) == (
        "<h2>A heading</h2><p><strong>Bold</strong> words</p><ol><li><p>A point</p></li></ol>"
    )


def test_what_is_pasted_neither_acts_nor_offends_the_policy_and_keeps_its_words(desk: Desk) -> None:
    desk.empty()
    desk.paste(
        html="<head><style>p { color: red }</style></head><body onload='synthetic()'>"
        "<p onclick='synthetic()' style='color:red'>Set style=bold and onclick=now"
        "<img src='x' onerror='synthetic()'></p></body>"
    )
    assert without_ids(desk.save()) == "<p>Set style=bold and onclick=now</p>"


def test_a_slash_in_an_empty_line_opens_the_menu_and_escape_makes_it_a_slash(desk: Desk) -> None:
    desk.empty()
    desk.type("/")
    menu = desk.page.get_by_role("menu", name="Insert")
    expect(menu).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    desk.page.keyboard.type("x")
    assert without_ids(desk.save()) == "<p>/x</p>"


def test_letters_after_the_slash_find_a_block_and_what_names_none_is_text(desk: Desk) -> None:
    desk.empty()
    desk.type("/vid")
    menu = desk.page.get_by_role("menu", name="Insert")
    expect(menu.get_by_role("menuitem")).to_have_count(1)
    expect(menu.get_by_role("menuitem", name="Embed")).to_be_focused()
    for _ in "/vid":
        desk.page.keyboard.press("Backspace")
    expect(menu).to_be_hidden()
    desk.type("/line")
    expect(menu.get_by_role("menuitem", name="Line")).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.type("/2026 is here")
    expect(menu).to_be_hidden()
    assert without_ids(desk.save()) == "<hr><p>/2026 is here</p>"


def test_a_block_is_undone_by_itself(desk: Desk) -> None:
    desk.at_the_end()
    desk.type("", "Typed.")
    desk.add("Table")
    desk.page.keyboard.press("Control+z")
    assert without_ids(desk.body) == f"<p>{FIRST}</p><p>Typed.</p>"
    desk.page.keyboard.press("Control+Shift+z")
    block = desk.page.locator(".block-dataTable")
    block.get_by_role("button", name="Remove").click()
    expect(block).to_have_count(0)
    desk.page.keyboard.press("Control+z")
    expect(block).to_be_visible()


def test_backspace_after_a_block_selects_it_before_it_takes_it_out(desk: Desk) -> None:
    desk.insert("Pull quote")
    desk.at_the_end()
    desk.type("x")
    desk.go("Home")
    desk.page.keyboard.press("Backspace")
    expect(desk.page.locator(".block-pullQuote.ProseMirror-selectednode")).to_be_visible()
    desk.page.keyboard.press("Backspace")
    assert without_ids(desk.body) == "<p>x</p>"


def test_a_block_can_be_written_before_and_after(desk: Desk) -> None:
    desk.insert("Timeline")
    desk.page.keyboard.press("Control+Shift+Enter")
    desk.type("Before.")
    desk.page.locator(".ProseMirror dt").click()
    desk.go("End")
    desk.page.keyboard.press("Control+Enter")
    desk.type("After.")
    stored = without_ids(desk.save())
    assert stored.startswith("<p>Before.</p><dl")
    assert stored.endswith("</dl><p>After.</p>")


def test_an_address_that_is_pasted_becomes_a_link_or_the_work_it_leads_to(desk: Desk) -> None:
    film = "https://www.youtube.com/watch?v=synthetic_1"
    page = "https://synthetic.example/page"
    desk.empty()
    desk.paste(text=page)
    desk.type("", "read this")
    desk.go("Control+Shift+ArrowLeft")
    desk.paste(text=page)
    desk.at_the_end()
    desk.page.keyboard.press("Enter")
    desk.page.route("**/article/embed/", lambda route: route.fulfill(json={"url": f"{film}&t=1"}))
    desk.paste(text=film)
    expect(desk.page.get_by_label("Address")).to_have_value(f"{film}&t=1")
    assert without_ids(desk.body).startswith(
        f'<p><a href="{page}">{page}</a></p><p>read <a href="{page}">this</a></p>'
        f'<figure data-block="embed" data-url="{film}&amp;t=1">'
    )


def test_without_a_connection_the_desk_says_so_and_loses_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "bridge.png"
    Pillow.new("RGB", (64, 40), (20, 90, 110)).save(file)
    said = re.compile("The desk cannot be reached. Your text is still here")
    desk.page.context.set_offline(True)
    try:
        desk.page.get_by_role("button", name="Link to an article").click()
        expect(desk.page.get_by_role("dialog").get_by_role("status")).to_have_text(said)
        desk.page.keyboard.press("Escape")
        desk.at_the_end()
        desk.add("Picture")
        desk.page.locator(".chooser-file input").set_input_files(file)
        expect(desk.page.get_by_role("dialog").get_by_role("status")).to_have_text(
            re.compile(f"bridge.png: {said.pattern}")
        )
        desk.page.keyboard.press("Escape")
        desk.add("Chart")
        desk.paste(text="Year\tExports\n2025\t5\n2026\t6")
        expect(desk.page.locator(".block-drawing [role=status]")).to_have_text(said)
    finally:
        desk.page.context.set_offline(False)
    desk.type("0")
    desk.page.locator(".drawing svg").first.wait_for()
    assert FIRST in desk.save()
    assert "<td>60</td>" in desk.article.body
    desk.complaints = [line for line in desk.complaints if "ERR_INTERNET" not in line]


def test_the_length_of_the_text_and_of_what_is_selected_stands_under_it(desk: Desk) -> None:
    line = desk.page.locator(".count-line")
    expect(line).to_have_text("6 words · 1 min to read")
    desk.at_the_end()
    desk.type(" 東京都庁")
    expect(line).to_have_text("8 words · 1 min to read")
    desk.page.keyboard.press("Control+Shift+ArrowLeft")
    expect(line).to_have_text(re.compile("^[12] of 8 words"))


def test_the_keyboard_saves_and_tells_its_keys(desk: Desk) -> None:
    desk.at_the_end()
    desk.page.keyboard.press("Control+/")
    keys = desk.page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_contain_text("In an empty line: the menu of blocks")
    desk.page.keyboard.press("Escape")
    desk.type(" It stands.")
    desk.page.keyboard.press("Control+s")
    expect(desk.page.locator(".messagelist")).to_contain_text("Saved")
    desk.article.refresh_from_db()
    assert "It stands." in desk.article.body


def test_the_keyboard_saves_from_every_field_of_the_form(desk: Desk) -> None:
    desk.page.get_by_role("textbox", name="Headline", exact=True).fill("A synthetic bridge closes")
    desk.page.keyboard.press("Control+s")
    expect(desk.page.locator(".messagelist")).to_contain_text("Saved")
    desk.article.refresh_from_db()
    assert desk.article.headline == "A synthetic bridge closes"


def test_leaving_with_a_changed_block_loses_nothing(desk: Desk) -> None:
    page = desk.page.url
    desk.insert("Fact box")
    desk.page.goto("/admin/")
    desk.page.goto(page)
    stored_or_offered = desk.page.locator(".block-factBox, #take-back:not([hidden])")
    expect(stored_or_offered.first).to_be_visible()


def test_a_save_that_is_refused_keeps_every_block(desk: Desk, every_block: str) -> None:
    desk.article.body = every_block
    desk.article.save()
    desk.page.reload()
    desk.at_the_end()
    desk.type("Not lost.")
    typed = bare(desk.body)
    desk.page.locator("#id_slug").fill("no slug at all")
    save(desk.page)
    expect(desk.page.get_by_role("alert")).to_contain_text("Not saved yet")
    desk.page.locator(".writing-bar").wait_for()
    assert without_ids(bare(desk.body)) == without_ids(typed)


def test_without_scripts_the_body_is_written_as_html(people: People) -> None:
    article = people.live.cast.draft(body=TABLE)
    page = people.at_the_desk(people.live.cast.reporter, java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    body = page.get_by_label("Body", exact=True)
    assert without_ids(body.input_value()) == TABLE
    body.fill("<p>Typed as HTML.</p>")
    save(page)
    article.refresh_from_db()
    assert without_ids(article.body) == "<p>Typed as HTML.</p>"


def test_the_bar_is_one_stop_of_the_tab_key_and_arrows_move_in_it(desk: Desk) -> None:
    desk.page.get_by_role("button", name="+ Insert").focus()
    desk.page.keyboard.press("ArrowRight")
    expect(desk.page.get_by_role("button", name="Bold")).to_be_focused()
    desk.page.keyboard.press("End")
    expect(desk.page.get_by_role("button", name="Keyboard")).to_be_focused()
    desk.page.keyboard.press("Shift+Tab")
    desk.page.keyboard.press("Tab")
    expect(desk.page.get_by_role("button", name="Keyboard")).to_be_focused()


# --- In print and in reach ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def every_block(people: People) -> str:
    """A body with every block, as the tests above find them stored."""
    pictures = [
        f'<figure data-block="picture" data-image="{people.live.cast.picture().pk}"'
        f' data-layout="inline" data-alt="{alt}"><figcaption>{alt} in rain</figcaption></figure>'
        for alt in ("A bridge", "A road", "A river")
    ]
    words = [stored for _, stored in WORDS.values()]
    gallery = f'<div data-block="gallery">{"".join(pictures[1:])}</div>'
    return "".join([SOURCED, *words, TABLE, CHART, MAP, pictures[0], gallery, DOCUMENT])


def test_every_block_is_printed(people: People, every_block: str) -> None:
    article = people.live.cast.draft(body=every_block)
    piece = printed(people, article).get_by_role("article")
    lines = [line.removeprefix("- ") for lines, _ in WORDS.values() for line in lines]
    for line in (*filter(None, lines), "Synthetic statistics, 2026", "A river in rain"):
        expect(piece).to_contain_text(line)
    for name in ("Synthetic trade", "Where the bridges are", "A bridge", "A road", "A river"):
        expect(piece.get_by_role("img", name=re.compile(name)).first).to_be_visible()
    expect(piece).to_contain_text("billion synthetic dollars", ignore_case=True)
    table = piece.get_by_role("table", name="The bridges")
    expect(table.get_by_role("rowheader", name="Old")).to_be_visible()
    document = piece.get_by_role("link", name=re.compile("The synthetic report"))
    expect(document).to_have_attribute("href", "https://synthetic.example/report.pdf")


DIALOGS = ("Link", "Link to an article", "Source", "Keyboard")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_nothing_bars_the_way_of_assistive_technology(
    people: People, every_block: str, scheme: str, width: int
) -> None:
    cast = people.live.cast
    article = cast.draft(body=every_block + "<p>The end.</p>")
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = people.at_the_desk(cast.reporter, **options)
    desk = Desk(page, article)
    page.locator(".drawing svg").first.wait_for()
    # Looked at before axe, which breaks the policy itself.
    assert desk.complaints == page.evaluate("violations") == []
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    desk.at_the_end()
    for name in DIALOGS:
        page.get_by_role("button", name=name, exact=True).click()
        page.get_by_role("dialog").wait_for()
        assert faults(page, targets=False) == []
        page.keyboard.press("Escape")
        expect(page.locator(".ProseMirror")).to_be_focused()
    page.get_by_role("button", name="+ Insert").click()
    assert faults(page, targets=False) == []
    page.get_by_role("menuitem", name="Picture", exact=True).click()
    page.locator(".chooser-tile").first.wait_for()
    assert faults(page, targets=False) == []
    page.keyboard.press("Escape")
    expect(page.locator(".ProseMirror")).to_be_focused()
