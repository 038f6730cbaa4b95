"""Loads the first story through the door: drafted, cleared and published, with its own dates."""

import os
import re
import secrets
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from accounts.models import Author, Role, User
from articles import handling, publishing
from articles.desk.pictures.intake import take_in
from articles.models import Article, Byline, Front, Image, Section, Story, Topic
from articles.workflow import VERBS

FIXTURES = settings.BASE_DIR / "fixtures"
PICTURES = FIXTURES / "pictures"
# How a body names an article or a picture whose key only the database knows.
SLUG = re.compile(r'data-(article|image)-slug="([^"]*)"')
SIGN_INS = settings.DATA_DIR / "demo-sign-ins.txt"
ONE_SEED_AT_A_TIME = 20260103  # an advisory lock


class Command(BaseCommand):
    help = "Load the demo newsroom: three people, topics, desks and the first story."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing, and say nothing, where there are articles already",
        )

    def handle(self, *, if_empty: bool, **options: Any) -> None:
        folders = sorted(path.parent for path in FIXTURES.glob("*/article.toml"))
        pieces = [_toml(folder / "article.toml") | {"folder": folder} for folder in folders]
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SEED_AT_A_TIME])
            slugs = {piece["slug"] for piece in pieces}
            present = set(Article.objects.values_list("slug", flat=True))
            if present and if_empty:
                return
            if present >= slugs:
                self.stdout.write("The first story is loaded already.")
                return
            if present:
                raise CommandError(
                    "This newsroom has articles of its own, so the demo story stays out."
                )
            self._load(_toml(FIXTURES / "newsroom.toml"), pieces)
        self.stdout.write(f"Loaded {len(pieces)} articles of the first story.")

    def _load(self, newsroom: dict[str, Any], pieces: list[dict[str, Any]]) -> None:
        for model, rows in (
            (Topic, newsroom["topics"]),
            (Author, newsroom["authors"]),
            (Story, newsroom["stories"]),
        ):
            for row in rows:
                model.objects.update_or_create(slug=row["slug"], defaults=row)
        cast = _people(newsroom["users"])
        pictures = {
            given.pop("slug"): _picture(given, by=cast["reporter"])
            for given in _toml(PICTURES / "pictures.toml")["pictures"]
        }
        for piece in pieces:
            _article(piece, cast, pictures)
        _story(_toml(FIXTURES / "story.toml"), by=cast["editor"])
        for layout in _toml(FIXTURES / "front.toml")["editions"]:
            _front(layout, by=cast["editor"])


def _people(rows: list[dict[str, str]]) -> dict[str, User]:
    """The demo users by role, each with a new password that is written down for this machine."""
    cast, lines = {}, []
    for row in rows:
        password = secrets.token_urlsafe(9)
        first_name, _, last_name = row["name"].partition(" ")
        user, _ = User.objects.update_or_create(
            username=row["username"],
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "role": Role(row["role"]),
                "is_staff": True,
            },
        )
        user.set_password(password)
        user.save()
        cast[row["role"]] = user
        lines.append(f"{row['role']:<10} {row['username']:<10} {password}\n")
    _write_privately(SIGN_INS, "".join(lines))
    return cast


def _picture(given: dict[str, Any], *, by: User) -> Image:
    """Take a picture of the story into the library, with the words and rights that it is given."""
    path = PICTURES / given.pop("file")
    with path.open("rb") as file:
        image = take_in(UploadedFile(file, path.name, size=path.stat().st_size), by=by).image
    for name, value in given.items():
        setattr(image, name, value)
    image.full_clean()
    image.save()
    return image


def _article(piece: dict[str, Any], cast: dict[str, User], pictures: dict[str, Image]) -> None:
    """Take one piece through its whole life so far: written, submitted, cleared, published."""
    lead = pictures[piece["lead"]]
    article = Article(
        slug=piece["slug"],
        label=piece["label"],
        dateline=piece["dateline"],
        story=Story.objects.get(slug=piece["story"]),
        lead_image=lead,
        lead_alt=lead.alt,
    )
    for given in piece["editions"]:
        article.headline, article.dek = given["headline"], given["dek"]
        body = (piece["folder"] / given["body"]).read_text(encoding="utf-8")
        article.body = SLUG.sub(partial(_key, pictures), body)
        article = handling.save_copy(article, by=cast["reporter"])
        if not article.bylines.exists():
            _sign(article, piece)
        article = handling.submit(article, by=cast["reporter"])
        article = handling.clear(article, by=cast["editor"])
        verb = VERBS[given["verb"]]
        publishing.record_past(article, verb, at=given["at"], by=cast["editor"], note=given["note"])


def _key(pictures: dict[str, Image], named: re.Match[str]) -> str:
    """The attribute with the key of what it names: a picture, or an article that came before."""
    kind, slug = named.groups()
    found = pictures[slug] if kind == "image" else Article.objects.get(slug=slug)
    return f'data-{kind}="{found.pk}"'


def _sign(article: Article, piece: dict[str, Any]) -> None:
    article.topics.set(Topic.objects.filter(slug__in=piece["topics"]))
    Byline.objects.bulk_create(
        Byline(
            article=article,
            author=Author.objects.get(slug=line["author"]),
            role=line["role"],
            position=position,
        )
        for position, line in enumerate(piece["authors"])
    )


def _story(told: dict[str, Any], *, by: User) -> None:
    """Print the story's own words, with what its pieces are to it and to each other."""
    story = Story.objects.get(slug=told["slug"])
    story.people, story.watch, story.figures = told["people"], told["watch"], told["figures"]
    story.saved_by = by
    story.save()
    for event in told["events"]:
        story.events.create(**_with_articles(event))
    for part in told["parts"]:
        story.parts.create(**_with_articles(part))
    for relation in told["relations"]:
        story.relations.create(**_with_articles(relation))
    publishing.record_past_story(story, at=told["at"], by=by)


def _front(layout: dict[str, Any], *, by: User) -> None:
    """Lay the front page out anew, and print it."""
    front = Front.objects.get()
    front.slots.all().delete()
    front.sections.all().delete()
    front.saved_by = by
    front.save()
    _place(front, None, layout["lead"])
    for position, given in enumerate(layout.get("sections", []), 1):
        slots = given.pop("slots")
        topic = Topic.objects.get(slug=given.pop("topic"))
        section = front.sections.create(position=position, topic=topic, **given)
        _place(front, section, slots)
    publishing.record_past_front(front, at=layout["at"], by=by)


def _place(front: Front, section: Section | None, slots: list[dict[str, str]]) -> None:
    for position, slot in enumerate(slots, 1):
        front.slots.create(section=section, position=position, **_with_articles(slot))


def _with_articles(given: dict[str, Any]) -> dict[str, Any]:
    """The same, with articles in the place of their slugs."""
    slugs = {name: given[name] for name in ("article", "other") if name in given}
    return given | {name: Article.objects.get(slug=slug) for name, slug in slugs.items()}


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _write_privately(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
