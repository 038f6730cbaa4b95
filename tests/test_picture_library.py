"""The picture library: what comes in, what it may be used for, and that nothing in use is lost."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from articles import darkroom
from articles.desk.pictures.intake import TakenIn, take_in
from articles.desk.pictures.listing import PAGE
from articles.models import Article, Image
from tests.cast import Cast
from tests.database import Newsroom

AsUser = Callable[[User], Client]
LIBRARY = "/admin/articles/image/"
UPLOAD = "/admin/articles/image/upload/"
CHOOSE = "/admin/articles/image/choose/"
RIGHTS = "/admin/articles/image/rights/"
AS_A_BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def change(image: Image) -> str:
    return f"/admin/articles/image/{image.pk}/change/"


def delete(image: Image) -> str:
    return f"/admin/articles/image/{image.pk}/delete/"


def page(response: Any) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def said(response: Any) -> str:
    return " ".join(item.text() for item in page(response).css(".messagelist li"))


def text(response: Any) -> str:
    return " ".join(page(response).css_first("main").text().split())


def encoded(colour: str = "navy", kind: str = "PNG", **options: Any) -> bytes:
    content = BytesIO()
    Pillow.new("RGB", (1200, 800), colour).save(content, kind, **options)
    return content.getvalue()


def upload(content: bytes | None = None, name: str = "synthetic.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded() if content is None else content, "image/png")


def shown(response: Any) -> list[int]:
    """The keys of the pictures in the library's list, in its order."""
    links = page(response).css(".pictures a")
    return [int((link.attributes["href"] or "").split("/")[-3]) for link in links]


def marks(response: Any) -> list[str]:
    return [mark.text() for mark in page(response).css(".pictures .badge")]


def form(client: Client, image: Image) -> dict[str, str]:
    """What a browser would send of the picture's form if nobody typed anything."""
    fields = {}
    for element in page(client.get(change(image))).css("#picture_form [name]"):
        words = element.text().removeprefix("\n") if element.tag == "textarea" else None
        value = words if words is not None else element.attributes.get("value") or ""
        fields[element.attributes["name"] or ""] = value
    return fields


def jobs() -> list[int]:
    """The keys of the pictures that wait to be developed."""
    return [job.args["image_key"] for job in ProcrastinateJob.objects.order_by("pk")]


def many(cast: Cast, number: int, **given: Any) -> list[Image]:
    """So many pictures in the library, without files."""
    return Image.objects.bulk_create(
        Image(
            **{"credit": "Synthetic credit", "alt": "A rectangle"} | given,
            file="none.png",
            sha256=sha256(f"{given} {count}".encode()).hexdigest(),
            format="PNG",
            width=64,
            height=40,
            uploaded_by=cast.reporter,
        )
        for count in range(number)
    )


def hours(number: float) -> Any:
    return timezone.now() + timedelta(hours=number)


# --- The library ----------------------------------------------------------------------------------


def test_the_library_shows_the_newest_first_and_leads_on_to_the_older(
    cast: Cast, as_user: AsUser
) -> None:
    keys = [image.pk for image in many(cast, PAGE + 2)][::-1]
    client = as_user(cast.reporter)
    first = client.get(LIBRARY)
    assert shown(first) == keys[:PAGE]
    older = page(first).css_first("a[rel=next]").attributes["href"]
    second = client.get(f"{LIBRARY}{older}")
    assert shown(second) == keys[PAGE:]
    assert page(second).css_first("a[rel=next]") is None


