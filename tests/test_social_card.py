"""A shared link shows a card: the headline large and whole, in any script the newsroom writes."""

import time
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import storages as storages_in_use
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor, features

from articles import social_card, typesetter
from articles.social_card import BESIDE_A_PICTURE, IN_TYPE_ALONE, Layout
from articles.typefaces import MISSING, SANS, SERIF, runs, typeable
from nextfin.storage import storages
from tests.test_typesetting import MIXED, UNHURRIED

DAY = date(2026, 1, 27)
ENGLISH = "After the invitation to Takaichi: what to watch in the rest of 2026"
LONG = (
    "Japan’s exporters brace for a second round of tariffs as Washington and Beijing weigh an April"
    " summit, and the yen’s slide complicates the Bank of Japan’s plan to raise rates before summer"
)
JAPANESE = "高市首相、トランプ大統領の招待を受け今春訪米へ　「日米同盟の新たな黄金時代」を強調"
CHINESE = "日本首相高市早苗将于春季访问华盛顿，中方重申台湾问题是“核心利益中的核心”"
KOREAN = "다카이치 총리, 올봄 미국 방문… 미·일 정상회담서 관세·안보 논의"
HEBREW = "ראש ממשלת יפן תבקר בארצות הברית באביב"
OTHERS = (
    "Thủ tướng Nhật Bản sẽ thăm Hoa Kỳ vào mùa xuân năm 2026",
    "Премьер-министр Японии посетит США весной",
    "Η πρωθυπουργός της Ιαπωνίας θα επισκεφθεί τις ΗΠΑ",
)


def card(headline: str = ENGLISH, picture: bytes | None = None, **more: object) -> Image.Image:
    """As it is seen, whatever its colours are kept as."""
    return Image.open(BytesIO(drawn(headline, picture, **more))).convert("RGB")


def drawn(headline: str = ENGLISH, picture: bytes | None = None, **more: object) -> bytes:
    words = {"label": "Analysis", "day": DAY} | more
    return social_card.draw(headline=headline, picture=picture, **words)


