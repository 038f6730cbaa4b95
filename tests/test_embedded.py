"""The embedded PostgreSQL: private, shared, and whole again after whatever has happened to it."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from nextfin.data_folder import SHORT_FOLDER, EmbeddedError, socket_folder
from nextfin.database import Logins, roles_sql
from nextfin.embedded import ADDRESSES, Cluster, running
from tests.cluster import is_alive

HOUSE = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds
USER = """
import sys
from pathlib import Path
from nextfin.embedded import running
with running(Path(sys.argv[1]), durable=False):
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data() -> Path:
    """The data folder of the tests' own newsroom."""
    return Path(os.environ["NEXTFIN_DATA"])


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a server that nobody uses: stopped, its table `kept` holding a row."""
    folder = tmp_path_factory.mktemp("newsroom")
    with running(folder, durable=False) as cluster, cluster.server.connect("nextfin") as inside:
        inside.execute("CREATE TABLE kept AS SELECT 'words' AS words")
    return folder


def kept_words(folder: Path) -> str:
    with running(folder, durable=False) as cluster, cluster.server.connect("nextfin") as inside:
        row = inside.execute("SELECT words FROM kept").fetchone()
    assert row is not None
    return str(row[0])


def user_of(folder: Path) -> subprocess.Popen[str]:
    """Another process that is about to use the server of this folder."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def user_inside(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server of this folder."""
    with user_of(folder) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        try:
            yield process
        finally:
            process.kill()


