"""Where finished pages are: in two rooms of so many bytes, and found by what stands on them."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Collection

from nextfin.page_cache.page import Page
from nextfin.page_cache.question import Key

WIDE = 8  # the part of the memory for addresses without end
REMEMBERED = 1000  # changes


class Room:
    """Pages in the order of their last use; the longest unused goes first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.pages: OrderedDict[Key, Page] = OrderedDict()


class Store:
    """All the pages that are kept, in at most so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        wide = most_bytes // WIDE
        self.rooms = (Room(most_bytes - wide), Room(wide))
        self.showing: defaultdict[str, set[Key]] = defaultdict(set)
        self.evicted = 0

    def __len__(self) -> int:
        return sum(len(room.pages) for room in self.rooms)

    @property
    def bytes(self) -> int:
        return sum(room.bytes for room in self.rooms)

    def get(self, key: Key) -> Page | None:
        for room in self.rooms:
            if (page := room.pages.get(key)) is not None:
                room.pages.move_to_end(key)
                return page
        return None

    def put(self, key: Key, page: Page) -> None:
        """Keep it, and let go what there is no room for."""
        self.drop(key)
        room = self.rooms[page.is_wide]
        room.pages[key] = page
        room.bytes += page.size
        for name in page.shown:
            self.showing[name].add(key)
        while room.bytes > room.most_bytes:
            self.drop(next(iter(room.pages)))
            self.evicted += 1

    def drop(self, key: Key) -> None:
        for room in self.rooms:
            if (page := room.pages.pop(key, None)) is not None:
                room.bytes -= page.size
                for name in page.shown:
                    self.showing[name].discard(key)
                    if not self.showing[name]:
                        del self.showing[name]

    def outdate(self, keys: Collection[str], now: float, *, is_hard: bool) -> int:
        """What shows any of these is old from now on, and if it is hard, gone; how many are."""
        concerned = set().union(*(self.showing.get(name, ()) for name in keys))
        for key in concerned:
            if is_hard:
                self.drop(key)
                continue
            page = self.rooms[0].pages.get(key) or self.rooms[1].pages[key]
            page.fresh_until = 0.0
            page.outdated_at = page.outdated_at or now
        return len(concerned)

    def clear(self) -> int:
        """Let everything go; how many pages that were."""
        count = len(self)
        for room in self.rooms:
            room.pages.clear()
            room.bytes = 0
        self.showing.clear()
        return count


class Changes:
    """The last changes that were told of, so that who began before them can tell."""

    def __init__(self) -> None:
        self.count = 0
        self.told: deque[frozenset[str] | None] = deque(maxlen=REMEMBERED)

    def note(self, keys: Collection[str] | None) -> None:
        """Note a change of what shows these; None is everything."""
        self.count += 1
        self.told.append(None if keys is None else frozenset(keys))

    def concern(self, shown: frozenset[str], since: int) -> bool:
        """Whether something of what is shown has changed ``since`` the count was that."""
        missed = self.count - since
        if missed > len(self.told):
            return True
        latest = list(self.told)[len(self.told) - missed :]
        return any(keys is None or not keys.isdisjoint(shown) for keys in latest)