def picture(
    left: str = "#204060", right: str = "#204060", size: tuple[int, int] = (1200, 628)
) -> bytes:
    image = Image.new("RGB", size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    return jpeg(image)


def jpeg(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def size_of(headline: str, layout: Layout) -> int:
    """The size in which a card sets a headline; fails if some of it is left out."""
    setting = typesetter.fit(
        typesetter.tidy(headline),
        social_card._measure,
        layout.right - layout.left - 2,
        social_card.BOTTOM - social_card.TOP,
        layout.sizes,
    )
    assert not setting.lines[-1].endswith("…")
    return setting.size


# --- The card -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("PNG", "P")])
def test_a_card_has_the_size_and_form_that_apps_ask_for(form: str, mode: str) -> None:
    data = drawn(picture=picture() if form == "JPEG" else None)
    opened = Image.open(BytesIO(data))
    assert (opened.size, opened.format, opened.mode) == ((1200, 630), form, mode)


def test_a_card_of_type_alone_has_the_colours_of_its_layout() -> None:
    layout, seen = IN_TYPE_ALONE, card()
    most = sorted(seen.getcolors(seen.width * seen.height), reverse=True)[:2]
    assert [f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in most] == [
        layout.paper,
        layout.ink,
    ]
    assert seen.getpixel((layout.left, 527)) == ImageColor.getrgb(layout.rule)


def test_even_a_picture_of_noise_makes_a_card_that_apps_accept() -> None:
    noise = Image.effect_noise((1200, 628), 120).convert("RGB")
    data = social_card.draw(headline=LONG, label="Analysis", day=DAY, picture=jpeg(noise))
    assert len(data) < social_card.LARGEST_FILE


def test_words_never_stand_on_the_picture() -> None:
    begin = BESIDE_A_PICTURE.right + social_card.GUTTER
    beside = (begin + 16, 0, 1200, 630)  # beyond the blocks in which JPEG mixes the two
    noise = jpeg(Image.radial_gradient("L").resize((1200, 628)).convert("RGB"))
    cards = [card(headline, noise) for headline in ("", LONG, "W" * 300, JAPANESE)]
    assert len({each.crop(beside).tobytes() for each in cards}) == 1
    assert len({each.tobytes() for each in cards}) == 4


def test_the_crop_keeps_what_matters_in_the_picture() -> None:
    halves = picture("#d01010", "#1010d0")
    left = card(picture=halves, focus=(0.0, 0.5)).getpixel((1000, 300))
    right = card(picture=halves, focus=(1.0, 0.5)).getpixel((1000, 300))
    assert left[0] > 190 > left[2]
    assert right[2] > 190 > right[0]


def test_a_tall_picture_fills_its_part_as_well() -> None:
    seen = card(picture=picture("#d01010", "#d01010", (600, 2400)))
    for corner in ((1195, 5), (1195, 625), (BESIDE_A_PICTURE.right + 50, 625)):
        assert seen.getpixel(corner)[0] > 190


def test_a_picture_that_cannot_be_read_is_an_error() -> None:
    for broken in (b"", b"not a picture", picture()[:500]):
        with pytest.raises(OSError):  # noqa: PT011
            card(picture=broken)


def test_the_same_card_has_the_same_name_and_is_kept_once(tmp_path: Path) -> None:
    with override_settings(STORAGES=storages({}, tmp_path, "all", "/media/")):
        words = {"label": "Analysis", "day": DAY}
        first = social_card.printed(headline=ENGLISH, **words)
        again = social_card.printed(headline=ENGLISH, **words)
        other = social_card.printed(headline=ENGLISH, picture=picture(), **words)
        assert first == again
        assert sorted(storages_in_use["printed"].listdir("")[1]) == sorted([first, other])
    assert [len(first), first[-4:], other[-4:]] == [44, ".png", ".jpg"]


# --- The headline ---------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", [BESIDE_A_PICTURE, IN_TYPE_ALONE])
def test_a_headline_is_readable_when_the_card_is_shown_small(layout: Layout) -> None:
    """At 300 pixels of width, a quarter: 8 pixels for the longest, 15 for the usual."""
    assert size_of("Peace", layout) == layout.sizes[0]
    for usual in (ENGLISH, JAPANESE, CHINESE, KOREAN, *OTHERS):
        assert size_of(usual, layout) >= 52
    assert size_of(LONG[:200], layout) >= 32


@UNHURRIED
@given(headline=st.one_of(MIXED, st.text(max_size=300)), beside=st.booleans())
def test_whatever_the_headline_nothing_leaves_its_column(headline: str, beside: bool) -> None:
    layout = BESIDE_A_PICTURE if beside else IN_TYPE_ALONE
    shown = picture() if beside else None
    ink = ImageChops.difference(card(headline, shown), card("", shown)).convert("L")
    box = ink.point(lambda value: 255 * (value > 40)).getbbox()
    if box:
        left, top, right, bottom = box
        assert left >= layout.left - 12
        assert right <= layout.right + 12
        assert top >= social_card.TOP - 16
        assert bottom <= 526


def test_a_headline_without_end_takes_no_time() -> None:
    card(JAPANESE)
    for endless in (
        "word " * 500_000,
        "字" * 1_000_000,
        "“" * 1_000_000,
        "e\u0301\u0300" * 300_000,
    ):
        begun = time.perf_counter()
        card(endless)
        assert time.perf_counter() - begun < 2


# --- Scripts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [ENGLISH, LONG, JAPANESE, CHINESE, KOREAN, *OTHERS])
def test_every_character_is_drawn_by_a_face_that_has_it(text: str) -> None:
    assert typeable(text) == text
    for first in (SERIF, SANS):
        for face, part in runs(text, first):
            unknown = bytes(face.at(40).getmask("\U0010fffe"))
            for character in part.replace(" ", "").replace("　", ""):
                drawn = bytes(face.at(40).getmask(character))
                assert drawn != unknown, f"{character} is drawn as a character that is missing"
                assert any(drawn), f"{character} is drawn as nothing"


@pytest.mark.parametrize("codec", ["cp932", "gb2312", "euc_kr"])
def test_all_characters_of_the_usual_standards_are_there(codec: str) -> None:
    pairs = [bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF)]
    characters = {pair.decode(codec, "ignore") for pair in pairs}
    letters = {each for each in characters if len(each) == 1 and each.isalpha() and each > "\u2e7f"}
    assert len(letters) > 6000
    assert {letter for letter in letters if typeable(letter) != letter} == set()


def test_a_letter_that_no_face_has_is_marked_and_a_missing_sign_is_left_out() -> None:
    assert typeable("🚀 ไทย ✈") == f" {MISSING * 3} "


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow is without Raqm or FriBiDi here")
def test_hebrew_is_set_from_the_right() -> None:
    ink = ImageChops.difference(card(HEBREW), card("")).convert("L").getbbox()
    assert ink
    assert abs(ink[2] - IN_TYPE_ALONE.right) < 12
    assert ink[0] > IN_TYPE_ALONE.left + 20
