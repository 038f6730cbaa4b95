"""A reader reports an error, an editor handles it; and the pages that one trusts a paper by."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from articles.models import ErrorReport, Tally
from tests.browser.axe import faults
from tests.browser.conftest import People

pytestmark = pytest.mark.browser

WIDTHS = (390, 1440)
NO_SCRIPT = {"java_script_enabled": False}


def test_a_reader_reports_an_error_and_an_editor_handles_it(people: People) -> None:
    cast = people.live.cast
    article = cast.published(headline="A piece with a slip", body="<p>Two and two is five.</p>")
    reader = people.reader(**NO_SCRIPT)
    reader.goto(article.editions.get().address)
    reader.get_by_role("link", name="Report an error").click()
    reader.get_by_label("Where?").fill("Two and two is five.")
    reader.get_by_label("Your e-mail").fill("reader@example.org")
    reader.get_by_role("button", name="Send to the desk").click()
    expect(reader.get_by_role("alert")).to_contain_text("Say what is wrong.")
    expect(reader.get_by_label("Where?")).to_have_value("Two and two is five.")
    reader.get_by_label("What is wrong?").fill("It is four.")
    reader.get_by_role("button", name="Send to the desk").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(
        "Thank you. The desk has your report"
    )
    assert reader.context.cookies() == []

    desk = people.at_the_desk(cast.editor)
    desk.goto("/admin/")
    card = desk.get_by_role("link", name="Reports from readers Errors")
    expect(card).to_contain_text("1")
    card.click()
    desk.get_by_role("link", name="It is four.").click()
    expect(desk.locator("blockquote")).to_contain_text("Two and two is five.")
    expect(desk.get_by_text("These words stand in the text that readers have now")).to_be_visible()
    assert faults(desk) == []
    desk.get_by_label("Note for the desk").fill("Corrected.")
    desk.get_by_role("button", name="Answered").click()
    expect(desk.get_by_text("Nothing waits here.")).to_be_visible()
    assert desk.evaluate("violations") == []
    report = ErrorReport.objects.get()
    assert (report.outcome, report.note, report.handled_by) == (
        "answered",
        "Corrected.",
        cast.editor,
    )


def test_another_site_cannot_make_a_reader_send_a_report(people: People) -> None:
    address = people.live.cast.published().editions.get().address
    page = people.reader()
    # The same server by another name is another site.
    elsewhere = people.live.url.replace("localhost", "127.0.0.1")
    page.goto(f"{people.live.url}/about/")
    page.route(
        f"{people.live.url}/trap/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{elsewhere}{address}report/">'
            '<input name="what" value="Not mine"><button>Win</button></form>',
        ),
    )
    page.goto(f"{people.live.url}/trap/")
    page.get_by_role("button", name="Win").click()
    expect(page.get_by_role("alert")).to_contain_text("another site had it send this form")
    expect(page.get_by_label("What is wrong?")).to_have_value("Not mine")
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_trust_is_accessible_and_fits_any_screen(people: People, scheme: str) -> None:
    cast = people.live.cast
    article = cast.published()
    cast.corrected(article, body="<p>Set right.</p>")
    cast.killed()
    Tally.take()
    page = people.reader(color_scheme=scheme)
    for address in addresses(article.editions.first().address):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert faults(page) == [], f"{address} at {width}"
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert page.evaluate("violations") == [], address


def addresses(article: str) -> Iterator[str]:
    yield from (f"{article}report/", f"{article}report/sent/")
    yield from ("/corrections/", "/standards/")
    yield from ("/about/", "/contact/", "/accessibility/", "/privacy/")
    yield from ("/nowhere/", "/static/maintenance.html")
