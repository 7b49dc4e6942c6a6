"""Telling quiet from not yet."""

import asyncio
import time

import pytest

from mock_meta.activity import Activity


async def test_quiet_at_once_when_nothing_ever_moved() -> None:
    """Without patience and without requests there is nothing to wait for."""
    assert await Activity().quiet(0.0, 0.1)


async def test_silence_of_before_the_call_does_not_count() -> None:
    """What the caller caused just now has moved nothing yet, so an old silence proves nothing."""
    activity = Activity()
    await asyncio.wait({asyncio.ensure_future(activity.quiet(0.06, 5))})
    began = time.monotonic()
    assert await activity.quiet(0.05, 5)
    assert time.monotonic() - began >= 0.05


async def test_waits_out_the_patience_after_the_last_move() -> None:
    """Each byte that moves starts the silence anew."""
    activity = Activity()
    began = time.monotonic()
    activity.moved()
    assert await activity.quiet(0.05, 5)
    assert time.monotonic() - began >= 0.05


async def test_a_request_in_flight_is_not_quiet() -> None:
    """A request that nobody answered keeps it waiting to the limit, however silent the wire is."""
    activity = Activity()
    with activity.request():
        assert activity.in_flight == 1
        assert not await activity.quiet(0.0, 0.05)
    assert await activity.quiet(0.0, 5)


async def test_nested_requests_all_count() -> None:
    """Only the last answer makes it idle."""
    activity = Activity()
    with activity.request():
        with activity.request():
            assert activity.in_flight == 2
        assert activity.in_flight == 1
        assert not await activity.quiet(0.0, 0.02)
    assert activity.in_flight == 0


async def test_a_request_that_breaks_is_over() -> None:
    """An exception ends a request like an answer."""
    activity = Activity()
    with pytest.raises(RuntimeError), activity.request():
        raise RuntimeError
    assert activity.in_flight == 0
    assert await activity.quiet(0.0, 5)


async def test_what_moves_during_the_patience_begins_it_anew() -> None:
    """A request that comes and goes while silence is outwaited is waited for."""
    activity = Activity()
    activity.moved()
    quiet = asyncio.create_task(activity.quiet(0.08, 5))
    await asyncio.sleep(0)
    with activity.request():
        await asyncio.sleep(0)
    ended = time.monotonic()
    assert await quiet
    assert time.monotonic() - ended >= 0.07


async def test_never_quiet_is_false_in_time() -> None:
    """A wire that keeps moving is given up at the limit."""
    activity = Activity()

    async def keep_moving() -> None:
        while True:
            activity.moved()
            await asyncio.sleep(0)

    moving = asyncio.create_task(keep_moving())
    assert not await activity.quiet(0.05, 0.2)
    moving.cancel()
