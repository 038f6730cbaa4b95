"""Who asks: the admin lets nobody past its door but the people of the desk."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that the admin has let in."""
    return cast(User, request.user)
