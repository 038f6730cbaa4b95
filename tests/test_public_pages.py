"""What readers are given: each page says what it should, asks little, and gives nothing away."""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.files.storage import storages
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import publishing, workflow
from articles.models import Article, Edition, Topic
from articles.models.chain import chain
from articles.public.pages import PAGE, server_error
from articles.workflow import State
from tests.cast import NOTE, Cast, stored

SPRING = datetime(2026, 3, 2, 3, 4, tzinfo=UTC)  # 12:04 in the newsroom
UNSAFE = "<script>alert(1)</script>"
# A script of the house, in a file of its own.
MODULE = re.compile(
    r'<script type="module"(?: fetchpriority="low")?'
    r' src="/static/site/[-a-z]+\.js"></script>'
)


def address_of(article: Article) -> str:
    return article.editions.order_by("number")[0].address


def read(response: HttpResponse) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def text(page: LexborHTMLParser | LexborNode, selector: str) -> str:
    """The words of the first element that fits, single-spaced."""
    found = page.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())


def links(page: LexborHTMLParser | LexborNode, selector: str = "main") -> list[str]:
    return [link.attributes["href"] or "" for link in page.css(f"{selector} a[href]")]


def headlines(page: LexborHTMLParser, within: str = "main") -> list[str]:
    return [link.text() for link in page.css(f"{within} .card .headline a")]


def recorded(cast: Cast, at: datetime, **given) -> Article:
    """An article whose first edition began in the past."""
    article = cast.cleared(**given)
    publishing.record_past(article, workflow.PUBLISH, at=at, by=cast.editor)
    return article


def carried(cast: Cast, draft: Article, *, at: datetime) -> Article:
    """Take a draft through the desk, and record its first edition at that time."""
    article = cast.edited(draft)
    publishing.record_past(article, workflow.PUBLISH, at=at, by=cast.editor)
    return article


def row_of(cast: Cast, length: int, **given) -> list[Article]:
    """So many articles, an hour apart, the oldest first."""
    return [
        recorded(cast, SPRING + timedelta(hours=n), headline=f"Piece {n}", **given)
        for n in range(length)
    ]


# --- The front ------------------------------------------------------------------------------------


def test_the_front_is_led_by_the_newest_piece_with_the_story_it_belongs_to(
    client: Client, cast: Cast
) -> None:
    story = cast.story("The long story", summary="What a late reader must know.")
    recorded(cast, SPRING, headline="Something else")
    for n in range(1, 4):
        recorded(cast, SPRING + timedelta(days=n), headline=f"Part {n}", story=story)
    page = read(client.get("/"))
    assert text(page, ".lead h2") == "Part 3"
    assert text(page, ".package .story h2") == "The long story"
    assert "What a late reader must know." in text(page, ".package .summary")
    assert [card.text() for card in page.css(".follow-ups .headline a")] == ["Part 2", "Part 1"]
    assert [card.text() for card in page.css(".river .headline a")] == ["Something else"]


def test_the_front_says_so_when_nothing_has_been_published(client: Client, cast: Cast) -> None:
    cast.cleared()
    response = client.get("/")
    assert response.status_code == 200
    assert text(read(response), "main .nothing") == "Nothing has been published yet."


def test_every_piece_can_be_reached_from_the_front_page_by_page(client: Client, cast: Cast) -> None:
    everything = {address_of(article) for article in row_of(cast, PAGE + 3)}
    first = read(client.get("/"))
    older = first.css_first(".pager a[rel=next]").attributes["href"]
    second = read(client.get(f"/{older}"))
    assert headlines(second) == ["Piece 2", "Piece 1", "Piece 0"]
    assert everything <= {*links(first), *links(second)}
    assert not second.css("a[rel=next]")


# --- An article -----------------------------------------------------------------------------------


