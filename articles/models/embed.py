"""Works on other sites that bodies show: what the server was told of them, and when."""

from django.db import models


class Embed(models.Model):
    """One work, by its address; ``printed`` is a ``prose.material.PrintedEmbed``."""

    url = models.URLField(max_length=500, unique=True, db_index=False)
    printed = models.JSONField()
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url
