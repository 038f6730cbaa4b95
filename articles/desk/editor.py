"""The editor of the body: what it is set up with, and what it is told of the desk."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.forms import Media
from django.templatetags.static import static
from django.urls import reverse
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget

from articles import prose
from articles.providers import PROVIDERS

# The names are those that static/desk/prose.js exports. The bar over the text is our own.
_EDITOR = {
    "extensions": {
        **prose.EXTENSIONS,
        # Else "Tokyo.It rained" becomes a link to a site in Italy.
        "Link": {**prose.EXTENSIONS["Link"], "autolink": False},
        "Caption": True,
        "Comments": True,
        "Menu": False,
        "NoSpellCheck": False,
        "Pasting": True,
        "Placeholder": {"placeholder": "The text, or / for a block"},
        "Standings": True,
        "Writing": True,
    }
}


@cache
def newsroom() -> str:
    """What the editor is told, as JSON: where it asks, by what it asks for, and the addresses of
    works that may be shown, from the host on. The key 0 stands for that of any picture.
    """
    addresses = {
        "pictures": reverse("admin:articles_image_choose"),
        "upload": reverse("admin:articles_image_upload"),
        "thumbnail": reverse("admin:articles_image_thumbnail", args=[0]),
        "articles": reverse("admin:articles_article_find"),
        "draw": reverse("admin:articles_article_draw"),
        "embed": reverse("admin:articles_embed_look"),
        "figures": static("site/figures.css"),
    }
    return json.dumps({"addresses": addresses, "works": list(_patterns_of_works())})


def _patterns_of_works() -> Iterator[str]:
    """As JavaScript writes them."""
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            yield pattern.pattern.replace("(?P<", "(?<")


class BodyEditor(ProseEditorWidget):
    """The editor in our own dress, with our own blocks."""

    @property
    def media(self) -> Media:
        media: Media = super().media
        return media + Media(css={"all": ["desk/prose.css"]})

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config()
        return {**config, "js_modules": [*config["js_modules"], static("desk/prose.js")]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-newsroom"] = newsroom()
        return context


class BodyField(ProseEditorFormField):
    """The body. It has changed only if its clean text has: an editor's tidying is no change."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(config=_EDITOR, widget=BodyEditor, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The editor is given clean text: what it does not know it would drop."""
        return prose.clean(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        return prose.clean(super().to_python(value))
