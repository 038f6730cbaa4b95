"""Makes the house itself an app, so that its commands and its first migration are found."""

from django.apps import AppConfig


class NextFinConfig(AppConfig):
    """The house: what belongs to no room."""

    name = "nextfin"
    verbose_name = "NextFin"
