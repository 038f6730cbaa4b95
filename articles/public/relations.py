"""What the pieces of a story are to each other, as each of the two pages tells it."""

from dataclasses import dataclass
from typing import Any

from articles.models.edition import Edition
from articles.models.story import Relation

# The one says it of itself, the other of the one.
TOLD = {
    Relation.Kind.FOLLOWS: ("Follows", "Followed by"),
    Relation.Kind.CORRECTS: ("Corrects", "Corrected by"),
    Relation.Kind.SUPERSEDES: ("Supersedes", "Superseded by"),
    Relation.Kind.EXPLAINS: ("Explains", "Explained in"),
    Relation.Kind.CONTRADICTS: ("Contradicts", "Contradicted by"),
}
# Who reads the old piece must know of the new one before they go on.
WARNING = {Relation.Kind.CORRECTS, Relation.Kind.SUPERSEDES, Relation.Kind.CONTRADICTS}


@dataclass(frozen=True)
class Related:
    """Another piece, and what it is to this one; ``is_warning`` if that comes before the text."""

    words: str
    piece: dict[str, Any]
    is_warning: bool


def relations_of(edition: Edition, pieces: list[dict[str, Any]]) -> list[Related]:
    """The relations of an edition of ``with_relations``, as far as the other ones are ``pieces``.

    Those of one kind stand together. A piece that readers do not have is passed over.
    """
    readable = {piece["article"]: piece for piece in pieces}
    found = []
    for relation in edition.relations or []:  # type: ignore[attr-defined]
        kind, here = Relation.Kind(relation["kind"]), edition.article_id
        of_itself, of_the_other = TOLD[kind]
        if relation["article"] == here and relation["other"] in readable:
            found.append(Related(of_itself, readable[relation["other"]], is_warning=False))
        elif relation["other"] == here and relation["article"] in readable:
            piece = readable[relation["article"]]
            found.append(Related(of_the_other, piece, is_warning=kind in WARNING))
    return sorted(found, key=lambda related: related.words)
