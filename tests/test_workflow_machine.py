"""No sequence of clicks publishes without the right, and state and editions always agree.

A machine says random verbs for random people about two articles, in the real database. Beside it
runs a model that knows the rules of the house in its own few words; after every step the two must
agree about the copy, about what readers have (asked as the site), and about refusals, which must
change nothing at all.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Role, User
from articles import handling, publishing, workflow
from articles.models import Article, Edition
from articles.models.edition import clock
from articles.models.frozen import broken_link
from articles.prose.merging import Choice
from articles.publishing.rebasing import MENDS
from articles.workflow import Refused, Verb
from nextfin.wall import SITE
from tests.cast import NOTE, Cast

EDITORS, CHIEF = {Role.EDITOR, Role.CHIEF}, {Role.CHIEF}
EVERYBODY = {*EDITORS, Role.REPORTER}
PUBLIC_NOTE = {workflow.UPDATE, workflow.CORRECT, workflow.KILL, workflow.RETURN}
# Who may say what at the door, when readers have what.
DOOR = {
    workflow.PUBLISH: (EDITORS, "nothing"),
    workflow.RESTYLE: (EDITORS, "live"),
    workflow.UPDATE: (EDITORS, "live"),
    workflow.CORRECT: (EDITORS, "live"),
    workflow.KILL: (CHIEF, "live"),
    workflow.RETURN: (CHIEF, "killed"),
}
FITTING = {
    "nothing": [workflow.PUBLISH],
    "live": [workflow.CORRECT, workflow.KILL, workflow.UPDATE, workflow.RESTYLE],
    "killed": [workflow.RETURN],
}
# Who may say what at the desk: of which copy, and what it becomes.
DESK: dict[str, tuple[set[Role], set[str], str]] = {
    "submit": (EVERYBODY, {"draft"}, "in_review"),
    "send_back": (EDITORS, {"in_review", "cleared"}, "draft"),
    "reopen": (EVERYBODY, {"cleared"}, "draft"),
    "spike": (EDITORS, {"draft", "in_review", "cleared"}, "spiked"),
    "restore": (EDITORS, {"spiked"}, "draft"),
}
# Two of them are one to a reader: a mark more is style, another word is more than that.
TEXTS = ("One", "One.", "Two")

EVERYTHING = """
    SELECT (SELECT array_agg(a::text ORDER BY id) FROM articles_article a),
        (SELECT array_agg(live::text ORDER BY id) FROM articles_edition),
        (SELECT array_agg(span::text ORDER BY id) FROM articles_withdrawal),
        (SELECT count(*) FROM articles_logbookentry), (SELECT count(*) FROM articles_clearance)
"""

which = st.sampled_from([0, 1])
# Often those who may, so that there is a long way to go wrong; and often enough the others.
people = st.sampled_from([
    "reporter", "editor", "second_editor", "chief", "chief",
    "second_reporter", "nobody", "gone",
])  # fmt: skip
notes = st.sampled_from([NOTE, "", " "])
# Chances that are even, which Hypothesis's own choices are not meant to be.
dice = st.randoms(use_true_random=True)


@dataclass(frozen=True)
class Text:
    """What readers are given: a headline, or a kill notice."""

    headline: str
    is_kill: bool = False


@dataclass(frozen=True)
class Model:
    """What the house's rules say about one article."""

    state: str = "draft"
    text: str = TEXTS[0]
    writers: frozenset[str] = frozenset({"reporter"})
    live: Text | None = None
    coming: Text | None = None
    comes_as: Verb | None = None
    editions: int = 0

    @property
    def is_printed(self) -> bool:
        return Text(self.text) in (self.live, self.coming)

    @property
    def readers(self) -> str:
        if self.live is None:
            return "nothing"
        return "killed" if self.live.is_kill else "live"


