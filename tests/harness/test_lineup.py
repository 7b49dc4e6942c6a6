"""Everything is carried out once, and scenarios that need a process of their own follow it to its slot."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.conditions import slow_site
from harness.lineup import WORTH_A_PROCESS, Lineup
from harness.scenario import Scenario
from harness.visit import Visit


class Waiting(msgspec.Struct, frozen=True):
    """What stands in the line."""

    scenario: Scenario


async def _story(visit: Visit) -> None:
    """Tell nothing."""


def waiting(extension: str = "") -> Waiting:
    """A scenario that needs this extension, or none."""
    needs = BrowserNeeds(process=ProcessNeeds(extension=extension))
    condition = msgspec.structs.replace(slow_site, browser=needs)
    return Waiting(Scenario(name="s", summary="", doc="", given=(condition,), faults=(), story=_story))


def test_who_is_free_takes_the_first() -> None:
    lineup = Lineup([waiting(), waiting(), waiting()])
    assert [lineup.take(0), lineup.take(1), lineup.take(0), lineup.take(1)] == [0, 1, 2, None]


def test_its_like_follow_a_process_to_its_slot() -> None:
    lineup = Lineup([waiting("blocker"), waiting("blocker"), waiting(), waiting()])
    assert [lineup.take(0), lineup.take(1), lineup.take(1), lineup.take(1), lineup.take(0)] == [0, 2, 3, None, 1]


def test_a_long_line_is_worth_a_second_process() -> None:
    lineup = Lineup([waiting("blocker")] * (WORTH_A_PROCESS + 1))
    assert [lineup.take(0), lineup.take(1), lineup.take(2)] == [0, 1, None]


@given(st.lists(st.sampled_from(["", "blocker", "cookies"])), st.lists(st.integers(0, 3), min_size=1))
def test_nothing_is_lost_or_done_twice(line: list[str], turns: list[int]) -> None:
    lineup = Lineup([waiting(extension) for extension in line])
    taken = [place for slot in turns if (place := lineup.take(slot)) is not None]
    for slot in range(4):
        while (place := lineup.take(slot)) is not None:
            taken.append(place)
    assert sorted(taken) == list(range(len(line)))


@pytest.mark.parametrize("slots", [1, 2, 6])
def test_no_slot_waits_for_ever(slots: int) -> None:
    lineup = Lineup([waiting("blocker"), waiting()])
    taken = [lineup.take(slot) for _ in range(3) for slot in range(slots)]
    assert {0, 1} <= set(taken)