def test_a_new_picture_does_not_move_what_is_on_the_next_page(cast: Cast, as_user: AsUser) -> None:
    keys = [image.pk for image in many(cast, PAGE + 1)][::-1]
    older = page(as_user(cast.reporter).get(LIBRARY)).css_first("a[rel=next]").attributes["href"]
    many(cast, 1, caption="New")
    assert shown(as_user(cast.reporter).get(f"{LIBRARY}{older}")) == keys[PAGE:]


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({"credit": ""}, "No credit"),
        ({"alt": ""}, "No alt text"),
        ({"usable_from": hours(3)}, "Embargoed until"),
        ({"usable_until": hours(-3)}, "Expired"),
        ({"usable_until": hours(13 * 24)}, "Expires"),
        ({}, "Not used yet"),
    ],
)
def test_a_picture_says_what_is_to_be_known_before_it_is_chosen(
    cast: Cast, as_user: AsUser, given: dict[str, Any], mark: str
) -> None:
    cast.picture(**given)
    found = marks(as_user(cast.reporter).get(LIBRARY))
    assert any(words.startswith(mark) for words in found)
    assert len(found) == len({"Not used yet", mark})


def test_a_picture_with_years_of_rights_left_says_nothing_of_them(
    cast: Cast, as_user: AsUser
) -> None:
    cast.picture(usable_from=hours(-3), usable_until=hours(15 * 24))
    assert marks(as_user(cast.reporter).get(LIBRARY)) == ["Not used yet"]


def test_a_picture_counts_the_articles_that_use_it_once_each(cast: Cast, as_user: AsUser) -> None:
    image = cast.picture()
    figure = f'<figure data-block="picture" data-image="{image.pk}" data-layout="inline"></figure>'
    cast.draft(lead_image=image, body=f"<p>Text</p>{figure}")
    assert marks(as_user(cast.reporter).get(LIBRARY)) == ["Used in 1 place"]
    cast.published(lead_image=image)
    assert marks(as_user(cast.reporter).get(LIBRARY)) == ["Used in 2 places"]


def test_every_shelf_holds_what_its_name_says(cast: Cast, as_user: AsUser) -> None:
    pictures = {
        "plain": cast.picture(),
        "expired": cast.picture(usable_until=hours(-1)),
        "expiring": cast.picture(usable_until=hours(24)),
        "embargoed": cast.picture(usable_from=hours(1)),
        "uncredited": cast.picture(credit=""),
        "used": cast.picture(),
    }
    cast.draft(lead_image=pictures["used"])
    client = as_user(cast.reporter)

    def on(shelf: str) -> set[str]:
        keys = shown(client.get(LIBRARY, {"rights": shelf}))
        return {name for name, image in pictures.items() if image.pk in keys}

    assert on("") == set(pictures)
    assert on("usable") == {"plain", "expiring", "uncredited", "used"}
    assert on("expired") == {"expired"}
    assert on("expiring") == {"expiring"}
    assert on("embargoed") == {"embargoed"}
    assert on("no-credit") == {"uncredited"}
    assert on("unused") == set(pictures) - {"used"}
    assert on("no such shelf") == set(pictures)


def test_a_search_finds_pictures_that_have_every_word_somewhere(
    cast: Cast, as_user: AsUser
) -> None:
    harbour = cast.picture(caption="A harbour", place="Yokohama", source="Synthetic Agency")
    cast.picture(caption="A harbour", place="Kobe")
    client = as_user(cast.reporter)
    assert shown(client.get(LIBRARY, {"q": "yokohama HARBOUR"})) == [harbour.pk]
    assert shown(client.get(LIBRARY, {"q": "agency"})) == [harbour.pk]
    nothing = client.get(LIBRARY, {"q": "<nowhere>"})
    assert shown(nothing) == []
    assert "“<nowhere>”" in text(nothing)


def test_the_library_asks_as_few_questions_for_many_pictures_as_for_one(
    cast: Cast, as_user: AsUser
) -> None:
    client = as_user(cast.editor)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIBRARY)
        return len(asked)

    cast.picture()
    before = questions()
    for _ in range(3):
        cast.published(lead_image=cast.picture(usable_until=hours(1)))
    many(cast, PAGE)
    assert questions() == before <= 8


# --- What comes in --------------------------------------------------------------------------------


