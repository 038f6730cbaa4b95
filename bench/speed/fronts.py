"""nginx with the article as a file, and the nginx of ``deploy/nginx`` in front of our server."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.speed.newsroom import Newsroom
from bench.speed.processes import WORKERS
from tests import nginx

# Both are one nginx, so that they are built and run alike.
FILES = """
server {{
    listen 127.0.0.1:{port};
    root {root};
    location /plain/ {{ }}
    location /compressed/ {{ gzip_static on; }}
}}
"""


@contextmanager
def fronts(folder: Path, ours: str, newsroom: Newsroom, page: bytes) -> Iterator[tuple[str, str]]:
    """The url of the files (``/plain/article.html``, ``/compressed/article.html``), and of ours."""
    root = folder / "files"
    for name in ("plain", "compressed"):
        (root / name).mkdir(parents=True)
        (root / name / "article.html").write_bytes(page)
    (root / "compressed" / "article.html.gz").write_bytes(gzip.compress(page, 6))
    port = nginx.free_port()
    around = folder / "nginx"
    around.mkdir()
    with nginx.in_front(
        around,
        int(ours.rpartition(":")[2]),
        newsroom.data / "static",
        newsroom.data / "printed",
        workers=WORKERS,
        more=FILES.format(port=port, root=root),
    ) as front:
        yield f"http://localhost:{port}", f"http://localhost:{front}"