def test_an_article_carries_all_that_belongs_to_it(client: Client, cast: Cast) -> None:
    desk, second = cast.new_author("First Desk"), cast.new_author("Second Desk")
    article = cast.draft(
        headline="A headline",
        dek="A dek.",
        label="analysis",
        dateline="OSAKA",
        body="<p>The first line.</p><p>" + "word " * 460 + "</p>",
        topics=[cast.topic("Trade")],
        authors=[desk, second],
    )
    article.bylines.filter(author=second).update(role="editing")
    article = carried(cast, article, at=SPRING)
    page = read(client.get(address_of(article)))
    assert text(page, "h1") == "A headline"
    assert text(page, ".opening .label") == "Analysis"
    assert text(page, ".opening .dek") == "A dek."
    assert text(page, ".byline") == "By First Desk"
    assert text(page, ".editing") == "Editing by Second Desk"
    assert links(page, ".byline") == ["/authors/first-desk/"]
    assert links(page, ".editing") == ["/authors/second-desk/"]
    assert text(page, ".body p") == "OSAKA — The first line."
    assert "2 min read" in text(page, ".facts")
    assert links(page, ".topics") == ["/topics/trade/"]
    assert text(page, ".facts time") == "March 2, 2026, 12:04 JST"
    assert page.css_first(".facts time").attributes["datetime"] == "2026-03-02T03:04:00Z"


def test_an_article_tells_machines_its_one_address(client: Client, cast: Cast) -> None:
    article = recorded(cast, SPRING, headline="A “quoted” headline")
    page = read(client.get(address_of(article), {"utm_source": "somewhere"}))
    canonical = f"http://testserver{address_of(article)}"
    assert page.css_first("link[rel=canonical]").attributes["href"] == canonical
    assert page.css_first("meta[property='og:url']").attributes["content"] == canonical
    title = page.css_first("meta[property='og:title']").attributes["content"]
    assert title == "A “quoted” headline"
    assert not page.css("meta[name=robots]")


def test_a_correction_is_told_near_the_top_and_its_time_leads_to_the_history(
    client: Client, cast: Cast
) -> None:
    article = recorded(cast, SPRING, body="<p>It was two.</p>")
    cast.corrected(article, body="<p>It was three.</p>")
    page = read(client.get(address_of(article)))
    assert text(page, "#corrections h2").startswith("Correction ")
    assert text(page, "#corrections p") == NOTE
    assert text(page, ".body") == "It was three."
    assert text(page, ".facts a[href$='history/']").startswith("Corrected ")
    assert f"{address_of(article)}history/" in links(page, ".facts")
    assert not page.css("#updates")


def test_an_update_is_told_more_quietly_than_a_correction(client: Client, cast: Cast) -> None:
    article = recorded(cast, SPRING)
    article = cast.edited(article, body="<p>There is more.</p>")
    publishing.update(article, by=cast.editor, note="What is new.")
    page = read(client.get(address_of(article)))
    assert text(page, "#updates.quiet p") == "What is new."
    assert text(page, ".facts a[href$='history/']").startswith("Updated ")
    assert not page.css("#corrections")


def test_a_style_edit_does_not_move_the_time_of_the_last_change(client: Client, cast: Cast) -> None:
    article = recorded(cast, SPRING, body="<p>Plain words.</p>")
    publishing.restyle(cast.edited(article, body="<p>Better put.</p>"), by=cast.editor)
    page = read(client.get(address_of(article)))
    assert text(page, ".body") == "Better put."
    assert len(page.css(".facts time")) == 1
    assert not page.css(".notes")
    assert not read(client.get("/")).css(".mark")


