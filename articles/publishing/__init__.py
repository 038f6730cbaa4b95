"""The door: the one way from the desk to readers, and the only place that makes editions.

Each verb does the slow work first, then locks what it acts on, takes the database's clock once,
asks the workflow who may, checks the copy, freezes the edition and writes the logbook, in one
transaction: all of it, or nothing. A refusal is a ``workflow.Refused`` that says why. A verb acts
on the copy that its speaker has seen: if somebody saved in between, it is refused. A kill and a
cancellation act on what readers have, and no save can hold them up.

``morgue`` lays made-up editions into a newsroom for measuring, and is no part of the door.
"""

from articles.publishing.pages import (
    cancel_page,
    publish_front,
    publish_story,
    record_past_front,
    record_past_story,
)
from articles.publishing.pieces import (
    cancel,
    correct,
    kill,
    publish,
    record_past,
    restyle,
    return_,
    schedule,
    update,
)

__all__ = [
    "cancel",
    "cancel_page",
    "correct",
    "kill",
    "publish",
    "publish_front",
    "publish_story",
    "record_past",
    "record_past_front",
    "record_past_story",
    "restyle",
    "return_",
    "schedule",
    "update",
]
