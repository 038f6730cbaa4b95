"""The chain of editions: each digest rests on the one before, so nothing slips out."""

import hashlib


def chain(previous: str, number: int, content_digest: str) -> str:
    """The next link of a chain: sha256 over ``previous:number:content_digest``, in hex.

    It runs over digests, so a text that a court removes leaves the chain verifiable. ``previous``
    is "" for the first edition. A trigger computes the same.
    """
    return hashlib.sha256(f"{previous}:{number}:{content_digest}".encode()).hexdigest()
