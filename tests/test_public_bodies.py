"""Figures stand digit under digit, and no picture is set higher than a screen."""

import pytest
from django.template.loader import render_to_string
from selectolax.lexbor import LexborHTMLParser

from articles.prose.material import Material, PrintedPicture
from articles.prose.printing import print_body


def picture(width: int, height: int) -> PrintedPicture:
    files = {"jpeg": [(width, "a.jpg")]}
    return PrintedPicture(
        placeholder="",
        shapes={"whole": {"width": width, "height": height, "files": files}},
        alt="",
        caption="",
        credit="Photo: Synthetic Agency",
    )


LIBRARY = Material(pictures={1: picture(1600, 900), 2: picture(900, 1600), 3: picture(900, 900)})


def figure_of(image: int, layout: str) -> str:
    body = (
        f'<figure data-block="picture" data-image="{image}" data-layout="{layout}" '
        'data-alt="Synthetic waves"><figcaption></figcaption></figure>'
    )
    figure = LexborHTMLParser(print_body(body, LIBRARY)).css_first("figure")
    assert figure
    return figure.attributes["class"] or ""


def columns_of_numbers(*rows: str) -> list[list[str]]:
    """The cells that are set as figures, row by row, of a table given as "Japan | 3.5"."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{cell.strip()}</td>' for cell in row.split('|'))}</tr>"
        for row in rows[1:]
    )
    head = "".join(f'<th scope="col">{name.strip()}</th>' for name in rows[0].split("|"))
    body = (
        '<figure data-block="table"><figcaption>Trade</figcaption>'
        f"<table><tbody><tr>{head}</tr>{cells}</tbody></table></figure>"
    )
    tree = LexborHTMLParser(print_body(body, LIBRARY))
    return [[cell.text() for cell in row.css(".number")] for row in tree.css("tr")]


@pytest.mark.parametrize("layout", ["inline", "wide", "full"])
def test_a_portrait_is_set_so_that_it_can_be_seen_whole(layout: str) -> None:
    assert figure_of(2, layout) == "picture tall"
    assert figure_of(1, layout) == f"picture {layout}"
    assert figure_of(3, layout) == f"picture {layout}"


def test_so_is_a_portrait_above_the_text() -> None:
    for image, classes in ((2, "lead-picture tall"), (1, "lead-picture")):
        edition = {"lead_picture": LIBRARY.pictures[image]}
        page = render_to_string("public/parts/picture.html", {"edition": edition})
        figure = LexborHTMLParser(page).css_first("figure")
        assert figure
        assert figure.attributes["class"] == classes


def test_figures_stand_under_each_other_with_their_heading() -> None:
    found = columns_of_numbers(
        "Country | Exports | Change", "Japan | $3.5 | −2%", "China | 4 | n/a"
    )
    assert found == [["Exports", "Change"], ["$3.5", "−2%"], ["4", "n/a"]]


def test_words_among_the_figures_are_set_as_words() -> None:
    found = columns_of_numbers("Value | Year | Note", "over 250 | 2025 | ", "300 | each year | ")
    assert found == [[], [], []]


def test_where_cells_span_no_column_is_taken_for_another() -> None:
    body = (
        '<figure data-block="table"><figcaption>Trade</figcaption><table><tbody>'
        '<tr><th scope="col">Country</th><th scope="col" colspan="2">Exports</th></tr>'
        "<tr><td>Japan</td><td>3</td><td>4</td></tr></tbody></table></figure>"
    )
    assert "number" not in print_body(body, LIBRARY)
