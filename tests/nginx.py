"""The nginx of ``deploy/nginx`` in front of a server, on a free port, with nothing else changed."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nextfin.run import listen

DEPLOY = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
MODULES = Path("/usr/lib/nginx/modules")
PATIENCE = 10  # seconds

# What Debian's nginx.conf says, as far as it matters here, and all folders in the one that is ours.
AROUND = """
load_module {modules}/ngx_http_brotli_static_module.so;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes {workers};
worker_rlimit_nofile 4096;
events {{ worker_connections 1024; }}
http {{
    sendfile on;
    tcp_nopush on;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include nextfin.conf;
    {more}
}}
"""


def missing() -> str:
    """What is not installed here, as a sentence; "" if nothing is."""
    if not shutil.which("nginx"):
        return "nginx is not installed"
    if not (MODULES / "ngx_http_brotli_static_module.so").exists():
        return "nginx has no module for precompressed brotli"
    return ""


@contextmanager
def in_front(
    folder: Path, upstream: int, static: Path, printed: Path, *, workers: int = 1, more: str = ""
) -> Iterator[int]:
    """nginx before the server on the port ``upstream``; the port on which it answers localhost.

    ``more`` is put beside our own configuration, within ``http``.
    """
    port = free_port()
    set_up(folder, port, upstream, static, printed)
    around = AROUND.format(
        modules=MODULES, user=_user(folder), folder=folder, workers=workers, more=more
    )
    (folder / "nginx.conf").write_text(around)
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with subprocess.Popen(command) as process:
        try:
            _await(process, port)
            yield port
        finally:
            process.terminate()


def set_up(folder: Path, port: int, upstream: int, static: Path, printed: Path) -> None:
    """The files of ``deploy/nginx``, as somebody would set them up for these ports and folders."""
    shutil.copytree(DEPLOY / "nextfin", folder / "nextfin")
    told = (DEPLOY / "nextfin.conf").read_text()
    for shipped, ours in {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "/var/cache/nginx/nextfin": str(folder / "kept"),
        "listen 80 default_server;": f"listen 127.0.0.1:{port} default_server;",
    }.items():
        if told.count(shipped) != 1:
            raise AssertionError(f"{shipped!r} stands in nextfin.conf {told.count(shipped)} times.")
        told = told.replace(shipped, ours)
    (folder / "nextfin.conf").write_text(told)
    yours = folder / "nextfin" / "yours.conf"
    for shipped, ours in {
        r"listen 80": f"listen 127.0.0.1:{port}",
        r"server_name news\.example\.com": "server_name localhost",
        r"/srv/nextfin/static": str(static),
        r"/srv/nextfin/printed": str(printed),
    }.items():
        text, times = re.subn(shipped, ours, yours.read_text())
        if times != 1:
            raise AssertionError(f"{shipped!r} stands in yours.conf {times} times.")
        yours.write_text(text)


def free_port() -> int:
    with listen("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


def _user(folder: Path) -> str:
    """Whoever owns the folder: nginx would give its workers to somebody who can't get in."""
    return f"{folder.owner()} {folder.group()}"


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError("nginx did not start.") from None
            time.sleep(0.02)
        else:
            return