def test_an_uploaded_picture_is_kept_with_the_words_of_its_file_and_will_be_developed(
    cast: Cast, as_user: AsUser
) -> None:
    exif = Pillow.Exif()
    exif[0x010E] = "Synthetic caption"
    content = encoded(kind="JPEG", exif=exif)
    answer = as_user(cast.reporter).post(UPLOAD, {"file": upload(content, "IMG_1.JPG")})
    image = Image.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": image.pk,
        "thumbnail": reverse("admin:articles_image_thumbnail", args=[image.pk]),
        "width": 1200,
        "height": 800,
        "caption": "Synthetic caption",
        "credit": "",
        "alt": "",
        "change": change(image),
    }
    assert (image.uploaded_by, image.format) == (cast.reporter, "JPEG")
    assert image.sha256 == sha256(content).hexdigest()
    with image.file.open() as kept:
        assert kept.read() == content
    assert jobs() == [image.pk]


def test_the_same_file_is_kept_once_whatever_it_is_called(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.reporter)
    first = client.post(UPLOAD, {"file": upload()}).json()
    again = client.post(UPLOAD, {"file": upload(name="another-name.png")})
    assert again.status_code == 200
    assert again.json() == first | {"duplicate": True}
    assert Image.objects.count() == 1
    assert jobs() == [first["id"]]


def test_the_same_file_from_two_people_in_one_moment_is_kept_once(
    newsroom: Newsroom, cast: Cast
) -> None:
    content, people = encoded("teal"), [cast.reporter, cast.editor]

    def taking(person: User) -> Callable[[], TakenIn]:
        return lambda: take_in(upload(content), by=person)

    answers = newsroom.at_once(*(taking(person) for person in people))
    assert sorted(answer.is_new for answer in answers) == [False, True]
    image = Image.objects.get()
    assert {answer.image.pk for answer in answers} == {image.pk}
    folder = image.file.name.rpartition("/")[0]
    assert default_storage.listdir(folder)[1] == [image.file.name.rpartition("/")[2]]


def test_several_pictures_of_a_plain_form_each_get_an_answer(cast: Cast, as_user: AsUser) -> None:
    known = as_user(cast.reporter).post(UPLOAD, {"file": upload(encoded("red"))}).json()
    files = [
        upload(encoded("red"), "known.png"),
        upload(b"no picture", "broken.png"),
        upload(encoded("green"), "new.png"),
    ]
    answer = as_user(cast.reporter).post(UPLOAD, {"file": files}, headers=AS_A_BROWSER, follow=True)
    assert answer.redirect_chain == [(LIBRARY, 302)]
    assert "“known.png” is in the library already" in said(answer)
    assert "“broken.png” was not taken in." in said(answer)
    assert "“new.png” is in the library now" in said(answer)
    assert len(shown(answer)) == 2
    assert page(answer).css_first(f".messagelist a[href='{known['change']}']")


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        encoded(kind="JPEG")[:2000],
        b"",
    ],
    ids=["a page", "a drawing", "half a picture", "nothing"],
)
def test_a_file_that_is_no_picture_is_refused_in_words_and_leaves_nothing(
    cast: Cast, as_user: AsUser, content: bytes
) -> None:
    with pytest.raises(darkroom.Unusable) as refusal:
        darkroom.examine(BytesIO(content))
    client = as_user(cast.reporter)
    answer = client.post(UPLOAD, {"file": upload(content)})
    assert (answer.status_code, answer.json()) == (422, {"error": str(refusal.value)})
    in_a_form = client.post(UPLOAD, {"file": upload(content)}, headers=AS_A_BROWSER, follow=True)
    assert str(refusal.value) in said(in_a_form)
    assert not Image.objects.exists()
    assert jobs() == []


