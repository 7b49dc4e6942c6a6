"""Expectations for a reader: events of which the same is expected together."""

from __future__ import annotations

from collections import defaultdict

from harness.expectation import Expectation
from harness.owed import DELAY
from mock_meta.event import Channel


def told(expected: tuple[Expectation, ...]) -> list[str]:
    """A line for each thing that is expected: the channel, what it owes and why, and of which events."""
    grouped: dict[tuple[Channel, str], list[str]] = defaultdict(list)
    for one in expected:
        grouped[one.channel, _owed(one)].append(one.event)
    return [f"{channel}: {owed}: {', '.join(events)}" for (channel, owed), events in sorted(grouped.items())]


def _owed(one: Expectation) -> str:
    text = f"{one.standing} ({one.reason})" if one.reason else str(one.standing)
    waived = [f"{_without(waiver.aspect)} ({waiver.reason})" for waiver in one.waived]
    return ", ".join([text, *waived])


def _without(aspect: str) -> str:
    return "late if need be" if aspect == DELAY else f"without {aspect}"
