"""What else there is about an article at the desk, beside its own page: a table of contents."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from articles.desk import (
    choices,
    comments,
    drafts,
    drawing,
    embeds,
    links,
    presence,
    proof_links,
    withdrawal,
)


def urls(wrap: Callable[..., Any]) -> list[URLPattern]:
    """The pages and answers, each behind the admin's own door (``wrap``)."""
    of_any = {"find": links.find, "draw": drawing.draw}
    of_one = {
        "comments": comments.manage,
        "drafts": drafts.page,
        "here": presence.here,
        "proof-links": proof_links.manage,
        "withdrawal": withdrawal.page,
    }
    return [
        path("choices/<str:kind>/", wrap(choices.find), name="articles_article_choices"),
        path("embed/", wrap(embeds.look), name="articles_embed_look"),
        *(path(f"{name}/", wrap(view), name=_name(name)) for name, view in of_any.items()),
        *(
            path(f"<int:object_id>/{name}/", wrap(view), name=_name(name))
            for name, view in of_one.items()
        ),
    ]


def _name(page: str) -> str:
    return f"articles_article_{page.replace('-', '_')}"
