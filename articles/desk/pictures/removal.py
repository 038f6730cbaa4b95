"""The end of a picture: out of the library, if nothing uses it, and its file after it."""

from collections.abc import Callable
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet

from articles.desk.thumbnails import forget_thumbnail
from articles.models import Image


def remove(image: Image, *, log: "Callable[[QuerySet[Image]], object]") -> bool:
    """Delete a picture that is used nowhere, and ``log`` it; False if something uses it.

    The original and its small copy go once the deletion is certain. What was printed of it stays:
    another picture may have printed the same file.
    """
    try:
        with transaction.atomic():
            stored = Image.objects.select_for_update().get(pk=image.pk)
            log(Image.objects.filter(pk=stored.pk))
            stored.delete()
            # What the database checks at the end is checked now, while it can be told.
            connection.check_constraints()
    except (ProtectedError, IntegrityError):
        return False
    transaction.on_commit(partial(image.file.delete, save=False))
    transaction.on_commit(partial(forget_thumbnail, image))
    return True
