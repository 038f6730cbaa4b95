"""Proofs for people outside: who holds the link reads one fixed draft, until it ends."""

import secrets
import uuid
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.article import Article
from articles.models.draft import Draft
from articles.moments import to_the_minute

LONGEST = timedelta(days=30)


class ProofLinks(models.QuerySet["ProofLink"]):
    """Words about the links to proofs."""

    def to(self, token: str) -> "ProofLink | None":
        """The link that this token opens, if there is one, ended or not.

        It is looked up by its digest, so how long that takes tells nothing of any token.
        """
        found = self.select_related("draft__article", "made_by")
        return found.filter(token_digest=digest_of(token)).first()

    def of(self, article: Article) -> "ProofLinks":
        """Those to the drafts of an article, the newest first, with what was answered."""
        of_it = self.filter(draft__article=article).select_related("draft__by", "made_by")
        return of_it.select_related("revoked_by").prefetch_related("answers")


class ProofLink(models.Model):
    """A secret address that shows one fixed draft to whoever has it, and nothing else.

    Of the token in the address only the sha256 is stored, in hex: the desk can give the link
    another one, and nobody can read the old one here. The database sets ``made_at``, refuses a
    draft that could still change, and lets what was revoked stay so.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="proof_links")
    token_digest = models.CharField(max_length=64, unique=True)
    may_answer = models.BooleanField(default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    objects = ProofLinks.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    expires_at__gt=models.F("made_at"),
                    expires_at__lte=models.F("made_at") + LONGEST,
                ),
                name="proof_link_ends_within_thirty_days",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="proof_link_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft}, until {to_the_minute(self.expires_at)}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at


class Verdict(models.TextChoices):
    """What somebody outside says of a proof."""

    APPROVES = "approves", "Approves"
    COMMENTS = "comments", "Comments"


class ProofAnswer(models.Model):
    """What somebody outside said of a proof, under the name that they typed.

    The database sets ``at``, refuses an answer to a link that has ended or takes none, and lets
    nobody change what was said. The key is made with the form: what is sent twice is one answer.
    """

    NAME, TEXT = 80, 4000  # characters

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(ProofLink, on_delete=models.PROTECT, related_name="answers")
    name = models.CharField(max_length=NAME)
    verdict = models.CharField(max_length=10, choices=Verdict)
    text = models.CharField(max_length=TEXT, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.APPROVES)
                | (models.Q(verdict=Verdict.COMMENTS) & ~models.Q(text="")),
                name="proof_answer_says_something",
            ),
        ]
        indexes = [models.Index(fields=["link", "at"], name="proof_answer_by_link")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display()}"


def new_token() -> str:
    """A secret that nobody can guess: 256 random bits, as they stand in an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()
