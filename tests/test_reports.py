"""A reader reports an error without an account; the desk handles it; the sender is forgotten."""

import re
from collections.abc import Callable
from datetime import timedelta
from time import sleep
from uuid import UUID

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from articles import publishing, reports, tasks
from articles.models import Article, ErrorReport
from articles.models.report import Outcome
from articles.workflow import NotNow
from nextfin.wall import SITE, speaking_as
from tests.cast import NOTE, Cast
from tests.database import Newsroom

HERE = "http://testserver"
ELSEWHERE = "https://elsewhere.example"
SAID = {
    "what": "The sum is wrong: 2 and 2 is 4.",
    "quote": "2 and 2 is 5",
    "email": "a@example.org",
}
SignIn = Callable[[User], Client]


@pytest.fixture
def article(cast: Cast) -> Article:
    return cast.published(
        headline="The piece", body='<p id="b-sum">We say that 2 and 2 is 5.</p><p>And more.</p>'
    )


def address_of(article: Article) -> str:
    return f"{article.editions.order_by('number')[0].address}report/"


def send(client: Client, article: Article, headers: dict | None = None, **changed) -> HttpResponse:
    return client.post(address_of(article), SAID | changed, headers=headers)


def read(response: HttpResponse) -> LexborHTMLParser:
    return LexborHTMLParser(response.content.decode())


def typed(page: LexborHTMLParser) -> dict[str, str]:
    """What stands in the form."""
    return {
        "what": page.css_first("[name=what]").text().strip(),
        "quote": page.css_first("[name=quote]").text().strip(),
        "email": page.css_first("[name=email]").attributes.get("value") or "",
    }


def age(newsroom: Newsroom, days: float) -> None:
    """Let so many days go by since the reports came."""
    with newsroom.as_superuser() as superuser:
        superuser.execute(
            "UPDATE articles_errorreport SET received_at = received_at - %s", [timedelta(days=days)]
        )


# --- A reader -------------------------------------------------------------------------------------


def test_every_article_leads_to_a_form_that_knows_the_version(client: Client, cast: Cast) -> None:
    article = cast.published()
    cast.corrected(article, body="<p>Better.</p>")
    page = read(client.get(article.editions.first().address))
    [link] = [a.attributes["href"] for a in page.css("a") if a.text() == "Report an error"]
    assert link == f"{address_of(article)}?version=2"
    form = read(client.get(link))
    assert form.css_first("[name=version]").attributes["value"] == "2"


def test_a_version_leads_to_a_report_about_itself(client: Client, cast: Cast) -> None:
    article = cast.published()
    cast.corrected(article, body="<p>Better.</p>")
    for number in (1, 2):
        page = read(client.get(f"{article.editions.get(number=1).address}v/{number}/"))
        [link] = [a.attributes["href"] for a in page.css("a") if a.text() == "Report an error"]
        form = read(client.get(link))
        assert form.css_first("[name=version]").attributes["value"] == str(number)
        sent = SAID | {"version": str(number), "report": str(UUID(int=number))}
        client.post(address_of(article), sent)
        assert ErrorReport.objects.get(pk=UUID(int=number)).edition.number == number


def test_a_report_reaches_the_desk_with_the_edition_that_the_reader_had(
    client: Client, cast: Cast, article: Article
) -> None:
    first = article.editions.get()
    cast.corrected(article, body="<p>Now it is 4.</p>")
    response = send(client, article, version="1")
    assert (response.status_code, response["Location"]) == (303, f"{address_of(article)}sent/")
    report = ErrorReport.objects.get()
    assert {name: getattr(report, name) for name in SAID} == SAID
    assert (report.article_id, report.edition_id) == (article.pk, first.pk)
    assert (report.outcome, report.handled_at, report.handled_by) == ("", None, None)
    assert "The desk has your report" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("version", ["", "0", "7", "x", "9" * 30])
