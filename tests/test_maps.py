"""A map shows where the places are, with names that can be read, and takes nothing for granted."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.prose import maps
from articles.prose.drawing import NARROW, WIDE, NotDrawable, width
from articles.prose.labels import Label, placed
from articles.prose.outlines import land
from articles.prose.projection import view_of

HEADINGS = ["Place", "Latitude", "Longitude", "Note"]
WASHINGTON = ["Washington", "38.9 N", "77.0 W"]
TOKYO = ["Tokyo", "35.7", "139.7 E"]
BEIJING = ["Beijing", "39.9", "116.4"]
TAIPEI = ["Taipei", "25.0 N", "121.6 E", "Taiwan"]
CAPITALS = [HEADINGS, WASHINGTON, TOKYO, BEIJING, TAIPEI]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own)


def drawn(rows: list[list[str]]) -> ElementTree.Element:
    return parsed(maps.svg(rows, title="Capitals"))


def dots(chart: ElementTree.Element) -> dict[str, tuple[float, float]]:
    """Where each name's dot lies, in percent across and down."""
    return {
        (spot.findtext(f"{SVG}text") or ""): (
            float(spot.attrib["x"].rstrip("%")),
            float(spot.attrib["y"].rstrip("%")),
        )
        for spot in chart.iter(f"{SVG}svg")
        if spot.find(f"{SVG}circle") is not None
    }


def refusal(rows: list[list[str]]) -> str:
    with pytest.raises(NotDrawable) as refused:
        maps.svg(rows, title="Capitals")
    return str(refused.value)


def test_the_map_of_the_first_story_can_be_drawn() -> None:
    story = Path(__file__).parent.parent / "fixtures"
    pieces = [LexborHTMLParser(path.read_text()) for path in story.glob("*/*.html")]
    given = [figure for piece in pieces for figure in piece.css("[data-block=map]")]
    rows = [[cell.text() for cell in row.css("th, td")] for row in given[0].css("tr")]
    assert set(dots(drawn(rows))) == {"Washington", "Tokyo", "Beijing", "Taipei"}


def test_places_lie_as_they_do_on_the_earth() -> None:
    where = dots(drawn([HEADINGS, TOKYO, BEIJING, TAIPEI]))
    assert where["Beijing"][0] < where["Taipei"][0] < where["Tokyo"][0]
    assert where["Beijing"][1] < where["Tokyo"][1] < where["Taipei"][1]


def test_tokyo_and_washington_are_shown_across_the_pacific() -> None:
    where = dots(drawn(CAPITALS))
    assert where["Tokyo"][0] < where["Washington"][0]
    assert all(0 < x < 100 and 0 < y < 100 for x, y in where.values())


def test_two_islands_on_either_side_of_the_180th_meridian_are_neighbours() -> None:
    where = dots(drawn([["Suva", "18.1 S", "178.4 E"], ["Apia", "13.8 S", "171.8 W"]]))
    assert where["Suva"][0] < where["Apia"][0]
    assert where["Suva"][1] > where["Apia"][1]


def test_land_is_drawn_under_the_places_on_both_sides_of_the_180th_meridian() -> None:
    view = view_of([(139.7, 35.7), (-77.0, 38.9)])
    coast = "".join(map(view.outline, land.rings()))
    across = [int(x) for x in re.findall(r"M(-?\d+)", coast)]
    assert min(across) < 200
    assert max(across) > 800


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("35.7", "-77.0"), ("35.7 N", "77 W"), ("35°42′ N", "77°0′W"), ("+35.7", "−77.0")],
)
def test_coordinates_are_read_as_they_are_written(latitude: str, longitude: str) -> None:
    plain = maps.svg([["Here", "35.7", "-77"], TOKYO], title="")
    assert maps.svg([["Here", latitude, longitude], TOKYO], title="") == plain


def test_headings_are_no_place_and_may_be_missing() -> None:
    assert maps.svg(CAPITALS, title="") == maps.svg(CAPITALS[1:], title="")


def test_a_map_tells_a_screen_reader_what_it_shows() -> None:
    chart = drawn(CAPITALS)
    assert chart.attrib["role"] == "img"
    said = "Map: Capitals. It shows Washington, Tokyo, Beijing and Taipei."
    assert chart.attrib["aria-label"] == said


