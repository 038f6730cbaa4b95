"""The times in which an article is withdrawn: the wall asks this table before it shows a text."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models


class Withdrawal(models.Model):
    """From a kill to its return (or for ever). Only the door writes it, with a kill edition.

    ``span`` is empty when a planned withdrawal was cancelled. Readers' role sees a row only once
    the withdrawal has begun, so a planned one is not given away.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="withdrawals"
    )
    span = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="withdrawn_once_at_a_time",
                expressions=[
                    ("article", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.span}"
