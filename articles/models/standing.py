"""What readers have of an article now, what is to come, and so what may be done with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from accounts.models import User
from articles import workflow
from articles.models.article import Article
from articles.models.edition import Edition, clock
from articles.moments import to_the_second
from articles.workflow import NotAllowed, NotNow, Readers, Verb


@dataclass(frozen=True)
class Standing:
    """An article between desk and readers at one moment.

    ``current`` is the edition in force (a kill notice included), ``coming`` the one that is
    scheduled; there is at most one of each.
    """

    article: Article
    current: Edition | None
    coming: Edition | None

    @classmethod
    def of(cls, article: Article, at: datetime | None = None) -> Self:
        """How things stand at ``at`` (an aware time; now if None)."""
        return cls(article, *article.editions.now_and_next(at or clock()))

    @property
    def readers(self) -> Readers:
        if self.current is None:
            return Readers.NOTHING
        return Readers.KILLED if self.current.is_kill else Readers.LIVE

    def is_due_before(self, moment: datetime) -> bool:
        """Whether the coming edition would be live before ``moment``."""
        return self.coming is not None and self.coming.begins_at < moment

    def verbs_for(self, user: User) -> list[Verb]:
        """The verbs that this user may say now."""
        return workflow.allowed(
            user.get_all_permissions(),
            self.article.state,
            self.readers,
            is_scheduled=self.coming is not None,
        )

    def may_edit(self, user: User) -> bool:
        """Whether this user may change the copy now."""
        return workflow.may_edit(user.get_all_permissions(), self.article.state, self.readers)

    def demand(self, verb: Verb, *, by: User) -> None:
        """Raise ``NotAllowed`` or ``NotNow``, in plain words, if ``by`` may not say it."""
        if not by.has_perm(verb.permission):
            raise NotAllowed(f"“{verb.label}” is not for your role.")
        if not workflow.fits(
            verb, self.article.state, self.readers, is_scheduled=self.coming is not None
        ):
            raise NotNow(f"“{verb.label}” does not fit now: {self}.")

    def __str__(self) -> str:
        copy = f"the copy is “{self.article.get_state_display().lower()}”"
        if self.current is None:
            readers = "readers have nothing yet"
        elif self.current.is_kill:
            readers = f"it was withdrawn at {to_the_second(self.current.begins_at)}"
        else:
            since = to_the_second(self.current.begins_at)
            readers = f"edition {self.current.number} is live since {since}"
        if self.coming is None:
            return f"{copy}, {readers}"
        kind = self.coming.get_kind_display().lower()
        when = to_the_second(self.coming.begins_at)
        return f"{copy}, {readers}, and a {kind} is scheduled for {when}"