def test_a_report_about_no_known_version_is_about_the_present_one(
    client: Client, cast: Cast, article: Article, version: str
) -> None:
    cast.corrected(article, body="<p>Now it is 4.</p>")
    assert send(client, article, version=version).status_code == 303
    assert ErrorReport.objects.get().edition.number == 2


def test_the_form_comes_with_the_words_or_the_block_that_the_reader_came_from(
    client: Client, article: Article
) -> None:
    asked = address_of(article)
    assert typed(read(client.get(asked, {"quote": " 2  and 2 is 5 \n"})))["quote"] == "2 and 2 is 5"
    [block, *_] = re.findall(r'id="([^"]+)"', article.editions.get().body_html)
    told = typed(read(client.get(asked, {"block": block})))["quote"]
    assert told == "We say that 2 and 2 is 5."
    for unknown in ("nothing", '"] , [id', "x" * 500):
        assert typed(read(client.get(asked, {"block": unknown})))["quote"] == ""
    assert len(typed(read(client.get(asked, {"quote": "x" * 5000})))["quote"]) == 1000


def test_no_answer_on_the_way_is_cached_indexed_or_sets_a_cookie(
    client: Client, article: Article
) -> None:
    asked = address_of(article)
    answers = [
        client.get(asked),
        send(client, article, what=""),
        send(client, article, {"Sec-Fetch-Site": "cross-site"}),
        client.get(f"{asked}sent/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 403, 200]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
    assert not send(client, article).cookies


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"what": " "}, "Say what is wrong."),
        ({"what": "x" * 4001}, "at most 4000 characters"),
        ({"quote": "x" * 1001}, "at most 1000 characters"),
        ({"email": "nobody@"}, "This is no whole e-mail address"),
        ({"email": f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'y' * 60}.{'z' * 60}.org"}, "at most 254"),
        ({"what": "zero\x00"}, "Null characters"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason_and_its_text(
    client: Client, article: Article, wrong: dict[str, str], told: str
) -> None:
    response = send(client, article, **wrong)
    assert response.status_code == 422
    page = read(response)
    assert told in page.css_first("[role=alert]").text()
    kept = {name: words.replace("\x00", "").strip() for name, words in (SAID | wrong).items()}
    assert {name: words.replace("�", "") for name, words in typed(page).items()} == kept
    assert page.css_first("[aria-invalid=true]").attributes["name"] == next(iter(wrong))
    assert not ErrorReport.objects.exists()


def test_a_lines_end_counts_as_one_character(client: Client, article: Article) -> None:
    assert send(client, article, what="x\r\n" * 2000).status_code == 303
    assert "\r" not in ErrorReport.objects.get().what


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": HERE}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": HERE}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ELSEWHERE}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"}, 403),
        ({"Origin": ELSEWHERE}, 403),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_form_that_another_site_sends_is_refused_and_its_text_shown(
    client: Client, article: Article, headers: dict[str, str], status: int
) -> None:
    response = send(client, article, headers)
    assert response.status_code == status
    assert ErrorReport.objects.exists() == (status == 303)
    if status == 403:
        page = read(response)
        assert "another site had it send this form" in page.css_first("[role=alert]").text()
        assert typed(page) == SAID


def test_a_form_that_is_sent_twice_is_one_report(client: Client, article: Article) -> None:
    key = read(client.get(address_of(article))).css_first("[name=report]").attributes["value"]
    for _ in range(2):
        assert send(client, article, report=key).status_code == 303
    assert str(ErrorReport.objects.get().pk) == key


def test_if_the_article_is_withdrawn_meanwhile_the_text_is_still_there(
    client: Client, cast: Cast, article: Article
) -> None:
    publishing.kill(article, by=cast.chief, note=NOTE)
    assert client.get(address_of(article)).status_code == 410
    response = send(client, article)
    assert response.status_code == 410
    assert typed(read(response)) == SAID
    assert "The piece" not in response.content.decode()
    assert client.get(f"{address_of(article)}sent/").status_code == 410


