"""Pictures at the desk in a real browser: brought in many at once, cropped by hand and by key."""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image as Pillow
from playwright.sync_api import FilePayload, Page, expect

from articles.models import Image
from tests.browser.axe import faults
from tests.browser.conftest import People, until

pytestmark = pytest.mark.browser

LIBRARY = "/admin/articles/image/"
# What a hand does with files: it makes the event, and gives it the files.
HAND_OVER = """([kind, files]) => {
  const held = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    held.items.add(new File([bytes], name, { type }));
  }
  const given = { bubbles: true, cancelable: true };
  document.body.dispatchEvent(
    kind === "paste"
      ? new ClipboardEvent(kind, { ...given, clipboardData: held })
      : new DragEvent(kind, { ...given, dataTransfer: held })
  );
}"""


def encoded(colour: str, size: tuple[int, int] = (1200, 600)) -> bytes:
    content = BytesIO()
    Pillow.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def hand_over(page: Page, kind: str, name: str, content: bytes) -> None:
    """Drop or paste a file on the page."""
    page.evaluate(HAND_OVER, [kind, [[name, "image/png", b64encode(content).decode()]]])


@pytest.fixture
def reporter(people: People) -> Iterator[Page]:
    """At the library; at the end nothing has broken the policy on scripts and styles."""
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(LIBRARY)
    yield page
    assert page.evaluate("violations") == []


def test_files_are_chosen_dropped_and_pasted_and_each_gets_its_answer(reporter: Page) -> None:
    uploads = reporter.get_by_role("list", name="Uploads").get_by_role("listitem")
    chosen = [
        file("red.png", encoded("red")),
        file("broken.png", b"no picture"),
        file("green.png", encoded("green")),
    ]
    reporter.get_by_label("Add pictures").set_input_files(chosen)
    expect(reporter.locator("#upload-sum")).to_have_text("2 added, 1 refused")
    hand_over(reporter, "drop", "blue.png", encoded("blue"))
    expect(reporter.locator("#upload-sum")).to_have_text("3 added, 1 refused")
    hand_over(reporter, "paste", "red-again.png", encoded("red"))
    expect(reporter.locator("#upload-sum")).to_have_text(
        "3 added, 1 already in the library, 1 refused"
    )
    expect(reporter.get_by_role("status")).to_contain_text("red-again.png: already in the library.")

    expect(uploads).to_have_count(5)
    expect(uploads.nth(0)).to_contain_text("No credit in the file: add it")
    expect(uploads.nth(1)).to_contain_text("This is not a")
    expect(uploads.nth(4)).to_contain_text("Already in the library")
    known = uploads.nth(0).get_by_role("link").get_attribute("href")
    assert uploads.nth(4).get_by_role("link").get_attribute("href") == known
    assert faults(reporter) == []

    reporter.get_by_role("link", name="Show them in the library").click()
    expect(reporter.locator(".pictures > li")).to_have_count(3)


def test_an_upload_shows_how_far_it_is(reporter: Page) -> None:
    session = reporter.context.new_cdp_session(reporter)
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": 200_000,
        },
    )
    noise = Pillow.effect_noise((900, 600), 90)
    content = BytesIO()
    noise.save(content, "PNG")
    reporter.get_by_label("Add pictures").set_input_files([file("slow.png", content.getvalue())])
    bar = reporter.get_by_role("progressbar", name="Progress of slow.png")
    until(reporter, "(bar) => bar.value > 10 && bar.value < 90", arg=bar.element_handle())
    expect(reporter.locator(".upload-state")).to_have_text("Uploading")
    expect(reporter.locator("#upload-sum")).to_have_text("1 added")
    expect(bar).to_be_hidden()


def test_an_upload_that_broke_off_is_tried_again(reporter: Page) -> None:
    reporter.context.set_offline(True)
    reporter.get_by_label("Add pictures").set_input_files([file("red.png", encoded("red"))])
    expect(reporter.locator(".uploads")).to_contain_text("The connection broke off.")
    reporter.context.set_offline(False)
    reporter.get_by_role("button", name="Try red.png again").click()
    expect(reporter.locator("#upload-sum")).to_have_text("1 added")


def test_pictures_are_uploaded_without_any_script(people: People) -> None:
    page = people.at_the_desk(people.live.cast.reporter, java_script_enabled=False)
    page.goto(LIBRARY)
    page.get_by_label("Add pictures").set_input_files(
        [file("red.png", encoded("red")), file("green.png", encoded("green"))]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".messagelist li")).to_have_count(2)
    expect(page.locator(".pictures > li")).to_have_count(2)

    page.locator(".pictures a").first.click()
    page.get_by_label("From the left, %").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved at")
    expect(page.get_by_label("From the left, %")).to_have_value("30")


def test_the_focal_point_is_moved_by_mouse_and_by_keys_and_every_crop_follows(
    reporter: Page,
) -> None:
    reporter.get_by_label("Add pictures").set_input_files([file("wide.png", encoded("teal"))])
    reporter.locator(".uploads a").click()
    mark = reporter.get_by_role("slider", name="Focal point")
    crops = reporter.locator(".crop")
    expect(crops).to_have_count(4)
    square = reporter.locator(".crop-1-1")
    expect(square).to_have_css("object-position", "50% 50%")
    expect(mark).to_be_visible()  # the page's script is there

    picture = reporter.locator(".focal-frame")
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    expect(reporter.get_by_label("From the left, %")).to_have_value("25")
    # A square from 2:1, its middle at a quarter: it begins at the left edge.
    expect(square).to_have_css("object-position", "0% 50%")

    expect(mark).to_be_focused()
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "ArrowUp"):
        reporter.keyboard.press(key)
    expect(mark).to_have_attribute("aria-valuetext", "36% from the left, 59% from the top")
    # 0.36 of 2 wide, less half a square, of 1 that is left over.
    expect(square).to_have_css("object-position", "22% 50%")
    assert faults(reporter) == []

    reporter.get_by_role("button", name="Save").click()
    expect(reporter.locator(".messagelist")).to_contain_text("Saved at")
    stored = Image.objects.get()
    assert (stored.focal_x, stored.focal_y) == (0.36, 0.59)
    expect(mark).to_have_attribute("aria-valuetext", "36% from the left, 59% from the top")


def test_the_focal_point_is_moved_by_a_finger(people: People) -> None:
    image = people.live.cast.picture()
    page = people.at_the_desk(
        people.live.cast.reporter, has_touch=True, viewport={"width": 390, "height": 844}
    )
    page.goto(f"{LIBRARY}{image.pk}/change/")
    picture = page.locator(".focal-frame")
    box = picture.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(page.get_by_label("From the left, %")).to_have_value("75")
    expect(page.get_by_label("From the top, %")).to_have_value("25")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_typed_words_are_not_left_behind_without_a_question(people: People) -> None:
    image = people.live.cast.picture()
    page = people.at_the_desk(people.live.cast.reporter)
    page.goto(f"{LIBRARY}{image.pk}/change/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Caption").fill("Synthetic words")
    page.get_by_role("link", name="Pictures").click()
    page.wait_for_url(f"**{LIBRARY}")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_the_library_is_open_to_everybody_at_every_width_and_in_both_lights(
    people: People, scheme: str, width: int
) -> None:
    cast = people.live.cast
    image = cast.picture(credit="", caption="A synthetic caption")
    cast.published(lead_image=cast.picture())
    page = people.at_the_desk(
        cast.chief, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    for address in ("", "?rights=expired", "rights/", f"{image.pk}/change/", f"{image.pk}/delete/"):
        page.goto(f"{LIBRARY}{address}")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("violations") == []
