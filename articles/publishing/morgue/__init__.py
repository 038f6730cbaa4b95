"""A morgue of made-up pieces, laid in by the thousand: a newsroom that was made for measuring.

What is laid in is what the door would have left: copies that somebody else has cleared, editions in
their chains, links, drafts and lines of the logbook. Only the path is shorter: rows come as whole
sheets, and what the triggers check of each row is asked of each sheet (``laying``).
"""

from articles.publishing.morgue.built_last import built_last
from articles.publishing.morgue.morgue import CLEARER, WRITER, Morgue

__all__ = ["CLEARER", "WRITER", "Morgue", "built_last"]
