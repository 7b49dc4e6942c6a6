"""Which slot carries out what next: whoever is free takes the first, but dear browser processes have a home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from harness.browser_needs import BrowserNeeds, merged
from harness.scenario import Scenario

WORTH_A_PROCESS = 4
"""So many scenarios must wait for a process at its home before another slot that is idle starts one like it."""


class HasScenario(Protocol):
    """Anything that holds the scenario to be carried out."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""


class Lineup:
    """Scenarios that wait. A process with a lasting profile is bound to its slot, so its like follow it there."""

    def __init__(self, tasks: Sequence[HasScenario]) -> None:
        self._waiting = [(place, _dear(task)) for place, task in enumerate(tasks)]
        self._homes: dict[BrowserNeeds, set[int]] = {}

    def take(self, slot: int) -> int | None:
        """The place of the task that this slot carries out next; None if it is done."""
        found = (
            self._first(lambda needs: needs is not None and slot in self._homes.get(needs, ()))
            or self._first(lambda needs: needs is None or needs not in self._homes)
            or self._first(lambda needs: needs is not None and self._left(needs) >= WORTH_A_PROCESS)
        )
        if found is None:
            return None
        self._waiting.remove(found)
        place, needs = found
        if needs is not None:
            self._homes.setdefault(needs, set()).add(slot)
        return place

    def _first(self, fits: Callable[[BrowserNeeds | None], bool]) -> tuple[int, BrowserNeeds | None] | None:
        return next((entry for entry in self._waiting if fits(entry[1])), None)

    def _left(self, needs: BrowserNeeds) -> int:
        return sum(other == needs for _, other in self._waiting)


def _dear(task: HasScenario) -> BrowserNeeds | None:
    needs = merged(condition.browser for condition in task.scenario.given)
    return needs if needs.process.lasting_profile else None