def leave(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(PATIENCE) == 0


def server_pid(folder: Path) -> int | None:
    try:
        return int((folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return None


def assert_ends(pid: int) -> None:
    """A server takes its file away, by which others know it, a moment before it is gone."""
    until = time.monotonic() + PATIENCE
    while is_alive(pid):
        assert time.monotonic() < until
        time.sleep(0.01)


# --- Private ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*ADDRESSES, "TEST_SUPERUSER_URL"])
@pytest.mark.parametrize("password", ["", "guessed"])
def test_nobody_gets_in_without_the_password(address: str, password: str) -> None:
    known = psycopg.conninfo.conninfo_to_dict(os.environ[address])
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**known, "password": password, "passfile": os.devnull})


def test_the_server_is_on_no_network() -> None:
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"]) as connection:
        shown = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
        assert shown == ("",)
        ways_in = "SELECT type, auth_method FROM pg_hba_file_rules"
        assert connection.execute(ways_in).fetchall() == [("local", "scram-sha-256")]


def test_other_accounts_can_read_neither_secrets_nor_data_nor_socket(data: Path) -> None:
    for path in (data / "secrets.json", data / "postgres", data / "postgres.log"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    socket = socket_folder(data, ".s.PGSQL.5432")
    assert not stat.S_IMODE(socket.stat().st_mode) & 0o077


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(data: Path) -> None:
    pid = server_pid(data)
    assert pid is not None
    assert os.getsid(pid) == pid != os.getsid(0)


def test_a_data_folder_with_a_long_name_gets_a_private_socket_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25)
    socket = socket_folder(folder, ".s.PGSQL.5432")
    assert socket.parent == SHORT_FOLDER
    with running(folder, durable=False) as cluster:
        assert cluster.server.socket_folder == socket
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert not socket.exists()
    socket.symlink_to(tmp_path)
    try:
        with pytest.raises(EmbeddedError, match="private folder"), running(folder, durable=False):
            pass
    finally:
        socket.unlink()


# --- Roles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["DATABASE_URL", "DATABASE_SITE_URL"])
@pytest.mark.parametrize("statement", ["CREATE TABLE x ()", "CREATE TEMPORARY TABLE x ()"])
def test_desk_and_site_make_no_tables(address: str, statement: str) -> None:
    with (
        psycopg.connect(os.environ[address]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_the_owner_needs_no_superuser_for_the_extensions() -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("SET ROLE nf_owner")
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.rollback()


def test_a_readers_query_ends_after_ten_seconds() -> None:
    with psycopg.connect(os.environ["DATABASE_SITE_URL"]) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("10s",)


def test_the_roles_can_be_made_by_who_is_no_superuser_and_twice(newsroom: Path) -> None:
    names = Logins("paper_owner", "paper_desk", "paper_site")
    with running(newsroom, durable=False) as cluster:
        with cluster.server.connect("postgres") as superuser:
            superuser.execute("CREATE ROLE dba LOGIN PASSWORD 'dba' CREATEROLE CREATEDB")
            for group in ("nf_owner", "nf_desk", "nf_site"):
                superuser.execute(f"GRANT {group} TO dba WITH ADMIN TRUE")
            superuser.execute("CREATE DATABASE paper OWNER dba")
        host = str(cluster.server.socket_folder)
        known = {"host": host, "user": "dba", "password": "dba", "dbname": "paper"}
        for _ in range(2):
            with psycopg.connect(**known, autocommit=True) as dba:
                dba.execute(roles_sql(names, passwords={"paper_site": "read"}).encode())
        known |= {"user": "paper_site", "password": "read"}
        with psycopg.connect(**known) as site:
            assert site.execute("SELECT pg_has_role('nf_site', 'USAGE')").fetchone() == (True,)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**{**known, "user": "paper_desk"})


# --- Shared -------------------------------------------------------------------------------------


def test_two_processes_share_one_server_and_the_last_one_stops_it(newsroom: Path) -> None:
    with user_inside(newsroom) as first:
        pid = server_pid(newsroom)
        assert pid is not None
        with user_inside(newsroom) as second:
            assert server_pid(newsroom) == pid
            leave(first)
            assert is_alive(pid)
            leave(second)
    assert_ends(pid)
    assert server_pid(newsroom) is None


def test_a_killed_user_leaves_a_server_that_the_next_one_finds_and_stops(newsroom: Path) -> None:
    with user_inside(newsroom) as process:
        process.kill()
    pid = server_pid(newsroom)
    assert pid is not None
    assert is_alive(pid)
    with running(newsroom, durable=False):
        assert server_pid(newsroom) == pid
    assert_ends(pid)


def test_what_the_environment_says_is_left_alone(newsroom: Path) -> None:
    before = dict(os.environ)
    with running(newsroom, durable=False):
        assert dict(os.environ) == before
    assert dict(os.environ) == before


# --- Whole again --------------------------------------------------------------------------------


def test_a_first_start_killed_half_way_is_made_good(tmp_path: Path) -> None:
    with user_of(tmp_path) as process:
        until = time.monotonic() + PATIENCE
        while not (tmp_path / "postgres.new" / "base").exists():
            assert time.monotonic() < until
            time.sleep(0.005)
        process.kill()
    assert not (tmp_path / "postgres").exists()
    with running(tmp_path, durable=False) as cluster, cluster.server.connect("nextfin") as inside:
        assert inside.execute("SELECT 1").fetchone() == (1,)
    assert not (tmp_path / "postgres.new").exists()


def test_nothing_is_lost_when_the_server_itself_is_killed(newsroom: Path) -> None:
    with user_inside(newsroom) as process:
        pid = server_pid(newsroom)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        process.kill()
    assert kept_words(newsroom) == "words"


@pytest.mark.parametrize(
    "content",
    [f"{os.getpid()}\n/elsewhere\n", ""],
    ids=["of another process", "torn"],
)
def test_a_number_left_by_a_crash_is_no_obstacle(newsroom: Path, content: str) -> None:
    """The machine was restarted: another process has the old server's number, or the file tore."""
    (newsroom / "postgres" / "postmaster.pid").write_text(content)
    assert kept_words(newsroom) == "words"
    assert is_alive(os.getpid())


def test_who_loses_the_secrets_keeps_the_data(newsroom: Path) -> None:
    (newsroom / "secrets.json").unlink()
    assert kept_words(newsroom) == "words"


# --- In plain words -----------------------------------------------------------------------------


def test_a_file_in_the_place_of_the_folder_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(EmbeddedError, match="No data can be kept"):
        Cluster(file / "below").join()
    environment = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=HOUSE,
        env={**environment, "NEXTFIN_DATA": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"NextFin: No data can be kept in {file}")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(EmbeddedError, match="Permission denied"), running(tmp_path / "data"):
        pass


def test_the_data_of_another_major_version_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17; this is PostgreSQL 18"):
        Cluster(tmp_path).join()
    assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["PG_VERSION"]


def test_damaged_secrets_are_said(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(EmbeddedError, match="damaged"):
        Cluster(tmp_path).join()
