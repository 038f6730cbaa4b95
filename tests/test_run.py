"""What ``make run`` does, from an empty folder to the last process."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 120  # seconds, on a machine that others use too


def test_an_empty_folder_becomes_a_newsroom_and_ends_without_a_trace(tmp_path: Path) -> None:
    folder, port = tmp_path / "data", free_port()
    tmp_path.chmod(0o700)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "NEXTFIN_"))}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run", "--port", str(port)],
        cwd=ROOT,
        env=kept | {"NEXTFIN_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    try:
        said = list(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        assert f"  Desk   http://localhost:{port}/admin/\n" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
            assert b"The invitation to Takaichi" in answer.read()
        assert (folder / "demo-sign-ins.txt").stat().st_mode & 0o777 == 0o600
        process.send_signal(signal.SIGTERM)
        said += process.communicate(timeout=PATIENCE)[0].splitlines()
    finally:
        process.kill()
    assert not any("Traceback" in line for line in said)
    assert processes_of(folder) == []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def processes_of(folder: Path) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if str(folder) in line]