@pytest.mark.parametrize("version", ["", "1"])
def test_if_it_is_withdrawn_in_the_moment_of_sending_the_text_is_still_there(
    newsroom: Newsroom, client: Client, cast: Cast, version: str
) -> None:
    article = cast.published(headline="The piece")
    with newsroom.as_owner() as owner:
        # The reader's request has looked the article up, and waits here to count its versions.
        owner.execute("BEGIN")
        owner.execute("ALTER VIEW articles_editionrecord ALTER COLUMN number DROP DEFAULT")

        def withdraw() -> None:
            wait_for_somebody_to_wait(owner, "articles_editionrecord")
            publishing.kill(article, by=cast.chief, note=NOTE)
            owner.execute("ROLLBACK")

        response, problem = newsroom.at_once(
            lambda: send(client, article, version=version), withdraw
        )
    assert problem is None
    assert response.status_code == 410
    page = read(response)
    assert "withdrawn while you were writing" in page.css_first("[role=alert]").text()
    assert typed(page) == SAID
    assert not ErrorReport.objects.exists()


def wait_for_somebody_to_wait(connection: psycopg.Connection, view: str) -> None:
    """Until another connection waits for the lock that this one holds on the view."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    for _ in range(500):
        if connection.execute(waiting, [view]).fetchone() != (0,):
            return
        sleep(0.02)
    raise TimeoutError("nobody waited")


def test_there_is_no_form_for_what_is_not_published(client: Client, cast: Cast) -> None:
    scheduled = cast.scheduled()
    assert client.get(address_of(scheduled)).status_code == 404
    assert send(client, scheduled).status_code == 404


def test_a_form_asks_once_and_a_report_three_times(
    client: Client, article: Article, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(1):
        client.get(address_of(article), {"version": 1})
    with django_assert_max_num_queries(3):
        send(client, article, version=1)


# --- Too many -------------------------------------------------------------------------------------


def test_a_sender_may_send_five_an_hour_and_loses_no_word_of_the_sixth(
    client: Client, cast: Cast, article: Article
) -> None:
    other = cast.published()
    for n in range(5):
        assert send(client, [article, other][n % 2]).status_code == 303
    response = send(client, article)
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    page = read(response)
    assert "several reports within an hour" in page.css_first("[role=alert]").text()
    assert typed(page) == SAID
    elsewhere = client.post(address_of(article), SAID, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 303


def test_an_article_takes_fifty_an_hour(client: Client, cast: Cast, article: Article) -> None:
    def send_from(sender: int, article: Article) -> HttpResponse:
        return client.post(address_of(article), SAID, REMOTE_ADDR=f"198.51.100.{sender}")

    for n in range(50):
        assert send_from(n, article).status_code == 303
    response = send_from(51, article)
    assert response.status_code == 429
    assert "about this article" in read(response).css_first("[role=alert]").text()
    assert send_from(51, cast.published()).status_code == 303


def test_those_who_send_at_the_same_moment_are_counted_one_by_one(
    newsroom: Newsroom, cast: Cast
) -> None:
    edition = cast.published().editions.get()

    def one() -> None:
        with speaking_as(SITE):
            reports.receive(
                ErrorReport(
                    article_id=edition.article_id,
                    edition=edition,
                    what="Synthetic",
                    sender=reports.sender_of("198.51.100.1"),
                )
            )

    found = newsroom.at_once(*[one] * 8)
    assert found.count(None) == 5
    assert sum(isinstance(outcome, reports.TooMany) for outcome in found) == 3
    assert ErrorReport.objects.count() == 5


def test_a_sender_is_a_hash_that_nobody_can_turn_back(client: Client, article: Article) -> None:
    client.post(address_of(article), SAID, REMOTE_ADDR="203.0.113.9")
    sender = ErrorReport.objects.get().sender
    assert re.fullmatch("[0-9a-f]{64}", sender)
    assert sender == reports.sender_of("203.0.113.9")
    assert sender != reports.sender_of("203.0.113.10")
    with override_settings(SECRET_KEY="another key"):
        assert sender != reports.sender_of("203.0.113.9")
    household = {reports.sender_of(f"2001:db8:1:2::{n}") for n in range(1, 4)}
    assert len(household) == 1
    assert reports.sender_of("2001:db8:1:3::1") not in household
    assert reports.sender_of("") == ""


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    client: Client, article: Article
) -> None:
    forged = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9"}
    send(client, article, forged)
    assert ErrorReport.objects.get().sender == reports.sender_of("127.0.0.1")
    with override_settings(NEXTFIN_BEHIND_PROXY=True):
        send(client, article, forged)
    assert ErrorReport.objects.filter(sender=reports.sender_of("203.0.113.9")).count() == 1


# --- The wall -------------------------------------------------------------------------------------


def test_readers_may_add_a_report_and_never_read_change_or_remove_one(
    newsroom: Newsroom, cast: Cast
) -> None:
    cast.published()
    insert = """
        INSERT INTO articles_errorreport (id, article_id, edition_id, what, quote, email, sender,
            received_at, outcome, note)
        SELECT gen_random_uuid(), article_id, id, 'Synthetic', '', '', '', '2001-01-01', '', ''
        FROM articles_edition
    """
    with newsroom.as_site() as site:
        assert site.execute(insert).rowcount == 1
        for refused in (
            "SELECT FROM articles_errorreport",
            f"{insert} RETURNING id",
            "UPDATE articles_errorreport SET what = 'other'",
            "DELETE FROM articles_errorreport",
        ):
            with pytest.raises(Exception, match="permission denied for table articles_errorrep"):
                site.execute(refused)
    report = ErrorReport.objects.get()
    assert report.received_at.year > 2001, "the clock of the database counts"


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": " \n"},
        {"sender": "203.0.113.9"},
        {"note": "From the desk."},
        {"outcome": "answered"},
    ],
)
def test_the_database_takes_nothing_from_readers_but_a_report(
    cast: Cast, article: Article, wrong: dict[str, str]
) -> None:
    given = {"article": article, "edition": article.editions.get(), "what": "Synthetic"}
    with speaking_as(SITE), pytest.raises(ProgrammingError, match="row-level security"):
        reports.receive(ErrorReport(**given | wrong))


def test_a_report_about_what_readers_cannot_see_is_refused(cast: Cast, article: Article) -> None:
    hidden = [cast.scheduled(), cast.killed()]
    keys = [edition for piece in hidden for edition in piece.editions.exclude(kind="kill")]
    pairs = [(edition.article_id, edition.pk) for edition in keys]
    pairs.append((article.pk, cast.published().editions.get().pk))
    for article_key, edition_key in pairs:
        report = ErrorReport(article_id=article_key, edition_id=edition_key, what="Synthetic")
        with speaking_as(SITE), pytest.raises(ProgrammingError, match="row-level security"):
            reports.receive(report)


def test_the_desk_cannot_change_what_a_reader_said(newsroom: Newsroom, cast: Cast) -> None:
    report = received(cast.published())
    with newsroom.as_desk() as desk:
        for column in ("what", "quote", "received_at", "edition_id", "article_id", "id"):
            with pytest.raises(Exception, match="permission denied"):
                desk.execute(f"UPDATE articles_errorreport SET {column} = {column}")
        for refused in ("DELETE FROM articles_errorreport", "TRUNCATE articles_errorreport"):
            with pytest.raises(Exception, match="permission denied"):
                desk.execute(refused)
    assert ErrorReport.objects.get().what == report.what


def received(article: Article, **given) -> ErrorReport:
    """A report as a reader's page would have added it."""
    report = ErrorReport(
        **{
            "what": "Synthetic error",
            "email": "reader@example.org",
            "edition": article.editions.order_by("number").last(),
            "sender": reports.sender_of("198.51.100.1"),
        }
        | given,
        article_id=article.pk,
    )
    with speaking_as(SITE):
        reports.receive(report)
    return ErrorReport.objects.get(pk=report.pk)


