"""Search: what readers have is found by its words in any script, and nothing else ever is."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, workflow
from articles.public.pages import PAGE
from tests.cast import Cast, stored
from tests.database import Newsroom
from tests.test_public_pages import MODULE, UNSAFE, headlines, read, recorded, text

SPRING = datetime(2026, 3, 2, 3, 4, tzinfo=UTC)
SECRET = "quagmire"


def search(client: Client, words: str, **facts: str) -> LexborHTMLParser:
    """The page with what was found, whatever way the address was written."""
    response = client.get("/search/", {"q": words} | facts, follow=True)
    assert response.status_code == 200
    return read(response)


def offered(client: Client, typed: str) -> list[tuple[str, str]]:
    response = client.get("/search/offers/", {"q": typed})
    assert response.status_code == 200
    return [(offer["kind"], offer["name"]) for offer in json.loads(response.content)["offers"]]


def about(cast: Cast, headline: str, words: str, **given: object) -> None:
    cast.published(headline=headline, body=f"<p>{words}</p>", **given)


def ways(page: LexborHTMLParser, title: str) -> dict[str, str]:
    """The ways to narrow a search by one fact, with the counts as a screen reader says them."""
    for group in page.css(".narrow section"):
        if text(group, "h3") == title:
            return {text(item, "a"): text(item, ".count") for item in group.css("li")}
    return {}


def follow(client: Client, page: LexborHTMLParser, name: str) -> LexborHTMLParser:
    """The page that the link with these words leads to, by one step."""
    [link] = [link for link in page.css("main a") if name in " ".join(link.text().split())]
    response = client.get(link.attributes["href"])
    assert response.status_code == 200
    return read(response)


# --- Words ----------------------------------------------------------------------------------------


def test_a_search_finds_words_of_the_text_and_says_how_many(client: Client, cast: Cast) -> None:
    about(cast, "One", "About a heron.")
    about(cast, "Two", "About herons and cranes.")
    about(cast, "Three", "About cranes.")
    response = client.get("/search/", {"q": "heron"})
    page = read(response)
    assert set(headlines(page)) == {"One", "Two"}
    assert text(page, "#found") == "2 results for “heron”"
    assert page.css_first("input[name=q]").attributes["value"] == "heron"
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("heron -cranes", {"One"}),
        ("heron cranes", {"Two"}),
        ('"the grey heron"', {"One"}),
        ("“the grey heron”", {"One"}),
        ('"grey the heron"', set()),
        ("grey or cranes", {"One", "Two", "Three"}),
        ("HERONS", {"One", "Two"}),
    ],
)
def test_words_phrases_or_and_minus_mean_what_they_say(
    client: Client, cast: Cast, words: str, found: set[str]
) -> None:
    about(cast, "One", "About the grey heron.")
    about(cast, "Two", "About herons and cranes.")
    about(cast, "Three", "About cranes.")
    assert set(headlines(search(client, words))) == found


def test_a_word_in_the_headline_weighs_more_than_one_in_the_text(
    client: Client, cast: Cast
) -> None:
    about(cast, "A heron stands", "About a bird.")
    about(cast, "A bird stands", "About a heron.")
    assert headlines(search(client, "heron")) == ["A heron stands", "A bird stands"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("日本", {"One", "Two"}),
        ("首相", {"One"}),
        ("日本の首相", {"One"}),
        ("首", {"One"}),
        ("相首", set()),
        ("日本 -首相", {"Two"}),
        ("首相 or 貿易", {"One", "Two"}),
        ('"日本の貿易"', {"Two"}),
        ("ﾄﾗﾝﾌﾟ", {"One"}),
        ("ＴＰＰ", {"Two"}),
        ("TPP加盟", {"Two"}),
        ("台湾", {"Three"}),
        ("무역", {"Four"}),
        ("ประเทศ", {"Five"}),
    ],
)
def test_scripts_without_blanks_are_searched_by_any_part(
    client: Client, cast: Cast, words: str, found: set[str]
) -> None:
    about(cast, "One", "日本の首相はトランプ大統領と話した。")
    about(cast, "Two", "日本の貿易とTPP加盟について。")
    about(cast, "Three", "讨论台湾问题。")
    about(cast, "Four", "한국의 무역에 관한 글.")
    about(cast, "Five", "รัฐบาลประเทศไทย")
    page = search(client, words)
    assert set(headlines(page)) == found
    assert not page.css(".mended")


def test_what_was_found_in_japanese_is_marked(client: Client, cast: Cast) -> None:
    about(cast, "日本の首相", "前の文。" * 40 + "日本の首相は話した。")
    page = search(client, "首相")
    assert text(page, ".headline mark") == text(page, ".passage mark") == "首相"


def test_a_very_long_text_without_blanks_can_be_printed_and_found(
    client: Client, cast: Cast
) -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    about(cast, "Long", letters + letters[::-1] + letters[::3] * 2)
    assert headlines(search(client, letters[100:110])) == ["Long"]


# --- Slips ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("herron", "heron"),
        ("heorn", "heron"),
        ("tawian", "taiwan"),
        ("ehron", "heron"),
        ("seen perhpas", "seen perhaps"),
        ("irna", "iran"),
        ("grey herron -cranes", "grey heron -cranes"),
        ('"gray heron"', '"grey heron"'),
        ("Kingfischer", "kingfisher"),
        ("ingfisher", "kingfisher"),
        ("lingfisher", "kingfisher"),
        ("akingfisher", "kingfisher"),
    ],
)
def test_a_misspelt_word_finds_the_right_one_and_says_so(
    client: Client, cast: Cast, asked: str, meant: str
) -> None:
    about(cast, "One", "About a grey heron and a kingfisher, seen in Taiwan, perhaps in Iran.")
    about(cast, "Two", "About cranes, and the tawi.")
    page = search(client, asked)
    assert headlines(page) == ["One"]
    said = text(page, ".mended").replace("“", "").replace("”", "")
    assert said == f"No exact match for {asked}. Showing results for {meant}."
    assert page.css_first("input[name=q]").attributes["value"] == asked


def test_words_that_are_right_are_never_mended(client: Client, cast: Cast) -> None:
    about(cast, "One", "About a heron.")
    about(cast, "Two", "About cranes.")
    vain = search(client, "heron cranes")
    assert not headlines(vain)
    assert not vain.css(".mended")
    assert text(vain, "#found") == "Nothing found for “heron cranes”"
    assert set(headlines(follow(client, vain, "Any of these words"))) == {"One", "Two"}


def test_a_vain_search_helps_on(client: Client, cast: Cast) -> None:
    topic = cast.topic("Birds")
    about(cast, "One", "About a heron.")
    about(cast, "Two", "About cranes.", topics=[topic])
    assert "Try fewer words" in text(search(client, "nowhere"), "main")
    for nothing in ("the", "-heron"):
        assert "at least one word" in text(search(client, nothing), "main")
    vain = search(client, "heron", topic="birds")
    assert headlines(follow(client, vain, "In all articles")) == ["One"]


# --- Nothing that readers do not have -------------------------------------------------------------


@pytest.fixture
def hidden(cast: Cast) -> None:
    """The secret word in every state of a text that readers do not have."""
    story = cast.story(f"The {SECRET} story")
    names = {
        "topics": [cast.topic(f"{SECRET} topic")],
        "authors": [cast.new_author(f"{SECRET} author")],
    }
    secret = {"headline": f"The {SECRET}", "dek": SECRET, "body": f"<p>{SECRET}</p>"}
    cast.draft(**secret, **names, story=story)
    cast.submitted(**secret, **names, story=story)
    cast.scheduled(**secret, **names, story=story)
    cancelled = cast.schedule(cast.cleared(**secret, **names, story=story), workflow.PUBLISH)
    publishing.cancel(cancelled, by=cast.editor)
    superseded = cast.published(**secret)
    cast.corrected(superseded, headline="Shown", dek="Shown", body="<p>Shown.</p>")
    withdrawn = cast.published(**secret, **names)
    publishing.kill(withdrawn, by=cast.chief, note="A synthetic reason.")
    to_come = cast.published(headline="Shown too")
    cast.schedule(cast.edited(to_come, **secret), workflow.UPDATE)


@pytest.fixture
def site(newsroom: Newsroom, hidden: None) -> psycopg.Connection:
    """The role of readers' pages itself, in a newsroom with secrets that are committed."""
    with newsroom.as_site() as login:
        yield login