def test_a_lead_picture_comes_with_its_size_its_words_and_its_credit(
    client: Client, cast: Cast
) -> None:
    image = cast.picture(caption="Synthetic caption", credit="Synthetic credit")
    article = cast.published(lead_image=image, lead_alt="A rectangle")
    page = read(client.get(address_of(article)))
    picture = page.css_first("figure picture img").attributes
    assert (picture["width"], picture["height"], picture["alt"]) == ("64", "40", "A rectangle")
    assert text(page, "figcaption") == "Synthetic caption Synthetic credit"
    answer = client.get(picture["src"])
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"\xff\xd8")
    known = client.get(picture["src"], headers={"if-none-match": answer.headers["ETag"]})
    assert known.status_code == 304
    social = page.css_first("meta[property='og:image']").attributes["content"]
    card = client.get(social.removeprefix("http://testserver"))
    assert (card.status_code, card.headers["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize(
    "name",
    ["0" * 40 + ".webp", "0" * 39 + ".webp", "A" * 40 + ".webp", "0" * 40, "..%2f..%2fx.webp", ""],
)
def test_nothing_but_a_printed_picture_can_be_fetched(
    client: Client, cast: Cast, name: str
) -> None:
    original = cast.picture().file.name
    assert storages["default"].exists(original)
    assert client.get(f"/media/{name}").status_code == 404
    assert client.get(f"/media/{original}").status_code == 404


def test_a_table_scrolls_in_a_region_that_the_keyboard_reaches(client: Client, cast: Cast) -> None:
    rows = "<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    body = f"<p>See:</p><table><caption>Two <b>sums</b></caption>{rows}</table>"
    page = read(client.get(address_of(cast.published(body=body))))
    region = page.css_first(".body [role=region]")
    assert region.attributes["tabindex"] == "0"
    assert text(page, f"#{region.attributes['aria-labelledby']}") == "Two sums"
    assert text(page, "[role=region] > table td") == "1"


def test_an_article_says_where_in_its_story_it_stands(client: Client, cast: Cast) -> None:
    parts = row_of(cast, 5, story=cast.story("The long story"))
    page = read(client.get(address_of(parts[1])))
    assert text(page, ".place .name") == "The long story"
    assert text(page, ".place .here") == "You are here Piece 2 of 5"
    ways = [(text(row, "dt"), links(row, "dd")) for row in page.css(".place dl > div")]
    assert ways == [
        ("Previous", [address_of(parts[0])]),
        ("You are here", []),
        ("Next", [address_of(parts[2])]),
        ("Latest", [address_of(parts[4])]),
    ]
    last = read(client.get(address_of(parts[4])))
    assert [dt.text() for dt in last.css(".place dt")] == ["Previous", "You are here"]


def test_what_to_read_next_is_of_the_story_first_and_then_on_the_same_topics(
    client: Client, cast: Cast
) -> None:
    story, topic = cast.story("The long story"), cast.topic()
    parts = row_of(cast, 5, story=story, topics=[topic])
    later = SPRING + timedelta(days=1)
    beside = recorded(cast, later, headline="Beside it", topics=[topic])
    recorded(cast, later, headline="Of something else")
    page = read(client.get(address_of(parts[0])))
    # The next piece and the latest stand in the story's own line.
    assert links(page, ".related") == [address_of(part) for part in (parts[3], parts[2], beside)]
    assert links(read(client.get(address_of(beside))), ".related") == [
        address_of(part) for part in (parts[4], parts[3], parts[2], parts[1])
    ]


def test_an_article_says_who_made_it_and_how_to_cite_this_version_of_it(
    client: Client, cast: Cast
) -> None:
    known = cast.new_author("Known Desk", description="It covers trade.")
    silent = cast.new_author("Silent Desk")
    article = recorded(cast, SPRING, headline="A headline", authors=[silent, known])
    cast.corrected(article, body="<p>Other words.</p>")
    page = read(client.get(address_of(article)))
    assert [" ".join(p.text().split()) for p in page.css(".people p")] == [
        "Known Desk It covers trade."
    ]
    permanent = f"{address_of(article)}v/2/"
    assert text(page, "#cite .citation") == (
        "Silent Desk, Known Desk, “A headline”, NextFin, March 2, 2026, version 2, "
        f"http://testserver{permanent}"
    )
    assert links(page, "#cite") == [permanent]
    assert "#cite" in links(page, ".tools")


def test_a_renamed_story_keeps_its_name_in_what_is_printed(client: Client, cast: Cast) -> None:
    story = cast.story("The old name")
    article = cast.published(story=story)
    story.name = "The new name"
    story.save()
    assert text(read(client.get(story.get_absolute_url())), "h1") == "The old name"
    publishing.publish_story(story, by=cast.editor)
    assert text(read(client.get(story.get_absolute_url())), "h1") == "The new name"
    assert "The old name" in text(read(client.get(address_of(article))), ".place .name")


# --- Versions and history -------------------------------------------------------------------------


def test_an_old_version_is_shown_whole_and_says_what_became_of_it(
    client: Client, cast: Cast
) -> None:
    article = recorded(cast, SPRING, headline="Before", body="<p>It was two.</p>")
    cast.corrected(article, headline="After", body="<p>It was three.</p>")
    response = client.get(f"{address_of(article)}v/1/")
    page = read(response)
    assert text(page, "h1") == "Before"
    assert text(page, ".body") == "It was two."
    bar = text(page, ".then")
    assert bar.startswith("Version 1 of 2, in force from March 2, 2026, 12:04 JST to ")
    assert f"It was then corrected: {NOTE}" in bar
    address = address_of(article)
    assert links(page, ".then") == [address, f"{address}compare/1/2/", f"{address}history/"]
    canonical = page.css_first("link[rel=canonical]").attributes["href"]
    assert canonical == f"http://testserver{address_of(article)}"
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("number", ["0", "2", "01", "-1", "x", "999999", "9" * 30])
def test_a_version_that_never_was_is_not_found(client: Client, cast: Cast, number: str) -> None:
    assert client.get(f"{address_of(cast.published())}v/{number}/").status_code == 404


def test_no_page_gives_away_that_a_change_is_planned(client: Client, cast: Cast) -> None:
    article = recorded(cast, SPRING, story=cast.story())
    edited = cast.edited(article, headline="As it will be")
    address = address_of(article)
    kept = [f"{address}{page}" for page in ("", "history/", "v/1/", "v/1/record.json")]
    pages = [*kept, "/", "/stories/synthetic-story/"]
    before = [client.get(page).content for page in pages]
    for verb in (workflow.UPDATE, workflow.KILL):
        coming = cast.schedule(edited, verb)
        assert [client.get(page).content for page in pages] == before
        for page in ("v/2/", "v/2/record.json", "compare/1/2/"):
            assert client.get(f"{address}{page}").status_code == 404
        publishing.cancel(coming, by=cast.editor)
        assert [client.get(page).content for page in pages] == before


def test_a_history_tells_every_version_that_was_in_force_and_no_other(
    client: Client, cast: Cast
) -> None:
    article = recorded(cast, SPRING, body="<p>Plain words.</p>")
    restyled = cast.edited(article, body="<p>Better put.</p>")
    publishing.restyle(restyled, by=cast.editor)
    cancelled = cast.schedule(cast.edited(article, headline="Never seen"), workflow.UPDATE)
    publishing.cancel(cancelled, by=cast.editor)
    publishing.correct(stored(article), by=cast.editor, note="What was wrong.")
    response = client.get(f"{address_of(article)}history/")
    page = read(response)
    assert [" ".join(h2.text().split()) for h2 in page.css(".versions h2")] == [
        "Correction In force",
        "Style edit",
        "First edition",
    ]
    assert [number.text() for number in page.css(".versions li:not(.folded) > .number")] == [
        "Version 3",
        "Version 2",
        "Version 1",
    ]
    assert text(page, ".correction .note") == "What was wrong."
    assert cancelled.content_digest not in response.content.decode()
    assert [link for link in links(page, ".versions") if "/v/" in link] == [
        f"{address_of(article)}v/{n}/" for n in (3, 2, 1)
    ]


def test_a_reader_can_follow_the_chain_from_the_digests_in_the_history(
    client: Client, cast: Cast
) -> None:
    article = cast.corrected(cast.published(), body="<p>Other words.</p>")
    page = read(client.get(f"{address_of(article)}history/"))
    shown = [code.text() for code in page.css(".digests code")]
    (second, second_chain), (first, first_chain) = shown[0:2], shown[2:4]
    assert first_chain == chain("", 1, first)
    assert second_chain == chain(first_chain, 2, second)
    assert first == article.editions.get(number=1).digest()
    method = text(page, ".method")
    assert all(name in method for name in Edition.PRINTED)


# --- Withdrawn ------------------------------------------------------------------------------------


def test_a_killed_article_is_gone_with_its_notice_and_none_of_its_text(
    client: Client, cast: Cast
) -> None:
    story, topic = cast.story(), cast.topic()
    words = {"headline": "Hhhh", "dek": "Dddd.", "body": "<p>Bbbb.</p>", "dateline": "LLLL"}
    article = recorded(cast, SPRING, story=story, topics=[topic], **words)
    recorded(cast, SPRING, story=story, headline="Another")
    cast.corrected(article, body="<p>Bbbb and more.</p>")
    publishing.kill(stored(article), by=cast.chief, note="Why it is gone.")
    address = address_of(article)
    for page in ("", "history/", "v/1/", "v/2/", "v/3/", "v/1/record.json", "compare/1/2/"):
        response = client.get(f"{address}{page}")
        assert response.status_code == 410
        told = response.content.decode()
        assert "Why it is gone." in told
        assert not re.search("Hhhh|Dddd|Bbbb|LLLL|canonical", told)
        versions = [" ".join(li.text().split()) for li in read(response).css(".versions li")]
        assert len(versions) == 3
        assert versions[2] == "Version 1 First edition March 2, 2026, 12:04 JST"
        assert response.headers["X-Robots-Tag"] == "noindex"
    for page in ("/", story.get_absolute_url(), "/2026/03/", "/search/?q=Bbbb"):
        assert not re.search("Hhhh|Dddd|Bbbb and|LLLL", client.get(page).content.decode())


def test_a_story_does_not_pass_over_a_piece_that_was_withdrawn(client: Client, cast: Cast) -> None:
    story = cast.story()
    articles = row_of(cast, 3, story=story)
    publishing.kill(stored(articles[1]), by=cast.chief, note=NOTE)
    page = read(client.get(story.get_absolute_url()))
    assert headlines(page, ".pieces") == ["Piece 0", "Piece 2"]
    assert text(page, ".gone").endswith("A piece of March 2, 2026 was withdrawn.")
    assert links(page, ".gone") == [address_of(articles[1])]
    assert text(page, "#pieces").startswith("2 pieces")
    assert "2 of 2" in text(read(client.get(address_of(articles[2]))), ".place")


def test_a_returned_article_says_that_it_was_away(client: Client, cast: Cast) -> None:
    article = recorded(cast, SPRING)
    publishing.kill(stored(article), by=cast.chief, note="Why it went.")
    publishing.return_(stored(article), by=cast.chief, note="Why it is back.")
    page = read(client.get(address_of(article)))
    assert text(page, "#corrections p") == "Why it is back."
    assert text(page, ".facts a[href$='history/']").startswith("Brought back ")
    between = read(client.get(f"{address_of(article)}v/2/"))
    assert "Why it went." in text(between, "main")
    assert "It was then brought back: Why it is back." in text(between, ".then")


# --- Stories, topics, authors ---------------------------------------------------------------------


def test_a_story_tells_its_pieces_in_the_order_in_which_they_came(
    client: Client, cast: Cast
) -> None:
    story = cast.story("The long story", summary="What it is about.")
    parts = row_of(cast, 3, story=story)
    cast.corrected(parts[1], dek="Corrected dek.")
    page = read(client.get(story.get_absolute_url()))
    assert text(page, "h1") == "The long story"
    assert text(page, ".summary") == "What it is about."
    assert headlines(page, ".pieces") == ["Piece 0", "Piece 1", "Piece 2"]
    assert headlines(page, ".latest") == ["Piece 2"]
    marks = [len(item.css(".mark.correction")) for item in page.css(".pieces > li")]
    assert marks == [0, 1, 0]


@pytest.mark.parametrize("kind", ["topic", "author"])
def test_a_topic_and_an_author_have_their_pieces_newest_first_page_by_page(
    client: Client, cast: Cast, kind: str
) -> None:
    topic, author = cast.topic(description="What it is."), cast.new_author("Somebody")
    row_of(cast, PAGE + 2, topics=[topic], authors=[author])
    recorded(cast, SPRING, headline="Of something else")
    address = (topic if kind == "topic" else author).get_absolute_url()
    first = read(client.get(address))
    newest = [f"Piece {n}" for n in range(PAGE + 1, -1, -1)]
    assert headlines(first) == newest[:PAGE]
    older = first.css_first("a[rel=next]").attributes["href"]
    assert re.fullmatch(r"\?before=2026-03-02T05:04:00\.000000Z\.\d+", older)
    response = client.get(f"{address}{older}")
    assert headlines(read(response)) == newest[PAGE:]
    canonical = read(response).css_first("link[rel=canonical]").attributes["href"]
    assert canonical == f"http://testserver{address}{older}"


def test_a_page_of_a_list_stays_the_same_when_something_new_comes(
    client: Client, cast: Cast
) -> None:
    topic = cast.topic()
    row_of(cast, PAGE + 2, topics=[topic])
    address = topic.get_absolute_url()
    older = read(client.get(address)).css_first("a[rel=next]").attributes["href"]
    before = client.get(f"{address}{older}").content
    cast.published(topics=[topic])
    assert client.get(f"{address}{older}").content == before


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "2026-03-02",
        "2026-03-02T05:04:00.000000Z",
        "2026-13-02T05:04:00.000000Z.1",
        "0000-01-01T00:00:00.000000Z.1",
        "2026-03-02T05:04:00.000000Z.99999999999999999999",
        "2026-03-02T05:04:00.000000Z.1%00",
        "%00",
        "1999-01-01T00:00:00.000000Z.1",
    ],
)
def test_a_key_that_leads_nowhere_is_not_found(client: Client, cast: Cast, key: str) -> None:
    topic = cast.topic()
    cast.published(topics=[topic], story=cast.story())
    for address in ("/", topic.get_absolute_url(), cast.author.get_absolute_url()):
        assert client.get(f"{address}?before={key}").status_code == 404


