"""What the README says can be typed."""

import os
import re
import subprocess
from pathlib import Path

from tests.conftest import LiveNewsroom

README = Path(__file__).parent.parent / "README.md"


def test_time_publishes_as_the_readme_shows_it(live_newsroom: LiveNewsroom) -> None:
    """The same lines, sooner, and only against the server of this test."""
    live_newsroom.cast.author  # noqa: B018 (somebody must sign the page)
    found = re.search(r"```bash\n(address=.*?)```", README.read_text(), re.DOTALL)
    assert found
    lines = found[1]
    for typed, tested in (
        ("--seconds 15", "--seconds 3"),
        ("sleep 16", "sleep 4"),
        ("http://localhost:8000", live_newsroom.url),
        ("$(pgrep -o -f nextfin.gunicorn_conf)", str(live_newsroom.pid)),
        ("%{http_code}\\n", "%{http_code} "),
    ):
        assert typed in lines
        lines = lines.replace(typed, tested)
    said = subprocess.run(
        ["bash", "-euc", lines],
        cwd=README.parent,
        env=os.environ | live_newsroom.newsroom.addresses,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.split() == ["404", "200"], said.stderr
