"""The three roles of the desk as one table: what a reporter, an editor and a chief may do."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import Role

_REPORTER = {
    "articles.view_article",
    "articles.add_article",
    "articles.change_article",
    "articles.submit_article",
    "articles.reopen_article",
    "articles.view_image",
    "articles.add_image",
    "articles.change_image",
    "articles.view_story",
    "articles.view_topic",
    "accounts.view_author",
    "articles.view_edition",
    "articles.view_logbookentry",
    "articles.add_prooflink",
    "articles.add_comment",
}
_EDITOR = _REPORTER | {
    f"articles.{verb}_article"
    for verb in (
        "send_back",
        "clear",
        "spike",
        "restore",
        "publish",
        "restyle",
        "update",
        "correct",
        "cancel",
    )
}
_EDITOR |= {
    "articles.view_front",
    "articles.change_front",
    "articles.publish_front",
    "articles.publish_story",
}
_EDITOR |= {
    f"{app}.{act}_{thing}"
    for app, thing in (("articles", "story"), ("articles", "topic"), ("accounts", "author"))
    for act in ("add", "change")
}
# A reader's e-mail may be in there, so not everybody at the desk reads them.
_EDITOR |= {"articles.view_errorreport", "articles.change_errorreport"}
_CHIEF = _EDITOR | {
    "articles.kill_article",
    "articles.return_article",
    "articles.override_article",
    "articles.delete_image",
    "articles.delete_story",
    "articles.delete_topic",
    "accounts.delete_author",
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.REPORTER: frozenset(_REPORTER),
    Role.EDITOR: frozenset(_EDITOR),
    Role.CHIEF: frozenset(_CHIEF),
}


class RoleBackend(BaseBackend):
    """Gives each user the permissions of their role; it signs nobody in."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return set(PERMISSIONS.get(user_obj.role, ()))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(
            permission.partition(".")[0] == app_label
            for permission in self.get_user_permissions(user_obj)
        )
