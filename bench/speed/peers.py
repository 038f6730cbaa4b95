"""Others with an article as long as ours: a plain Django view, and Wagtail."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from psycopg import sql

from bench.speed.processes import ROOT, WORKERS, bare, gunicorn
from nextfin.embedded import SUPERUSER, Cluster

SCRATCH = ROOT / ".bench"  # git takes no notice of it
UV = ROOT / ".tools" / "bin" / "uv"
WAGTAIL = ("wagtail>=8,<9", "psycopg[binary]>=3.3", "gunicorn>=27", "dj-database-url>=3.1")


class Peers(NamedTuple):
    """The whole addresses of their articles; ``wagtail`` is the version."""

    plain: str
    wagtail_cached: str
    wagtail_uncached: str
    wagtail: str


@contextmanager
def peers(cluster: Cluster, paragraphs: int) -> Iterator[Peers]:
    """Each in a database of its own in the same PostgreSQL, on gunicorn's sync workers."""
    python = _wagtail()
    with ExitStack() as stack:
        plain = {"BENCH_DATABASE": _database(cluster, "bench_plain")}
        _fill("bench.plain_site.fill", paragraphs, plain, ROOT / ".venv" / "bin" / "python")
        wagtail = {"BENCH_DATABASE": _database(cluster, "bench_wagtail")}
        _fill("bench.wagtail_site.fill", paragraphs, wagtail, python)
        sync = ("--worker-class", "sync", "--workers", str(WORKERS), "--no-control-socket")
        version = subprocess.run(
            [python, "-c", "import wagtail; print(wagtail.__version__)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        yield Peers(
            stack.enter_context(gunicorn(*sync, "bench.plain_site.wsgi", **plain)) + "/article/1/",
            *(
                stack.enter_context(
                    gunicorn(*sync, "bench.wagtail_site.wsgi", python=python, **wagtail, **cache)
                )
                + "/synthetic-story/synthetic-article/"
                for cache in ({"BENCH_PAGE_CACHE": "1"}, {})
            ),
            wagtail=version,
        )


def _wagtail() -> Path:
    """An environment with the newest Wagtail of its series, made if there is none yet."""
    folder = SCRATCH / "wagtail"
    python = folder / "bin" / "python"
    uv = str(UV) if UV.exists() else "uv"
    if not python.exists():
        subprocess.run([uv, "venv", "--quiet", "--python", "3.13", folder], check=True)
    command = [uv, "pip", "install", "--quiet", "--upgrade", "--python", python, *WAGTAIL]
    subprocess.run(command, check=True)
    return python


def _database(cluster: Cluster, name: str) -> str:
    with cluster.server.connect("postgres") as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return cluster.address(SUPERUSER, name)


def _fill(module: str, paragraphs: int, environment: dict[str, str], python: Path) -> None:
    command = [str(python), "-m", module, str(paragraphs)]
    subprocess.run(command, env=bare() | environment, cwd=ROOT, check=True)
