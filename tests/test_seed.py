"""The first story comes in through the door, once, and never into somebody's own newsroom."""

import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Author, User
from articles.management.commands import seed
from articles.models import (
    Article,
    Edition,
    FrontEdition,
    Image,
    LogbookEntry,
    Story,
    StoryEdition,
    Topic,
)
from articles.workflow import Kind, State
from nextfin.wall import SITE
from tests import pictures
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed, "SIGN_INS", tmp_path / "new" / "demo-sign-ins.txt")
    monkeypatch.setattr(seed, "PICTURES", pictures.of_the_first_story(tmp_path / "pictures"))


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("seed", *arguments, stdout=said)
    return said.getvalue()


def everything() -> list[int]:
    models = (Article, Edition, Image, LogbookEntry, Story, Topic, Author, User)
    return [model.objects.count() for model in models]


def test_the_seed_loads_the_first_story_whole_or_not_at_all_and_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_that_breaks_off_leaves_nothing_behind(monkeypatch)
    seed.SIGN_INS.parent.mkdir()
    seed.SIGN_INS.write_text("from before")
    seed.SIGN_INS.chmod(0o644)
    assert run() == "Loaded 7 articles of the first story.\n"
    readers_have_it()
    two_people_stand_behind_each_edition()
    the_sign_ins_work()
    call_command("verify_editions", stdout=StringIO())
    before, sign_ins = everything(), seed.SIGN_INS.read_text()
    assert run() == "The first story is loaded already.\n"
    assert run("--if-empty") == ""
    assert (everything(), seed.SIGN_INS.read_text()) == (before, sign_ins)


def one_that_breaks_off_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    load = seed._article

    def break_off(*given: Any) -> None:
        if Article.objects.exists():
            raise KeyboardInterrupt
        load(*given)

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(seed, "_article", break_off)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert everything() == before
    seed.SIGN_INS.unlink()
    seed.SIGN_INS.parent.rmdir()


def readers_have_it() -> None:
    live = Edition.objects.using(SITE).live()
    assert live.count() == 7
    assert live.filter(published_at__date="2026-01-03").exists()
    assert Edition.objects.using(SITE).filter(kind=Kind.CORRECTION).count() == 1
    assert Edition.objects.using(SITE).filter(kind=Kind.UPDATE).exists()
    story = StoryEdition.objects.using(SITE).current().get()
    assert [bool(told) for told in (story.people, story.watch, story.events)] == [True] * 3
    assert 'class="drawing' in story.figures_html
    front = FrontEdition.objects.using(SITE).current().get()
    assert front.card_rows.filter(place="lead").count() == 5
    assert FrontEdition.objects.using(SITE).count() == 3
    bodies = "".join(live.values_list("body_html", flat=True))
    for block in ("timeline", "key-points", "drawing", "picture"):
        assert f'class="{block}' in bodies, block
    assert "-slug=" not in bodies
    for edition in live:
        assert edition.lead_picture["alt"]
        assert edition.social_card


def two_people_stand_behind_each_edition() -> None:
    for edition in Edition.objects.all():
        line = LogbookEntry.objects.filter(edition=edition).get()
        clearance = edition.article.clearances.latest("pk")
        assert line.by.role == "editor"
        assert clearance.override_note == ""
        assert not edition.article.writers.filter(user=clearance.by).exists()
    assert set(Article.objects.values_list("state", flat=True)) == {State.CLEARED}


def the_sign_ins_work() -> None:
    """Written down for the owner of the machine alone, even over a file of before."""
    assert stat.S_IMODE(seed.SIGN_INS.stat().st_mode) == 0o600
    lines = [line.split() for line in seed.SIGN_INS.read_text().splitlines()]
    assert [role for role, *_ in lines] == ["reporter", "editor", "chief"]
    for role, username, password in lines:
        user = User.objects.get(username=username)
        assert user.role == role
        assert user.is_staff
        assert not user.is_superuser
        assert user.check_password(password)


def test_a_newsroom_with_articles_of_its_own_is_left_alone(cast: Cast) -> None:
    cast.draft()
    before = everything()
    with pytest.raises(CommandError, match="articles of its own"):
        run()
    assert run("--if-empty") == ""
    assert everything() == before
    assert not seed.SIGN_INS.exists()
