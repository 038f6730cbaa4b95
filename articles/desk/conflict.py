"""Two people in one text: what they wrote goes together, and what collides is asked part by part.

Nothing is stored here. The page shows what both changed since the one began to write; a press of
"Put together" brings the form back with the merged text, which rests on the newest save.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from articles import makeready, prose
from articles.desk.copies import Copy, Sent, drafted, said, send, stored_copy, typed
from articles.desk.forms import ArticleForm
from articles.models import Article, Draft, Standing
from articles.prose.comparing import compare, compare_words
from articles.prose.material import Material
from articles.prose.merging import Block, Choice, Merge, Three, merge, merge_sets
from articles.workflow import Refused

BUTTON = "put-together"
CHOICE = "choice-"
# Choices are about one stored text; on top of a newer one they count for nothing.
CHOSEN_FOR = "chosen-for"


class PutTogether(Refused):
    """Not a refusal of the text: it waits for somebody to look at it and save it."""


@dataclass(frozen=True)
class Version:
    """One way out of a conflict, and how it differs from the text that both rest on."""

    choice: Choice
    name: str
    shown: SafeString
    is_chosen: bool


@dataclass(frozen=True)
class Part:
    """One field or block that somebody changed: the change was taken, or ``versions`` are asked.

    ``by`` says whose change was taken: "theirs", "mine", or "both" if they are the same.
    """

    key: str
    name: str
    is_block: bool
    by: str = ""
    shown: SafeString = field(default_factory=SafeString)
    versions: tuple[Version, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody must still choose."""
        return bool(self.versions) and not any(version.is_chosen for version in self.versions)


