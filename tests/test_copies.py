"""A newsroom comes back from a copy of its database, as the README says."""

import subprocess
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command

from articles import publishing
from nextfin.server_account import program_path
from tests import database
from tests.cast import NOTE, Cast, stored
from tests.database import Newsroom


def owned(program: str, *options: str, database_url: str) -> None:
    command = [program_path(program), "--role=nf_owner", f"--dbname={database_url}", *options]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def restored(newsroom: Newsroom, cast: Cast, tmp_path: Path) -> Newsroom:
    """The copy of a newsroom with a correction, a withdrawal and a plan."""
    cast.corrected(cast.published(), headline="A grey heron", body="<p>Seen in Kyoto.</p>")
    withdrawn = cast.published(headline="A crane")
    publishing.kill(withdrawn, by=cast.chief, note=NOTE)
    cast.scheduled(headline="A kingfisher")
    kept = str(tmp_path / "newsroom.dump")
    owned("pg_dump", "-Fc", f"--file={kept}", database_url=newsroom.addresses["DATABASE_OWNER_URL"])
    with database.empty("restored") as copy:
        where = copy.addresses["DATABASE_OWNER_URL"]
        owned("pg_restore", "--exit-on-error", kept, database_url=where)
        yield copy


def test_what_is_on_record_is_the_same_and_can_be_proved(
    newsroom: Newsroom, restored: Newsroom
) -> None:
    for table in ("edition", "withdrawal", "clearance", "logbookentry", "draft"):
        ask = f"SELECT * FROM articles_{table} ORDER BY id".encode()
        with newsroom.as_superuser() as before, restored.as_superuser() as after:
            rows = before.execute(ask).fetchall()
            assert rows
            assert after.execute(ask).fetchall() == rows
    database.turn_to(restored.name, site=database.REAL_SITE)
    try:
        call_command("verify_editions", verbosity=0)
    finally:
        database.turn_to(newsroom.name, site=database.REAL_SITE)


def test_readers_find_what_they_had_and_nothing_else(
    newsroom: Newsroom, restored: Newsroom
) -> None:
    headlines = "SELECT headline FROM articles_edition ORDER BY id"
    with newsroom.as_site() as before, restored.as_site() as site:
        shown = site.execute(headlines).fetchall()
        assert shown == before.execute(headlines).fetchall()
        assert ("A grey heron",) in shown
        assert not {("A crane",), ("A kingfisher",)} & set(shown)
        for words, total in (("heron", 1), ("crane", 0), ("kingfisher", 0)):
            [(found,)] = site.execute("SELECT search_editions(%s)", [words]).fetchall()
            assert found["total"] == total, words
        assert site.execute("SELECT better FROM search_corrections('kyoot')").fetchall() == [
            ("kyoto",)
        ]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            site.execute("SELECT FROM articles_article")


def test_the_desk_publishes_and_readers_pages_are_told(
    newsroom: Newsroom, restored: Newsroom, cast: Cast
) -> None:
    database.turn_to(restored.name, site=database.REAL_SITE)
    try:
        with restored.as_site() as site:
            site.execute("LISTEN pages")
            publishing.publish(stored(cast.cleared(headline="An egret")), by=cast.editor)
            assert list(site.notifies(timeout=2, stop_after=1))
            assert site.execute(
                "SELECT count(*) FROM articles_edition WHERE headline = 'An egret'"
            ).fetchall() == [(1,)]
    finally:
        database.turn_to(newsroom.name, site=database.REAL_SITE)
