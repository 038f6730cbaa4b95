"""The child: it confines itself, reads one picture, answers, and ends."""

import json
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

from articles.darkroom import captions, negative, prints, rules
from articles.darkroom.confinement import confine

Answer = tuple[dict[str, Any], list[bytes]]


def examine(original: BytesIO) -> Answer:
    picture = negative.opened(original)
    width, height = negative.checked(picture)
    return {
        "format": negative.kind(picture),
        "width": width,
        "height": height,
        "is_animated": negative.is_animated(picture),
        "words": captions.words(picture),
    }, []


def thumbnail(original: BytesIO) -> Answer:
    return {}, [prints.thumbnail(negative.opened(original))]


def develop(original: BytesIO, x: str, y: str) -> Answer:
    return prints.renditions(negative.opened(original), (float(x), float(y)))


VERBS: dict[str, Callable[..., Answer]] = {
    "examine": examine,
    "thumbnail": thumbnail,
    "develop": develop,
}


def main(verb: str, *given: str) -> None:
    with open(0, "rb", closefd=False) as original:
        negative.prepare(original.peek(12))
        confine()
        head, files = _answer(verb, BytesIO(original.read()), *given)
    head["sizes"] = [len(file) for file in files]
    sys.stdout.buffer.writelines([json.dumps(head).encode(), b"\n", *files])


def _answer(verb: str, original: BytesIO, *given: str) -> Answer:
    try:
        return VERBS[verb](original, *given)
    except rules.Unusable as error:
        return {"unusable": str(error)}, []
    except MemoryError:
        return {"unusable": rules.OUT_OF_MEMORY}, []


main(*sys.argv[1:])
