"""What comes into the library: a file is looked at in the darkroom, and kept once."""

from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import User
from articles import darkroom
from articles.models import Image
from articles.tasks import develop

WORDS = ("caption", "credit", "alt", "place", "taken_at", "copyright", "source", "usage_terms")


@dataclass(frozen=True)
class TakenIn:
    """A picture, and whether it ``is_new`` in the library; ``is_animated`` if that was lost."""

    image: Image
    is_new: bool
    is_animated: bool = False


def take_in(upload: UploadedFile, *, by: User) -> TakenIn:
    """Keep an uploaded picture, with the words that its file carries, and have it developed.

    The same file is kept once: then the picture that the library has is given back. Raises
    ``darkroom.Unusable`` with a sentence for people.
    """
    examined = darkroom.examine(upload)
    known = Image.objects.filter(sha256=examined.sha256).first()
    if known:
        return TakenIn(known, is_new=False)
    image = Image(
        file=File(upload, name=f"original{examined.extension}"),
        sha256=examined.sha256,
        format=examined.format,
        width=examined.width,
        height=examined.height,
        uploaded_by=by,
        **_words(examined.words),
    )
    try:
        with transaction.atomic():
            image.save()
            develop.defer(image_key=image.pk)
    except IntegrityError:
        # Somebody has uploaded the same file in the same second.
        known = Image.objects.get(sha256=examined.sha256)
        if image.file.name != known.file.name:
            image.file.delete(save=False)
        return TakenIn(known, is_new=False)
    return TakenIn(image, is_new=True, is_animated=examined.is_animated)


def _words(found: darkroom.Words) -> dict[str, Any]:
    """The words of the file, each as long as the library has room for."""
    words = {name: getattr(found, name) for name in WORDS}
    for name, value in words.items():
        longest = getattr(Image._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and longest:
            words[name] = value[:longest]
    return words