# --- The desk -------------------------------------------------------------------------------------


def test_the_desk_finds_new_reports_on_its_first_page_and_in_their_queue(
    cast: Cast, article: Article, as_user: SignIn
) -> None:
    received(article, what="A new one")
    handled = received(article, what="An old one")
    reports.handle(handled, Outcome.DISMISSED, by=cast.editor)
    desk = as_user(cast.editor)
    cards = read(desk.get("/admin/")).css(".queue-cards li")
    [card] = [card for card in cards if "Reports from readers" in card.text()]
    assert card.css_first("strong").text() == "1"
    queue = desk.get(card.css_first("a").attributes["href"]).content.decode()
    assert "A new one" in queue
    assert "An old one" not in queue
    assert f"/admin/articles/article/{article.pk}/change/" in queue
    dismissed = desk.get("/admin/articles/errorreport/?queue=dismissed").content.decode()
    assert "An old one" in dismissed
    assert "A new one" not in dismissed
    assert "An old one" in desk.get("/admin/articles/errorreport/?q=old").content.decode()


def test_an_articles_page_lists_the_reports_that_wait_and_counts_the_others(
    cast: Cast, article: Article, as_user: SignIn
) -> None:
    page = f"/admin/articles/article/{article.pk}/change/"
    editor = as_user(cast.editor)
    assert read(editor.get(page)).css_first(".reports") is None, "nobody has reported anything"
    waiting = [received(article, sender="", what=f"Wrong sum {n}") for n in range(12)]
    reports.handle(waiting.pop(), Outcome.ANSWERED, by=cast.editor)
    received(cast.published(), what="About another piece")
    with CaptureQueriesContext(connection) as queries:
        shown = read(editor.get(page)).css_first(".reports")
    asked = [query for query in queries if "articles_errorreport" in query["sql"]]
    assert len(asked) == 2
    addresses = [f"/admin/articles/errorreport/{report.pk}/change/" for report in waiting[:0:-1]]
    assert [a.attributes["href"] for a in shown.css("li a")] == addresses
    told = " ".join(shown.text().split())
    assert "Wrong sum 10" in told
    assert "about edition 1" in told
    assert "And 1 more in the queue" in told
    assert "1 answered, 0 dismissed" in told
    assert "About another piece" not in told
    assert "Wrong sum" not in as_user(cast.reporter).get(page).content.decode()


