"""A proof for somebody outside: its link is made, given another address, answered and revoked."""

from datetime import timedelta

from django.db import DatabaseError, router, transaction
from django.utils import timezone

from accounts.models import User
from articles import workflow
from articles.models.article import Article
from articles.models.clearance import Writer
from articles.models.draft import Draft, words_of
from articles.models.edition import clock
from articles.models.logbook import LogbookEntry
from articles.models.proof_link import ProofAnswer, ProofLink, digest_of, new_token
from articles.models.standing import Standing
from articles.workflow import NotAllowed, NotNow, NotReady, Refused, State

DAYS = (1, 3, 7, 14, 30)  # the choices of how long a link lasts
_TOO_MANY = "NF006"  # the refusal of the trigger proof_answered; see migration 0010
_ENDED = "NF001"
_SENT_TWICE = "23505"  # unique_violation


class TooMany(Refused):
    """No more answers for now to this proof."""


class Ended(Refused):
    """The link has ended meanwhile, or takes no answer."""


def make(article: Article, *, by: User, days: int, may_answer: bool) -> tuple[ProofLink, str]:
    """A link to the copy as it is saved now, and the token of its address, which is told once.

    The draft that it shows is fixed for good. Raises ``NotAllowed`` and ``NotReady``.
    """
    if days not in DAYS:
        raise NotReady([f"A link lasts one of these numbers of days: {', '.join(map(str, DAYS))}."])
    with transaction.atomic():
        stored = article.locked(as_seen=False)
        if not may_make(Standing.of(stored), by):
            raise NotAllowed("It is not yours to show this copy to somebody outside.")
        draft = stored.drafts.at(stored.revision)
        if draft is None or draft.words != words_of(stored):
            draft = Draft.keep(stored, by=stored.saved_by)
        draft.fix()
        token = new_token()
        link = ProofLink.objects.create(
            draft=draft,
            token_digest=digest_of(token),
            may_answer=may_answer,
            made_by=by,
            expires_at=clock() + timedelta(days=days),
        )
        _log(link, "proof link made", by=by)
        return link, token


def give_to_partner(article: Article, *, by: User) -> tuple[ProofLink, str]:
    """A link that lasts until the embargo ends, or longer. Raises as ``make`` does."""
    if article.embargo_at is None or not article.is_embargoed:
        raise NotReady(["There is no embargo ahead: set one, and save it."])
    ahead = article.embargo_at - timezone.now()
    days = next((days for days in DAYS if ahead <= timedelta(days=days)), None)
    if days is None:
        raise NotReady(
            [f"No link lasts until the embargo ends: {DAYS[-1]} days are the most. Give it later."]
        )
    return make(article, by=by, days=days, may_answer=True)


def renew(link: ProofLink, *, by: User) -> str:
    """Give a link another address, whose token is told once; the one before leads nowhere now."""
    token = new_token()
    with transaction.atomic():
        stored = _open(link, by)
        stored.token_digest = digest_of(token)
        stored.save(update_fields=["token_digest"])
        _log(stored, "proof link renewed", by=by)
    return token


def revoke(link: ProofLink, *, by: User) -> None:
    """End a link before its time."""
    with transaction.atomic():
        stored = _open(link, by)
        stored.revoked_at, stored.revoked_by = timezone.now(), by
        stored.save(update_fields=["revoked_at", "revoked_by"])
        _log(stored, "proof link revoked", by=by)


def receive(answer: ProofAnswer) -> None:
    """Keep what somebody outside says; an answer that is sent twice is kept once.

    Raises ``TooMany`` and ``Ended``.
    """
    try:
        with transaction.atomic(using=router.db_for_write(ProofAnswer)):
            answer.save(force_insert=True)
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state == _TOO_MANY:
            raise TooMany("Many answers to this proof have come within an hour.") from error
        if state == _ENDED:
            raise Ended("This proof takes no answer any more.") from error
        if state != _SENT_TWICE:
            raise


def may_make(standing: Standing, user: User) -> bool:
    """Whether this user may show the copy outside: one that they may edit, or have written in."""
    article = standing.article
    if article.state == State.SPIKED or not user.has_perm("articles.add_prooflink"):
        return False
    return standing.may_edit(user) or Writer.objects.filter(article=article, user=user).exists()


def may_end(link: ProofLink, user: User) -> bool:
    """Whether a link is this user's to revoke or to renew: who made it may, and every editor."""
    return link.made_by_id == user.pk or user.has_perm(workflow.CLEAR.permission)


def _open(link: ProofLink, by: User) -> ProofLink:
    """The link as it is stored, locked. Raises ``NotAllowed``, and ``NotNow`` if it has ended."""
    stored = ProofLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not may_end(stored, by):
        raise NotAllowed("Only who made this link, or an editor, can change it.")
    if not stored.is_open:
        raise NotNow("This link has ended already.")
    return stored


def _log(link: ProofLink, verb: str, *, by: User) -> None:
    LogbookEntry.objects.create(
        article=link.draft.article, by=by, verb=verb, note=f"To the draft of {link}."
    )