@dataclass(frozen=True)
class Conflict:
    """Two copies and what they rest on: ``base``, None if no draft holds it any more.

    ``sent`` is the form as it was sent, ``chosen`` what was chosen in it, by the key of the part.
    """

    stored: Article
    base: Copy | None
    mine: Copy
    theirs: Copy
    sent: QueryDict
    chosen: Mapping[str, Choice]
    can_merge: bool

    @classmethod
    def found(cls, article: Article, form: ArticleForm, *, by: User) -> "Conflict | None":
        """Between what ``by`` typed and what is stored; None if the one rests on the other."""
        stored = Article.objects.select_related("saved_by").get(pk=article.pk)
        based_on = form.cleaned_data.get("based_on")
        can_merge = Standing.of(stored).may_edit(by)
        if can_merge and based_on == stored.revision:
            return None
        draft = None if based_on is None else Draft.objects.filter(article=stored).at(based_on)
        base = drafted(draft, form) if draft else None
        sent = cast(QueryDict, form.data)
        return cls(
            stored=stored,
            base=base,
            mine=typed(form, base),
            theirs=stored_copy(stored, form),
            sent=sent,
            chosen=_chosen(sent, stored.revision),
            can_merge=can_merge,
        )

    @cached_property
    def parts(self) -> list[Part]:
        """What somebody changed, in the order of the form and of the text."""
        return [*self._lines(), *self._blocks()]

    @property
    def asked(self) -> list[Part]:
        return [part for part in self.parts if part.versions]

    @property
    def taken(self) -> list[Part]:
        return [part for part in self.parts if not part.versions]

    @property
    def is_open(self) -> bool:
        """Whether somebody must still choose somewhere."""
        return any(part.is_open for part in self.parts)

    def put_together(self) -> QueryDict:
        """What the form would send of the merged copy, resting on what is stored."""
        sent = self.sent.copy()
        for name in [name for name in sent if name.startswith(CHOICE)] + [CHOSEN_FOR, BUTTON]:
            sent.pop(name, None)
        for name, line in self.lines.items():
            choice = line.taken or self.chosen.get(name)
            send(sent, name, line.mine if choice is Choice.MINE else line.theirs)
        blocks = {
            block.name: self.chosen[_key(block)]
            for block in self.body.conflicts
            if _key(block) in self.chosen
        }
        sent["body"] = self.body.put_together(blocks)
        sent["based_on"] = str(self.stored.revision)
        return sent

    @cached_property
    def lines(self) -> dict[str, Three[Sent]]:
        """What stands beside the body on all three sides, by the name of its field."""
        return {name: self._three(name) for name in self.mine.lines}

    @cached_property
    def body(self) -> Merge:
        return merge(self.base.body if self.base else None, self.mine.body, self.theirs.body)

    def _three(self, name: str) -> Three[Sent]:
        mine, theirs = self.mine.lines[name], self.theirs.lines[name]
        base = self.base.lines.get(name) if self.base else None
        line = Three(base, mine, theirs)
        if name == "topics" and base is not None and line.taken is None:
            return Three(theirs, tuple(sorted(merge_sets(base, mine, theirs))), theirs)
        return line

    def _lines(self) -> Iterator[Part]:
        for name, line in self.lines.items():
            key, label = name, self.mine.names[name]
            base = None if line.base is None else said(name, line.base)
            if line.taken is None:
                versions = tuple(
                    self._version(key, choice, _words(base, said(name, values)))
                    for choice, values in ((Choice.THEIRS, line.theirs), (Choice.MINE, line.mine))
                )
                yield Part(key, label, is_block=False, versions=versions)
            elif line.changed_by:
                shown = _words(base, said(name, line.result))
                yield Part(key, label, is_block=False, by=line.changed_by, shown=shown)

    def _blocks(self) -> Iterator[Part]:
        for block in self.body.blocks:
            key, label = _key(block), _name(block)
            if block.is_conflict:
                versions = tuple(
                    self._version(key, choice, self._marked(block, choice), block)
                    for choice in block.choices
                )
                yield Part(key, label, is_block=True, versions=versions)
            elif by := block.words.changed_by:
                shown = self._marked(block, block.taken)
                yield Part(key, label, is_block=True, by=by, shown=shown)

    def _version(
        self, key: str, choice: Choice, shown: SafeString, block: Block | None = None
    ) -> Version:
        them = str(self.stored.saved_by)
        is_gone = block is not None and not block.html(choice)
        names = {
            Choice.THEIRS: f"Taken out by {them}" if is_gone else f"As {them} stored it",
            Choice.MINE: "Taken out, as you did" if is_gone else "As you have it",
            Choice.BOTH: "Both, one after the other",
            Choice.WOVEN: "Both changes in one",
        }
        return Version(choice, names[choice], shown, self.chosen.get(key) is choice)

    def _marked(self, block: Block, choice: Choice | None) -> SafeString:
        """The block as it would print, with what changed in it since the base."""
        new = self._printed(block.html(choice))
        if not block.is_known:
            return new
        old = self._printed(block.base.html if block.base else "")
        stretches = compare(old, new).stretches
        # Made of what the printer wrote.
        return mark_safe("".join(stretch.html for stretch in stretches))  # noqa: S308

    def _printed(self, html: str) -> SafeString:
        """As readers would get it; what prints nothing yet, as it is stored."""
        html = prose.clean(html)
        return mark_safe(prose.print_body(html, self._material) or html)  # noqa: S308 (cleaned)

    @cached_property
    def _material(self) -> Material:
        every = [copy.body for copy in (self.base, self.mine, self.theirs) if copy]
        return makeready.at_hand(Article(body="".join(every)), at=timezone.now()).material


def is_pressed(post: QueryDict) -> bool:
    """Whether "Put together" was pressed."""
    return BUTTON in post


def _chosen(sent: QueryDict, revision: int) -> dict[str, Choice]:
    if sent.get(CHOSEN_FOR) != str(revision):
        return {}
    return {
        name.removeprefix(CHOICE): Choice(value)
        for name, value in sent.items()
        if name.startswith(CHOICE) and value in set(Choice)
    }


def _key(block: Block) -> str:
    return f"block-{block.name}"


def _words(old: str | None, new: str) -> SafeString:
    # It escapes the words that it compares.
    return mark_safe(compare_words(new if old is None else old, new))  # noqa: S308


def _name(block: Block) -> str:
    """What an editor calls it: Paragraph, Fact box."""
    passage = block.theirs or block.mine or block.base
    element = passage.element if passage else None
    kind = element and (element.given.get("data-block") or TAGS.get(element.tag, element.tag))
    return (kind or "").replace("-", " ").capitalize()


TAGS = {
    "p": "paragraph",
    "h2": "heading",
    "h3": "subheading",
    "ul": "list",
    "ol": "list",
    "hr": "rule",
}
