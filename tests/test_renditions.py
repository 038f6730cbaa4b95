"""What readers get of a picture: every size and shape once, named by its content, never changed."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from PIL import Image as Pillow

from articles import darkroom, renditions
from articles.darkroom import prints
from articles.models import Image, RenditionSet
from articles.prose.material import FORMATS, SHAPES, PrintedShape
from tests import pictures
from tests.cast import Cast

LADDER = [320, 480, 640, 768, 960, 1280, 1920, 2560]


def in_library(cast: Cast, file: BytesIO, **given: object) -> Image:
    """A picture that somebody has uploaded."""
    examined = darkroom.examine(file)
    return Image.objects.create(
        file=ContentFile(file.getvalue(), f"synthetic{examined.extension}"),
        sha256=examined.sha256,
        format=examined.format,
        width=examined.width,
        height=examined.height,
        uploaded_by=cast.reporter,
        **given,
    )


def small(seed: int = 0) -> BytesIO:
    picture = pictures.corners(60, 40)
    picture.putpixel((0, 0), (seed, seed, seed))
    return pictures.file(picture, "PNG")


def widths(shape: PrintedShape, kind: str) -> list[int]:
    return [width for width, _ in shape["files"][kind]]


def printed_file(name: str) -> Pillow.Image:
    with storages["printed"].open(name) as file:
        return Pillow.open(BytesIO(file.read()))


# --- The ladder -----------------------------------------------------------------------------------


def test_a_large_picture_gets_every_width_in_every_format() -> None:
    made = darkroom.develop(pictures.file(pictures.corners(2700, 1800), "JPEG"))

    shapes = made.renditions["shapes"]
    assert list(shapes) == list(SHAPES)
    assert list(shapes["whole"]["files"]) == list(FORMATS)
    assert all(widths(shapes["whole"], kind) == LADDER for kind in FORMATS)
    for name in ("16:9", "4:3"):
        assert list(shapes[name]["files"]) == ["avif", "jpeg"]
    assert widths(shapes["16:9"], "avif") == [320, 640, 768, 960, 1280]
    assert widths(shapes["4:3"], "avif") == [320, 640, 960, 1280]
    assert widths(shapes["1:1"], "jpeg") == [160, 320, 640]
    assert list(shapes["1.91:1"]["files"]) == ["jpeg"]
    assert (shapes["1.91:1"]["width"], shapes["1.91:1"]["height"]) == (1200, 628)


def test_every_file_is_what_its_entry_and_its_name_say() -> None:
    made = darkroom.develop(pictures.file(pictures.corners(720, 480), "JPEG"))

    for name, shape in made.renditions["shapes"].items():
        ratio = SHAPES[name] or 3 / 2
        assert shape["width"] / shape["height"] == pytest.approx(ratio, rel=0.01)
        for kind, entries in shape["files"].items():
            for width, file in entries:
                content = made.files[file]
                with Pillow.open(BytesIO(content)) as picture:
                    assert (picture.format or "").lower() == kind
                    assert picture.width == width
                    assert picture.width / picture.height == pytest.approx(ratio, rel=0.01)
                digest, _, extension = file.partition(".")
                assert digest == sha256(content).hexdigest()[:40]
                assert extension == {"jpeg": "jpg"}.get(kind, kind)


def test_no_picture_is_enlarged() -> None:
    made = darkroom.develop(pictures.file(pictures.photograph(500, 400), "JPEG"))

    shapes = made.renditions["shapes"]
    assert widths(shapes["whole"], "avif") == [320, 480, 500]
    assert widths(shapes["16:9"], "avif") == [320, 500]
    assert widths(shapes["1:1"], "avif") == [160, 320, 400]
    assert (shapes["1.91:1"]["width"], shapes["1.91:1"]["height"]) == (500, 262)


@pytest.mark.parametrize("size", [(1, 1), (9000, 20), (20, 9000)])
def test_the_strangest_shapes_get_renditions_too(size: tuple[int, int]) -> None:
    made = darkroom.develop(pictures.file(Pillow.new("RGB", size, "teal"), "PNG"))

    whole = made.renditions["shapes"]["whole"]
    assert whole["width"] == min(size[0], 2560)
    assert all(
        min(shape["width"], shape["height"]) >= 1 for shape in made.renditions["shapes"].values()
    )


def test_a_tower_keeps_within_what_every_format_can_hold() -> None:
    made = darkroom.develop(pictures.file(Pillow.new("L", (100, 20_000), 90), "PNG"))

    whole = made.renditions["shapes"]["whole"]
    assert (whole["width"], whole["height"]) == (60, 12_000)


def test_the_placeholder_is_a_tiny_picture_that_needs_no_request() -> None:
    made = darkroom.develop(pictures.file(pictures.corners(300, 200), "JPEG"))

    head, _, content = made.renditions["placeholder"].partition(",")
    with Pillow.open(BytesIO(b64decode(content))) as picture:
        assert (picture.format, picture.size) == ("WEBP", (16, 11))
    assert head == "data:image/webp;base64"


@pytest.mark.parametrize("noise", [(16, 16), (300, 300)])
def test_the_placeholder_of_the_wildest_picture_is_tiny(noise: tuple[int, int]) -> None:
    bands = [Pillow.effect_noise(noise, 250) for _ in range(3)]
    made = darkroom.develop(pictures.file(Pillow.merge("RGB", bands), "PNG"))

    assert len(made.renditions["placeholder"]) <= 400


# --- The focal point ------------------------------------------------------------------------------

EXTREMES = [(x, y) for x in (0.0, 0.13, 0.5, 0.99, 1.0) for y in (0.0, 0.5, 1.0)]


@pytest.mark.parametrize("size", [(3000, 2000), (800, 3000), (2000, 210), (7, 5), (1, 1)])
@pytest.mark.parametrize("ratio", [ratio for ratio in SHAPES.values() if ratio])
def test_a_crop_always_holds_the_focal_point(size: tuple[int, int], ratio: float) -> None:
    for x, y in EXTREMES:
        left, top, right, bottom = prints.crop(size, ratio, (x, y))

        assert 0 <= left <= x * size[0] <= right <= size[0]
        assert 0 <= top <= y * size[1] <= bottom <= size[1]
        assert right - left == size[0] or bottom - top == size[1]


def test_the_crops_show_what_the_focal_point_is_on() -> None:
    file = pictures.file(pictures.corners(400, 100), "PNG")

    on_the_left = darkroom.develop(file, focal=(0.0, 0.0))
    on_the_right = darkroom.develop(file, focal=(1.0, 0.0))

    def top_left(made: darkroom.Developed) -> tuple[int, ...]:
        [*_, (_, name)] = made.renditions["shapes"]["1:1"]["files"]["jpeg"]
        return Pillow.open(BytesIO(made.files[name])).getpixel((10, 10))

    assert top_left(on_the_left) == pytest.approx(pictures.CORNERS[0], abs=12)
    assert top_left(on_the_right) == pytest.approx(pictures.CORNERS[1], abs=12)


# --- Kept once ------------------------------------------------------------------------------------


def test_the_same_file_gives_the_same_names() -> None:
    file = pictures.file(pictures.photograph(700, 460), "JPEG")

    assert darkroom.develop(file).renditions == darkroom.develop(file).renditions


def test_a_picture_is_developed_once_and_kept_for_readers(cast: Cast) -> None:
    image = in_library(cast, small(1))

    made = renditions.developed(image)

    assert renditions.developed(image) == made
    assert RenditionSet.objects.filter(image=image).count() == 1
    [(width, name)] = made.picture["shapes"]["whole"]["files"]["webp"]
    assert printed_file(name).width == width == 60


def test_an_edition_gets_the_renditions_with_the_words_beside_them(cast: Cast) -> None:
    image = in_library(cast, small(2), alt="Four fields", caption="A test.", credit="Synthetic")

    printed = renditions.printed(image)

    assert (printed["alt"], printed["caption"], printed["credit"]) == (
        "Four fields",
        "A test.",
        "Synthetic",
    )
    assert printed["shapes"] == renditions.developed(image).picture["shapes"]


def test_another_focal_point_makes_another_set_and_leaves_the_old_one(cast: Cast) -> None:
    image = in_library(cast, small(3))
    assert renditions.latest(image) is None
    before = renditions.developed(image)

    image.focal_x = 1.0
    after = renditions.developed(image)

    assert after.picture["shapes"]["1:1"] != before.picture["shapes"]["1:1"]
    assert renditions.latest(image) == after
    for shape in before.picture["shapes"].values():
        for entries in shape["files"].values():
            assert all(storages["printed"].exists(name) for _, name in entries)


def test_a_file_that_is_there_is_never_written_again(cast: Cast) -> None:
    image = in_library(cast, small(4))
    [(_, name)] = renditions.developed(image).picture["shapes"]["whole"]["files"]["webp"]
    written_at = storages["printed"].get_modified_time(name)
    RenditionSet.objects.filter(image=image).delete()

    renditions.developed(image)

    assert storages["printed"].get_modified_time(name) == written_at


def test_an_original_that_has_gone_bad_says_so(cast: Cast) -> None:
    image = in_library(cast, small(6))
    image.file = ContentFile(b"no picture any more", "synthetic.png")
    image.save()

    with pytest.raises(darkroom.Unusable, match="is not a"):
        renditions.developed(image)

    assert renditions.latest(image) is None


@pytest.mark.usefixtures("newsroom")
def test_who_comes_while_a_picture_is_being_made_waits_for_it(cast: Cast) -> None:
    image = in_library(cast, small(7))

    def ask(_: int) -> int:
        try:
            return renditions.developed(Image.objects.get(pk=image.pk)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as askers:
        keys = set(askers.map(ask, range(3)))

    assert len(keys) == RenditionSet.objects.filter(image=image).count() == 1