def test_a_moving_picture_is_taken_with_a_word_that_it_will_stand_still(
    cast: Cast, as_user: AsUser
) -> None:
    frames = [Pillow.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    content = BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    answer = as_user(cast.reporter).post(UPLOAD, {"file": upload(content.getvalue(), "a.gif")})
    assert answer.status_code == 201
    assert "first frame" in answer.json()["note"]


def test_an_upload_without_a_file_is_told_so(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.reporter)
    assert client.post(UPLOAD).status_code == 400
    assert client.get(UPLOAD).status_code == 405
    assert "Choose a picture first." in said(client.post(UPLOAD, headers=AS_A_BROWSER, follow=True))


def test_only_who_may_add_pictures_can_upload(cast: Cast, as_user: AsUser, client: Client) -> None:
    nobody = as_user(User.objects.create(username="nobody", is_staff=True))
    assert nobody.post(UPLOAD, {"file": upload()}).status_code == 403
    assert client.post(UPLOAD, {"file": upload()}).status_code == 302
    assert not Image.objects.exists()
    for address in (LIBRARY, CHOOSE, RIGHTS):
        assert nobody.get(address).status_code == 403


def test_a_forged_upload_from_another_site_is_refused(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.reporter, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(UPLOAD, {"file": upload()}).status_code == 403
    assert not Image.objects.exists()


# --- The editor's picker --------------------------------------------------------------------------


def test_the_picker_gets_pictures_newest_first_with_what_is_to_be_known_of_them(
    cast: Cast, as_user: AsUser
) -> None:
    expired = cast.picture(caption="Synthetic harbour", usable_until=hours(-1))
    many(cast, PAGE)
    client = as_user(cast.reporter)
    first = client.get(CHOOSE).json()
    assert len(first["pictures"]) == PAGE
    assert first["next"] == first["pictures"][-1]["id"]
    last = client.get(CHOOSE, {"before": first["next"]}).json()
    assert [picture["id"] for picture in last["pictures"]] == [expired.pk]
    assert last["next"] is None
    [found] = client.get(CHOOSE, {"q": "harbour"}).json()["pictures"]
    assert found == last["pictures"][0]
    assert found["caption"] == "Synthetic harbour"
    assert found["marks"][0].startswith("Expired")


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "²"])
def test_a_senseless_key_in_the_address_does_no_harm(
    cast: Cast, as_user: AsUser, before: str
) -> None:
    cast.picture()
    answer = as_user(cast.reporter).get(CHOOSE, {"before": before})
    assert len(answer.json()["pictures"]) == 1


# --- The page of a picture ------------------------------------------------------------------------


def test_words_and_rights_are_mended_and_the_file_stays(cast: Cast, as_user: AsUser) -> None:
    image, client = cast.picture(), as_user(cast.reporter)
    typed = {
        "caption": "Synthetic caption\r\nof two lines",
        "credit": "Synthetic new credit",
        "taken_at": "2026-01-02",
        "licence": "Synthetic licence",
        "usable_from": "2026-01-03T09:00",
    }
    answer = client.post(change(image), form(client, image) | typed, follow=True)
    assert said(answer).startswith("Saved at")
    stored = Image.objects.get()
    assert stored.caption == "Synthetic caption\nof two lines"
    assert (stored.credit, stored.alt) == ("Synthetic new credit", image.alt)
    assert (stored.taken_at, stored.licence) == (date(2026, 1, 2), "Synthetic licence")
    assert timezone.localtime(stored.usable_from).isoformat() == "2026-01-03T09:00:00+09:00"
    assert (stored.sha256, stored.file.name) == (image.sha256, image.file.name)
    assert jobs() == []


def test_a_form_that_is_sent_as_it_came_changes_nothing(cast: Cast, as_user: AsUser) -> None:
    image = cast.picture(
        caption="One\nTwo", focal_x=1 / 3, usable_until=hours(5), taken_at=date(2026, 1, 2)
    )
    client = as_user(cast.reporter)
    client.post(change(image), form(client, image))
    stored = Image.objects.get()
    for name in ("caption", "focal_x", "usable_until", "taken_at"):
        assert getattr(stored, name) == getattr(image, name)
    assert jobs() == []