def test_a_report_shows_what_was_changed_since_and_whether_the_words_still_stand(
    cast: Cast, article: Article, as_user: SignIn
) -> None:
    report = received(article, quote="2  and 2\nIS 5.")
    desk = as_user(cast.editor)
    page = f"/admin/articles/errorreport/{report.pk}/change/"
    before = " ".join(read(desk.get(page)).css_first("#content").text().split())
    assert "edition 1 (first edition)" in before
    assert "it has not been changed since" in before
    assert "These words stand in the text that readers have now" in before
    cast.corrected(article, body="<p>We say that 2 and 2 is 4.</p>")
    after = " ".join(read(desk.get(page)).css_first("#content").text().split())
    assert "Changed since:" in after
    assert NOTE in after
    assert "These very words are not in the text that readers have now" in after


@pytest.mark.parametrize("outcome", Outcome)
def test_a_report_is_handled_by_somebody_at_a_time_with_a_note(
    cast: Cast, article: Article, as_user: SignIn, outcome: Outcome
) -> None:
    report = received(article)
    desk = as_user(cast.editor)
    address = f"/admin/articles/errorreport/{report.pk}/handle/"
    assert desk.get(address).status_code == 405
    response = desk.post(address, {"outcome": outcome, "note": "Looked into it."})
    assert response.status_code == 302
    report.refresh_from_db()
    assert (report.outcome, report.note) == (outcome, "Looked into it.")
    assert report.handled_by == cast.editor
    assert report.handled_at > report.received_at
    desk.post(address, {"outcome": "", "note": report.note})
    report.refresh_from_db()
    assert (report.outcome, report.handled_at, report.handled_by) == ("", None, None)


