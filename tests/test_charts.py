"""A chart shows the figures that were given, says what it does not know, and harms no page."""

import re
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.prose import charts
from articles.prose.drawing import NARROW, NotDrawable, width

TRADE = [
    ["Trade between", "Value"],
    ["United States and Japan, 2025", "over 250"],
    ["China and Japan, per year", "over 300"],
]
EXPORTS = [
    ["Year", "North", "South"],
    ["2015", "1,234.5", "−3.2"],
    ["2016", "1,300", "n/a"],
    ["2020", "1,450", "12"],
]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own)


def drawn(table: list[list[str]], kind: str = "bar", unit: str = "") -> ElementTree.Element:
    return parsed(charts.svg(table, kind=kind, unit=unit, title="Trade"))


def texts(chart: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in chart.iter(f"{SVG}text")]


def bars(chart: ElementTree.Element) -> list[tuple[float, float]]:
    """Start and length of every bar, in percent of the width."""
    return [
        (float(bar.attrib["x"].rstrip("%")), float(bar.attrib["width"].rstrip("%")))
        for bar in chart.iter(f"{SVG}rect")
    ]


def refusal(table: list[list[str]], kind: str = "bar") -> str:
    with pytest.raises(NotDrawable) as refused:
        charts.svg(table, kind=kind, unit="", title="Trade")
    return str(refused.value)


@pytest.mark.parametrize("kind", ["line", "bar", "slope"])
def test_the_figures_are_shown_as_they_were_given(kind: str) -> None:
    table = [["", "2015", "2025"], ["North", "1,234.5", "1.5"], ["South", "−3.2", "12"]]
    said = charts.svg(table, kind=kind, unit="percent", title="Trade").split(">")[0]
    for given in ("1,234.5", "1.5", "−3.2", "12"):
        assert f": {given}. " in said
    shown = texts(drawn(table, kind))
    ends = {"−3.2", "12"} if kind == "line" else {"1,234.5", "1.5", "−3.2", "12"}
    assert ends <= set(shown)


def test_the_trade_chart_of_the_first_story_says_that_both_figures_are_limits() -> None:
    story = Path(__file__).parent.parent / "fixtures" / "02-trade-figures" / "1.html"
    (figure,) = LexborHTMLParser(story.read_text()).css("[data-block=chart]")
    table = [[cell.text() for cell in row.css("th, td")] for row in figure.css("tr")]
    assert {"over 250", "over 300"} <= set(texts(drawn(table)))
    assert len(list(drawn(table).iter(f"{SVG}path"))) == 4


def test_a_chart_tells_a_screen_reader_what_it_shows() -> None:
    chart = drawn(TRADE, unit="billion U.S. dollars")
    assert chart.attrib["role"] == "img"
    assert chart.attrib["aria-label"] == (
        "Bar chart: Trade. United States and Japan, 2025: over 250. "
        "China and Japan, per year: over 300. In billion U.S. dollars."
    )


def test_bars_start_at_nought_and_are_as_long_as_their_figures() -> None:
    (first, short), (second, long) = bars(drawn([["", "Value"], ["A", "250"], ["B", "300"]]))
    assert first == second == 0
    assert short / long == pytest.approx(250 / 300, abs=0.001)


def test_a_negative_bar_points_the_other_way() -> None:
    (up, length), (down, other) = bars(drawn([["", "Growth"], ["A", "4"], ["B", "−2"]]))
    assert up > 0
    assert down == pytest.approx(up - other, abs=0.02)
    assert length == pytest.approx(2 * other, abs=0.02)


def test_a_threshold_is_marked_as_one_and_explained() -> None:
    chart = drawn(TRADE)
    assert "over 250" in texts(chart)
    assert len(list(chart.iter(f"{SVG}path"))) == 4  # two chevrons on either bar
    assert "An arrow marks a lower limit." in texts(chart)


def test_an_exact_figure_bears_no_arrow() -> None:
    chart = drawn([["", "Value"], ["A", "250"], ["B", "300"]])
    assert not list(chart.iter(f"{SVG}path"))
    assert "arrow" not in " ".join(texts(chart))


@pytest.mark.parametrize("given", ["over 5", "more than 5", ">5", "≥ 5", "at least 5", "5+"])
def test_every_way_to_write_a_lower_limit_is_understood(given: str) -> None:
    assert list(drawn([["", "Value"], ["A", given]]).iter(f"{SVG}path"))


