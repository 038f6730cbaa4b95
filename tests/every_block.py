"""A synthetic piece with every block that a body can have, printed by the desk."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone

from articles.models import Article, Embed, Image
from articles.prose.material import PrintedEmbed
from tests import pictures
from tests.cast import Cast

FILM = "https://vimeo.com/76979871"
PLAYER = "https://player.vimeo.com/video/76979871"
CELLS = """<table><tbody>
<tr><th scope="col">Year</th><th scope="col">Exports</th><th scope="col">Imports</th></tr>
<tr><th scope="row">2023</th><td>3.5</td><td>4</td></tr>
<tr><th scope="row">2024</th><td>5</td><td>4.2</td></tr>
<tr><th scope="row">2025</th><td>6</td><td>2</td></tr>
</tbody></table>"""
TWO_MOMENTS = """<table><tbody>
<tr><th scope="col">Country</th><th scope="col">2024</th><th scope="col">2025</th></tr>
<tr><th scope="row">Northland</th><td>3</td><td>7</td></tr>
<tr><th scope="row">Southland</th><td>6</td><td>4</td></tr>
</tbody></table>"""
PLACES = """<table><tbody>
<tr><th scope="col">Place</th><th scope="col">Latitude</th><th scope="col">Longitude</th></tr>
<tr><td>Tokyo</td><td>35.68</td><td>139.69</td></tr>
<tr><td>Washington</td><td>38.91</td><td>-77.04</td></tr>
</tbody></table>"""
WIDE = f"""<table><tbody><tr>{"".join(f'<th scope="col">Column {n}</th>' for n in range(9))}</tr>
<tr>{"".join(f"<td>Synthetic {n}</td>" for n in range(9))}</tr></tbody></table>"""
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def published(cast: Cast) -> Article:
    """The piece, live; its pictures are photographs, landscape and portrait."""
    _keep_film()
    return cast.published(
        headline="A synthetic piece with every block",
        dateline="TOKYO",
        lead_image=_photograph(cast, 960, 540),
        body=body(cast),
    )


def body(cast: Cast) -> str:
    other = cast.published(headline="Another synthetic piece")
    landscape, portrait = _photograph(cast, 840, 540), _photograph(cast, 420, 660)
    gallery = "".join(_picture(image) for image in (landscape, portrait, landscape, portrait))
    return f"""
<div data-block="key-points"><ul><li><p>The first.</p></li><li><p>The second.</p></li></ul></div>
<p>It began<cite data-source="A synthetic report" data-url="https://example.org/report"></cite> on
<strong>Monday</strong>, <em>perhaps</em>; see <a data-article="{other.pk}">the other piece</a> and
<a href="https://example.org/">a site</a>.<cite data-source="A synthetic person"></cite></p>
<p>{LONG_WORD}. 日本語の文章もここに立ちます。H<sub>2</sub>O, x<sup>2</sup>.</p>
<h2>The first heading</h2><h3>The one below it</h3>
<ul><li><p>One</p><ul><li><p>Within one</p></li></ul></li><li><p>Two</p></li></ul>
<ol start="3"><li><p>Three</p></li><li><p>Four</p></li></ol>
{_figure("quotation", "<blockquote><p>Synthetic words.</p></blockquote>", "A synthetic speaker")}
<aside data-block="pull-quote"><p>Words that are lifted out of the text.</p></aside>
<aside data-block="fact-box"><h3>What it is</h3><p>A synthetic thing.</p>
<ul><li><p>Round</p></li></ul></aside>
<aside data-block="fact-box"><h3>How we reported this</h3><p>From synthetic papers.</p></aside>
<dl data-block="timeline"><dt>Monday</dt><dd>It begins.</dd><dt>Friday</dt><dd>It ends.</dd></dl>
{_figure("table", WIDE, "A wide table")}
{_figure('chart" data-kind="line" data-unit="billion synthetic dollars', CELLS, "A line chart")}
{_figure('chart" data-kind="bar', CELLS, "A bar chart")}
{_figure('chart" data-kind="slope', TWO_MOMENTS, "A slope chart")}
{_figure("map", PLACES, "A map. Land outline: Natural Earth")}
<hr>
{_picture(landscape)}{_picture(landscape, "wide")}{_picture(landscape, "full")}
<div data-block="gallery">{gallery}</div>
{_figure(f'embed" data-url="{FILM}', "", "A film to watch")}
{_figure('document" data-url="https://example.org/report.pdf', "", "The synthetic report")}
"""


def _figure(block: str, content: str, caption: str) -> str:
    named = f"<figcaption>{caption}</figcaption>"
    parts = f"{content}{named}" if block == "quotation" else f"{named}{content}"
    return f'<figure data-block="{block}">{parts}</figure>'


def _picture(image: Image, layout: str = "inline") -> str:
    return (
        f'<figure data-block="picture" data-image="{image.pk}" data-layout="{layout}"'
        ' data-alt="Synthetic waves of colour"><figcaption>Synthetic waves, told at some length so'
        " that the caption runs over more than one line on a phone.</figcaption></figure>"
    )


def _photograph(cast: Cast, width: int, height: int) -> Image:
    file: BytesIO = pictures.file(pictures.photograph(width, height), "JPEG")
    image = cast.picture(credit="Photo: Synthetic Agency", caption="Synthetic waves")
    image.file = ContentFile(file.getvalue(), "synthetic.jpg")
    image.width, image.height, image.format = width, height, "JPEG"
    image.save()
    return image


def _keep_film() -> None:
    """The film as if its provider had been asked a moment ago."""
    printed = PrintedEmbed(
        url=FILM,
        provider="Vimeo",
        title="A synthetic film",
        author="A synthetic maker",
        text="",
        frame=PLAYER,
        width=640,
        height=360,
        picture=None,
    )
    Embed.objects.create(url=FILM, fetched_at=timezone.now(), printed=printed)
