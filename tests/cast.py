"""The people and the pieces of the tests, made with the real verbs; every text is plainly made up.

A builder returns the article as it stands after its last verb; its editions are asked of it.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image as Pillow

from accounts.models import Author, Role, User
from articles import handling, publishing, workflow
from articles.models import Article, Byline, Draft, Edition, Front, Image, Story, Topic
from articles.models.edition import clock
from articles.workflow import State, Verb

NOTE = "A synthetic note."


class Cast:
    """Two reporters, two editors and a chief, made when first asked for, and what they write."""

    def __init__(self, password_hash: str | None = None) -> None:
        self.password_hash = password_hash or make_password(None)
        self._numbers = count(1)

    # --- People -----------------------------------------------------------------------------------

    @cached_property
    def reporter(self) -> User:
        return self.person("reporter", Role.REPORTER)

    @cached_property
    def second_reporter(self) -> User:
        return self.person("second-reporter", Role.REPORTER)

    @cached_property
    def editor(self) -> User:
        return self.person("editor", Role.EDITOR)

    @cached_property
    def second_editor(self) -> User:
        return self.person("second-editor", Role.EDITOR)

    @cached_property
    def chief(self) -> User:
        return self.person("chief", Role.CHIEF)

    def person(self, username: str, role: Role) -> User:
        return User.objects.create(
            username=username,
            first_name="Synthetic",
            last_name=username.replace("-", " ").title(),
            role=role,
            is_staff=True,
            password=self.password_hash,
        )

    # --- What pieces refer to ---------------------------------------------------------------------

    @cached_property
    def author(self) -> Author:
        return self.new_author("Synthetic Desk", is_desk=True)

    def new_author(self, name: str, **given: Any) -> Author:
        return Author.objects.create(name=name, slug=_slug(name), **given)

    def story(self, name: str = "Synthetic story", **given: Any) -> Story:
        told = {"summary": "A synthetic summary.", "saved_by": self.editor} | given
        return Story.objects.create(name=name, slug=_slug(name), **told)

    @property
    def front(self) -> Front:
        """The one front page, as the desk has it."""
        return Front.objects.get()

    def topic(self, name: str = "Synthetic topic", **given: Any) -> Topic:
        return Topic.objects.create(name=name, slug=_slug(name), **given)

    def picture(self, **given: Any) -> Image:
        """A plain rectangle of a colour of its own, in the library."""
        number = next(self._numbers)
        encoded = BytesIO()
        Pillow.new("RGB", (64, 40), (number % 256, number // 256, 90)).save(encoded, "PNG")
        image = Image(
            **{"credit": "Synthetic credit", "alt": "A plain rectangle"} | given,
            sha256=hashlib.sha256(encoded.getvalue()).hexdigest(),
            format="PNG",
            width=64,
            height=40,
            uploaded_by=self.reporter,
        )
        image.file = ContentFile(encoded.getvalue(), "synthetic.png")
        image.save()
        return image

    # --- Pieces -----------------------------------------------------------------------------------

    def draft(
        self,
        *,
        by: User | None = None,
        topics: Iterable[Topic] = (),
        authors: Iterable[Author] | None = None,
        **given: Any,
    ) -> Article:
        """A draft by the reporter, signed by the desk; what is ``given`` are its fields."""
        number = next(self._numbers)
        article = Article(
            **{
                "lead_alt": "A plain rectangle" if "lead_image" in given else "",
                "headline": f"Synthetic headline {number}",
                "slug": f"synthetic-{number}",
                "dek": f"Synthetic dek {number}.",
                "body": f"<p>Synthetic text of piece {number}.</p>",
            }
            | given
        )
        article = handling.save_copy(article, by=by or self.reporter)
        article.topics.set(topics)
        for position, author in enumerate([self.author] if authors is None else authors):
            Byline.objects.create(article=article, author=author, position=position)
        with transaction.atomic():
            Draft.keep(article, by=article.saved_by)
        return article

    def submitted(self, **given: Any) -> Article:
        article = self.draft(**given)
        return handling.submit(article, by=article.created_by)

    def cleared(self, **given: Any) -> Article:
        return handling.clear(self.submitted(**given), by=self.editor)

    def published(self, **given: Any) -> Article:
        """A live article; its copy is still the cleared one."""
        article = self.cleared(**given)
        publishing.publish(article, by=self.editor)
        return article

    def killed(self, **given: Any) -> Article:
        article = self.published(**given)
        publishing.kill(article, by=self.chief, note=NOTE)
        return article

    def scheduled(self, *, seconds: float = 3600, **given: Any) -> Article:
        """A cleared article whose first edition begins in so many seconds."""
        article = self.cleared(**given)
        self.schedule(article, workflow.PUBLISH, seconds=seconds)
        return article

    def edited(self, article: Article, **changes: Any) -> Article:
        """The stored copy with these changes, reopened, saved by the reporter and cleared again."""
        article = stored(article)
        if article.state == State.CLEARED:
            article = handling.reopen(article, by=self.reporter)
        for name, value in changes.items():
            setattr(article, name, value)
        article = handling.save_copy(article, by=self.reporter)
        article = handling.submit(article, by=self.reporter)
        return handling.clear(article, by=self.editor)

    def corrected(self, article: Article, **changes: Any) -> Article:
        """The live article with these changes, as a correction."""
        article = self.edited(article, **changes)
        publishing.correct(article, by=self.editor, note=NOTE)
        return article

    def schedule(self, article: Article, verb: Verb, *, seconds: float = 3600) -> Edition:
        """The edition that ``verb`` gives readers so many seconds from now; said by the chief."""
        at = self.in_seconds(seconds)
        return publishing.schedule(article, verb, at=at, by=self.chief, note=NOTE)

    def in_seconds(self, seconds: float) -> datetime:
        """The database's time in so many seconds."""
        return clock() + timedelta(seconds=seconds)


def stored(article: Article) -> Article:
    """The article as it is in the database now."""
    return Article.objects.get(pk=article.pk)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