def test_a_hidden_text_is_not_found_nor_counted_nor_in_any_facet(
    site: psycopg.Connection,
) -> None:
    for words in (SECRET, f"shown or {SECRET}", f"shown -{SECRET}"):
        for by_date in (True, False):
            [(told,)] = site.execute(
                "SELECT search_editions(%s, by_date => %s)", [words, by_date]
            ).fetchall()
            assert told["total"] == len(told["page"]) == (0 if words == SECRET else 2)
            assert SECRET not in str(told["facets"])
    [(told,)] = site.execute(
        "SELECT search_editions('synthetic', ARRAY[%s])", [f"topic {SECRET}-topic"]
    ).fetchall()
    assert told["total"] == 0


def test_no_slip_is_mended_by_a_word_that_only_hidden_texts_have(
    site: psycopg.Connection,
) -> None:
    for slip in (SECRET[:-1], f"{SECRET}s", SECRET.replace("g", "q")):
        assert site.execute("SELECT * FROM search_corrections(%s)", [slip]).fetchall() == []
    assert site.execute("SELECT * FROM search_corrections('shwon')").fetchall() == [
        ("shwon", "shown")
    ]


def test_another_form_of_a_hidden_word_does_not_give_it_away(
    newsroom: Newsroom, cast: Cast
) -> None:
    about(cast, "Shown", "A negotiated text.")
    cast.scheduled(body="<p>Negotiations, renegotiating.</p>")
    with newsroom.as_site() as site:
        assert site.execute("SELECT * FROM search_corrections('negotiatoins')").fetchall() == []
        [(_, better)] = site.execute("SELECT * FROM search_corrections('negotiatde')").fetchall()
        assert better == "negotiated"


