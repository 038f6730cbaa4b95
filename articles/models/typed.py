"""What somebody has typed, perhaps not to its end: every word may be the beginning of one."""

from django.contrib.postgres.search import SearchQuery


class Typed(SearchQuery):
    """The typed words as the database's ``nf_typed`` looks them up in a vector of plain words."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.function = "nf_typed"
