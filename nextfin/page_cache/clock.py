"""The database's clock, heard by each worker: until when what it keeps is known to be right.

A worker asks the clock four times a second, and between that listens for notices. While the last
answer is younger than ``TRUST`` and no boundary has come since, what the worker keeps is right but
for the time in which a notice travels. A notice that is lost shows at the next answer: the clock
has ticked, and nobody said why.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection, Error

CHANNEL = "pages"
BEAT = 0.25  # seconds between two questions
TRUST = 1.0  # seconds for which an answer is believed
PATIENCE = 0.8  # seconds until an answer is given up
SOON = 0.03  # seconds until a tick is asked about for which there is no notice yet
REST = 0.1  # seconds from a question until the next, while notice after notice comes
RETRY = 0.2  # seconds between two attempts to reach the database
STEP = 0.5  # seconds by which two clocks may differ before somebody is told
EVERYTHING = "*"

ASK = """
    SELECT ticks, struck_at, statement_timestamp(), next_boundary(), pages_changed(%s)
    FROM page_clock
"""

log = logging.getLogger(__name__)

# Called with the keys of what has changed (None is everything), and whether that is at once.
type Told = Callable[[Collection[str] | None, bool], None]


class Clock:
    """One connection to the primary, as the site, that lasts as long as the worker.

    Times without a zone are those of ``time.monotonic``. ``boundary`` is the next time at which an
    edition begins or ends, as this machine will see it, and never later than the database will.
    """

    def __init__(self, address: Mapping[str, Any], told: Told) -> None:
        self.address = address
        self.told = told
        self.sure_until = -math.inf
        self.heard_at = -math.inf
        self.boundary = math.inf
        self.skew = 0.0  # seconds by which the web's clock is ahead
        self._ahead = 0.0  # the database's time when ``time.monotonic`` was 0
        self.notices = 0
        self._ticks: int | None = None
        self._unheard = 0  # a tick that was seen and not told of yet
        self._is_new = True  # the connection
        self._struck_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._next_answer = asyncio.Event()
        self._is_heard = True

    def now(self) -> float:
        """The database's time as a timestamp, at most the way to it ahead.

        All servers have the same, however their own clocks go. It means nothing until the database
        was heard; before that, no page is kept either.
        """
        return self._ahead + time.monotonic()

    def is_deaf(self, now: float) -> bool:
        return now >= self.heard_at + TRUST

    async def answered(self, within: float) -> None:
        """Wait for the next answer of the database, at most so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._next_answer.wait()
        except TimeoutError:
            return

    async def listen(self) -> None:
        """Hear the clock for ever, whatever becomes of the connection."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE * 2):
                    connection = await AsyncConnection.connect(**self.address, autocommit=True)
                try:
                    await self._hear(connection)
                finally:
                    await connection.close()
            except (Error, OSError, TimeoutError) as error:
                if self._is_heard:  # said once, however long it lasts
                    log.warning("The clock of the pages is not heard: %s", str(error).strip())
                self._is_heard = False
            await asyncio.sleep(RETRY)

    async def _hear(self, connection: AsyncConnection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        # Whatever was told before nobody could hear.
        self._unheard, self._is_new = 0, True
        while True:
            await self._ask(connection)
            asked_at = time.monotonic()
            wait = SOON if self._unheard > (self._ticks or 0) else BEAT
            if await self._hear_for(wait, connection, stop_after=1):
                # A notice may have brought a new boundary, but where much is published at once,
                # one question is enough for all of it.
                await self._hear_for(asked_at + REST - time.monotonic(), connection)

    async def _hear_for(
        self, seconds: float, connection: AsyncConnection, stop_after: int | None = None
    ) -> bool:
        """Take note of what is told, for so long or until a boundary; whether anything was."""
        is_told = False
        left = max(0.0, min(seconds, self.boundary - time.monotonic()))
        async for notice in connection.notifies(timeout=left, stop_after=stop_after):
            self._note(notice.payload)
            is_told = True
        return is_told

    async def _ask(self, connection: AsyncConnection) -> None:
        sent_at = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            cursor = await connection.execute(ASK, [self._asked_at])
            row = await cursor.fetchone()
        if row is None:
            raise Error("its row is gone")
        ticks, struck_at, now, boundary, changed = row
        if self._is_new and struck_at != self._struck_at:
            # Something changed while nobody heard, or it is another database.
            self._ticks = None
        if not self._has_heard_of(ticks):
            return
        self._is_new, self._struck_at = False, struck_at
        self._asked_at = now
        if changed:
            self._tell(changed, is_hard=True)
        # The database said so after it was asked: its time is no earlier than this makes it.
        self._ahead = now.timestamp() - sent_at
        self.boundary = boundary.timestamp() - self._ahead if boundary else math.inf
        self.heard_at = sent_at
        self.sure_until = min(sent_at + TRUST, self.boundary)
        self._is_heard = True
        self._compare(now)
        self._next_answer.set()
        self._next_answer = asyncio.Event()

    def _has_heard_of(self, ticks: int) -> bool:
        """Whether every tick so far was told; one that was not for a while empties the store."""
        if ticks == self._ticks:
            return True
        # A transaction is seen a moment before its notice is sent.
        if self._ticks is not None and self._unheard <= self._ticks < ticks:
            self._unheard = ticks
            return False
        self._ticks = ticks
        self.told(None, True)
        return True

    def _note(self, payload: str) -> None:
        """Take note of ``<ticks> <soft or hard> <keys>``."""
        self.notices += 1
        try:
            number, how, *keys = payload.split()
            ticks = int(number)
        except ValueError:  # whoever may connect may send a notice
            self.told(None, True)
            return
        is_next = self._ticks is not None and ticks <= self._ticks + 1
        self._ticks = max(ticks, self._ticks or 0)
        if is_next:
            self._tell(keys, is_hard=how == "hard")
        else:
            self.told(None, True)

    def _tell(self, keys: list[str], *, is_hard: bool) -> None:
        if EVERYTHING in keys:
            self.told(None, True)
        elif keys:
            self.told(keys, is_hard)

    def _compare(self, now: datetime) -> None:
        """Say so if the clocks of web and database part: only nginx beside us reads ours."""
        skew = time.time() - now.timestamp()
        if abs(skew) > STEP >= abs(self.skew):
            log.warning("The clocks of web and database differ by %.1f seconds.", skew)
        self.skew = skew