def test_a_topic_may_have_a_name_in_any_script(client: Client, cast: Cast) -> None:
    topic = Topic.objects.create(name="日本", slug="日本")
    article = cast.published(topics=[topic])
    (link,) = links(read(client.get(address_of(article))), ".topics")
    assert headlines(read(client.get(link))) == [article.headline]


# --- Archives -------------------------------------------------------------------------------------


def test_a_day_is_the_newsrooms_day(client: Client, cast: Cast) -> None:
    recorded(cast, datetime(2026, 3, 2, 14, 59, tzinfo=UTC), headline="Before midnight")
    recorded(cast, datetime(2026, 3, 2, 15, 0, tzinfo=UTC), headline="At midnight")
    assert headlines(read(client.get("/2026/03/02/"))) == ["Before midnight"]
    assert headlines(read(client.get("/2026/03/03/"))) == ["At midnight"]
    assert [h2.text() for h2 in read(client.get("/2026/03/")).css(".of-a-day h2")] == [
        "March 3",
        "March 2",
    ]


def test_a_month_leads_to_the_months_that_have_something(client: Client, cast: Cast) -> None:
    for month in (1, 4, 12):
        recorded(cast, datetime(2025, month, 5, tzinfo=UTC))
    page = read(client.get("/2025/04/"))
    assert links(page, "[aria-label='Other months']") == ["/2025/01/", "/2025/12/"]
    assert client.get("/2025/05/").status_code == 404
    day = read(client.get("/2025/04/05/"))
    assert links(day, "[aria-label='Other days']") == ["/2025/01/05/", "/2025/04/", "/2025/12/05/"]


