"""Comments at the desk: the panel's section, by itself too, and what its buttons do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from articles import commenting
from articles.desk.keys import is_key
from articles.desk.people import signed_in
from articles.models import About, Article, Comment
from articles.prose.anchoring import QUOTE, Anchor, Place
from articles.workflow import Refused

ASKED = 10  # how many questions stand on the desk's first page
RESOLVED = 100  # how many resolved ones are shown, the newest

_OF_AN_ANCHOR = ("block", "quote", "before", "after")


@dataclass(frozen=True)
class Thread:
    """A comment and its answers. ``place`` is where its words stand; ``typed`` an unsent one."""

    comment: Comment
    place: Place | None
    typed: str = ""

    @property
    def is_orphan(self) -> bool:
        """Whether its words are gone from the body."""
        return self.comment.is_about_words and self.place is None

    @property
    def words_then(self) -> str:
        """The words that it is about, if they are not those that stand there now."""
        then = self.comment.quote
        if not then:
            return ""
        if self.comment.about == About.BODY:
            return then if self.place and self.place.words != then else ""
        now = getattr(self.comment.article, self.comment.about, "")
        return then if then != str(now)[:QUOTE] else ""

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Down the page, and down the text; then what is about the whole text, then orphans."""
        part = About.values.index(self.comment.about)
        if self.place:
            return (part, self.place.number, self.place.start, self.comment.pk)
        return (part, 1_000_000, 0, self.comment.pk)


@dataclass(frozen=True)
class Section:
    """What an article's panel shows of its comments. ``typed`` is a comment that was refused.

    ``state`` is how they stood when they were read, for a page that asks whether they still do.
    """

    article: Article
    state: str
    open: list[Thread]
    orphans: list[Thread]
    resolved: list[Thread]
    people: list[User] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    parts: list[tuple[str, str]] = field(default_factory=lambda: list(About.choices))
    longest: int = Comment.TEXT

    @classmethod
    def of(cls, article: Article, user: User, typed: Any = None, *, refusal: str = "") -> "Section":
        typed = typed or {}
        # Before they are read: what comes between is told once more, and nothing is missed.
        state = Comment.objects.all().state(article)
        shown = list(Comment.objects.all().of(article).open_or_just_resolved(RESOLVED))
        threads = _threads(article, (one for one in shown if one.resolved_at is None), typed)
        resolved = [one for one in reversed(shown) if one.resolved_at]
        return cls(
            article,
            state,
            open=sorted((t for t in threads if not t.is_orphan), key=lambda t: t.order),
            orphans=[thread for thread in threads if thread.is_orphan],
            resolved=_threads(article, resolved, typed),
            people=commenting.people() if user.has_perm(commenting.PERMISSION) else [],
            typed={name: str(typed.get(name, "")) for name in ("text", "about", *_OF_AN_ANCHOR)},
            refusal=refusal,
        )

    @property
    def has_reply_to_resolved(self) -> bool:
        """Whether an answer was typed to what somebody has resolved meanwhile."""
        return any(thread.typed for thread in self.resolved)


def _threads(article: Article, comments: Iterable[Comment], typed: Any) -> list[Thread]:
    found = []
    for comment in comments:
        comment.article = article
        found.append(Thread(comment, comment.place(), typed.get(f"reply-{comment.pk}", "")))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, object_id: int) -> HttpResponse:
    """The comments on an article, by themselves; and what its panel's buttons do."""
    user = signed_in(request)
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=object_id)
    typed: Any = {}
    refusal = ""
    if request.method == "POST":
        try:
            done = _act(request.POST, article, user)
            page = reverse("admin:articles_article_comments", args=[article.pk])
            return HttpResponseRedirect(f"{page}#comment-{done.pk}", status=303)
        except Refused as error:
            typed, refusal = request.POST, str(error)
    section = Section.of(article, user, typed, refusal=refusal)
    about = {"comments": section, "article": article, "heading": "Comments"}
    context = admin.site.each_context(request) | about
    page = "admin/articles/article/comments_page.html"
    return render(request, page, context, status=422 if refusal else 200)


def asked(user: User) -> list[Comment]:
    """The newest questions to this person that are still open, for the desk's first page."""
    return list(Comment.objects.all().asking(user)[:ASKED])


def _act(post: Any, article: Article, user: User) -> Comment:
    """Do what the pressed button says; the comment that it made or was about."""
    if "comment" in post:
        about = post.get("about", About.BODY)
        if about not in About.values:
            raise BadRequest("There is no such part.")
        anchor = Anchor(*(post.get(name, "") for name in _OF_AN_ANCHOR))
        return commenting.comment(
            article, by=user, text=post.get("text", ""), about=about, anchor=anchor
        )
    if "resolve" in post:
        thread = _named(article, post["resolve"])
        commenting.resolve(thread, by=user)
        return thread
    if "reopen" in post:
        thread = _named(article, post["reopen"])
        commenting.reopen(thread, by=user)
        typed = post.get(f"reply-{thread.pk}", "").strip()
        return commenting.reply(thread, by=user, text=typed) if typed else thread
    if "reply" in post:
        thread = _named(article, post["reply"])
        return commenting.reply(thread, by=user, text=post.get(f"reply-{thread.pk}", ""))
    raise BadRequest("There is no such button.")


def _named(article: Article, key: str) -> Comment:
    if not is_key(key):
        raise BadRequest("There is no such comment.")
    return get_object_or_404(Comment, article=article, parent=None, pk=int(key))
