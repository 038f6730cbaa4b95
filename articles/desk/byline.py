"""The byline as one field of the article's form: who signs, in what role, in what order."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import Author
from articles.desk.choices import AUTHORS
from articles.desk.keys import is_key
from articles.models import Byline

# A line as it is sent: the author's key, empty if nobody signs it, and the role.
Line = tuple[str, str]

REPORTING = str(Byline.Role.REPORTING)


class BylineLines(forms.Widget):
    """Two selects in a line for each name, in their order, and an empty line for another name.

    They are sent as two lists, ``byline_author`` and ``byline_role``.
    """

    template_name = "admin/articles/byline/lines.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        lines = signed(value)
        authors = AUTHORS.in_a_page(author for author, _ in lines)
        context["widget"] |= {
            "lines": [*lines, ("", REPORTING)],
            "authors": authors,
            "roles": Byline.Role.choices,
        }
        return context

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """With the desk's own templates, which the renderer of forms does not look for."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str) -> str:
        """The box of the first author."""
        return f"{id_}_0" if id_ else id_

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Line] | None:
        if self.value_omitted_from_data(data, files, name):
            return None
        authors, roles = data.getlist(f"{name}_author"), data.getlist(f"{name}_role")
        return list(zip_longest(authors, roles[: len(authors)], fillvalue=REPORTING))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_author" not in data


class BylineField(forms.Field):
    """Lines of an author and a role; a form that was sent without them changes no byline."""

    widget = BylineLines

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: list[Line] | None) -> list[Line] | None:
        if value is None:
            return None
        lines = signed(value)
        keys = {author for author, _ in lines}
        known = Author.objects.in_bulk([int(key) for key in keys if is_key(key)])
        if {str(key) for key in known} != keys:
            raise forms.ValidationError("An author of the byline is not there any more.")
        if any(role not in Byline.Role.values for _, role in lines):
            raise forms.ValidationError("There is no such role in a byline.")
        for author, role in lines:
            if lines.count((author, role)) > 1:
                raise forms.ValidationError(f"{known[int(author)]} ({role}) is there twice.")
        return lines

    def has_changed(self, initial: Any, data: list[Line] | None) -> bool:
        return data is not None and signed(data) != signed(initial)


def lines_of(bylines: Iterable[Byline]) -> list[Line]:
    """The stored lines as the field has them."""
    return [(str(line.author_id), line.role) for line in bylines]


def signed(lines: Iterable[Line] | None) -> list[Line]:
    """The lines that somebody signs; the others are no lines."""
    return [(author, role) for author, role in lines or () if author]