@pytest.mark.parametrize(
    "address",
    [
        "/2026/13/",
        "/2026/00/",
        "/2026/02/30/",
        "/0000/01/",
        "/9999/12/",
        "/2026/3/",
        "/2999/12/31/",
    ],
)
def test_an_impossible_or_empty_date_is_not_found(client: Client, cast: Cast, address: str) -> None:
    cast.published()
    assert client.get(address, follow=True).status_code == 404


# --- All pages ------------------------------------------------------------------------------------


@pytest.fixture
def full_house(cast: Cast) -> dict[str, str]:
    """An address of every kind of page, in a newsroom with more than a page of pieces."""
    story, topic = cast.story(summary="A summary."), cast.topic(description="A topic.")
    articles = row_of(
        cast,
        PAGE + 2,
        story=story,
        topics=[topic],
        lead_image=cast.picture(),
        dateline="OSAKA",
    )
    article = cast.corrected(articles[3], body="<p>Corrected.</p>")
    killed = cast.killed(story=story)
    address = address_of(article)
    return {
        "front": "/",
        "front, on": "/?before=2026-03-03T00:04:00.000000Z.1",
        "article": address,
        "history": f"{address}history/",
        "version": f"{address}v/1/",
        "compare": f"{address}compare/1/2/",
        "story": story.get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "author": cast.author.get_absolute_url(),
        "month": "/2026/03/",
        "day": "/2026/03/02/",
        "search": "/search/?q=synthetic",
        "withdrawn": address_of(killed),
        "not found": "/nowhere/",
    }


