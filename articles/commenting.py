"""Commenting on a copy: said, answered, resolved, opened again; by everybody at the desk.

It needs no right to change the copy: what is in review or cleared is commented on by whoever reads
it. Nobody changes what was said, not even their own words: an answer may rest on it already.
"""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.models.article import Article
from articles.models.comment import About, Comment
from articles.models.logbook import LogbookEntry
from articles.prose.anchoring import CONTEXT, QUOTE, Anchor, anchor_at, find, spaced
from articles.workflow import NotAllowed, NotNow, NotReady

PERMISSION = "articles.add_comment"
# Of these a comment keeps what they said when it was made.
_QUOTED = {About.HEADLINE, About.DEK, About.DATELINE}


def comment(
    article: Article, *, by: User, text: str, about: str = About.BODY, anchor: Anchor | None = None
) -> Comment:
    """Say something of a part of the copy, or of words in its body.

    Words whose neighbours are not those of the stored body are looked up in it; words that it has
    not, for they are not stored yet, are kept as they were sent. Raises ``NotAllowed`` and
    ``NotReady``.
    """
    _demand(by)
    said = _said(text)
    anchored = {}
    if about == About.BODY and anchor and anchor.quote.strip():
        anchored = vars(_anchored(article.body, anchor))
    elif about in _QUOTED:
        anchored = {"quote": getattr(article, about)[:QUOTE]}
    return _keep(Comment(article=article, by=by, text=said, about=about, **anchored))


def reply(parent: Comment, *, by: User, text: str) -> Comment:
    """Answer a comment that is still open. Raises ``NotAllowed``, ``NotReady`` and ``NotNow``."""
    _demand(by)
    said = _said(text)
    with transaction.atomic():
        stored = _locked(parent)
        if stored.resolved_at:
            raise NotNow(f"{stored.resolved_by} has resolved it: open it again to answer.")
        return _keep(
            Comment(article=stored.article, parent=stored, by=by, text=said, about=stored.about)
        )


def resolve(thread: Comment, *, by: User) -> None:
    """Say that a comment is dealt with. Raises ``NotAllowed`` and ``NotNow``."""
    _demand(by)
    with transaction.atomic():
        stored = _locked(thread)
        if stored.resolved_at:
            raise NotNow(f"{stored.resolved_by} has resolved it already.")
        stored.resolved_at, stored.resolved_by = timezone.now(), by
        stored.save(update_fields=["resolved_at", "resolved_by"])
        _log(stored, "comment resolved", by=by)


def reopen(thread: Comment, *, by: User) -> None:
    """Say that a comment is not dealt with after all. Raises ``NotAllowed`` and ``NotNow``."""
    _demand(by)
    with transaction.atomic():
        stored = _locked(thread)
        if not stored.resolved_at:
            raise NotNow("It is open already.")
        stored.resolved_at = stored.resolved_by = None
        stored.save(update_fields=["resolved_at", "resolved_by"])
        _log(stored, "comment reopened", by=by)


def people() -> list[User]:
    """Who can be asked by name: all who work at the desk, by name."""
    at_the_desk = User.objects.filter(is_active=True, is_staff=True)
    return sorted(at_the_desk, key=lambda person: str(person).lower())


def mentioned(text: str, everybody: Iterable[User]) -> list[User]:
    """Whom a text names with an @ before the name or the user name; namesakes are all meant."""
    by_name: dict[str, list[User]] = {}
    for person in everybody:
        for name in {str(person).lower(), person.username.lower()}:
            by_name.setdefault(name, []).append(person)
    # The longest first: “@Ana Lee” is not “@Ana”.
    names = sorted(by_name, key=len, reverse=True)
    if not names:
        return []
    pattern = rf"(?<!\w)@({'|'.join(map(re.escape, names))})(?!\w)"
    found = (name.lower() for name in re.findall(pattern, text, re.IGNORECASE))
    return list({person.pk: person for name in found for person in by_name[name]}.values())


def _anchored(body: str, anchor: Anchor) -> Anchor:
    sent = Anchor(
        anchor.block[:8],
        spaced(anchor.quote).strip()[:QUOTE],
        spaced(anchor.before)[-CONTEXT:],
        spaced(anchor.after)[:CONTEXT],
    )
    has_neighbours = bool(sent.before or sent.after)
    if has_neighbours and find(body, sent):
        return sent
    return anchor_at(body, sent.block, sent.quote) or sent


def _demand(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise NotAllowed("Comments are for the people of the desk.")


def _said(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise NotReady(["Write something first."])
    if len(said) > Comment.TEXT:
        raise NotReady([f"A comment has {Comment.TEXT} characters at most; this has {len(said)}."])
    return said


def _keep(new: Comment) -> Comment:
    with transaction.atomic():
        new.save(force_insert=True)
        new.mentions.add(*mentioned(new.text, people()))
    return new


def _locked(thread: Comment) -> Comment:
    """The comment as it is stored; of an answer, the one that it answers."""
    begun = thread.parent_id or thread.pk
    found = Comment.objects.select_for_update(of=("self",)).select_related("article")
    return found.get(pk=begun)


def _log(thread: Comment, verb: str, *, by: User) -> None:
    note = f"{thread.by}: {thread.text}"
    LogbookEntry.objects.create(article=thread.article, by=by, verb=verb, note=note[:200])
