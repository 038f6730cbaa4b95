"""What a box offers of a long list: a few in the page, the rest found by name while one types."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Func, IntegerField, Model, QuerySet, TextField, Value, When
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import Author
from articles.desk.keys import is_key
from articles.desk.people import signed_in
from articles.models import Story, Topic

MOST_IN_A_PAGE = 200
MOST_FOUND = 20
MOST_WORDS = 12
ACCENTS = range(0x300, 0x370)

# A key, as a select sends it, and a name.
Option = tuple[str, str]


class Plain(Func):
    """A text in small letters without their accents; ``plain`` is the same in Python."""

    template = (
        "regexp_replace(normalize(lower(%(expressions)s), NFD), '[\\u0300-\\u036f]', '', 'g')"
    )
    output_field = TextField()


def plain(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.lower().replace("\0", " "))
    return "".join(letter for letter in parted if ord(letter) not in ACCENTS)


@dataclass(frozen=True)
class InThePage:
    """What stands in a select; ``find`` is where the rest is asked for, empty if this is all."""

    options: list[Option]
    find: str


@dataclass(frozen=True)
class Choices:
    """Things with a name that an article can have."""

    kind: str
    model: type[Model]

    def in_a_page(self, chosen: Iterable[Any] = ()) -> InThePage:
        """All of them; of a long list the newest, and those whose keys are ``chosen``."""
        newest = list(self._named().order_by("-pk")[: MOST_IN_A_PAGE + 1])
        is_all = len(newest) <= MOST_IN_A_PAGE
        shown = {str(key): name for key, name in newest[:MOST_IN_A_PAGE]}
        missing = {key for key in map(str, chosen) if is_key(key)} - shown.keys()
        if missing and not is_all:
            shown |= {str(key): name for key, name in self._named().filter(pk__in=missing)}
        options = sorted(shown.items(), key=lambda option: plain(option[1]))
        return InThePage(options, "" if is_all else self.address)

    def named(self, words: str) -> list[Option]:
        """Those whose name holds every word, whatever its accents: one more than is shown.

        First those that begin with what was typed, then those of which a later word does.
        """
        typed = plain(words).split()
        whole = " ".join(typed)
        found = self._named().annotate(plain=Plain("name"))
        for word in typed[:MOST_WORDS]:
            found = found.filter(plain__contains=word)
        place = Case(
            When(plain__startswith=whole, then=Value(0)),
            When(plain__contains=f" {whole}", then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        found = found.order_by(place, "plain", "pk")[: MOST_FOUND + 1]
        return [(str(key), name) for key, name in found.values_list("pk", "name")]

    @property
    def address(self) -> str:
        return reverse("admin:articles_article_choices", args=[self.kind])

    def _named(self) -> "QuerySet[Any, Any]":
        return self.model._default_manager.values_list("pk", "name")


AUTHORS = Choices("authors", Author)
STORIES = Choices("stories", Story)
TOPICS = Choices("topics", Topic)
KINDS = {choices.kind: choices for choices in (AUTHORS, STORIES, TOPICS)}


@require_GET
def find(request: HttpRequest, kind: str) -> JsonResponse:
    """For a box: what is named so, and whether there is more of it."""
    if not signed_in(request).has_perm("articles.view_article"):
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind].named(request.GET.get("q", ""))
    options = [{"value": key, "label": name} for key, name in found[:MOST_FOUND]]
    return JsonResponse({"options": options, "more": len(found) > MOST_FOUND})
