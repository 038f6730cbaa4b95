"""People at the desk and the names they sign with."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import Author, User


class AddressedAdmin(admin.ModelAdmin):
    """For what has an address of its own, which is fixed once an edition leads to it.

    ``editions`` names the relation that tells.
    """

    actions = None
    search_fields = ("name",)
    list_display = ("name", "slug")
    editions = "editions"

    def is_in_print(self, obj: Model | None) -> bool:
        return obj is not None and getattr(obj, self.editions).exists()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("slug",) if self.is_in_print(obj) else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody's, of what is in print: the database would refuse it."""
        return super().has_delete_permission(request, obj) and not self.is_in_print(obj)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}


@admin.register(Author)
class AuthorAdmin(AddressedAdmin):
    fields = ("name", "slug", "is_desk", "description")
    editions = "edition_links"


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Who may add people gives them a role; what goes beyond the roles is a superuser's alone."""

    actions = None
    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()  # its two boxes fail for a screen reader
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "role", "is_staff")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )
    _PERSON = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "author")}),
        ("At the desk", {"fields": ("role", "is_active", "is_staff", "last_login", "date_joined")}),
    )
    _BEYOND_THE_ROLES = (
        ("Beyond the roles", {"fields": ("is_superuser", "groups", "user_permissions")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        return self._PERSON + (self._BEYOND_THE_ROLES if request.user.is_superuser else ())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what people did stays on record, so they are made inactive."""
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True, **super().get_changeform_initial_data(request)}