def test_an_upper_limit_is_a_hollow_bar() -> None:
    chart = drawn([["", "Value"], ["A", "under 5"], ["B", "5"]])
    assert [bar.attrib["class"] for bar in chart.iter(f"{SVG}rect")] == ["fig-open", "fig-bar"]


def test_a_threshold_on_a_line_bears_an_arrow() -> None:
    exact = [["Year", "Value"], ["2024", "200"], ["2025", "250"]]
    limit = [["Year", "Value"], ["2024", "200"], ["2025", "over 250"]]
    plain, marked = drawn(exact, "line"), drawn(limit, "line")
    assert len(list(marked.iter(f"{SVG}path"))) == len(list(plain.iter(f"{SVG}path"))) + 1
    assert "over 250" in texts(marked)


@pytest.mark.parametrize(
    ("given", "times"),
    [
        ("1,234.5", 1.2345),
        ("$1000", 1.0),
        ("(1,000)", -1.0),
        ("about 500", 0.5),
        ("1 000", 1.0),
        (".5", 0.0005),
    ],
)
def test_figures_are_read_as_editors_paste_them(given: str, times: float) -> None:
    money = "$" if given.startswith("$") else ""
    (_, whole), (_, part) = bars(drawn([["", "Value"], ["A", f"{money}1,000"], ["B", given]]))
    assert part / whole == pytest.approx(abs(times), abs=0.001)


def test_millions_and_billions_share_one_scale() -> None:
    table = [["", "Value"], ["A", "1 billion"], ["B", "500 million U.S. dollars"]]
    (_, whole), (_, part) = bars(drawn(table))
    assert part / whole == pytest.approx(0.5, abs=0.001)


def test_a_gap_breaks_the_line_and_is_no_nought() -> None:
    rows = [["2015", "3"], ["2016", "4"], ["2017", "–"], ["2018", "5"], ["2019", "6"]]
    chart = drawn([["Year", "Value"], *rows], "line")
    (line,) = [p for p in chart.iter(f"{SVG}path") if p.attrib["class"] == "fig-line"]
    assert line.attrib["d"].count("M") == 2
    assert len([p for p in chart.iter(f"{SVG}path") if p.attrib["class"] == "fig-point"]) == 4


def test_a_missing_figure_is_said_where_its_bar_would_be() -> None:
    chart = drawn([["", "2024", "2025"], ["A", "n/a", "5"]])
    assert "n/a" in texts(chart)
    assert len(bars(chart)) == 1


def test_years_keep_their_distance() -> None:
    chart = drawn([["Year", "Value"], ["2000", "1"], ["2010", "2"], ["2030", "3"]], "line")
    points = [
        float(spot.attrib["x"].rstrip("%"))
        for spot in chart.iter(f"{SVG}svg")
        if (mark := spot.find(f"{SVG}path")) is not None and mark.attrib["class"] == "fig-point"
    ]
    first, second = (b - a for a, b in pairwise(points))
    assert second == pytest.approx(2 * first, abs=0.05)


@pytest.mark.parametrize("values", [("5", "5"), ("0", "0"), ("-4", "-4"), ("0.001", "0.0012")])
def test_a_line_that_hardly_moves_is_drawn_all_the_same(values: tuple[str, str]) -> None:
    chart = drawn([["Year", "Value"], ["2024", values[0]], ["2025", values[1]]], "line")
    assert values[1] in texts(chart)


def test_the_side_of_a_line_chart_bears_round_figures() -> None:
    shown = texts(drawn([["Year", "V"], ["2024", "113"], ["2025", "987"]], "line"))
    assert {"0", "250", "500", "750", "1,000"} <= set(shown)


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_every_line_and_bar_is_named_and_not_only_coloured(kind: str) -> None:
    shown = " ".join(texts(drawn(EXPORTS, kind)))
    assert "North" in shown
    assert "South" in shown
    if kind == "line":
        marks = drawn(EXPORTS, kind).iter(f"{SVG}path")
        assert len({mark.attrib["d"] for mark in marks if mark.get("class") == "fig-point"}) == 2


@pytest.mark.parametrize("kind", ["line", "bar", "slope"])
def test_long_figures_are_shown_whole(kind: str) -> None:
    given = "more than 250 billion U.S. dollars"
    chart = drawn([["Trade", "2015", "2025"], ["A", given, given], ["B", given, given]], kind)
    assert given in " ".join(texts(chart))
    assert all(width(text) <= NARROW for text in texts(chart))