def test_a_note_stands_under_its_name() -> None:
    spots = [s for s in drawn(CAPITALS).iter(f"{SVG}svg") if s.findtext(f"{SVG}text") == "Taipei"]
    assert [text.text for text in spots[0].iter(f"{SVG}text")] == ["Taipei", "Taiwan"]


@pytest.mark.parametrize("page", [NARROW, 420, WIDE])
def test_no_name_covers_another_or_leaves_the_map(page: float) -> None:
    crowd = [
        (116.4, 39.9, "Beijing"),
        (126.98, 37.57, "Seoul"),
        (139.7, 35.7, "Tokyo"),
        (135.5, 34.69, "Osaka"),
        (135.77, 35.01, "Kyoto"),
        (121.6, 25.0, "Taipei"),
    ]
    view = view_of([(x, y) for x, y, _ in crowd])
    labels = [Label(*view.position(x, y), name, "") for x, y, name in crowd]
    assert placed(labels, view.height_at) is None
    height = view.height_at(page)
    boxes = [label.box(page, height) for label in labels]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= page
        assert bottom <= height
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart


def test_a_single_place_is_shown_with_the_land_around_it() -> None:
    chart = drawn([TAIPEI])
    assert list(dots(chart)["Taipei"]) == pytest.approx([50, 50])
    assert len(chart.findall(f".//{SVG}path[@class='fig-land']")[0].attrib["d"]) > 100


@pytest.mark.parametrize("latitude", ["89.9 N", "90 S", "0"])
def test_even_the_poles_can_be_shown(latitude: str) -> None:
    _, y = dots(drawn([["There", latitude, "0"]]))["There"]
    assert 0 <= y <= 100


def test_a_map_of_the_whole_world_fits() -> None:
    rows = [["A", "64", "-22"], ["B", "-41", "175"], ["C", "-34", "18"], ["D", "36", "140"]]
    assert all(0 < x < 100 and 0 < y < 100 for x, y in dots(drawn(rows)).values())


def test_hostile_words_are_only_words() -> None:
    bad = '"><script>alert(1)</script>'
    svg = maps.svg([[bad, "1", "2", bad]], title=bad)
    parsed(svg)
    assert "<script" not in svg


def test_a_map_brings_neither_styles_nor_scripts_nor_ids() -> None:
    assert not re.search(
        r"<(style|script)|\s(style|id|on\w+|href)=", maps.svg(CAPITALS, title="Capitals")
    )


def test_a_map_is_small_enough_to_be_a_part_of_the_page() -> None:
    assert len(maps.svg(CAPITALS, title="Capitals")) < 25_000


def test_names_that_are_wide_are_taken_to_be_wide() -> None:
    assert width("東京") > 2 * 13
    assert width("Washington", bold=True) > width("Washington") > width("Tokyo")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "has no places yet."),
        ([HEADINGS], "has no places yet."),
        ([HEADINGS, ["", "", "", ""]], "has no places yet."),
        ([HEADINGS, ["", "1", "2"]], "has no name for the place in row 2."),
        ([HEADINGS, TOKYO, ["Osaka", "", "135"]], "has no latitude in row 3, “Osaka”."),
        ([HEADINGS, ["Osaka", "34.7"]], "has no longitude in row 2, “Osaka”."),
        ([HEADINGS, ["Osaka", "north 1", "135"]], "can’t read “north 1” as the latitude in row 2"),
        ([HEADINGS, ["Osaka", "135 E", "35 N"]], "can’t read “135 E” as the latitude in row 2"),
        ([HEADINGS, ["Osaka", "-35 N", "135"]], "can’t read “-35 N” as the latitude in row 2"),
        ([HEADINGS, ["Osaka", "135", "35"]], "has the latitude 135 in row 2, “Osaka”; it can’t be"),
        ([HEADINGS, ["Osaka", "35", "181"]], "it can’t be more than 180."),
        ([HEADINGS, ["O" * 61, "35", "135"]], "has too long a text in row 2"),
        ([HEADINGS, *[["A", "1", "2"]] * 25], "has 25 places; more than 24 can’t be told apart."),
        ([HEADINGS, *[["Same", "1", "2"]] * 20], "has no room for the name of “Same”"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_plain_sentence(
    rows: list[list[str]], sentence: str
) -> None:
    said = refusal(rows)
    assert said.startswith("The map “Capitals” ")
    assert sentence in said