def test_two_people_who_change_different_words_keep_both(cast: Cast, as_user: AsUser) -> None:
    image = cast.picture()
    one, other = as_user(cast.reporter), as_user(cast.editor)
    opened = form(other, image)
    one.post(change(image), form(one, image) | {"caption": "By the first"})
    other.post(change(image), opened | {"credit": "By the second"})
    stored = Image.objects.get()
    assert (stored.caption, stored.credit) == ("By the first", "By the second")


def test_of_two_people_who_change_the_same_words_the_second_is_shown_the_first(
    cast: Cast, as_user: AsUser
) -> None:
    image = cast.picture(caption="Before")
    one, other = as_user(cast.reporter), as_user(cast.editor)
    opened = form(other, image) | {"caption": "By the second", "place": "Kobe"}
    one.post(change(image), form(one, image) | {"caption": "By the first"})
    answer = other.post(change(image), opened)
    assert "Somebody else has changed this meanwhile to “By the first”." in text(answer)
    assert page(answer).css_first("#id_caption").text().strip() == "By the second"
    assert Image.objects.get().caption == "By the first"

    shown_again = page(answer).css_first("[name=initial-caption]").attributes["value"]
    other.post(change(image), opened | {"initial-caption": shown_again})
    stored = Image.objects.get()
    assert (stored.caption, stored.place) == ("By the second", "Kobe")


def test_a_refused_save_shows_all_that_was_typed(cast: Cast, as_user: AsUser) -> None:
    image, client = cast.picture(), as_user(cast.reporter)
    typed = {
        "caption": "Words that were just typed",
        "usable_from": "2026-05-02T09:00",
        "usable_until": "2026-05-01T09:00",
    }
    answer = client.post(change(image), form(client, image) | typed)
    assert "The rights end before the embargo does." in text(answer)
    found = page(answer)
    assert found.css_first("#id_caption").text().strip() == typed["caption"]
    assert found.css_first("#id_usable_from").attributes["value"] == typed["usable_from"]
    assert Image.objects.get().caption == image.caption


def test_a_moved_focal_point_has_the_picture_developed_anew(cast: Cast, as_user: AsUser) -> None:
    image, client = cast.picture(), as_user(cast.reporter)
    client.post(change(image), form(client, image) | {"focal_x": "20", "focal_y": "75"})
    stored = Image.objects.get()
    assert (stored.focal_x, stored.focal_y) == (0.2, 0.75)
    assert stored.recipe != image.recipe
    assert jobs() == [image.pk]


@pytest.mark.parametrize("outside", ["-1", "101", "", "left"])
def test_a_focal_point_outside_the_picture_is_refused(
    cast: Cast, as_user: AsUser, outside: str
) -> None:
    image, client = cast.picture(), as_user(cast.reporter)
    answer = client.post(change(image), form(client, image) | {"focal_x": outside})
    assert page(answer).css_first(".field-focal_x .errorlist")
    assert (Image.objects.get().focal_x, jobs()) == (0.5, [])


def test_the_page_of_a_picture_says_where_it_is_used(cast: Cast, as_user: AsUser) -> None:
    image, client = cast.picture(), as_user(cast.editor)
    assert "Used nowhere yet" in text(client.get(change(image)))
    live = cast.published(lead_image=image, headline="A live piece")
    cast.scheduled(lead_image=image, headline="A scheduled piece")
    cast.draft(
        headline="A draft",
        body=f'<figure data-block="picture" data-image="{image.pk}" data-layout="wide"></figure>',
    )
    cast.draft(headline="Another draft", lead_image=cast.picture())
    places = {
        " ".join(place.css_first("a").text().split()): " ".join(place.text().split())
        for place in page(client.get(change(image))).css(".places > li")
    }
    assert set(places) == {"A live piece", "A scheduled piece", "A draft"}
    assert "Live Edition 1" in places["A live piece"]
    assert "lead picture" in places["A live piece"]
    assert "Scheduled Edition 1" in places["A scheduled piece"]
    assert "in the text" in places["A draft"]

    cast.corrected(live, lead_image=None)
    past = page(client.get(change(image))).css_first(".places > li:has(.badge-past)")
    assert "Past Edition 1" in " ".join(past.text().split())


