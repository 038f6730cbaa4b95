"""What our gunicorn does with bytes that are always the same: nobody can be quicker there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.speed.processes import WORKERS, gunicorn

CONSTANT = """
import json, os
body = b"x" * int(os.environ["BENCH_BYTES"])
headers = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(body))]
start = {"type": "http.response.start", "status": 200, "headers": headers}
dressed = [(n.lower().encode(), v.encode()) for n, v in json.loads(os.environ["BENCH_HEADERS"])]
as_ours = {"type": "http.response.start", "status": 200, "headers": dressed}
rest = {"type": "http.response.body", "body": body, "more_body": False}

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})
        return
    await send(as_ours if scope["path"] == "/dressed" else start)
    await send(rest)
"""


@contextmanager
def constant(folder: Path, length: int, headers: list[tuple[str, str]]) -> Iterator[str]:
    """So many bytes; its url. At ``/dressed`` they come with these headers.

    Those that gunicorn adds by itself are left out.
    """
    ours = [given for given in headers if given[0] not in {"Server", "Date"}]
    (folder / "constant.py").write_text(CONSTANT)
    with gunicorn(
        *("--config", "python:nextfin.gunicorn_conf", "--pythonpath", str(folder)),
        "constant:application",
        BENCH_BYTES=str(length),
        BENCH_HEADERS=json.dumps(ours),
        NEXTFIN_WORKERS=str(WORKERS),
    ) as url:
        yield url
