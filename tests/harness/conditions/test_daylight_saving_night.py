"""The hour that clocks show twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.conditions.daylight_saving_night import second_hour


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-01-01T00:00", "2026-10-25T01:20"),
        ("2026-10-25T00:30", "2026-10-25T01:20"),
        ("2026-10-25T01:30", "2027-10-31T01:20"),
    ],
)
def test_the_next_one_is_found(now: str, found: str) -> None:
    """The last Sunday of October, by UTC; one that has begun is over."""
    at, wanted = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, found))
    assert second_hour(at.timestamp()) == wanted.timestamp()
