"""The picture library: the original as it came, what must stand beside it in print, its rights."""

from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

# Raised when pictures are developed in another way than before: all will be made anew when asked.
LADDER = 1
_WITHIN = (MinValueValidator(0.0), MaxValueValidator(1.0))


def _original_path(image: "Image", filename: str) -> str:
    return f"{image.sha256[:2]}/{image.sha256}{PurePath(filename).suffix.lower()[:5]}"


class Image(models.Model):
    """One picture. The file is the desk's own; readers get renditions of it, pinned to an edition.

    The focal point is what every crop keeps: from the left and from the top, 0 to 1. What prints
    it is asked of it then: an upload needs no words yet.
    """

    file = models.FileField(upload_to=_original_path, max_length=120)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    format = models.CharField(max_length=8, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)

    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="As it will be printed.")
    alt = models.CharField(
        "alternative text",
        max_length=400,
        blank=True,
        help_text="What a reader who cannot see the picture is told.",
    )
    place = models.CharField(max_length=200, blank=True)
    taken_at = models.DateField("taken on", null=True, blank=True)
    copyright = models.CharField(max_length=300, blank=True)

    source = models.CharField(
        max_length=200, blank=True, help_text="Who gave it to us: an agency, a person, a ministry."
    )
    licence = models.CharField(
        max_length=200, blank=True, help_text="Under what licence or agreement, in a few words."
    )
    usage_terms = models.TextField(
        blank=True, help_text="What the source asks of whoever prints it."
    )
    usable_from = models.DateTimeField(
        "embargo until", null=True, blank=True, help_text="It cannot be printed before this time."
    )
    usable_until = models.DateTimeField(
        "rights end",
        null=True,
        blank=True,
        help_text="It cannot be printed from this time on. What is live then is reported.",
    )

    focal_x = models.FloatField("focal point, from the left", default=0.5, validators=_WITHIN)
    focal_y = models.FloatField("focal point, from the top", default=0.5, validators=_WITHIN)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["usable_until"], name="image_rights_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="image_focal_point_within",
            ),
            models.CheckConstraint(
                condition=models.Q(usable_from__isnull=True)
                | models.Q(usable_until__isnull=True)
                | models.Q(usable_from__lt=models.F("usable_until")),
                name="image_rights_begin_before_they_end",
                violation_error_message="The rights end before the embargo does.",
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:60] or f"Picture {self.pk}"

    @property
    def recipe(self) -> str:
        """How it is developed now: a name for the ladder of sizes and the focal point."""
        return f"{LADDER}:{self.focal_x:.3f},{self.focal_y:.3f}"

    def is_usable_at(self, moment: datetime) -> bool:
        """Whether its rights let it be printed at that time."""
        begun = self.usable_from is None or self.usable_from <= moment
        return begun and (self.usable_until is None or moment < self.usable_until)

    def clean(self) -> None:
        """Refuse a time of use that ends before it begins, beside the field that says so."""
        if self.usable_from and self.usable_until and self.usable_from >= self.usable_until:
            raise ValidationError({"usable_until": "The rights end before the embargo does."})


class RenditionSet(models.Model):
    """All sizes and shapes that were made of a picture in one way: never changed, made once.

    ``picture`` is a ``prose.material.Renditions``: what an edition freezes, without the words.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="rendition_sets")
    recipe = models.CharField(max_length=40)
    picture = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "recipe"], name="renditions_made_once")
        ]

    def __str__(self) -> str:
        return f"{self.image_id}: {self.recipe}"