CEILINGS = {
    "article": 2,
    "history": 3,
    "version": 3,
    "compare": 3,
    "withdrawn": 3,
    "not found": 0,
}


def test_no_page_asks_the_database_more_than_it_may(
    client: Client, full_house: dict[str, str], django_assert_max_num_queries: Callable
) -> None:
    for kind, address in full_house.items():
        ceiling = CEILINGS.get(kind, 4)
        with (
            django_assert_max_num_queries(ceiling, connection=connections["site"], info=kind),
            django_assert_max_num_queries(0, connection=connections["default"], info=kind),
        ):
            client.get(address)


def test_no_reader_is_given_a_cookie_and_no_page_depends_on_one(
    client: Client, full_house: dict[str, str]
) -> None:
    for kind, address in full_house.items():
        response = client.get(address)
        assert not response.cookies, kind
        assert "cookie" not in response.headers.get("Vary", "").lower(), kind
        assert not client.cookies, kind


DATA = ' type="application/ld\\+json">'  # never run
# The look as this reader chose it, before the first paint.
DRESS = re.compile(r"<script>(.+?)</script>", re.DOTALL)


def test_a_page_has_no_script_of_its_own_but_the_one_that_the_policy_names(
    client: Client, full_house: dict[str, str]
) -> None:
    for kind, address in full_house.items():
        response = client.get(address)
        [script] = DRESS.findall(response.content.decode())
        named = b64encode(sha256(script.encode()).digest()).decode()
        policy = response.headers["Content-Security-Policy"]
        assert f"script-src 'self' 'sha256-{named}';" in policy, kind