def test_the_page_of_a_picture_says_whether_it_is_ready_for_print(
    cast: Cast, as_user: AsUser
) -> None:
    image, client = cast.picture(), as_user(cast.reporter)
    assert "are being made now" in text(client.get(change(image)))
    cast.published(lead_image=image)
    assert "Ready since" in text(client.get(change(image)))
    client.post(change(image), form(client, image) | {"focal_x": "10"})
    assert "New crops are being made" in text(client.get(change(image)))


def test_a_picture_that_somebody_may_only_see_has_no_form(cast: Cast, as_user: AsUser) -> None:
    image = cast.picture(caption="Synthetic caption", place="Kobe")
    viewer = User.objects.create(username="viewer", is_staff=True)
    viewer.user_permissions.add(_permission("view_image"))
    answer = as_user(viewer).get(change(image))
    assert "Kobe" in text(answer)
    assert not page(answer).css("#picture_form input:not([type=hidden]), #picture_form button")
    assert as_user(viewer).post(change(image), {"caption": "Changed"}).status_code == 403
    assert Image.objects.get().caption == "Synthetic caption"


def test_the_page_of_a_picture_asks_few_questions_however_much_it_is_used(
    cast: Cast, as_user: AsUser
) -> None:
    image, client = cast.picture(), as_user(cast.editor)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(change(image))
        return len(asked)

    cast.published(lead_image=image)
    before = questions()
    for _ in range(3):
        cast.published(lead_image=image)
    assert questions() == before <= 14


def test_a_small_copy_is_made_once_and_is_for_signed_in_people_alone(
    cast: Cast, as_user: AsUser, client: Client
) -> None:
    image = cast.picture()
    address = reverse("admin:articles_image_thumbnail", args=[image.pk])
    answer = as_user(cast.reporter).get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    with Pillow.open(BytesIO(answer.content)) as picture:
        assert picture.format == "WEBP"
    etag = answer.headers["ETag"]
    known = as_user(cast.reporter).get(address, headers={"if-none-match": etag})
    assert known.status_code == 304

    image.file.storage.delete(image.file.name)
    assert as_user(cast.editor).get(address).content == answer.content
    assert client.get(address).status_code == 302
    nobody = as_user(User.objects.create(username="nobody", is_staff=True))
    assert nobody.get(address).status_code == 403


# --- Its end --------------------------------------------------------------------------------------


