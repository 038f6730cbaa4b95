"""The people who work here, and the names under which they are printed."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What somebody does at the desk; ``accounts.roles`` says what each may do."""

    REPORTER = "reporter"
    EDITOR = "editor"
    CHIEF = "chief"


class Author(models.Model):
    """A name that can stand in a byline: a person or a desk. Every column is meant for readers.

    Readers can see an author from the second that an edition with this byline is live (a policy of
    the database, not a switch that somebody has to remember).
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField("profile", blank=True)
    is_desk = models.BooleanField(
        "a desk", default=False, help_text="It signs for several people. Search engines are told."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/authors/{self.slug}/"


class User(AbstractUser):
    """Somebody who signs in at the desk."""

    role = models.CharField(max_length=10, choices=Role, blank=True)
    author = models.OneToOneField(
        Author, on_delete=models.SET_NULL, null=True, blank=True, related_name="user"
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["", *Role.values]), name="user_role_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
