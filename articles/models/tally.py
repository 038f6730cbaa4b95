"""How the newsroom keeps its word, in figures that are counted over the record by a job."""

from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from articles.models.edition import Edition, clock
from articles.workflow import Kind


class Median(models.Aggregate):
    """The middle one of the values, or between the middle two."""

    name = "Median"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.DurationField()


class Tally(models.Model):
    """The latest count: one row at most, without a word of any text.

    ``live`` and ``withdrawn`` are articles as readers had them at ``counted_at``; ``sourced`` are
    the live ones that print a list of sources; ``corrections`` are all that ever came into force,
    and ``median_to_correct`` is the middle one of their times since first publication.
    """

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    counted_at = models.DateTimeField()
    live = models.PositiveIntegerField()
    withdrawn = models.PositiveIntegerField()
    sourced = models.PositiveIntegerField()
    corrections = models.PositiveIntegerField()
    median_to_correct = models.DurationField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="tally_is_one")]

    def __str__(self) -> str:
        return f"{self.counted_at:%Y-%m-%d %H:%M}"

    @classmethod
    def take(cls) -> Self:
        """Count anew, what is in force and what was, and nothing whose time lies ahead."""
        current = Edition.objects.current()
        tally, _ = cls.objects.update_or_create(
            pk=cls.ONLY,
            defaults={
                "counted_at": clock(),
                "sourced": Edition.objects.live().with_sources().count(),
                **current.aggregate(
                    live=Count("pk", filter=~Q(kind=Kind.KILL)),
                    withdrawn=Count("pk", filter=Q(kind=Kind.KILL)),
                ),
                **Edition.objects.setting_right()
                .filter(kind=Kind.CORRECTION)
                .aggregate(
                    corrections=Count("pk"),
                    median_to_correct=Median(F("begins_at") - F("published_at")),
                ),
            },
        )
        return tally

    @property
    def published(self) -> int:
        """Articles ever published: of each, either its text or its kill notice is in force."""
        return self.live + self.withdrawn

    @property
    def corrections_per_100(self) -> float | None:
        return 100 * self.corrections / self.published if self.published else None

    @property
    def sourced_per_100(self) -> float | None:
        return 100 * self.sourced / self.live if self.live else None