@pytest.mark.parametrize("kind", ["line", "bar", "slope"])
def test_long_labels_stay_within_the_narrowest_page(kind: str) -> None:
    long = "A customs union of states with a very long name indeed " * 3
    table = [["", "2015", "2025"], [long, "1", "2"], ["Short", "2", "over 1,000,000"]]
    chart = drawn(table, kind)
    assert all(len(text) < 50 for text in texts(chart))
    height = float(chart.attrib["height"])
    assert all(float(text.get("y", 0)) <= height for text in chart.findall(f"{SVG}text"))


@pytest.mark.parametrize("kind", ["line", "bar", "slope"])
def test_hostile_words_are_only_words(kind: str) -> None:
    bad = '"><script>alert(1)</script>'
    table = [[bad, bad, "b"], [bad, "1", "2"], ["c", "3", "4"]]
    svg = charts.svg(table, kind=kind, unit=bad, title=bad)
    parsed(svg)
    assert "<script" not in svg


@pytest.mark.parametrize("kind", ["line", "bar", "slope"])
def test_a_chart_brings_neither_styles_nor_scripts_nor_ids(kind: str) -> None:
    svg = charts.svg(
        [["", "2015", "2025"], ["A", "1", "2"], ["B", "3", "over 4"]], kind=kind, unit="", title=""
    )
    assert not re.search(r"<(style|script)|\s(style|id|on\w+|href)=", svg)


def test_the_same_table_gives_the_same_chart() -> None:
    first = charts.svg(EXPORTS, kind="line", unit="", title="Trade")
    assert charts.svg(EXPORTS, kind="line", unit="", title="Trade") == first


@pytest.mark.parametrize(
    ("table", "kind", "sentence"),
    [
        ([], "bar", "has no figures yet: it needs a row of headings and a row."),
        ([["", "Value"]], "bar", "has no figures yet: it needs a row of headings and a row."),
        ([["Only"], ["A"]], "bar", "has one column only. It needs labels and figures beside them."),
        ([["", "V"], ["A", "1"], ["Exports", ""]], "bar", "has no number in row 3, “Exports”."),
        ([["", "V"], ["A", "n/a"]], "bar", "has no numbers yet."),
        ([["", "V"], ["A", "many"]], "bar", "can’t read “many” in row 2, “A” as a number."),
        ([["", "V"], ["A", "3,2"]], "bar", "can’t read “3,2” in row 2, “A” as a number."),
        ([["", "V"], ["A", "(3"]], "bar", "can’t read “(3” in row 2, “A” as a number."),
        ([["", "V"], ["A", "1", "2"]], "bar", "more figures than headings in row 2, “A”."),
        ([["", "V"], ["A", "5%"], ["B", "5"]], "bar", "mixes figures of different kinds"),
        ([["", "V"], ["A", "$5"], ["B", "€5"]], "bar", "mixes figures of different kinds"),
        ([["", "V"], ["A", "5 billion"], ["B", "5"]], "bar", "figures with “billion” and figures"),
        ([["", "V"], ["A", "1" * 30]], "bar", "a number too long to draw in row 2, “A”."),
        ([["", "V"], ["A", "1"]], "line", "has one row only. A line needs at least two."),
        ([["", "V"], ["A", "1"]], "slope", "needs exactly two columns of figures for a slope"),
        ([["", *"123456789"], ["A", *"123456789"]], "bar", "has 9 columns of figures; 8 are"),
        ([["", "V"], *[["A", "1"]] * 41], "bar", "has 41 bars; 40 are the most."),
        ([["", "V"], *[["A", "1"]] * 5000], "line", "is too large a table: 200 rows are the most."),
        ([["", "1", "2"], *[["A", "1", "2"]] * 9], "slope", "has 9 rows; a slope chart shows 8"),
        ([["", "V"], ["A", "1"]], "pie", "is of no known kind. Choose a line, bar or slope chart."),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_plain_sentence(
    table: list[list[str]], kind: str, sentence: str
) -> None:
    said = refusal(table, kind)
    assert said.startswith("The chart “Trade” ")
    assert sentence in said


def test_the_largest_chart_that_is_drawn_is_drawn_at_once() -> None:
    table = [["Day", *"ABCDEFGH"], *[[str(day), *["1,234.5"] * 8] for day in range(200)]]
    start = perf_counter()
    charts.svg(table, kind="line", unit="", title="Trade")
    assert perf_counter() - start < 0.25
