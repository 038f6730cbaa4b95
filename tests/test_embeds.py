"""Works on other sites: only from known places, in our own words and frames, frozen when fetched.

The providers are played by a real https server; what they answer was made up for these tests in the
shape that each of them gives.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from accounts.models import User
from articles import embeds
from articles.embeds import NotEmbeddable
from articles.models.embed import Embed
from articles.prose.material import PrintedEmbed
from articles.providers import FRAME_HOSTS, PROVIDERS, find
from nextfin.fetching import Fetch, fetch
from tests.cast import Cast
from tests.outside import Answer, Internet, moved, page

AsUser = Callable[[User], Client]

VIDEO = "https://www.youtube.com/watch?v=SYNTHETIC_1"
ASKED = ("www.youtube.com", "/oembed")
STILLS = "stills.provider.example"
HOSTS = tuple({urlsplit(row.oembed).netloc for row in PROVIDERS} | {STILLS, "inside.example"})


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    with Internet(tmp_path_factory.mktemp("internet"), HOSTS).serving() as internet:
        yield internet


@pytest.fixture
def internet(servers: Internet) -> Internet:
    servers.forget()
    return servers


@pytest.fixture
def out(internet: Internet) -> Fetch:
    """The way into the internet of these tests."""
    return partial(fetch, network=internet.network)


def said(**answer: Any) -> Answer:
    return page(json.dumps({"version": "1.0", **answer}).encode(), "application/json")


def still(width: int = 480, height: int = 360, kind: str = "JPEG") -> Answer:
    file = BytesIO()
    Pillow.new("RGB", (width, height), "navy").save(file, kind)
    return page(file.getvalue(), f"image/{kind.lower()}")


# --- What each provider says, and what is made of it ----------------------------------------------

WORKS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "https://youtu.be/SYNTHETIC_1?si=campaign&t=42",
        {
            "type": "video",
            "title": "Synthetic: the strait from above",
            "author_name": "A channel",
            "author_url": "https://www.youtube.com/@a",
            "provider_name": "YouTube",
            "width": 200,
            "height": 113,
            "html": '<iframe src="https://evil.example/"></iframe>',
        },
        {
            "url": VIDEO,
            "provider": "YouTube",
            "title": "Synthetic: the strait from above",
            "author": "A channel",
            "frame": "https://www.youtube-nocookie.com/embed/SYNTHETIC_1",
            "width": 200,
            "height": 113,
        },
    ),
    (
        "https://www.youtube.com/shorts/SYNTHETIC_1",
        {"type": "video", "title": "Short", "width": 113, "height": 200},
        {"url": VIDEO, "width": 113, "height": 200},
    ),
    (
        "https://vimeo.com/channels/synthetic/123456789#t=3s",
        {"type": "video", "title": "Film", "author_name": "A maker", "width": 1280, "height": 534},
        {
            "url": "https://vimeo.com/123456789",
            "frame": "https://player.vimeo.com/video/123456789?dnt=1",
            "author": "A maker",
            "width": 1280,
            "height": 534,
        },
    ),
    (
        "https://vimeo.com/123456789/0a1b2c3d4e",
        {"type": "video", "title": "Film for few"},
        {"frame": "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&dnt=1"},
    ),
    (
        "https://www.ted.com/talks/somebody_something?language=en",
        {"type": "video", "title": "Talk", "author_name": "Somebody", "width": 560, "height": 315},
        {"frame": "https://embed.ted.com/talks/somebody_something", "width": 560},
    ),
    (
        "https://soundcloud.com/somebody/an-hour-at-sea",
        {"type": "rich", "title": "An hour", "author_name": "S", "width": "100%", "height": 400},
        {
            "frame": "https://w.soundcloud.com/player/"
            "?url=https%3A//soundcloud.com/somebody/an-hour-at-sea",
            "width": 640,
            "height": 166,
        },
    ),
    (
        "https://open.spotify.com/intl-de/episode/0123456789abcdefABCDEF",
        {"type": "rich", "title": "Episode", "width": 456, "height": 152},
        {
            "frame": "https://open.spotify.com/embed/episode/0123456789abcdefABCDEF",
            "author": "",
            "width": 456,
            "height": 152,
        },
    ),
    (
        "https://datawrapper.dwcdn.net/aB3dE/7/",
        {"type": "rich", "version": 1, "title": "<strong>Freight &amp; fuel</strong>"},
        {
            "frame": "https://datawrapper.dwcdn.net/aB3dE/7/",
            "title": "Freight & fuel",
            "width": 600,
            "height": 500,
        },
    ),
    (
        "https://public.flourish.studio/visualisation/123456/",
        {"type": "rich", "title": "Ships", "width": "700", "height": "575"},
        {"frame": "https://flo.uri.sh/visualisation/123456/embed", "width": 700, "height": 575},
    ),
    (
        "https://www.documentcloud.org/documents/123456-a-letter",
        {"type": "rich", "title": "A letter", "width": None, "height": None},
        {"frame": "https://embed.documentcloud.org/documents/123456-a-letter/?embed=1"},
    ),
    (
        "https://twitter.com/somebody/status/1234567890/photo/1?s=20",
        {
            "type": "rich",
            "author_name": "Some Body",
            "width": 550,
            "height": None,
            "html": '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Ships wait &amp; '
            'wait.<br><br>  Since noon. <a href="https://t.co/x">pic.twitter.com/x</a></p>&mdash; '
            'Some Body (@somebody) <a href="https://twitter.com/x">May 5, 2026</a></blockquote>\n'
            '<script async src="https://platform.twitter.com/widgets.js"></script>',
        },
        {
            "url": "https://x.com/somebody/status/1234567890",
            "provider": "X",
            "title": "",
            "author": "Some Body",
            "text": "Ships wait & wait.\nSince noon. pic.twitter.com/x",
            "frame": "",
            "width": 0,
            "height": 0,
        },
    ),
    (
        "https://bsky.app/profile/somebody.example/post/3kabc2def",
        {
            "type": "rich",
            "author_name": "Some Body",
            "html": '<blockquote class="bluesky-embed"><p lang="en">Calm.</p>'
            "<p>Still calm.</p>&mdash; Some Body</blockquote>",
        },
        {"text": "Calm.\n\nStill calm.", "author": "Some Body", "frame": ""},
    ),
    (
        "https://mastodon.social/@somebody@journa.host/1234567890",
        {
            "type": "rich",
            "author_name": "Some Body",
            "width": 400,
            "height": None,
            "html": '<blockquote class="mastodon-embed">Post by @somebody</blockquote>',
        },
        {
            "frame": "https://mastodon.social/@somebody@journa.host/1234567890/embed",
            "text": "",
            "width": 400,
            "height": 500,
        },
    ),
]


@pytest.mark.parametrize(("url", "answer", "printed"), WORKS, ids=[url for url, *_ in WORKS])
def test_a_work_is_described_in_our_own_words_and_frame(
    internet: Internet, out: Fetch, url: str, answer: dict[str, Any], printed: dict[str, Any]
) -> None:
    work = find(url)
    assert work is not None
    endpoint = urlsplit(work.oembed)
    internet.answers[endpoint.netloc, endpoint.path] = said(**answer)
    found = embeds.look(url, fetch=out)
    assert {name: found[name] for name in printed} == printed  # type: ignore[literal-required]
    assert set(found) == set(PrintedEmbed.__annotations__)
    assert found["picture"] is None
    ((_, _, asked),) = internet.asked
    assert parse_qs(urlsplit(asked).query)["url"] == [found["url"]]


def test_every_provider_is_tried_above() -> None:
    assert {work.provider.name for url, *_ in WORKS if (work := find(url))} == {
        row.name for row in PROVIDERS
    }


def test_only_frames_of_the_table_may_stand_in_a_page() -> None:
    frames = {work.frame for url, *_ in WORKS if (work := find(url)) and work.frame}
    assert all(frame.startswith("https://") for frame in frames)
    assert {urlsplit(frame).netloc for frame in frames} <= FRAME_HOSTS
    assert "www.youtube-nocookie.com" in FRAME_HOSTS
    assert not any("*" in host for host in FRAME_HOSTS)


def test_readers_get_the_plain_address_without_the_marks_of_who_shared_it() -> None:
    for url in (
        "https://www.youtube.com/watch?app=desktop&v=SYNTHETIC_1&list=1&utm_source=x",
        "https://M.YouTube.com/watch?v=SYNTHETIC_1",
        "http://youtu.be/SYNTHETIC_1/",
        "https://www.youtube-nocookie.com/embed/SYNTHETIC_1?autoplay=1",
        "  https://youtu.be/SYNTHETIC_1\n",
    ):
        work = find(url)
        assert work is not None
        assert work.page == VIDEO


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https://[youtu.be/",
        "https://example.org/watch?v=SYNTHETIC_1",
        "https://youtu.be.example.org/SYNTHETIC_1",
        "https://example.org/youtu.be/SYNTHETIC_1",
        "https://example.org/?https://youtu.be/SYNTHETIC_1",
        "https://youtu.be@example.org/SYNTHETIC_1",
        "https://somebody@youtu.be/SYNTHETIC_1",
        "https://youtu.be:8443/SYNTHETIC_1",
        "https://youtu.be\\@example.org/SYNTHETIC_1",
        "https://xyoutube.com/watch?v=SYNTHETIC_1",
        "https://www.youtube.com/watch?v=SYNTHETIC_1%22onload",
        "https://www.youtube.com/watch?v=too_short",
        "https://www.youtube.com/@a-channel",
        "https://youtu.be/SYNTHETIC_é",
        "https://x.com/somebody",
        "https://soundcloud.com/somebody/tracks",
        "https://vimeo.com/categories/news",
        "https://mastodon.example/@somebody/1",
        "javascript:alert(1)//youtu.be/SYNTHETIC_1",
        "data:text/html,https://youtu.be/SYNTHETIC_1",
        "https://youtu.be/SYNTHETIC_1?" + "x" * 500,
    ],
)
def test_any_other_address_is_refused_with_a_list_of_what_can_be_embedded(
    internet: Internet, out: Fetch, url: str
) -> None:
    with pytest.raises(NotEmbeddable, match=r"YouTube, Vimeo, .* and Mastodon"):
        embeds.look(url, fetch=out)
    assert not internet.asked


def test_a_set_of_sounds_is_not_taken_for_a_sound() -> None:
    played = find("https://soundcloud.com/somebody/sets/two-hours")
    assert played is not None
    assert played.frame.endswith("soundcloud.com/somebody/sets/two-hours")
    assert find("https://soundcloud.com/somebody/tracks-of-ships") is not None


# --- The still picture ----------------------------------------------------------------------------


def test_the_still_picture_becomes_our_own(internet: Internet, out: Fetch) -> None:
    internet.answers[ASKED] = said(title="Film", thumbnail_url=f"https://{STILLS}/hq.jpg")
    internet.answers[STILLS, "/hq.jpg"] = still()
    picture = embeds.look(VIDEO, fetch=out)["picture"]
    assert picture is not None
    assert picture["placeholder"].startswith("data:image/")
    whole = picture["shapes"]["whole"]
    assert (whole["width"], whole["height"]) == (480, 360)
    for files in (shape["files"] for shape in picture["shapes"].values()):
        for _, name in (file for format_ in files.values() for file in format_):
            assert storages["printed"].exists(name)


def bomb() -> Answer:
    """A few bytes that say they are a picture of 900 million pixels."""
    file = BytesIO()
    Pillow.new("1", (30_000, 30_000)).save(file, "PNG")
    return page(file.getvalue(), "image/png")


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://169.254.169.254/latest/meta-data/", page(b"")),
        ("https://169.254.169.254/latest/meta-data/", page(b"")),
        ("https://inside.example/hq.jpg", still()),
        (f"http://{STILLS}/hq.jpg", still()),
        ("javascript:alert(1)", page(b"")),
        ("data:image/png;base64,AAAA", page(b"")),
        ("file:///etc/passwd", page(b"")),
        (f"https://{STILLS}/hq.jpg", moved("https://inside.example/hq.jpg")),
        (f"https://{STILLS}/hq.jpg", moved("http://169.254.169.254/")),
        (f"https://{STILLS}/hq.jpg", page(b"", status=404)),
        (f"https://{STILLS}/hq.jpg", page(b"<svg onload='alert(1)'/>", "image/svg+xml")),
        (f"https://{STILLS}/hq.jpg", page(b"<script>alert(1)</script>", "image/jpeg")),
        (f"https://{STILLS}/hq.jpg", page(b"\xff\xd8\xff" + b"x" * 6_000_000, "image/jpeg")),
        (f"https://{STILLS}/hq.jpg", bomb()),
        (["https://a.example/"], page(b"")),
        (42, page(b"")),
    ],
)
def test_without_a_picture_that_can_be_used_the_work_is_shown_all_the_same(
    internet: Internet, out: Fetch, url: object, answer: Answer
) -> None:
    internet.answers[ASKED] = said(title="Film", thumbnail_url=url)
    internet.answers[STILLS, "/hq.jpg"] = internet.answers["inside.example", "/hq.jpg"] = answer
    found = embeds.look(VIDEO, fetch=out)
    assert (found["title"], found["picture"]) == ("Film", None)
    assert not [host for _, host, _ in internet.asked if host == "inside.example"]


# --- Hostile answers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("<b>Bold</b> & <i>x</i>", "Bold & x"),
        ("Before<script>alert(1)</script> after", "Before after"),
        ("<img src=x onerror=alert(1)>Picture", "Picture"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("Rock &amp; water", "Rock & water"),
        ("two\nlines\tand\x00 \x1b[31mcolour", "two lines and [31mcolour"),
        ("turned \u202eaway\u202c", "turned away"),
        ("half a sign \ud83d", "half a sign"),
        ("家族 👨‍👩‍👧 ok", "家族 👨‍👩‍👧 ok"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("x" * 100_000, "x" * 299 + "…"),
        ("<" * 50_000, None),
        ("<div>" * 20_000, ""),
        ("   ", ""),
        (None, ""),
        (42, ""),
        (["a"], ""),
        ({"a": "b"}, ""),
        (True, ""),
    ],
)
def test_whatever_a_title_holds_it_becomes_a_short_line_of_plain_text(
    internet: Internet, out: Fetch, title: object, printed: str | None
) -> None:
    internet.answers[ASKED] = said(title=title, author_name=title)
    found = embeds.frozen(VIDEO, fetch=out)
    if printed is not None:
        assert found["title"] == printed
    assert len(found["title"]) <= 300
    assert len(found["author"]) <= 120
    assert found["title"].isprintable() or "\u200d" in found["title"]
    assert Embed.objects.get().printed["title"] == found["title"]


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (-1, 100),
        (0, 0),
        (1, 1),
        (10**9, 10**9),
        (4000, 100),
        (100, 4000),
        ("100%", "100%"),
        ("9" * 5000, 100),
        (1.5, 2.5),
        (True, True),
        (None, 360),
        ([640], {"a": 360}),
        ("640; position: fixed", 360),
    ],
)
def test_a_frame_keeps_a_shape_that_a_page_can_hold(
    internet: Internet, out: Fetch, width: object, height: object
) -> None:
    internet.answers[ASKED] = said(title="Film", width=width, height=height)
    found = embeds.look(VIDEO, fetch=out)
    assert (found["width"], found["height"]) == (1280, 720)


@pytest.mark.parametrize("html", [None, 42, ["<p>a</p>"], "", "<p>no quotation</p>", "<" * 9000])
def test_a_post_without_words_is_a_card_without_words(
    internet: Internet, out: Fetch, html: object
) -> None:
    internet.answers["publish.x.com", "/oembed"] = said(author_name="Some Body", html=html)
    found = embeds.look("https://x.com/somebody/status/1", fetch=out)
    assert (found["author"], found["text"]) == ("Some Body", "")


def test_the_words_of_a_post_are_plain_and_have_an_end(internet: Internet, out: Fetch) -> None:
    internet.answers["publish.x.com", "/oembed"] = said(
        html="<blockquote><p>A<script>alert(1)</script>"
        f"<a href='javascript:alert(1)'>&lt;b&gt;</a>\u202e\x00 {'long ' * 1000}</p></blockquote>"
    )
    text = embeds.look("https://x.com/somebody/status/1", fetch=out)["text"]
    assert text.startswith("A<b> long long")
    assert len(text) <= 2000
    assert text.endswith("…")


@pytest.mark.parametrize(
    "answer",
    [
        page(b"{", "application/json"),
        page(b"", "application/json"),
        page(b"[]", "application/json"),
        page(b'"text"', "application/json"),
        page(b"null", "application/json"),
        page(b"\xff\xfe\xfd", "application/json"),
        page(b"[" * 200_000, "application/json"),
        page(b'{"width": ' + b"9" * 9000 + b"}", "application/json"),
        page(b"{}" + b" " * 300_000, "application/json"),
        page(b"<oembed><title>Film</title></oembed>", "text/xml"),
        page(b"<title>Film</title>", "text/html"),
        page(b"", status=500),
        moved("http://www.youtube.com/oembed"),
        moved("https://inside.example/"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_in_a_sentence(
    internet: Internet, out: Fetch, answer: Answer
) -> None:
    internet.answers[ASKED] = answer
    with pytest.raises(NotEmbeddable, match=r"^YouTube (could not be asked|gave an answer)"):
        embeds.frozen(VIDEO, fetch=out)
    assert not Embed.objects.exists()


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_work_that_is_private_or_gone_is_said_to_be_so(
    internet: Internet, out: Fetch, status: int
) -> None:
    internet.answers[ASKED] = page(b"Unauthorized", status=status)
    with pytest.raises(NotEmbeddable, match="YouTube does not give this out"):
        embeds.look(VIDEO, fetch=out)


# --- Frozen ---------------------------------------------------------------------------------------


def kept(title: str, *, hours: int, url: str = VIDEO) -> PrintedEmbed:
    printed = PrintedEmbed(
        url=url,
        provider="YouTube",
        title=title,
        author="A channel",
        text="",
        frame="https://www.youtube-nocookie.com/embed/SYNTHETIC_1",
        width=200,
        height=113,
        picture={"placeholder": "data:image/webp;base64,", "shapes": {}},
    )
    fetched_at = timezone.now() - timedelta(hours=hours)
    Embed.objects.create(url=url, printed=printed, fetched_at=fetched_at)
    return printed


def test_a_work_is_asked_for_once_a_day_whatever_address_leads_to_it(
    internet: Internet, out: Fetch
) -> None:
    internet.answers[ASKED] = said(title="First")
    assert embeds.frozen(VIDEO, fetch=out)["title"] == "First"
    internet.answers[ASKED] = said(title="Second")
    assert embeds.frozen("https://youtu.be/SYNTHETIC_1?si=x", fetch=out)["title"] == "First"
    assert len(internet.asked) == 1
    day_ago = timezone.now() - timedelta(hours=25)
    Embed.objects.update(fetched_at=day_ago)
    assert embeds.frozen(VIDEO, fetch=out)["title"] == "Second"
    assert Embed.objects.get().fetched_at > day_ago


def test_an_older_copy_serves_while_the_provider_is_away(internet: Internet, out: Fetch) -> None:
    printed = kept("Kept", hours=900)
    internet.answers[ASKED] = page(b"", status=503)
    assert embeds.frozen(VIDEO, fetch=out) == printed
    assert Embed.objects.get().fetched_at < timezone.now() - timedelta(hours=899)


def test_a_picture_that_was_made_once_is_not_lost(internet: Internet, out: Fetch) -> None:
    printed = kept("Kept", hours=30)
    internet.answers[ASKED] = said(title="New", thumbnail_url=f"https://{STILLS}/gone.jpg")
    found = embeds.frozen(VIDEO, fetch=out)
    assert (found["title"], found["picture"]) == ("New", printed["picture"])


def test_a_proof_shows_what_is_kept_and_asks_nobody() -> None:
    printed = kept("Kept", hours=900)
    other = "https://youtu.be/SYNTHETIC_1"
    unknown = "https://vimeo.com/1"
    assert embeds.stored([VIDEO, other, unknown, "https://example.org/"]) == {
        VIDEO: printed,
        other: printed,
    }


# --- The desk's question --------------------------------------------------------------------------


def ask(client: Client, url: str) -> Any:
    return client.post(reverse("admin:articles_embed_look"), {"url": url})


def test_the_desk_is_told_what_an_address_leads_to(cast: Cast, as_user: AsUser) -> None:
    kept("Kept", hours=1)
    answer = ask(as_user(cast.reporter), "https://youtu.be/SYNTHETIC_1?si=x")
    assert answer.status_code == 200
    assert answer.json() == {
        "url": VIDEO,
        "provider": "YouTube",
        "title": "Kept",
        "author": "A channel",
    }


@pytest.mark.parametrize("url", ["", "https://example.org/", "https://127.0.0.1/", "\x00"])
def test_the_desk_is_told_why_an_address_cannot_be_embedded(
    cast: Cast, as_user: AsUser, url: str
) -> None:
    answer = ask(as_user(cast.reporter), url)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("This address cannot be embedded.")


def test_only_who_writes_may_make_the_server_ask(client: Client, as_user: AsUser) -> None:
    kept("Kept", hours=1)
    assert ask(client, VIDEO).status_code in {302, 403}
    guest = User.objects.create_user("guest", is_staff=True)
    answer = ask(as_user(guest), VIDEO)
    assert answer.status_code == 403
    assert answer.json() == {"error": "You may not write here."}


def test_a_look_is_never_a_link(cast: Cast, as_user: AsUser) -> None:
    address = reverse("admin:articles_embed_look")
    assert as_user(cast.reporter).get(address, {"url": VIDEO}).status_code == 405
