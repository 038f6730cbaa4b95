"""The front page and a story's own words pass the door: on time, on record, nothing too soon."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from articles import publishing, workflow
from articles.models import Article, FrontCard, FrontEdition, LogbookEntry, Story, StoryEdition
from articles.models.edition import clock
from articles.workflow import NotAllowed, NotNow, NotReady
from nextfin.wall import SITE
from tests.cast import NOTE, Cast

AsUser = Callable[[User], Client]
SPRING = datetime(2026, 3, 2, 3, 4, 20, tzinfo=UTC)  # 12:04:20 in the newsroom
FRONT_FORM = "/admin/articles/front/"


def read(response: HttpResponse) -> LexborHTMLParser:
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def words(page: LexborHTMLParser, selector: str) -> list[str]:
    """The words of every element that fits, single-spaced."""
    return [" ".join(found.text().split()) for found in page.css(selector)]


def laid_out(cast: Cast, *places: Article, **options: Any) -> FrontEdition:
    """The front page with these articles in the lead package, as the editor publishes it."""
    front = cast.front
    front.slots.all().delete()
    for position, article in enumerate(places):
        front.slots.create(article=article, position=position)
    return publishing.publish_front(front, by=cast.editor, **options)


def address_of(article: Article) -> str:
    return article.editions.order_by("number")[0].address


def wait_for(edition: FrontEdition | StoryEdition) -> None:
    time.sleep(max(0, (edition.begins_at - clock()).total_seconds()) + 0.02)


# --- The front page -------------------------------------------------------------------------------


def test_hands_place_and_the_newest_fills_the_rest(client: Client, cast: Cast) -> None:
    story = cast.story()
    beside = cast.published(headline="Of the same story", story=story)
    old = cast.published(headline="The old piece", story=story)
    trade = cast.topic("Trade")
    filling = cast.published(headline="About trade", topics=[trade])
    placed = cast.published(headline="Placed below")
    newest = cast.published(headline="The newest piece")
    front = cast.front
    front.slots.create(article=old, headline="The old piece, in the front page's words")
    section = front.sections.create(title="Money", size=2, topic=trade)
    front.slots.create(article=placed, section=section)
    publishing.publish_front(front, by=cast.editor)
    page = read(client.get("/"))
    assert words(page, ".lead h2") == ["The old piece, in the front page's words"]
    assert words(page, ".follow-ups .headline") == [beside.headline]
    assert words(page, ".front-section h2") == ["Money"]
    assert words(page, ".front-section .headline") == [placed.headline, filling.headline]
    assert words(page, ".river .headline") == [newest.headline]


def test_a_front_page_asks_the_database_four_times_at_most(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pieces = [cast.published(story=cast.story(f"Story {n}")) for n in range(3)]
    front = cast.front
    for n in range(3):
        front.sections.create(title=f"Section {n}", label="news", position=n)
    laid_out(cast, *pieces)
    with django_assert_max_num_queries(4):
        client.get("/")


def test_a_banner_breaks_and_goes_with_its_article(client: Client, cast: Cast) -> None:
    article = cast.published()
    front = cast.front
    front.banner, front.banner_article = "Synthetic news is breaking", article
    front.save()
    publishing.publish_front(front, by=cast.editor)
    page = read(client.get("/"))
    assert words(page, ".banner") == ["Breaking Synthetic news is breaking"]
    assert page.css_first(".banner a").attributes["href"] == address_of(article)
    cast.published()
    publishing.kill(article, by=cast.chief, note=NOTE)
    assert not read(client.get("/")).css(".banner")


def test_what_readers_do_not_have_cannot_be_placed(cast: Cast) -> None:
    draft = cast.draft(headline="Only a draft")
    with pytest.raises(NotReady, match="“Only a draft” is not live then"):
        laid_out(cast, draft)
    coming = cast.scheduled(seconds=3600)
    with pytest.raises(NotReady, match="is not live then"):
        laid_out(cast, coming)
    assert laid_out(cast, coming, at=cast.in_seconds(7200))


def test_a_killed_piece_leaves_the_front_page_and_every_earlier_one(
    client: Client, cast: Cast
) -> None:
    killed, other = cast.published(headline="Withdrawn soon"), cast.published(headline="Stays")
    front = cast.front
    front.slots.create(article=killed, headline="Words of the front page alone")
    edition = publishing.publish_front(front, by=cast.editor)
    assert words(read(client.get("/")), ".lead h2") == ["Words of the front page alone"]
    publishing.kill(killed, by=cast.chief, note=NOTE)
    for address in ("/", edition.get_absolute_url()):
        page = read(client.get(address))
        assert words(page, ".lead h2") == ["Stays"]
        assert "Words of the front page alone" not in page.html
    assert not FrontCard.objects.using(SITE).filter(article=killed.pk).exists()
    assert FrontCard.objects.filter(article=killed.pk).exists()
    assert other


def test_a_scheduled_front_page_comes_at_its_second_and_shows_nothing_before(
    client: Client, cast: Cast
) -> None:
    first, second = cast.published(headline="First"), cast.published(headline="Second")
    laid_out(cast, first)
    coming = laid_out(cast, second, at=cast.in_seconds(1.5))
    assert words(read(client.get("/")), ".lead h2") == ["First"]
    assert FrontEdition.objects.using(SITE).count() == 1
    with pytest.raises(NotNow, match="Something is scheduled already"):
        laid_out(cast, first, at=cast.in_seconds(60))
    wait_for(coming)
    assert words(read(client.get("/")), ".lead h2") == ["Second"]


def test_what_is_laid_out_now_lasts_until_what_is_scheduled(cast: Cast) -> None:
    first, second = cast.published(), cast.published()
    laid_out(cast, first)
    coming = laid_out(cast, second, at=cast.in_seconds(3600))
    now = laid_out(cast, second, first)
    assert now.number == 3
    assert now.live.upper == coming.begins_at
    publishing.cancel_page(coming, by=cast.editor)
    assert FrontEdition.objects.get(pk=now.pk).live.upper is None
    assert FrontEdition.objects.get(pk=coming.pk).live.isempty
    with pytest.raises(NotNow, match="cancelled already"):
        publishing.cancel_page(coming, by=cast.editor)


def test_what_we_led_with_at_a_minute_is_an_address(client: Client, cast: Cast) -> None:
    early = cast.cleared(headline="In the morning")
    publishing.record_past(early, workflow.PUBLISH, at=SPRING, by=cast.editor)
    later = cast.cleared(headline="At noon")
    at_noon = SPRING.replace(hour=5)
    publishing.record_past(later, workflow.PUBLISH, at=at_noon, by=cast.editor)
    front = cast.front
    front.slots.create(article=early)
    publishing.record_past_front(front, at=at_noon.replace(minute=30), by=cast.editor)

    def led(hour: str) -> list[str]:
        return words(read(client.get(f"/front/2026/03/02/{hour}/")), ".lead h2")

    assert led("12:04") == led("13:00") == ["In the morning"]
    assert led("14:10") == ["At noon"]
    assert led("14:30") == led("23:59") == ["In the morning"]
    assert client.get("/front/2026/03/02/12:03/").status_code == 404
    assert client.get("/front/2126/03/02/12:03/").status_code == 404
    assert client.get("/front/2026/03/02/24:00/").status_code == 404
    asked = client.get("/front/", {"at": "2026-03-02T14:30"})
    assert asked["Location"] == "/front/2026/03/02/14:30/"
    assert "/front/2026/03/02/14:30/" in read(client.get("/front/")).html
    nonsense = read(client.get("/front/", {"at": "noon"}))
    assert words(nonsense, ".error") == ["“noon” is no time. Write it as 2026-01-03T14:05."]


def test_a_front_page_of_the_past_knows_no_later_change(client: Client, cast: Cast) -> None:
    article = cast.cleared(headline="As it was")
    publishing.record_past(article, workflow.PUBLISH, at=SPRING, by=cast.editor)
    cast.corrected(article, headline="As it is")
    then = read(client.get("/front/2026/03/02/12:05/"))
    assert words(then, ".lead h2") == ["As it was"]
    assert not then.css(".lead .mark")
    assert read(client.get("/")).css(".lead .mark")


# --- A story's own words --------------------------------------------------------------------------


def told(cast: Cast, story: Story, **changes: Any) -> StoryEdition:
    for name, value in changes.items():
        setattr(story, name, value)
    story.save()
    return publishing.publish_story(story, by=cast.editor)


def test_a_story_is_opened_by_its_first_piece(client: Client, cast: Cast) -> None:
    story = cast.story("The long story", summary="As it began.")
    assert client.get(story.get_absolute_url()).status_code == 404
    cast.published(story=story)
    page = read(client.get(story.get_absolute_url()))
    assert words(page, "h1") == ["The long story"]
    assert "As it began." in page.html
    story.summary = "As the desk has it by now."
    story.save()
    assert "by now" not in read(client.get(story.get_absolute_url())).html
    told(cast, story)
    assert "by now" in read(client.get(story.get_absolute_url())).html


def test_a_prepared_story_shows_nothing_before_its_first_piece(client: Client, cast: Cast) -> None:
    story = cast.story()
    told(cast, story, summary="Prepared with care.")
    coming = cast.scheduled(story=story, seconds=1.5)
    assert client.get(story.get_absolute_url()).status_code == 404
    assert not StoryEdition.objects.using(SITE).exists()
    time.sleep(max(0, (coming.editions.get().begins_at - clock()).total_seconds()) + 0.02)
    assert "Prepared with care." in read(client.get(story.get_absolute_url())).html


def test_a_story_tells_who_what_when_and_what_to_watch(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    story = cast.story()
    first, second = cast.published(story=story), cast.published(story=story, label="explainer")
    elsewhere = cast.published(headline="Of no story")
    story.events.create(happened_on="2026-03-02", text="It began.", article=first)
    story.events.create(happened_on="2026-03-01", when="Winter", text="Before.", source="A source")
    story.events.create(happened_on="2026-03-03", text="Elsewhere.", article=elsewhere)
    story.relations.create(article=second, kind="explains", other=first)
    told(cast, story, people="Synthetic Person: who does not exist\nNowhere", watch="One\n\nTwo")
    with django_assert_max_num_queries(2):
        page = read(client.get(story.get_absolute_url()))
    assert words(page, ".events .when") == ["Winter", "March 2, 2026", "March 3, 2026"]
    assert words(page, ".people dt") == ["Synthetic Person", "Nowhere"]
    assert words(page, ".watch li") == ["One", "Two"]
    assert words(page, ".pieces .role") == ["First report", "Explainer"]
    links = [link.attributes["href"] for link in page.css(".events a")]
    assert links == [address_of(first), address_of(elsewhere)]
    publishing.kill(elsewhere, by=cast.chief, note=NOTE)
    assert len(read(client.get(story.get_absolute_url())).css(".events a")) == 1


def test_an_event_without_a_source_and_a_story_without_a_summary_are_not_printed(
    cast: Cast,
) -> None:
    story = cast.story(summary="")
    story.events.create(happened_on="2026-03-02", text="Who said so?")
    with pytest.raises(NotReady) as refusal:
        told(cast, story)
    assert refusal.value.problems == [
        "It has no summary: say what a reader who comes late must know.",
        "The event “Who said so?” has neither an article nor a source.",
    ]


def test_a_follow_up_is_a_forward_link_on_the_old_article_without_touching_it(
    client: Client, cast: Cast
) -> None:
    story = cast.story()
    old = cast.published(headline="The first report", story=story)
    before = old.editions.get().content_digest
    new = cast.published(headline="What came of it", story=story)
    story.relations.create(article=new, kind="supersedes", other=old)
    told(cast, story)
    page = read(client.get(address_of(old)))
    assert words(page, ".relations dt") == ["Superseded by"]
    assert page.css_first(".relations a").attributes["href"] == address_of(new)
    assert words(read(client.get(address_of(new))), ".relations dt") == ["Supersedes"]
    assert old.editions.get().content_digest == before


# --- Who may, and what stays ----------------------------------------------------------------------


def test_a_reporter_publishes_no_page(cast: Cast) -> None:
    article = cast.published(story=cast.story())
    with pytest.raises(NotAllowed):
        publishing.publish_front(cast.front, by=cast.reporter)
    with pytest.raises(NotAllowed):
        publishing.publish_story(article.story, by=cast.reporter)
    assert not FrontEdition.objects.exists()


def test_a_page_is_published_as_its_editor_has_seen_it(cast: Cast) -> None:
    seen = cast.front
    newer = cast.front
    newer.revision += 1
    newer.saved_by = cast.second_editor
    newer.save()
    with pytest.raises(NotNow, match="saved a newer version"):
        publishing.publish_front(seen, by=cast.editor)


def test_the_logbook_says_who_published_a_page(cast: Cast) -> None:
    article = cast.published(story=cast.story("Told"))
    laid_out(cast, article)
    told(cast, article.story)
    lines = LogbookEntry.objects.filter(article=None).order_by("pk")
    assert [(line.verb, str(line.about), line.by) for line in lines] == [
        ("publish", "Told", cast.editor),
        ("publish", "Front page", cast.editor),
        ("publish", "Told", cast.editor),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_frontedition SET sections = '[]'",
        "UPDATE articles_storyedition SET summary = 'forged'",
        "DELETE FROM articles_frontedition",
        "DELETE FROM articles_storyedition",
        "DELETE FROM articles_frontcard",
        "UPDATE articles_frontcard SET headline = 'forged'",
        "INSERT INTO articles_front (name, banner, revision, saved_at) VALUES ('', '', 0, now())",
        "UPDATE articles_frontedition SET live = 'empty'",
        "UPDATE articles_storyedition SET live = tstzrange(lower(live), '2026-06-01Z')",
        """INSERT INTO articles_frontcard (edition_id, place, section, position, headline)
           SELECT id, 'banner', 0, 9, 'forged' FROM articles_frontedition""",
    ],
)
def test_the_desk_cannot_rewrite_what_a_page_was(newsroom: Any, cast: Cast, statement: str) -> None:
    article = cast.published(story=cast.story())
    laid_out(cast, article)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement)


def test_the_record_of_pages_is_verified_with_the_articles(newsroom: Any, cast: Cast) -> None:
    laid_out(cast, cast.published(story=cast.story()))
    call_command("verify_editions")
    with newsroom.as_superuser() as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE articles_frontcard SET headline = 'forged'")
    with pytest.raises(Exception, match="its cards are not what was recorded"):
        call_command("verify_editions")


# --- At the desk ----------------------------------------------------------------------------------


def form_of(client: Client, address: str) -> dict[str, str]:
    """What a browser would send of a form in which nobody typed anything."""
    page = read(client.get(address, follow=True))
    fields: dict[str, str] = {}
    for box in page.css("form[method=post] :is(input, select, textarea)[name]"):
        name, kind = box.attributes["name"] or "", box.attributes.get("type")
        if "__prefix__" in name or kind in {"submit", "checkbox"}:
            continue
        if box.tag == "select":
            chosen = box.css_first("option[selected]")
            fields[name] = (chosen.attributes.get("value") or "") if chosen else ""
        else:
            fields[name] = (
                box.text() if box.tag == "textarea" else box.attributes.get("value") or ""
            )
    return fields


def test_an_editor_lays_the_front_page_out_and_publishes_it(
    client: Client, cast: Cast, as_user: AsUser
) -> None:
    article = cast.published(headline="The chosen lead")
    cast.published()
    desk, address = as_user(cast.editor), f"/admin/articles/front/{cast.front.pk}/change/"
    typed = form_of(desk, address) | {
        "slots-0-article": str(article.pk),
        "slots-0-headline": "In other words",
        "slots-0-position": "1",
    }
    desk.post(address, typed | {"_continue": "1"})
    assert not FrontEdition.objects.exists()
    desk.post(address, form_of(desk, address) | {"_publish": "1"})
    assert words(read(client.get("/")), ".lead h2") == ["In other words"]
    late = desk.post(address, typed | {"_publish": "1", "banner": "Typed in vain?"})
    assert late.status_code == 200
    assert "Typed in vain?" in late.content.decode()
    assert "saved this page at" in late.content.decode()
    unsaid = desk.post(address, form_of(desk, address) | {"_schedule": "1"})
    assert "Say when it is to be published." in unsaid.content.decode()
    assert FrontEdition.objects.count() == 1


def test_an_editor_writes_a_storys_own_words(client: Client, cast: Cast, as_user: AsUser) -> None:
    article = cast.published(story=cast.story())
    desk, address = as_user(cast.editor), f"/admin/articles/story/{article.story_id}/change/"
    fields = form_of(desk, address)
    assert "slug" not in fields
    typed = fields | {
        "summary": "Told anew.",
        "events-0-happened_on": "2026-03-02",
        "events-0-text": "Something happened.",
        "_publish": "1",
    }
    answer = desk.post(address, typed, follow=True)
    assert "has neither an article nor a source" in answer.content.decode()
    typed = form_of(desk, address) | {"events-0-source": "A source", "_publish": "1"}
    desk.post(address, typed)
    page = read(client.get(article.story.get_absolute_url()))
    assert "Told anew." in page.html
    assert words(page, ".events .when") == ["March 2, 2026"]


def test_a_reporter_reads_the_layout_and_changes_nothing(cast: Cast, as_user: AsUser) -> None:
    address = f"/admin/articles/front/{cast.front.pk}/change/"
    assert as_user(cast.reporter).get(address).status_code == 403
