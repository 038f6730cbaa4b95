from django.apps import AppConfig


class WireConfig(AppConfig):
    """What machines read of the newsroom, and what is sent to them."""

    name = "wire"
    verbose_name = "Wire"
