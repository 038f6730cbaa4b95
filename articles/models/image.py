"""The picture library: the original as it came, and what must stand beside it in print."""

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000


def _original_path(image: "Image", filename: str) -> str:
    return f"{image.sha256[:2]}/{image.sha256}{PurePath(filename).suffix.lower()[:5]}"


def check_picture(upload: "File[bytes]") -> None:
    """Refuse what is not a whole JPEG, PNG or WebP picture of a sane size.

    Raises ``ValidationError`` in plain words. It reads the header first, so that a small file that
    claims to be huge is refused before it is decoded.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError("This file is larger than 25 MB.")
    upload.seek(0)
    try:
        with Pillow.open(upload) as picture:
            if picture.format not in FORMATS:
                raise ValidationError("Only JPEG, PNG and WebP pictures can be used.")
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError("This picture has more than 50 million pixels.")
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise ValidationError("This file is damaged or is not a picture.") from error
    finally:
        upload.seek(0)


class Image(models.Model):
    """One picture. The file is the desk's own; the door prints a copy with its edition."""

    file = models.ImageField(upload_to=_original_path, width_field="width", height_field="height")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, help_text="As it will be printed.")
    alt = models.CharField(
        "alternative text",
        max_length=400,
        blank=True,
        help_text="What a reader who cannot see the picture is told.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.caption[:60] or f"Picture {self.pk}"

    def clean(self) -> None:
        """Check a new upload, and say so if the library has the same file already."""
        if not self.file or self.file._committed:  # type: ignore[attr-defined]
            return
        check_picture(self.file.file)
        self.sha256 = hashlib.file_digest(self.file.file, "sha256").hexdigest()
        self.file.file.seek(0)
        twin = Image.objects.filter(sha256=self.sha256).exclude(pk=self.pk).first()
        if twin:
            raise ValidationError({"file": f"The library has this picture already: “{twin}”."})