class Newsroom(RuleBasedStateMachine):
    """Two articles from their first draft on; the people are those of the test."""

    cast: Cast
    people: dict[str, User]

    def __init__(self) -> None:
        super().__init__()
        self.night = transaction.atomic()
        self.night.__enter__()
        self.keys = [self.cast.draft(headline=TEXTS[0]).pk for _ in range(2)]
        self.models = [Model(), Model()]
        self.on_screen = [self.copy(0), self.copy(1)]

    @initialize(dice=dice)
    def begin_in_the_middle(self, dice: Random) -> None:
        """With something planned for one article, perhaps; the other is anywhere on its way."""
        for _ in range(dice.choice([0, 4])):
            self.take_the_usual_way(0)
        self.make_ready(0)
        self.do_schedule(0, *self.door(0, dice), soon=False)
        for _ in range(dice.randrange(5)):
            self.take_the_usual_way(1)

    def teardown(self) -> None:
        try:
            connection.check_constraints()
            for key, model in zip(self.keys, self.models, strict=True):
                editions = list(Edition.objects.filter(article=key).order_by("number"))
                assert len(editions) == model.editions
                assert broken_link("It", editions) is None
        finally:
            transaction.set_rollback(True)
            self.night.__exit__(None, None, None)

    # --- The usual way ----------------------------------------------------------------------------

    @rule(which=which)
    def go_on(self, which: int) -> None:
        self.take_the_usual_way(which)

    def take_the_usual_way(self, which: int) -> None:
        """One step of a quiet day: written, submitted, cleared, published, written again."""
        model = self.models[which]
        if model.state == "draft" and model.is_printed:
            printed = {text.headline for text in (model.live, model.coming) if text}
            self.do_save(which, "reporter", min(set(TEXTS) - printed))
        elif model.state == "draft":
            self.do_handle(which, "reporter", "submit", "")
        elif model.state == "in_review":
            fresh = [who for who in ("editor", "second_editor") if who not in model.writers]
            self.do_clear(which, [*fresh, "chief"][0], NOTE, override=not fresh)
        elif model.state == "spiked":
            self.do_handle(which, "editor", "restore", "")
        elif model.is_printed:
            self.do_handle(which, "reporter", "reopen", "")
        elif model.coming is None or model.readers == "live":
            self.do_go_through(which, "chief", FITTING[model.readers][0], NOTE)
        else:
            self.do_cancel(which, "chief")

    def make_ready(self, which: int) -> None:
        """Go on until there is cleared copy that readers neither have nor will have."""
        for _ in range(5):
            model = self.models[which]
            if model.state == "cleared" and not model.is_printed:
                return
            self.take_the_usual_way(which)

    def bring_to_review(self, which: int) -> None:
        for _ in range(5):
            if self.models[which].state == "in_review":
                return
            self.take_the_usual_way(which)

    # --- The desk ---------------------------------------------------------------------------------

    @rule(which=which, who=people, text=st.sampled_from(TEXTS))
    def save(self, which: int, who: str, text: str) -> None:
        self.do_save(which, who, text)

    def do_save(self, which: int, who: str, text: str) -> None:
        model, role = self.models[which], self.role(who)
        article = self.copy(which)
        article.headline = text
        may = role in EDITORS and model.state != "spiked"
        may |= role == Role.REPORTER and (
            model.state == "draft" or (model.state == "cleared" and model.readers != "nothing")
        )
        after = replace(
            model,
            text=text,
            writers=model.writers | ({who} if text != model.text else set()),
            state="draft" if model.state == "cleared" and text != model.text else model.state,
        )
        self.say(which, may, after, lambda: handling.save_copy(article, by=self.people[who]))

    @rule(which=which, who=people, text=st.sampled_from(TEXTS))
    def save_what_has_long_been_on_screen(self, which: int, who: str, text: str) -> None:
        article, stored = self.on_screen[which], self.copy(which)
        if article.revision == stored.revision:
            return
        article.headline = text
        model = self.models[which]
        self.say(which, False, model, lambda: handling.save_copy(article, by=self.people[who]))
        self.on_screen[which] = stored

    @rule(which=which, who=people, name=st.sampled_from(sorted(DESK)), note=notes)
    def handle(self, which: int, who: str, name: str, note: str) -> None:
        self.do_handle(which, who, name, note)

    def do_handle(self, which: int, who: str, name: str, note: str) -> None:
        model = self.models[which]
        roles, states, becomes = DESK[name]
        may = self.role(who) in roles and model.state in states
        may &= name != "send_back" or bool(note.strip())
        may &= name != "spike" or (model.readers == "nothing" and model.coming is None)
        verb = getattr(handling, name)
        after = replace(model, state=becomes)
        article = self.copy(which)
        self.say(which, may, after, lambda: verb(article, by=self.people[who], note=note))

    @rule(which=which, dice=dice)
    def clear(self, which: int, dice: Random) -> None:
        if dice.random() < 0.8:
            self.bring_to_review(which)
        if dice.random() < 0.5:  # one word, changed by who is about to clear
            self.do_save(which, dice.choice(["editor", "chief"]), dice.choice(TEXTS))
        who = dice.choice(["editor", "second_editor", "chief", *self.models[which].writers])
        note = dice.choice([NOTE, NOTE, " "])
        self.do_clear(which, who, note, override=dice.random() < 0.5)

    def do_clear(self, which: int, who: str, note: str, *, override: bool) -> None:
        model, role = self.models[which], self.role(who)
        overrides = override and role in CHIEF and bool(note.strip())
        may = role in EDITORS and model.state == "in_review"
        may &= who not in model.writers or overrides
        article, by = self.copy(which), self.people[who]
        self.say(
            which,
            may,
            replace(model, state="cleared"),
            lambda: handling.clear(article, by=by, note=note, override=override),
        )

    # --- The door ---------------------------------------------------------------------------------

    @rule(which=which, dice=dice)
    def go_through(self, which: int, dice: Random) -> None:
        if dice.random() < 0.7:
            self.make_ready(which)
        self.do_go_through(which, *self.door(which, dice))

    @rule(which=which)
    def kill(self, which: int) -> None:
        self.do_go_through(which, "chief", workflow.KILL, NOTE)

    def do_go_through(self, which: int, who: str, verb: Verb, note: str) -> None:
        model = self.models[which]
        article, by = self.copy(which), self.people[who]
        names = {workflow.RETURN: "return_"}
        do = getattr(publishing, names.get(verb, verb.name))
        text = self.printed(model, verb)
        after = replace(model, live=text, editions=model.editions + 1)
        more: dict[str, Any] = {}
        if verb is workflow.KILL:
            after = replace(after, coming=None)
        elif verb in MENDS:
            # Where both changed the headline, what is scheduled keeps its own.
            more = {"choices": {"headline": Choice.MINE}}
            if model.coming and not model.coming.is_kill:
                after = replace(after, text=model.coming.headline, editions=model.editions + 2)
        may = self.may_go_through(model, who, verb, note)
        may &= text not in (model.live, model.coming) or verb is workflow.KILL
        if verb in MENDS and model.coming and model.comes_as is workflow.RESTYLE:
            # What comes as style, with its own headline, is none over another word.
            may &= text.headline[:3] == model.coming.headline[:3]
        self.say(which, may, after, lambda: do(article, by=by, note=note, **more))

    @rule(which=which, dice=dice)
    def schedule(self, which: int, dice: Random) -> None:
        if dice.random() < 0.7:
            self.make_ready(which)
        self.do_schedule(which, *self.door(which, dice), soon=dice.random() < 0.3)

    def do_schedule(self, which: int, who: str, verb: Verb, note: str, *, soon: bool) -> None:
        model = self.models[which]
        article, by = self.copy(which), self.people[who]
        text = self.printed(model, verb)
        may = self.may_go_through(model, who, verb, note) and model.coming is None
        may &= text != model.live or verb is workflow.KILL
        ahead = timedelta(seconds=0.5) if soon else timedelta(hours=1)
        after = replace(model, coming=text, comes_as=verb, editions=model.editions + 1)

        def do() -> None:
            nonlocal at
            at = clock() + ahead
            publishing.schedule(article, verb, at=at, by=by, note=note)

        at = clock()
        if self.say(which, may, after, do) and soon:
            time.sleep(max(0.0, (at - clock()).total_seconds()) + 0.002)
            self.models[which] = replace(after, live=text, coming=None)

    @rule(which=which, dice=dice)
    def cancel(self, which: int, dice: Random) -> None:
        self.do_cancel(which, dice.choice(["chief", "editor", "reporter"]))

    def do_cancel(self, which: int, who: str) -> None:
        model = self.models[which]
        edition = Edition.objects.filter(article=self.keys[which]).order_by("-pk").first()
        if model.coming:
            edition = Edition.objects.coming().get(article=self.keys[which])
        if edition is None:
            return
        may = self.role(who) in EDITORS and model.coming is not None
        after = replace(model, coming=None)
        self.say(which, may, after, lambda: publishing.cancel(edition, by=self.people[who]))

    # --- What is always true ----------------------------------------------------------------------

    @invariant()
    def copy_and_model_agree(self) -> None:
        copies = Article.objects.in_bulk(self.keys)
        for key, model in zip(self.keys, self.models, strict=True):
            copy = copies[key]
            assert (copy.state, copy.headline) == (model.state, model.text)
            assert (copy.clearance_id is not None) == (model.state == "cleared")

    @invariant()
    def readers_have_what_the_model_says(self) -> None:
        given = Edition.objects.using(SITE).filter(article__in=self.keys)
        current = {edition.article_id: edition for edition in given.current()}
        visible = list(given)
        now = clock()
        assert all(edition.begins_at <= now for edition in visible)
        for key, model in zip(self.keys, self.models, strict=True):
            edition = current.get(key)
            assert (edition and Text(edition.headline, edition.is_kill)) == model.live
            if model.readers == "killed":
                assert {e.kind for e in visible if e.article_id == key} == {"kill"}

    # --- How it is said ---------------------------------------------------------------------------

    def role(self, who: str) -> Any:
        return "" if who == "gone" else self.people[who].role

    def copy(self, which: int) -> Article:
        return Article.objects.get(pk=self.keys[which])

    def door(self, which: int, dice: Random) -> tuple[str, Verb, str]:
        """Somebody, a verb of the door and a note: mostly such as may get through."""
        if dice.random() < 0.7:
            return "chief", dice.choice(FITTING[self.models[which].readers]), NOTE
        who = dice.choice(list(self.people))
        return who, dice.choice(list(DOOR)), dice.choice([NOTE, NOTE, NOTE, "", " "])

    def printed(self, model: Model, verb: Verb) -> Text:
        return Text("", is_kill=True) if verb is workflow.KILL else Text(model.text)

    def may_go_through(self, model: Model, who: str, verb: Verb, note: str) -> bool:
        roles, readers = DOOR[verb]
        may = self.role(who) in roles and model.readers == readers
        may &= verb is workflow.KILL or model.state == "cleared"
        may &= verb not in PUBLIC_NOTE or bool(note.strip())
        if verb is workflow.RESTYLE and model.readers == "live":
            may &= model.live is not None and model.text[:3] == model.live.headline[:3]
        return may and (model.coming is None or verb not in (workflow.PUBLISH, workflow.RETURN))

    def say(self, which: int, may: bool, after: Model, do: Callable[[], object]) -> bool:
        """Say a verb; whether it was done. It must be done if it may, and change nothing if not."""
        before = None if may else self.everything()
        refusal = None
        try:
            with transaction.atomic():
                do()
                connection.check_constraints()
        except Refused as refused:
            refusal = str(refused)
        assert may == (refusal is None), refusal or "done without the right"
        if refusal is not None:
            assert refusal
            assert self.everything() == before
            return False
        self.models[which] = after
        return True

    def everything(self) -> tuple[object, ...]:
        """All that a verb could change."""
        with connection.cursor() as cursor:
            cursor.execute(EVERYTHING)
            return cursor.fetchone()


def test_no_sequence_of_clicks_breaks_the_rules_of_the_house(cast: Cast) -> None:
    Newsroom.cast = cast
    Newsroom.people = {
        name: getattr(cast, name)
        for name in ("reporter", "second_reporter", "editor", "second_editor", "chief")
    }
    Newsroom.people["nobody"] = cast.person("nobody", "")
    Newsroom.people["gone"] = cast.person("gone", Role.CHIEF)
    Newsroom.people["gone"].is_active = False
    assert cast.author.pk  # made here, and so not taken back with the first night
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
