"""The run clock: wall time plus an offset that a run can move forward.

Receipt stamps, age limits and deduplication windows read it, so hours of a shopper's life cost no waiting.
"""

from __future__ import annotations

import math
import time

_END = 253_370_764_800.0
"""The year 9999, the last one that dates can be told of."""


class RunClock:
    """Seconds since the epoch as one run sees them."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self._offset_s = offset_s

    @property
    def offset_s(self) -> float:
        """By how many seconds this clock is ahead of the machine's."""
        return self._offset_s

    def now(self) -> float:
        """Seconds since the epoch on this clock."""
        return time.time() + self._offset_s

    def reset(self) -> None:
        """Back to the machine's own time, for a new run."""
        self._offset_s = 0.0

    def advance(self, seconds: float) -> None:
        """Move the clock forward.

        Raises:
            ValueError: ``seconds`` is negative or no finite number, since evidence would no longer be in order; or the
                clock would pass the beginning of the year 9999.
        """
        if seconds < 0 or not math.isfinite(seconds):
            raise ValueError(f"the run clock only moves forward, not by {seconds} s")
        if self.now() + seconds > _END:
            raise ValueError(f"the run clock ends with the year 9999, and {seconds} s would pass it")
        self._offset_s += seconds