def test_every_page_is_whole_html_without_style_of_its_own(
    client: Client, full_house: dict[str, str]
) -> None:
    for kind, address in full_house.items():
        response = client.get(address)
        html = DRESS.sub("", MODULE.sub("", response.content.decode()), count=1)
        assert not re.search(rf"<script(?!{DATA})|<style|\sstyle=|\son\w+=", html), kind
        page = read(response)
        assert page.css_first("html").attributes["lang"] == "en", kind
        assert text(page, "title").endswith("NextFin") or kind == "front"
        assert len(page.css("h1")) == len(page.css("main")) == 1, kind
        assert page.css_first("a.skip").attributes["href"] == "#main", kind
        assert all(page.css(landmark) for landmark in ("body > header", "body > footer", "nav"))
        assert page.css_first("meta[name=description]").attributes["content"], kind
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), kind


def test_a_page_that_has_not_changed_is_not_sent_again(
    client: Client, full_house: dict[str, str]
) -> None:
    for kind, address in full_house.items():
        if kind in {"withdrawn", "not found"}:
            continue
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate", kind
        known = {"if-none-match": response.headers["ETag"]}
        assert client.get(address, headers=known).status_code == 304, kind
        assert client.head(address, headers=known).status_code == 304, kind
        assert client.head(address).headers["ETag"] == response.headers["ETag"], kind
        assert client.post(address).status_code == 405, kind


