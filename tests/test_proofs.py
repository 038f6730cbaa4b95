"""A proof is the page that readers will get; the desk sees it, and who has a link to it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from articles import handling, proof_links, publishing, renditions, workflow
from articles.models import Article, LogbookEntry, ProofAnswer, ProofLink
from articles.models.edition import clock
from articles.models.proof_link import digest_of, new_token
from articles.workflow import NotAllowed, NotNow, NotReady
from tests.cast import NOTE, Cast, stored
from tests.database import Newsroom
from tests.test_faces import ask_process

AsUser = Callable[[User], Client]


def address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/proof/"


def piece(page: Any) -> str:
    """The article of a page, to the letter; but for what a proof makes inert."""
    [found] = LexborHTMLParser(page.content.decode()).css("article.piece")
    return (found.html or "").replace(' inert=""', "")


def timeless(page: Any) -> str:
    """The same without its times: a proof and its print are some seconds apart."""
    return re.sub(r"<time .*?</time>", "", piece(page), flags=re.DOTALL)


def full(cast: Cast, **given: Any) -> dict[str, Any]:
    """Something of everything that a page prints, its picture developed."""
    picture = cast.picture()
    renditions.developed(picture)
    authors = [cast.author, cast.new_author("Second Author", description="Writes.")]
    return {"authors": authors, "dateline": "TOKYO", "lead_image": picture} | given


def test_a_proof_of_a_new_piece_is_the_page_that_readers_get(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    story, topic = cast.story(), cast.topic()
    earlier = cast.published(story=story)
    other = cast.published(topics=[topic])
    body = f'<p>It follows <a data-article="{other.pk}">another</a>.</p><h2>More</h2><p>Words.</p>'
    article = cast.cleared(**full(cast, story=story, topics=[topic], body=body))
    story.relations.create(article=article, kind="corrects", other=earlier)
    publishing.publish_story(story, by=cast.editor)
    proof = as_user(cast.reporter).get(address(article))
    edition = publishing.publish(article, by=cast.editor)
    page = client.get(edition.address)
    assert timeless(proof) == timeless(page)
    assert "Piece 2 of 2" in piece(page)
    assert other.editions.get().headline in piece(page)


def test_a_proof_of_a_changed_live_piece_is_what_readers_get_of_a_style_edit(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    article = cast.published(**full(cast, story=cast.story()))
    cast.corrected(article, body="<p>This was set rihgt.</p>")
    article = cast.edited(article, body="<p>This was set right.</p>")
    proof = as_user(cast.editor).get(address(article))
    edition = publishing.restyle(article, by=cast.editor)
    assert timeless(proof) == timeless(client.get(edition.address))
    assert NOTE in piece(proof)
    assert "This was set right." in piece(proof)


def test_what_is_scheduled_is_proved_to_the_letter_as_readers_get_it_in_its_hour(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    story, topic = cast.story(), cast.topic()
    article = cast.cleared(**full(cast, story=story, topics=[topic]))
    cast.published(story=story)
    cast.published(topics=[topic])
    edition = cast.schedule(article, workflow.PUBLISH, seconds=4)
    # The copy goes on: what is scheduled does not.
    article = handling.reopen(stored(article), by=cast.reporter)
    article.headline = "Words for another day"
    handling.save_copy(article, by=cast.reporter)
    proof = as_user(cast.editor).get(address(article), {"edition": edition.pk})
    assert "another day" not in piece(proof)
    sleep(max(0, (edition.begins_at - clock()).total_seconds()) + 0.05)
    assert piece(proof) == piece(client.get(edition.address))


def test_the_proof_of_a_withdrawn_piece_says_where_its_note_will_stand(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.killed()
    proof = as_user(cast.editor).get(address(article))
    assert "Here the note will stand that says why it is back." in piece(proof)


def test_an_old_draft_is_proved_with_the_byline_and_topics_that_it_had(
    cast: Cast, as_user: AsUser
) -> None:
    story = cast.story()
    article = cast.draft(headline="The first words", story=story, topics=[cast.topic("Rice")])
    handling.save_copy(article, by=cast.reporter)
    old = article.drafts.get()
    old.fix("Before the call")
    article.topics.set([cast.topic("Beef")])
    article.bylines.all().delete()
    article.headline, article.story = "The second words", None
    handling.save_copy(article, by=cast.reporter, reopens=True)
    story.delete()
    desk = as_user(cast.reporter)
    proof = desk.get(address(article), {"draft": old.pk}).content.decode()
    assert "The first words" in proof
    assert "Rice" in proof
    assert "Synthetic Desk" in proof
    assert "A draft: Before the call." in proof
    now = desk.get(address(article)).content.decode()
    assert "The second words" in now
    assert "Beef" in now
    assert "Synthetic Desk" not in now


def test_a_proof_shows_nothing_of_another_article_and_no_notice(
    cast: Cast, as_user: AsUser
) -> None:
    article, other = cast.published(), cast.scheduled()
    kill = cast.schedule(article, workflow.KILL)
    desk = as_user(cast.chief)
    for asked in (
        {"draft": other.drafts.first().pk},
        {"edition": other.editions.get().pk},
        {"edition": kill.pk},
        {"draft": "x"},
        {"draft": "9" * 30},
        {"edition": ""},
    ):
        assert desk.get(address(article), asked).status_code == 404, asked
    assert desk.get(address(article).replace(str(article.pk), "999999")).status_code == 404


def test_a_proof_says_what_it_is_and_is_kept_by_nobody(cast: Cast, as_user: AsUser) -> None:
    article = cast.published()
    answer = as_user(cast.reporter).get(address(article))
    page = LexborHTMLParser(answer.content.decode())
    assert "Only the desk sees this." in page.css_first(".proof-bar").text()
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert not page.css('link[rel="canonical"], meta[property^="og:"], [type$="ld+json"]')
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    scripts = {script.attributes["src"] for script in page.css("script[src]")}
    assert not [src for src in scripts if re.search("tools|changes|shelf|saved", src)]
    assert all(_is_inert(link) for link in page.css('a[href*="/report/"], a[href*="/history/"]'))
    assert all(_is_inert(button) for button in page.css("[data-shelf], .masthead a, .imprint a"))


def _is_inert(node: Any) -> bool:
    while node is not None:
        if "inert" in node.attributes:
            return True
        node = node.parent
    return False


def test_the_readers_page_knows_nothing_of_proofs(cast: Cast, client: Client) -> None:
    page = client.get(cast.published().editions.get().address).content.decode()
    assert not re.search(r"proof|\binert\b", page)


def test_the_proof_is_for_who_may_read_the_copy(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    article = cast.draft()
    assert client.get(address(article)).status_code == 302
    nobody = User.objects.create(username="no-role", is_staff=True)
    assert as_user(nobody).get(address(article)).status_code == 403
    assert as_user(cast.second_reporter).get(address(article)).status_code == 200
    assert as_user(cast.editor).post(address(article)).status_code == 405


def test_the_page_of_the_copy_frames_its_own_proof_and_nothing_else(
    cast: Cast, as_user: AsUser
) -> None:
    article = cast.draft()
    answer = as_user(cast.reporter).get(f"/admin/articles/article/{article.pk}/change/")
    assert "frame-src 'self';" in answer["Content-Security-Policy"] + ";"
    link = LexborHTMLParser(answer.content.decode()).css_first(".bar-proof")
    assert link.attributes["href"] == address(article)


def test_a_proof_asks_the_database_little(
    cast: Cast, client: Client, as_user: AsUser, django_assert_max_num_queries
) -> None:
    article = cast.cleared(**full(cast, story=cast.story(), topics=[cast.topic()]))
    desk = as_user(cast.reporter)
    with django_assert_max_num_queries(16):
        assert desk.get(address(article)).status_code == 200
    _, token = made(article, cast)
    with django_assert_max_num_queries(16):
        assert client.get(outside(token)).status_code == 200


# --- Outside --------------------------------------------------------------------------------------


def made(article: Article, cast: Cast, **given: Any) -> tuple[ProofLink, str]:
    return proof_links.make(article, **{"by": cast.editor, "days": 3, "may_answer": True} | given)


def outside(token: str) -> str:
    return f"/proof/{token}/"


def ending(article: Article, cast: Cast, *, seconds: float) -> str:
    """The token of a link that ends in so many seconds."""
    link, _ = made(article, cast)
    token = new_token()
    ProofLink.objects.create(
        draft=link.draft,
        token_digest=digest_of(token),
        made_by=cast.editor,
        expires_at=clock() + timedelta(seconds=seconds),
    )
    return token


def answer(**said: Any) -> dict[str, Any]:
    return {"name": "Synthetic Source", "verdict": "approves", "text": ""} | said


def test_a_link_shows_the_draft_as_it_was_whatever_becomes_of_the_copy(
    cast: Cast, client: Client
) -> None:
    article = cast.draft(headline="As it was shown")
    _, token = made(article, cast)
    before = client.get(outside(token))
    article.headline = "Changed since"
    handling.save_copy(article, by=cast.reporter)
    after = client.get(outside(token))
    assert "As it was shown" in before.content.decode()
    assert timeless(after) == timeless(before)
    assert "Changed since" not in after.content.decode()


def test_what_is_embargoed_is_given_to_a_partner_who_is_told_so(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    embargo_at = clock() + timedelta(hours=3, minutes=5)
    article = cast.draft(headline="Not before its hour", embargo_at=embargo_at)
    desk = as_user(cast.reporter)
    panel = LexborHTMLParser(desk.get(address(article).replace("proof/", "change/")).text)
    assert "hidden" not in panel.css_first("#field-embargo_at .partner").attributes
    links = address(article).replace("proof/", "proof-links/")
    made = LexborHTMLParser(desk.post(links, {"partner": "1"}).text)
    shown = client.get(made.css_first(".proof-address input").attributes["value"])
    bar = LexborHTMLParser(shown.text).css_first(".proof-bar")
    local = embargo_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"Embargoed until {local:%H:%M} Tokyo time" in bar.text()
    assert "(in 3 h)" in bar.text()
    assert client.get("/").text.count("Not before its hour") == 0
    assert ProofLink.objects.get().expires_at > embargo_at

    for days, lasts in ((2, 3), (20, 30)):
        article = cast.edited(article, embargo_at=clock() + timedelta(days=days))
        link, token = proof_links.give_to_partner(article, by=cast.reporter)
        assert (link.expires_at - link.made_at).days in {lasts - 1, lasts}
        assert f"(in {days} days)" in client.get(outside(token)).text
    for wrong, words in ((None, "no embargo ahead"), (timedelta(days=31), "30 days are the most")):
        article = cast.edited(article, embargo_at=wrong and clock() + wrong)
        refused = desk.post(links, {"partner": "1"})
        assert (refused.status_code, words in refused.text) == (409, True)
    passed = cast.edited(article, embargo_at=clock() - timedelta(minutes=1))
    assert "Embargoed" not in client.get(outside(token)).text
    assert not passed.is_embargoed


def test_a_link_shows_the_byline_and_the_topics_as_the_desk_has_them(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    article = cast.cleared(**full(cast, story=cast.story(), topics=[cast.topic()]))
    _, token = made(article, cast)
    assert timeless(client.get(outside(token))) == timeless(
        as_user(cast.editor).get(address(article))
    )


def test_a_link_tells_nobody_of_itself_and_sets_no_cookie(cast: Cast, client: Client) -> None:
    _, token = made(cast.draft(), cast)
    for page in (
        client.get(outside(token)),
        client.post(outside(token), answer()),
        client.post(outside(token), answer(name="")),
        client.get(outside("unknown")),
    ):
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"
        assert not page.cookies
        if page.status_code != 303:
            assert page["X-Robots-Tag"] == "noindex"
    assert token not in client.get(outside(token)).content.decode()
    assert "frame-ancestors 'none'" in client.get(outside(token))["Content-Security-Policy"]


def test_a_link_that_is_unknown_expired_or_revoked_shows_nothing(
    cast: Cast, client: Client
) -> None:
    article = cast.draft(headline="Not for everybody")
    link, revoked = made(article, cast)
    proof_links.revoke(link, by=cast.editor)
    expired = ending(article, cast, seconds=0.2)
    sleep(0.3)
    for token, status, words in (
        (revoked, 410, "This proof can no longer be read"),
        (expired, 410, "This proof can no longer be read"),
        (new_token(), 404, "There is no such proof"),
        ("x" * 3000, 404, "There is no such proof"),
    ):
        page = client.get(outside(token))
        assert page.status_code == status
        assert words in page.content.decode()
        assert "Not for everybody" not in page.content.decode()


def test_a_link_can_be_given_another_address(cast: Cast, client: Client) -> None:
    link, old = made(cast.draft(), cast)
    new = proof_links.renew(link, by=cast.editor)
    assert client.get(outside(old)).status_code == 404
    assert client.get(outside(new)).status_code == 200


def test_of_a_token_the_newsroom_keeps_nothing_but_its_digest(cast: Cast) -> None:
    _, token = made(cast.draft(), cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM articles_prooflink l")
        [(row,)] = cursor.fetchall()
    assert token not in row
    assert digest_of(token) in row
    assert len(token) >= 43


def test_a_process_for_readers_alone_has_no_proof_and_one_for_the_desk_alone_shows_it(
    newsroom: Newsroom, cast: Cast, static_folder: Path
) -> None:
    _, token = made(cast.draft(headline="For one pair of eyes"), cast)
    given = newsroom.addresses
    site = {"DATABASE_SITE_URL": given["DATABASE_SITE_URL"]}
    desk = {"DATABASE_URL": given["DATABASE_URL"]}
    found = ask_process("site", site, static_folder, outside(token))
    assert found["statuses"] == {outside(token): 404}
    assert "For one pair of eyes" not in found["pages"][outside(token)]
    found = ask_process("desk", desk, static_folder, outside(token))
    assert found["statuses"] == {outside(token): 200}
    assert "For one pair of eyes" in found["pages"][outside(token)]


# --- Answers --------------------------------------------------------------------------------------


def test_somebody_outside_approves_or_comments_and_the_desk_reads_it(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    article = cast.draft()
    _, token = made(article, cast)
    sent = client.post(outside(token), answer(), follow=True)
    assert "The newsroom has your answer." in sent.content.decode()
    client.post(outside(token), answer(name="Another", verdict="comments", text="Line\r\ntwo <b>"))
    found = list(ProofAnswer.objects.values_list("name", "verdict", "text"))
    assert found == [
        ("Synthetic Source", "approves", ""),
        ("Another", "comments", "Line\ntwo <b>"),
    ]
    panel = panel_of(as_user(cast.reporter), article)
    assert "Synthetic Source" in panel.text()
    assert "two <b>" in panel.text()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "Say who you are"),
        ({"verdict": ""}, "Choose whether you approve it"),
        ({"verdict": "hates"}, "Select a valid choice"),
        ({"verdict": "comments", "text": " "}, "Write your comments"),
        ({"name": "n" * 81, "text": "Kept"}, "at most 80 characters"),
        ({"text": "t" * 4001}, "at most 4000 characters"),
    ],
)
def test_an_answer_that_lacks_something_comes_back_with_all_that_was_typed(
    cast: Cast, client: Client, said: dict[str, str], error: str
) -> None:
    _, token = made(cast.draft(), cast)
    page = client.post(outside(token), answer(**said))
    assert page.status_code == 422
    html = LexborHTMLParser(page.content.decode())
    assert error in html.css_first("[role=alert]").text()
    assert html.css_first("[name=name]").attributes.get("value", "") == answer(**said)["name"]
    assert html.css_first("[name=text]").text().strip() == answer(**said)["text"].strip()
    assert not ProofAnswer.objects.exists()


def test_an_answer_from_another_site_is_shown_to_its_sender_first(
    cast: Cast, client: Client
) -> None:
    _, token = made(cast.draft(), cast)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "https://example.org"},
    ):
        page = client.post(outside(token), answer(text="Not mine"), headers=headers)
        assert page.status_code == 403
        assert "another site had it send this form" in page.content.decode()
        assert "Not mine" in page.content.decode()
    assert not ProofAnswer.objects.exists()
    # So an old browser names this page itself, which is no referrer.
    assert client.post(outside(token), answer(), headers={"Origin": "null"}).status_code == 303


def test_an_answer_that_is_sent_twice_is_one(cast: Cast, client: Client) -> None:
    _, token = made(cast.draft(), cast)
    page = LexborHTMLParser(client.get(outside(token)).content.decode())
    key = page.css_first("[name=answer]").attributes["value"]
    for _ in range(2):
        assert client.post(outside(token), answer(answer=key)).status_code == 303
    assert ProofAnswer.objects.count() == 1


def test_a_proof_takes_ten_answers_an_hour_and_loses_no_word_of_the_next(
    cast: Cast, client: Client
) -> None:
    _, token = made(cast.draft(), cast)
    for _ in range(10):
        assert client.post(outside(token), answer()).status_code == 303
    page = client.post(outside(token), answer(verdict="comments", text="The eleventh"))
    assert page.status_code == 429
    assert page["Retry-After"] == "3600"
    assert "The eleventh" in page.content.decode()
    assert ProofAnswer.objects.count() == 10


def test_who_answers_too_late_gets_their_words_back(cast: Cast, client: Client) -> None:
    link, token = made(cast.draft(), cast)
    proof_links.revoke(link, by=cast.editor)
    page = client.post(outside(token), answer(verdict="comments", text="Written <i>meanwhile</i>"))
    assert page.status_code == 410
    assert "Written &lt;i&gt;meanwhile&lt;/i&gt;" in page.content.decode()
    with transaction.atomic(), pytest.raises(proof_links.Ended):
        proof_links.receive(ProofAnswer(link=link, name="n", verdict="approves"))


def test_a_link_that_takes_no_answer_offers_none_and_keeps_none(cast: Cast, client: Client) -> None:
    link, token = made(cast.draft(), cast, may_answer=False)
    assert "<form" not in piece_and_after(client.get(outside(token)))
    assert client.post(outside(token), answer()).status_code == 200
    with transaction.atomic(), pytest.raises(proof_links.Ended):
        proof_links.receive(ProofAnswer(link=link, name="n", verdict="approves"))
    assert not ProofAnswer.objects.exists()


def piece_and_after(page: Any) -> str:
    return page.content.decode().partition("<main")[2]


# --- At the desk ----------------------------------------------------------------------------------


def panel_of(desk: Client, article: Article) -> Any:
    page = desk.get(f"/admin/articles/article/{article.pk}/change/")
    return LexborHTMLParser(page.content.decode()).css_first("#proof-links-section")


def press(desk: Client, article: Article, **pressed: Any) -> Any:
    return desk.post(f"/admin/articles/article/{article.pk}/proof-links/", pressed)


def test_a_link_is_made_shown_once_and_revoked_from_the_panel(
    cast: Cast, client: Client, as_user: AsUser
) -> None:
    article, desk = cast.draft(), as_user(cast.reporter)
    page = press(desk, article, make="1", days="7", may_answer="on")
    [shown] = LexborHTMLParser(page.content.decode()).css(".proof-address input")
    told = shown.attributes["value"]
    assert client.get(told).status_code == 200
    link = ProofLink.objects.get()
    assert (link.may_answer, link.made_by) == (True, cast.reporter)
    assert link.expires_at - link.made_at == pytest.approx(
        timedelta(days=7), abs=timedelta(seconds=5)
    )
    assert "Open" in panel_of(desk, article).text()
    assert told not in panel_of(desk, article).html

    page = press(desk, article, renew=link.pk)
    [shown] = LexborHTMLParser(page.content.decode()).css(".proof-address input")
    assert client.get(told).status_code == 404
    assert client.get(shown.attributes["value"]).status_code == 200

    press(desk, article, revoke=link.pk)
    assert client.get(shown.attributes["value"]).status_code == 410
    assert "Revoked" in panel_of(desk, article).text()
    lines = LogbookEntry.objects.filter(article=article).order_by("pk")
    assert [(line.verb, line.by) for line in lines] == [
        ("proof link made", cast.reporter),
        ("proof link renewed", cast.reporter),
        ("proof link revoked", cast.reporter),
    ]


def test_reporters_show_what_they_may_write_or_have_written_and_editors_what_they_clear(
    cast: Cast,
) -> None:
    draft, in_review, spiked = cast.draft(), cast.submitted(), cast.draft()
    handling.spike(spiked, by=cast.editor)
    for by, article, may in (
        (cast.second_reporter, draft, True),
        (cast.reporter, in_review, True),
        (cast.second_reporter, in_review, False),
        (cast.editor, in_review, True),
        (cast.reporter, spiked, False),
        (cast.chief, spiked, False),
    ):
        if may:
            made(article, cast, by=by)
        else:
            with pytest.raises(NotAllowed):
                made(article, cast, by=by)


def test_who_may_not_make_a_link_is_told_so_and_offered_none(cast: Cast, as_user: AsUser) -> None:
    article, desk = cast.submitted(), as_user(cast.second_reporter)
    assert not panel_of(desk, article).css("button")
    page = press(desk, article, make="1", days="3")
    assert page.status_code == 409
    assert "not yours to show" in page.content.decode()
    assert not ProofLink.objects.exists()


def test_a_link_is_revoked_by_its_maker_or_an_editor_and_once(cast: Cast) -> None:
    link, _ = made(cast.draft(), cast, by=cast.reporter)
    with pytest.raises(NotAllowed):
        proof_links.revoke(link, by=cast.second_reporter)
    with pytest.raises(NotAllowed):
        proof_links.renew(link, by=cast.second_reporter)
    proof_links.revoke(link, by=cast.editor)
    with pytest.raises(NotNow):
        proof_links.revoke(link, by=cast.editor)
    with pytest.raises(NotNow):
        proof_links.renew(link, by=cast.editor)


def test_a_link_lasts_one_of_the_lengths_that_are_offered(cast: Cast, as_user: AsUser) -> None:
    article = cast.draft()
    with pytest.raises(NotReady):
        made(article, cast, days=31)
    desk = as_user(cast.editor)
    for pressed in ({"make": "1", "days": "365"}, {"revoke": "x"}, {}):
        assert press(desk, article, **pressed).status_code == 400, pressed
    link, _ = made(cast.draft(), cast)
    assert press(desk, article, revoke=link.pk).status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_prooflink SET expires_at = expires_at + interval '1 day'",
        "UPDATE articles_prooflink SET draft_id = draft_id",
        "UPDATE articles_prooflink SET revoked_at = NULL, revoked_by_id = NULL",
        "DELETE FROM articles_prooflink",
        "UPDATE articles_proofanswer SET text = 'another'",
        "DELETE FROM articles_proofanswer",
    ],
)
def test_the_database_lets_nobody_change_what_was_shown_or_said(cast: Cast, statement: str) -> None:
    link, _ = made(cast.draft(), cast)
    proof_links.receive(ProofAnswer(link=link, name="n", verdict="approves"))
    proof_links.revoke(link, by=cast.editor)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_shows_no_draft_outside_that_could_still_change(cast: Cast) -> None:
    article = cast.draft()
    link = ProofLink(
        draft=article.drafts.get(),
        token_digest=digest_of(new_token()),
        made_by=cast.editor,
        expires_at=clock() + timedelta(days=1),
    )
    with pytest.raises(DatabaseError, match="only a fixed draft"), transaction.atomic():
        link.save()
    link.draft.fix()
    link.expires_at += timedelta(days=30)
    with pytest.raises(DatabaseError, match="thirty_days"), transaction.atomic():
        link.save()
