"""Jobs: rows of the desk's own database, done by a worker beside the web server, lost by nobody."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from articles.models import RenditionSet
from tests.cast import Cast
from tests.database import Newsroom

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds
FUNCTIONS = """
    SELECT oid::regprocedure::text,
        has_function_privilege('nf_desk', oid, 'EXECUTE'),
        has_function_privilege('nf_site', oid, 'EXECUTE')
    FROM pg_proc WHERE proname LIKE 'procrastinate%'
"""


def work_off(newsroom: Newsroom) -> None:
    """Do the jobs that wait, in a worker's process, and come back."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    subprocess.run(
        command, cwd=ROOT, env=os.environ | newsroom.addresses, timeout=PATIENCE, check=True
    )


def test_a_picture_is_developed_by_a_worker(newsroom: Newsroom, cast: Cast) -> None:
    image = cast.picture()
    tasks.develop.defer(image_key=image.pk)
    work_off(newsroom)
    made = RenditionSet.objects.get(image=image)
    assert made.recipe == image.recipe
    assert not ProcrastinateJob.objects.exists()


def test_a_job_is_deferred_only_if_what_it_belongs_to_is_committed(
    newsroom: Newsroom, cast: Cast
) -> None:
    image = cast.picture()
    with transaction.atomic():
        tasks.develop.defer(image_key=image.pk)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()


def test_the_jobs_of_a_worker_that_was_killed_are_done_by_another(
    newsroom: Newsroom, cast: Cast
) -> None:
    image = cast.picture()
    tasks.develop.defer(image_key=image.pk)
    with newsroom.as_desk() as desk:
        [(worker,)] = desk.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
            " RETURNING id"
        ).fetchall()
        desk.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    tasks.take_up_stalled.defer(timestamp=0)
    work_off(newsroom)
    work_off(newsroom)
    assert RenditionSet.objects.filter(image=image).exists()


def test_the_desk_may_do_all_that_jobs_need_and_the_site_nothing(newsroom: Newsroom) -> None:
    with newsroom.as_owner() as owner:
        functions = owner.execute(FUNCTIONS).fetchall()
    assert functions
    assert {(desk, site) for _, desk, site in functions} == {(True, False)}