def test_nothing_hidden_is_offered_while_one_types(site: psycopg.Connection) -> None:
    for typed in (SECRET, SECRET[:3], "the", "synthetic"):
        told = site.execute("SELECT * FROM search_completions(%s)", [typed]).fetchall()
        assert SECRET not in str(told), typed
    assert len(site.execute("SELECT * FROM search_completions('shown')").fetchall()) == 2


def test_the_list_of_words_can_be_read_by_nobody(newsroom: Newsroom, site) -> None:
    with newsroom.as_desk() as desk:
        for login in (site, desk):
            for what in ("articles_searchword", "live_editions"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute(f"SELECT * FROM {what}")


def test_a_text_is_found_from_its_first_second_to_its_withdrawal(
    client: Client, cast: Cast
) -> None:
    article = cast.cleared(headline="Heron", topics=[cast.topic("Birds")])
    assert offered(client, "hero") == offered(client, "bird") == []
    publishing.publish(article, by=cast.editor)
    assert offered(client, "hero") == [("Article", "Heron")]
    assert ("Topic", "Birds") in offered(client, "bird")
    assert text(search(client, "herron"), ".mended")
    publishing.kill(stored(article), by=cast.chief, note="A synthetic reason.")
    assert offered(client, "hero") == offered(client, "bird") == []
    assert not search(client, "herron").css(".mended")


# --- Narrowing ------------------------------------------------------------------------------------


def test_a_search_is_narrowed_by_what_pieces_have_in_common_and_widened_again(
    client: Client, cast: Cast
) -> None:
    story, birds, ponds = cast.story("The pond"), cast.topic("Birds"), cast.topic("Ponds")
    ada = cast.new_author("Ada Synthetic")
    about(cast, "One", "heron", story=story, topics=[birds, ponds], label="analysis")
    about(cast, "Two", "heron", topics=[birds], authors=[ada])
    about(cast, "Three", "heron", topics=[ponds])
    page = search(client, "heron")
    assert ways(page, "Story") == {"The pond": "1 result"}
    assert ways(page, "Topic") == {"Birds": "2 results", "Ponds": "2 results"}
    assert ways(page, "Author") == {"Synthetic Desk": "2 results", "Ada Synthetic": "1 result"}
    assert ways(page, "Kind of piece") == {"News": "2 results", "Analysis": "1 result"}

    narrower = follow(client, page, "Birds")
    assert set(headlines(narrower)) == {"One", "Two"}
    assert text(narrower, ".wider") == "Topic: Birds (take away)"
    narrowest = follow(client, narrower, "Analysis")
    assert headlines(narrowest) == ["One"]
    assert not narrowest.css(".narrow section"), "nothing is left to leave out"
    assert set(headlines(follow(client, narrowest, "Birds"))) == {"One"}
    assert set(headlines(follow(client, narrower, "Birds"))) == {"One", "Two", "Three"}


def test_a_search_is_narrowed_to_days_of_the_newsroom(client: Client, cast: Cast) -> None:
    last_second = datetime(2026, 1, 31, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in the newsroom
    recorded(cast, last_second, headline="January")
    recorded(cast, last_second + timedelta(seconds=1), headline="February")
    recorded(cast, SPRING, headline="March")
    page = search(client, "synthetic")
    assert list(ways(page, "When")) == ["March 2026", "February 2026", "January 2026"]
    january = follow(client, page, "January 2026")
    assert headlines(january) == ["January"]
    assert "January 1, 2026 – January 31, 2026" in text(january, ".wider").replace("\xa0", " ")
    since = search(client, "synthetic", **{"from": "2026-02-01"})
    assert set(headlines(since)) == {"February", "March"}
    assert search(client, "synthetic", to="2026-02-01").css_first("[name=to]").attributes[
        "value"
    ] == ("2026-02-01")


def test_many_months_are_told_as_years(client: Client, cast: Cast) -> None:
    for month in range(14):
        recorded(cast, datetime(2024 + month // 12, month % 12 + 1, 5, tzinfo=UTC))
    assert ways(search(client, "synthetic"), "When") == {"2025": "2 results", "2024": "12 results"}


def test_by_date_a_search_is_paged_by_key_to_its_end(client: Client, cast: Cast) -> None:
    for number in range(PAGE + 2):
        recorded(cast, SPRING + timedelta(minutes=number), headline=f"Piece {number}")
    best = search(client, "piece")
    assert len(headlines(best)) == PAGE
    assert "the 25 best of 27" in text(best, "p.pager")
    first = follow(client, best, "See all, newest first")
    assert headlines(first) == [f"Piece {number}" for number in range(PAGE + 1, 1, -1)]
    second = follow(client, first, "Earlier")
    assert headlines(second) == ["Piece 1", "Piece 0"]
    assert text(second, "#found") == "27 results for “piece”"
    assert headlines(follow(client, second, "Newest first")) == headlines(first)
    assert client.get("/search/?q=piece&sort=date&before=yesterday").status_code == 404


# --- How far a search looks -----------------------------------------------------------------------


def read_few(newsroom: Newsroom) -> None:
    """Have the search of this newsroom begin with two pieces, and read three texts of a phrase."""
    with_limit(newsroom, "nf_newest_live", "first_window integer DEFAULT", 2)
    with_limit(newsroom, "nf_newest_live", "most_read integer DEFAULT", 3)


def with_limit(newsroom: Newsroom, function: str, limit: str, value: int) -> None:
    """Have this function of the newsroom's database know another limit."""
    with newsroom.as_owner() as owner:
        [(as_it_is,)] = owner.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [function]
        ).fetchall()
        changed = re.sub(rf"{limit} \d+", f"{limit} {value}", as_it_is)
        assert changed != as_it_is
        owner.execute(changed.encode())


def test_of_more_than_are_ranked_the_newest_are_and_the_page_says_so(
    newsroom: Newsroom, client: Client, cast: Cast
) -> None:
    birds, earliest = cast.topic("Birds"), cast.topic("Earliest")
    for number in range(PAGE + 5):
        topics = [birds] if number > 4 else [birds, earliest]
        at = SPRING + timedelta(days=number)
        recorded(cast, at, headline=f"A heron, {number}", topics=topics)
    with_limit(newsroom, "search_editions", "bound CONSTANT integer :=", PAGE + 2)
    best = search(client, "heron")
    assert text(best, "#found") == "More than 27 results for “heron”"
    assert "the 25 best of the newest 27" in text(best, "p.pager")
    assert "A heron, 2" not in headlines(best)
    assert ways(best, "Topic") == {"Earliest": "2 results"}
    by_date = follow(client, best, "See all, newest first")
    assert headlines(follow(client, by_date, "Earlier"))[-1] == "A heron, 0"


def test_a_phrase_is_looked_for_in_the_newest_and_then_further_back(
    newsroom: Newsroom, client: Client, cast: Cast
) -> None:
    recorded(cast, SPRING, headline="Old", body="<p>The grey heron.</p>")
    for day in range(1, 13):
        at = SPRING + timedelta(days=day)
        recorded(cast, at, headline=f"Piece {day}", body="<p>A heron, a grey one.</p>")
    read_few(newsroom)
    page = search(client, '"grey heron"')
    assert not headlines(page)
    assert "only those since March" in text(page, "main").replace("\xa0", " ")
    assert not page.css(".mended, .nothing")
    steps = 0
    while not headlines(page):
        page = follow(client, page, "Look further back")
        steps += 1
    assert headlines(page) == ["Old"]
    assert 1 < steps < 12
    assert "Look further back" not in text(page, "main")


def test_words_that_are_no_phrase_are_found_however_far_back(
    newsroom: Newsroom, client: Client, cast: Cast
) -> None:
    for day in range(8):
        words = "A heron, a grey one." if day % 4 else "The grey heron: 日本の首相."
        recorded(cast, SPRING - timedelta(days=90 * (7 - day)), headline=f"Piece {day}", dek=words)
    read_few(newsroom)
    for words in ("heron", "heron grey", "heron -cranes"):
        assert len(headlines(search(client, words))) == 8, words
    page = search(client, 'heron -"grey heron"')
    found = headlines(page)
    while page.css("a[href*='before=']"):
        page = follow(client, page, "Look further back")
        found += headlines(page)
    assert found == [f"Piece {day}" for day in (7, 6, 5, 3, 2, 1)]
    assert set(headlines(search(client, "日本の首相"))) == {"Piece 0", "Piece 4"}
    newest = search(client, "heron", sort="date")
    assert headlines(newest) == [f"Piece {day}" for day in range(7, -1, -1)]


def test_between_any_two_times_the_newest_are_found_and_each_once(
    newsroom: Newsroom, cast: Cast
) -> None:
    """However strides and months lie to each other: pieces lie ever further apart, over years."""
    recorded_at = [SPRING - timedelta(days=0.8 * number**2) for number in range(45)]
    for number, at in enumerate(recorded_at):
        recorded(cast, at, headline=f"{'Heron' if number % 3 else 'Crane'} {number}")
    herons = [(at, number) for number, at in enumerate(recorded_at) if number % 3]
    ask = "SELECT matching FROM nf_newest_live('search', 'heron', %s, %s, 0, %s, %s)"
    times = [*recorded_at[::4], recorded_at[0] + timedelta(days=100)]
    with newsroom.as_superuser() as superuser:
        headline = dict(superuser.execute("SELECT id, headline FROM articles_edition").fetchall())
        for since, until in product(times, times):
            expected = [f"Heron {number}" for at, number in herons if since <= at < until]
            for most, first_window in product((1, 7, 50), (2, 9)):
                given = [since, until, most, first_window]
                [(found,)] = superuser.execute(ask, given).fetchall()
                assert [headline[key] for key in found] == expected[:most], given


def test_many_pieces_of_one_moment_do_not_keep_a_search_in_its_place(
    newsroom: Newsroom, client: Client, cast: Cast
) -> None:
    for number in range(6):
        recorded(cast, SPRING, headline=f"Piece {number}", body="<p>A heron.</p>")
    recorded(cast, SPRING - timedelta(days=800), headline="Old", body="<p>A heron.</p>")
    read_few(newsroom)
    assert len(headlines(search(client, "heron"))) == 7


# --- One address ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("topic=birds&q=heron", "q=heron&topic=birds"),
        ("q=heron&topic=&from=&to=", "q=heron"),
        ("q=+heron++grey+", "q=heron+grey"),
        ("q=heron&sort=best", "q=heron"),
        ("q=heron&from=2026-02-30", "q=heron"),
        ("q=heron&to=20260201", "q=heron"),
        ("q=heron&topic=a%22b", "q=heron"),
        ("q=heron&q=crane", "q=crane"),
        ("q=heron&other=1", "q=heron"),
        ("sort=date", ""),
        (
            "to=2026-02-01&sort=date&label=news&q=heron",
            "q=heron&label=news&to=2026-02-01&sort=date",
        ),
    ],
)
def test_however_it_is_written_a_search_has_one_address(
    client: Client, written: str, known: str
) -> None:
    response = client.get(f"/search/?{written}")
    address = f"/search/?{known}".rstrip("?")
    assert (response.status_code, response.headers["Location"]) == (302, address)
    page = client.get(address)
    assert page.status_code == 200
    canonical = read(page).css_first("link[rel=canonical]").attributes["href"]
    assert canonical == f"http://testserver{address}"


# --- Whatever is asked ----------------------------------------------------------------------------

HOSTILE = [
    "\x00heron\x00",
    "heron " + "x " * 5000,
    "x" * 10_000,
    '"',
    '"heron',
    "' or 1=1 --",
    "'; DROP TABLE articles_edition; --",
    "&|!():*<->",
    "\\",
    "heron\\'",
    "heron%_",
    "-",
    "or or or",
    "\x02heron\x03",
    "🦆🦆 👩‍🚀",
    "مالك الحزين",
    "\u202eheron\u202c",
    "\ud7a3\U0003ffff\uffff",
    "日" * 300,
    "a\u0301\u0323" * 50,
    UNSAFE,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_query_breaks_the_search(client: Client, cast: Cast, words: str) -> None:
    about(cast, "One", "About a heron.")
    page = search(client, words)
    assert len(page.css_first("input[name=q]").attributes["value"] or "") <= 200
    assert len(page.css("script:not([src])")) == 1  # as on every page
    offered(client, words)
    for fact in ("story", "topic", "author", "label", "from", "to", "sort"):
        search(client, "heron", **{fact: words})


def test_an_empty_search_tells_the_ways_to_ask(client: Client, cast: Cast) -> None:
    cast.published()
    for words in ("", "   ", "\x00"):
        page = search(client, words)
        assert len(page.css("form[role=search]")) == 1
        assert text(page, "#ways") == "Ways to ask"
        assert not page.css("#found")


def test_what_was_found_is_marked_and_all_else_is_text(client: Client, cast: Cast) -> None:
    headline = "A heron & <b>bold</b> \x02bird"
    about(cast, headline, "Before. &lt;i&gt; herons &amp; cranes.", dek="A <i>dek</i>")
    page = search(client, "heron")
    html = MODULE.sub("", page.html or "")
    assert [mark.text() for mark in page.css("main mark")] == ["heron", "herons"]
    assert len(re.findall(r"<script(?! type=)", html)) == 1  # as on every page
    assert "<b>" not in html
    assert not {"\x02", "\x03"} & set(html)
    assert "herons & cranes" in text(page, ".passage")


def test_where_only_the_headline_fits_the_dek_is_shown(client: Client, cast: Cast) -> None:
    about(cast, "Heron", "Of other things.", dek="A synthetic dek.")
    page = search(client, "heron")
    assert not page.css(".passage")
    assert text(page, ".card .dek") == "A synthetic dek."


# --- What is offered ------------------------------------------------------------------------------


def test_names_and_headlines_are_offered_by_the_beginnings_of_their_words(
    client: Client, cast: Cast
) -> None:
    given = {
        "story": cast.story("The heron pond"),
        "topics": [cast.topic("Herons")],
        "authors": [cast.new_author("Ann Heronsen", description="A synthetic author.")],
    }
    about(cast, "A grey heron", "Text.", **given)
    about(cast, "日本の首相", "Text.")
    found = offered(client, "hero")
    assert set(found[:3]) == {
        ("Story", "The heron pond"),
        ("Topic", "Herons"),
        ("Author", "Ann Heronsen"),
    }
    assert found[3:] == [("Article", "A grey heron")]
    assert offered(client, "her gre") == [("Article", "A grey heron")]
    assert offered(client, "首相") == [("Article", "日本の首相")]
    assert offered(client, "h") == offered(client, "") == offered(client, "eron") == []
    addresses = [
        offer["address"]
        for offer in json.loads(client.get("/search/offers/?q=heron").content)["offers"]
    ]
    assert {client.get(address).status_code for address in addresses} == {200}


def test_offers_come_without_a_cookie_and_are_asked_for_again(client: Client, cast: Cast) -> None:
    cast.published()
    response = client.get("/search/offers/?q=synth")
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    known = {"if-none-match": response.headers["ETag"]}
    assert client.get("/search/offers/?q=synth", headers=known).status_code == 304
    assert client.post("/search/offers/?q=synth").status_code == 405


def test_the_script_is_small() -> None:
    script = Path(settings.BASE_DIR, "static/site/search.js").read_bytes()
    assert len(gzip.compress(script)) < 2000


# --- How much is asked of the database ------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "ceiling"),
    [
        ("/search/", 0),
        ("/search/?q=heron", 2),
        ("/search/?q=heron&topic=birds-1&sort=date", 2),
        ("/search/?q=nowhere", 2),
        # Only a search that found nothing is mended and asked anew.
        ("/search/?q=herron", 4),
        ("/search/offers/?q=her", 1),
    ],
)
def test_a_search_asks_the_database_twice_and_four_times_if_it_is_mended(
    client: Client,
    cast: Cast,
    django_assert_num_queries: Callable,
    address: str,
    ceiling: int,
) -> None:
    for number in range(3):
        about(cast, f"Piece {number}", "About a heron.", topics=[cast.topic(f"Birds {number}")])
    with (
        django_assert_num_queries(ceiling, connection=connections["site"]),
        django_assert_num_queries(0, connection=connections["default"]),
    ):
        assert client.get(address).status_code == 200
