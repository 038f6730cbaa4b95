"""How the desk speaks of each verb: before the button is pressed, and when it is done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """How a verb speaks to the person before the button: what will happen, what the note is."""

    hint: str
    note: str = ""
    note_hint: str = ""
    confirm: str = ""


_FOR_READERS = "Readers see it with the article."
_FOR_THE_LOGBOOK = "It goes to the logbook; readers never see it."
WORDS = {
    "submit": Wording("An editor reads it next."),
    "send_back": Wording(
        "It becomes a draft again.",
        "Why it goes back",
        _FOR_THE_LOGBOOK,
        "Send back",
    ),
    "clear": Wording("You have read it, and it may go to print as it stands."),
    "reopen": Wording("It becomes a draft again; what readers have does not change."),
    "mend": Wording("The copy becomes what is live. What is scheduled comes back with the mend."),
    "spike": Wording("It will not run. It is kept and can be restored."),
    "restore": Wording("It becomes a draft again."),
    "publish": Wording("Readers get it at once, or at the time you set.", confirm="Publish now"),
    "restyle": Wording(
        "Spelling and style alone: no fact changes.",
        "What changed (may stay empty)",
        _FOR_READERS,
        "Publish now",
    ),
    "update": Wording("There is more news.", "What is new", _FOR_READERS, "Publish now"),
    "correct": Wording("We erred.", "What was wrong", _FOR_READERS, "Publish now"),
    "kill": Wording(
        "Readers lose the text at once: the page, every version, search and feeds answer with your "
        "notice instead. Address and dates stay on record. What is scheduled is cancelled.",
        "Notice: why it is withdrawn",
        "Readers see it in place of the article.",
        "Kill now",
    ),
    "return": Wording(
        "Readers get it back, as the cleared copy stands.",
        "Why it is back",
        _FOR_READERS,
        "Return now",
    ),
    "cancel": Wording("", confirm="Cancel it"),
}
OVERRIDE = Wording(
    "You wrote part of this text. As chief you can clear it all the same.",
    "Why nobody else clears it",
    "It stays in the logbook, with your name.",
    "Clear your own text",
)
SAID = {
    "submit": "Submitted for review.",
    "send_back": "Sent back.",
    "clear": "Cleared.",
    "reopen": "Reopened: the copy is a draft.",
    "mend": "The copy is what is live now: mend it, and have it cleared.",
    "spike": "Spiked.",
    "restore": "Restored: the copy is a draft.",
    "cancel": "Cancelled: it will not go out.",
}
