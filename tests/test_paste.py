"""What people paste comes with its words and its structure, and with nothing else.

tests/pastes holds what word processors, mail, sheets, chats and sites put on the clipboard, with
words of our own; beside each sample stands what is stored of it, a block on each line, without ids.
"""

import re
from pathlib import Path

import pytest

from articles import prose
from articles.prose.material import Material
from tests import body_grammar

STORED = ".stored.html"
FILES = (Path(__file__).parent / "pastes").glob("*.html")
SAMPLES = sorted(file for file in FILES if not file.name.endswith(STORED))
BLOCK_ID = re.compile(r' data-id="[a-z2-7]{8}"')

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda file: file.stem)


def blocks(body: str) -> list[str]:
    """The blocks of a body: each begins with the one element that has an id."""
    return BLOCK_ID.sub("", re.sub(rf"<\w+(?={BLOCK_ID.pattern})", r"\n\g<0>", body)).split("\n")[
        1:
    ]


@each_sample
def test_a_paste_is_stored_as_a_clean_body(sample: Path) -> None:
    body = prose.clean(sample.read_text())
    body_grammar.check(body)
    assert blocks(body) == sample.with_suffix(STORED).read_text().splitlines()
    assert prose.clean(body) == body


@each_sample
def test_what_is_pasted_twice_is_there_twice_under_names_of_its_own(sample: Path) -> None:
    body = prose.clean(sample.read_text())
    twice = prose.clean(body + body)
    body_grammar.check(twice)
    assert blocks(twice) == blocks(body) * 2
    assert twice.startswith(body)


def test_every_sample_says_what_is_stored_of_it() -> None:
    assert len(SAMPLES) >= 14
    for sample in SAMPLES:
        assert sample.with_suffix(STORED).exists(), sample.name


def test_a_piece_that_is_copied_from_its_own_page_is_the_same_piece() -> None:
    body = prose.clean((SAMPLES[0].parent / "wordpress.stored.html").read_text())
    printed = prose.print_body(body, Material())
    assert prose.plain_text(prose.clean(printed)) == prose.plain_text(printed)