def test_a_page_is_sent_again_once_its_text_has_changed(client: Client, cast: Cast) -> None:
    article = cast.published()
    known = {"if-none-match": client.get(address_of(article)).headers["ETag"]}
    cast.corrected(article, body="<p>Other words.</p>")
    assert client.get(address_of(article), headers=known).status_code == 200


def test_an_address_without_its_last_stroke_leads_to_the_one_with_it(
    client: Client, cast: Cast
) -> None:
    address = address_of(cast.published())
    response = client.get(address.rstrip("/"))
    assert (response.status_code, response.headers["Location"]) == (301, address)


def test_what_people_write_is_text_on_every_page_and_never_markup(
    client: Client, cast: Cast
) -> None:
    topic, story = cast.topic(description=UNSAFE), cast.story(summary=UNSAFE)
    Topic.objects.filter(pk=topic.pk).update(name=UNSAFE)
    author = cast.new_author("Somebody", description=UNSAFE)
    article = cast.published(
        headline=UNSAFE,
        dek=UNSAFE,
        dateline=UNSAFE,
        topics=[topic],
        story=story,
        authors=[author],
        lead_image=cast.picture(caption=UNSAFE, credit=UNSAFE, alt=UNSAFE),
    )
    article = cast.edited(article, body="<p>Other words.</p>")
    publishing.correct(article, by=cast.editor, note=UNSAFE)
    address = address_of(article)
    for page in (
        "/",
        address,
        f"{address}history/",
        f"{address}v/1/",
        f"{address}compare/1/2/",
        story.get_absolute_url(),
        topic.get_absolute_url(),
        author.get_absolute_url(),
        f"/search/?q={UNSAFE}",
    ):
        told = DRESS.sub("", client.get(page).content.decode(), count=1)
        assert UNSAFE[:8] not in told, page
        assert "&lt;script&gt;" in told, page


# --- The style page -------------------------------------------------------------------------------


def test_the_style_page_shows_every_part_and_only_where_the_site_is_being_made(
    client: Client, full_house: dict[str, str]
) -> None:
    assert client.get("/styleguide/").status_code == 404
    with override_settings(DEBUG=True):
        response = client.get("/styleguide/")
    assert response.headers["X-Robots-Tag"] == "noindex"
    page = read(response)
    parts = "swatches opening facts tools notes card follow-ups place people cite related pager"
    for part in parts.split():
        assert page.css(f"main .{part}"), part
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


# --- When there is nothing to show ----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/",
        "/stories/none/",
        "/topics/none/",
        "/authors/none/",
        "/2026/03/02/none/",
        "/2026/03/02/none/history/",
        "/2026/03/02/none/v/1/",
        "/2026/03/02/none/v/1/record.json",
        "/2026/03/02/none/compare/1/2/",
        "/2026/03/02/no%00ne/",
        "/topics/%00/",
        "/%00",
        "/%ff/",
    ],
)
def test_what_is_not_there_is_not_found_in_the_houses_look(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    page = read(response)
    assert text(page, "h1") == "There is no such page"
    assert page.css("form[role=search]")
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"
    assert not page.css("link[rel=canonical]")


def test_a_draft_and_a_scheduled_article_are_not_found(client: Client, cast: Cast) -> None:
    scheduled = cast.scheduled()
    assert scheduled.state == State.CLEARED
    address = address_of(scheduled)
    assert {client.get(f"{address}{page}").status_code for page in ("", "history/", "v/1/")} == {
        404
    }


def test_an_error_of_ours_is_owned_up_to_without_the_database(client: Client) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("the database is gone")

    client.raise_request_exception = False
    with connections["site"].execute_wrapper(gone):
        response = client.get("/")
    assert response.status_code == 500
    assert text(read(response), "h1") == "Something broke on our side"
    assert response.headers["Cache-Control"] == "no-store"
    assert server_error(RequestFactory().get("/")).content == response.content
