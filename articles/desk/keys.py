"""Keys of things as they come in: from an address, a form, a box."""


def is_key(text: str) -> bool:
    """Whether this can be the key of something."""
    return text.isdecimal() and len(text) < 19


def key_of(text: str | None) -> int | None:
    """The key that somebody sent; None if it is none."""
    return int(text) if text and is_key(text) else None
