"""The run clock."""

import math
import time

import pytest

from mock_meta.clock import RunClock


def test_begins_as_the_wall_clock() -> None:
    """Without an offset it shows the machine's time."""
    assert RunClock().now() == pytest.approx(time.time(), abs=5)


def test_moves_forward_by_what_it_is_told() -> None:
    """Advances add up, and show in the offset."""
    clock = RunClock(offset_s=10)
    clock.advance(0)
    clock.advance(48 * 3600)
    assert clock.offset_s == 48 * 3600 + 10
    assert clock.now() - time.time() == pytest.approx(clock.offset_s, abs=5)


@pytest.mark.parametrize("seconds", [-0.001, -math.inf, math.inf, math.nan])
def test_refuses_what_would_disorder_the_evidence(seconds: float) -> None:
    """It neither goes back nor leaves the numbers; after a refusal it goes on as before."""
    clock = RunClock()
    with pytest.raises(ValueError, match="only moves forward"):
        clock.advance(seconds)
    assert clock.offset_s == 0


@pytest.mark.parametrize("seconds", [253_402_300_800, 1e308])
def test_ends_with_the_year_9999(seconds: float) -> None:
    """Later moments have no date that could be told."""
    clock = RunClock()
    with pytest.raises(ValueError, match="year 9999"):
        clock.advance(seconds)
    assert clock.offset_s == 0


def test_reset_shows_the_right_time_again() -> None:
    """The next scenario begins where the machine is."""
    clock = RunClock()
    clock.advance(3600)
    clock.reset()
    assert clock.offset_s == 0