def test_a_picture_that_is_used_nowhere_is_deleted_and_its_file_after_it(
    cast: Cast,
    as_user: AsUser,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    image, client = cast.picture(caption="Synthetic caption"), as_user(cast.chief)
    client.get(reverse("admin:articles_image_thumbnail", args=[image.pk]))
    assert page(client.get(delete(image))).css_first("form .button-delete")
    with django_capture_on_commit_callbacks() as ending:
        answer = client.post(delete(image), follow=True)
    assert "“Synthetic caption” is deleted." in said(answer)
    assert not Image.objects.exists()
    assert default_storage.exists(image.file.name)  # until it is certain
    for callback in ending:
        callback()
    assert not default_storage.exists(image.file.name)
    assert not default_storage.exists(f"thumbnails/{image.sha256[:2]}/{image.sha256}.webp")


USES: dict[str, Callable[[Cast, Image], Article]] = {
    "a lead picture": lambda cast, image: cast.draft(lead_image=image),
    "a text": lambda cast, image: cast.draft(
        body=f'<figure data-block="picture" data-image="{image.pk}" data-layout="full"></figure>'
    ),
    "a live edition": lambda cast, image: cast.published(lead_image=image),
    "a past edition": lambda cast, image: cast.corrected(
        cast.published(lead_image=image), lead_image=None
    ),
}


@pytest.mark.parametrize("use", USES)
def test_a_picture_in_use_is_not_deleted_and_it_is_said_where_it_is(
    cast: Cast, as_user: AsUser, use: str
) -> None:
    image, client = cast.picture(), as_user(cast.chief)
    article = USES[use](cast, image)
    asked = client.get(delete(image))
    assert not page(asked).css(".button-delete")
    answer = client.post(delete(image))
    assert answer.status_code == 409
    assert "This picture cannot be deleted: it is used in 1 place." in text(answer)
    assert article.headline in text(answer)
    assert Image.objects.filter(pk=image.pk).exists()
    assert default_storage.exists(image.file.name)


def test_deleting_is_for_the_chief(cast: Cast, as_user: AsUser) -> None:
    image = cast.picture()
    assert as_user(cast.editor).post(delete(image)).status_code == 403
    assert not page(as_user(cast.editor).get(change(image))).css(".bar-delete")
    assert Image.objects.exists()
    assert as_user(cast.chief).get("/admin/articles/image/999999/delete/").status_code == 404


# --- Rights that have ended -----------------------------------------------------------------------


def test_a_picture_that_is_live_without_rights_is_reported_with_its_editions(
    cast: Cast, as_user: AsUser
) -> None:
    expired, embargoed, fine = cast.picture(), cast.picture(), cast.picture()
    one = cast.published(lead_image=expired, headline="Shown and expired")
    cast.published(lead_image=embargoed, headline="Shown too early")
    cast.published(lead_image=fine, headline="Shown with rights")
    cast.draft(lead_image=expired, headline="Only a draft")
    cast.picture(usable_until=hours(-1), caption="Expired and not live")
    client = as_user(cast.editor)
    assert not page(client.get(LIBRARY)).css(".breach")

    Image.objects.filter(pk=expired.pk).update(usable_until=hours(-1))
    Image.objects.filter(pk=embargoed.pk).update(usable_from=hours(1))
    assert "2 pictures are live without rights." in text(client.get(LIBRARY))
    report = client.get(RIGHTS)
    assert len(page(report).css(".breaches > li")) == 2
    assert "Shown and expired, edition 1" in text(report)
    assert "Shown too early, edition 1" in text(report)
    assert "Shown with rights" not in text(report)
    assert "Only a draft" not in text(report)
    assert "Expired and not live" not in text(report)

    cast.corrected(one, lead_image=None)
    assert "1 picture is live without rights." in text(client.get(LIBRARY))
    assert "Shown and expired" not in text(client.get(RIGHTS))


# --- All pages ------------------------------------------------------------------------------------


def test_no_page_of_the_library_carries_inline_script_or_style(cast: Cast, as_user: AsUser) -> None:
    used, unused = cast.picture(usable_from=hours(-9)), cast.picture()
    cast.published(lead_image=used)
    Image.objects.filter(pk=used.pk).update(usable_until=hours(-1))
    client = as_user(cast.chief)
    pages = (LIBRARY, RIGHTS, change(used), delete(used), delete(unused))
    for answer in map(client.get, pages):
        found = page(answer)
        assert answer.status_code == 200
        assert not found.css("[style], [onclick], [onload], style:not([nonce])")
        assert all("nonce" in script.attributes for script in found.css("script"))


def test_words_with_tags_in_them_are_shown_as_words(cast: Cast, as_user: AsUser) -> None:
    image = cast.picture(
        caption="<b>Bold</b>", credit="<i>x</i>", alt='"><script>alert(1)</script>'
    )
    client = as_user(cast.chief)
    for address in (LIBRARY, change(image), delete(image)):
        content = client.get(address).content.decode()
        assert "&lt;b&gt;Bold" in content
        assert "<script>alert" not in content


def _permission(codename: str) -> Any:
    return User.user_permissions.rel.model.objects.get(codename=codename)
