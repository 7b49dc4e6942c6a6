"""Waiting over the control API: for something to come, and for nothing to come any more."""

from __future__ import annotations

import asyncio

import pytest

from tests.mock_meta.control.remote import Remote, assert_one_sentence


async def test_settle_answers_when_nothing_moves(remote: Remote) -> None:
    """At once if no patience is asked for; with what is there."""
    await remote.pixel()
    told = await remote.ask("settle", quiet_s=0, timeout_s=10)
    assert told == {"settled": True, "in_flight": 0, "requests": 1}


async def test_settle_waits_for_what_is_in_flight(remote: Remote) -> None:
    """A request that isn't answered yet is not over, however still it is."""
    with remote.meta.activity.request():
        told = await remote.ask("settle", quiet_s=0, timeout_s=0.05)
        assert told == {"settled": False, "in_flight": 1, "requests": 0}
        waiting = asyncio.create_task(remote.ask("settle", quiet_s=0, timeout_s=30))
        await remote.ask("clock")
        assert not waiting.done()
    assert (await waiting)["settled"]


async def test_settle_does_not_wait_for_control_calls(remote: Remote) -> None:
    """Neither for itself nor for others that look or wait."""
    others = [asyncio.create_task(remote.ask("wait", timeout_s=30)) for _ in range(3)]
    assert (await remote.ask("settle", quiet_s=0.01, timeout_s=10))["settled"]
    await remote.pixel()
    assert [told["satisfied"] for told in await asyncio.gather(*others)] == [True] * 3


async def test_wait_is_for_one_event_if_asked(remote: Remote) -> None:
    """By pixel, by id, or for one that is refused."""
    waiting = asyncio.create_task(remote.ask("wait", event_id="2", timeout_s=10))
    bad = asyncio.create_task(remote.ask("wait", bad=1, timeout_s=10))
    await remote.pixel(eid="1")
    assert (await remote.ask("wait", pixel_id="99", timeout_s=0))["events"] == []
    assert not waiting.done()
    await remote.pixel(eid="2")
    assert [event["event_id"] for event in (await waiting)["events"]] == ["2"]
    assert not bad.done()
    await remote.server(event_id="3", event_name=None)
    assert [event["event_id"] for event in (await bad)["events"]] == ["3"]


@pytest.mark.parametrize(
    ("noun", "query"),
    [
        ("settle", {"quiet_s": "-1"}),
        ("settle", {"timeout_s": "long"}),
        ("wait", {"count": "1.5"}),
        ("wait", {"count": "-1"}),
        ("wait", {"bad": "maybe"}),
        ("all", {"since": "yesterday"}),
        ("all", {"limit": "-1"}),
    ],
)
async def test_a_number_that_makes_no_sense(remote: Remote, noun: str, query: dict[str, str]) -> None:
    """One sentence that names the parameter."""
    code, told = await remote.try_(noun, **query)
    assert code == 400
    assert_one_sentence(told)
    assert next(iter(query)) in told["error"]
