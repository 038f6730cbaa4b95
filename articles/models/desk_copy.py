"""What every working copy knows of its saves, so that nobody overwrites anybody."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.workflow import NotNow


class DeskCopy(models.Model):
    """A working copy: ``revision`` counts its saves, ``saved_by`` is who made the last one."""

    revision = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    def locked(self, *, as_seen: bool = True) -> Self:
        """This copy as it is stored now, locked until the transaction ends.

        Raises ``NotNow`` if somebody has saved it since this copy was read: a verb acts on the text
        that its speaker has seen, or not at all. ``as_seen=False`` is for a verb that acts on what
        readers have and not on the copy.
        """
        # No join: a row that changes while we wait for its lock is held against the old neighbours.
        stored = type(self)._default_manager.select_for_update().get(pk=self.pk)
        if as_seen and stored.revision != self.revision:
            when = timezone.localtime(stored.saved_at)
            raise NotNow(
                f"{stored.saved_by} saved a newer version at {when:%H:%M:%S}. "
                "Look at it before you go on."
            )
        return stored
