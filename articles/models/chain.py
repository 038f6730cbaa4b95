"""The chain of an article's editions: each digest rests on the one before, so nothing slips out."""

import hashlib
from collections.abc import Iterable

from articles.models.edition import Edition


def chain(previous: str, number: int, content_digest: str) -> str:
    """The next link of an article's chain: sha256 over ``previous:number:content_digest``, in hex.

    It runs over digests, so a text that a court removes leaves the chain verifiable. ``previous``
    is "" for the first edition. A trigger computes the same.
    """
    return hashlib.sha256(f"{previous}:{number}:{content_digest}".encode()).hexdigest()


def broken_link(editions: Iterable[Edition]) -> str | None:
    """The first fault in one article's editions, given by number, as a sentence; None if sound."""
    previous = ""
    for expected, edition in enumerate(editions, start=1):
        name = f"Article {edition.article_id}, edition {edition.number}"
        if edition.number != expected:
            return f"{name}: edition {expected} is missing."
        if edition.digest() != edition.content_digest:
            return f"{name}: its content is not what was recorded."
        if chain(previous, edition.number, edition.content_digest) != edition.chain_digest:
            return f"{name}: it does not follow from the edition before it."
        previous = edition.chain_digest
    return None
