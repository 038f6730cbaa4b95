"""Django's development server, which may look at the list of migrations as the desk."""

from django.contrib.staticfiles.management.commands import runserver

from nextfin import wall


class Command(runserver.Command):
    """``manage.py runserver``: its requests have a face each, its own question is the desk's."""

    def check_migrations(self) -> None:
        with wall.speaking_as(wall.DESK):
            super().check_migrations()