def test_who_is_late_is_told_so_and_keeps_their_note(
    cast: Cast, article: Article, as_user: SignIn
) -> None:
    report = received(article)
    reports.handle(report, Outcome.ANSWERED, by=cast.editor, note="First.")
    with pytest.raises(NotNow):
        reports.handle(report, Outcome.DISMISSED, by=cast.chief)
    late = as_user(cast.second_editor).post(
        f"/admin/articles/errorreport/{report.pk}/handle/",
        {"outcome": "dismissed", "note": "Second thoughts."},
        follow=True,
    )
    told = late.content.decode()
    assert "Somebody has handled this report meanwhile." in told
    assert "Second thoughts." in told
    report.refresh_from_db()
    assert (report.outcome, report.note, report.handled_by) == ("answered", "First.", cast.editor)


def test_a_note_that_is_too_long_is_not_lost(cast: Cast, article: Article, as_user: SignIn) -> None:
    report = received(article)
    response = as_user(cast.editor).post(
        f"/admin/articles/errorreport/{report.pk}/handle/",
        {"outcome": "answered", "note": "long " * 500},
        follow=True,
    )
    assert "at most 2000 characters" in response.content.decode()
    assert response.content.decode().count("long ") >= 500
    report.refresh_from_db()
    assert report.handled_at is None


def test_a_reporter_sees_no_reports(cast: Cast, article: Article, as_user: SignIn) -> None:
    report = received(article)
    desk = as_user(cast.reporter)
    assert "Reports from readers" not in desk.get("/admin/").content.decode()
    pages = ("", f"{report.pk}/change/")
    assert [desk.get(f"/admin/articles/errorreport/{page}").status_code for page in pages] == [
        403,
        403,
    ]
    handled = desk.post(f"/admin/articles/errorreport/{report.pk}/handle/", {"outcome": "answered"})
    assert handled.status_code == 403


def test_a_long_queue_asks_no_more_than_a_short_one(
    cast: Cast, as_user: SignIn, django_assert_max_num_queries
) -> None:
    desk = as_user(cast.editor)
    for _ in range(10):
        article = cast.published()
        received(article, sender="")
    with django_assert_max_num_queries(8):
        desk.get("/admin/articles/errorreport/")


# --- Forgetting -----------------------------------------------------------------------------------


def test_the_sender_is_forgotten_after_a_day_and_the_e_mail_after_the_time_that_was_promised(
    newsroom: Newsroom, cast: Cast, client: Client
) -> None:
    article = cast.published()
    for page in (address_of(article), "/privacy/"):
        assert "removed 90 days after you sen" in client.get(page).content.decode()
    report = received(article, what="What was said")
    age(newsroom, 0.9)
    assert reports.forget() == 0
    report.refresh_from_db()
    assert report.sender
    age(newsroom, 0.2)
    tasks.forget_senders(timestamp=0)
    report.refresh_from_db()
    assert (report.sender, report.email) == ("", "reader@example.org")
    age(newsroom, 90)
    call_command("forget_senders")
    report.refresh_from_db()
    assert (report.sender, report.email, report.what) == ("", "", "What was said")
    assert report.forgotten_at


@override_settings(NEXTFIN_REPORT_DAYS=7)
def test_a_newsroom_may_promise_less_time(newsroom: Newsroom, cast: Cast, client: Client) -> None:
    article = cast.published()
    for page in (address_of(article), "/privacy/"):
        assert "removed 7 days after you sen" in client.get(page).content.decode()
    received(article)
    age(newsroom, 8)
    assert reports.forget() == 1
    assert reports.forget() == 0
