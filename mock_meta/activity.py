"""What is under way between a visitor and Meta, so that a run can tell quiet from not yet."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType


class _InFlight:
    # One for all requests, since it has no state of its own.
    def __init__(self, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self._begin = begin
        self._end = end

    def __enter__(self) -> None:
        self._begin()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()


class Activity:
    """Counts requests in flight and remembers when anything last moved."""

    def __init__(self) -> None:
        self._in_flight = 0
        self._last_moved = time.monotonic()
        self._idle = asyncio.Event()
        self._idle.set()
        self._request = _InFlight(self.begin, self.end)

    @property
    def in_flight(self) -> int:
        """Requests that were begun and are not answered yet."""
        return self._in_flight

    def moved(self) -> None:
        """Note that bytes moved just now."""
        self._last_moved = time.monotonic()

    def request(self) -> _InFlight:
        """Hold one request in flight, as a context manager."""
        return self._request

    def begin(self) -> None:
        """Hold one request more in flight, until `end`."""
        self._in_flight += 1
        self._idle.clear()
        self.moved()

    def end(self) -> None:
        """Let one request go that was begun."""
        self._in_flight -= 1
        self.moved()
        if self._in_flight == 0:
            self._idle.set()

    async def quiet(self, patience_s: float, timeout_s: float) -> bool:
        """Wait until nothing is in flight and nothing has moved for ``patience_s`` from now on.

        The silence of before the call doesn't count: what was caused just now has not moved anything yet. False if
        ``timeout_s`` passes first.
        """
        try:
            async with asyncio.timeout(timeout_s):
                await self._quiet(patience_s)
        except TimeoutError:
            return False
        return True

    async def _quiet(self, patience_s: float) -> None:
        self.moved()
        while True:
            await self._idle.wait()
            remaining = self._last_moved + patience_s - time.monotonic()
            if remaining <= 0:
                return
            # Silence can't be awaited, only outwaited: this is the one stated patience of a run.
            await asyncio.sleep(remaining)
