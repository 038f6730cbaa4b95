"""Made-up stories: so many run at a time, of some 6 to 60 pieces, a new one as one ends."""

from collections.abc import Iterator
from random import Random

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from accounts.models import User
from articles.models.story import Story, StoryEdition
from articles.prose import greeking
from articles.publishing.morgue.times import Times

IN_A_STORY = 0.4  # of all pieces
SMALLEST, LARGEST = 6, 60  # pieces of a story, about


class Stories:
    """``running`` stories at a time, each on a track of its own; the pieces choose among them."""

    def __init__(self, running: int, times: Times, *, by: User, key: int) -> None:
        self._running, self._times, self._by, self._key = running, times, by, key

    def of_piece(self, number: int, random: Random) -> Story | None:
        """The story that the piece is in, or None."""
        if random.random() > IN_A_STORY:
            return None
        track = random.randrange(self._running)
        return self._story(track, self._place(track, number))

    def all(self) -> Iterator[Model]:
        """All of them, each printed when its first piece is."""
        for track in range(self._running):
            for place in range(self._place(track, self._times.pieces) + 1):
                story = self._story(track, place)
                story.summary = greeking.piece(story.pk).dek
                yield story
                yield self._printed(story, max(1, place * self._length(track)))

    def _length(self, track: int) -> int:
        """For how many pieces of the newsroom, in the story or not, a story of this track runs."""
        pieces = SMALLEST + (LARGEST - SMALLEST) * track // max(1, self._running - 1)
        return round(pieces * self._running / IN_A_STORY)

    def _place(self, track: int, number: int) -> int:
        """Which story of the track runs at this piece."""
        return number // self._length(track)

    def _story(self, track: int, place: int) -> Story:
        number = 1 + track + place * self._running
        return Story(
            pk=self._key + number,
            name=f"Synthetic story {number}",
            slug=f"synthetic-story-{number}",
            saved_by_id=self._by.pk,
        )

    def _printed(self, story: Story, number: int) -> StoryEdition:
        at = self._times.at(number)
        edition = StoryEdition(
            owner_id=story.pk, name=story.name, slug=story.slug, summary=story.summary, begins_at=at
        )
        edition.live = DateTimeTZRange(at, None)
        edition.follow(None)
        return edition
