"""The matrix: one journey under every condition alone, and under every pair that can hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import combinations

import msgspec

from harness.condition import CONSENT_ANSWER, Condition, clash
from harness.scenario import Scenario
from harness.visit import Visit

AT_ONCE = 6
"""How many conditions a run of the covering matrix holds at most, besides the consent that it takes for granted."""


class Extent(StrEnum):
    """How much of the matrix is run."""

    ALONE = "alone"
    COVERING = "covering"
    PAIRS = "pairs"


class Excluded(msgspec.Struct, frozen=True, kw_only=True):
    """Two conditions that no visit can have together, and why."""

    one: str
    other: str
    reason: str


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """The sets of conditions to run: each alone, and sets that hold every pair which is not excluded."""

    alone: tuple[tuple[Condition, ...], ...]
    combined: tuple[tuple[Condition, ...], ...]
    excluded: tuple[Excluded, ...]

    @property
    def sets(self) -> tuple[tuple[Condition, ...], ...]:
        """All sets, the small ones first."""
        return (*self.alone, *self.combined)

    @property
    def pairs(self) -> int:
        """How many pairs of conditions the sets hold."""
        return len({pair for held in self.combined for pair in combinations(sorted(c.name for c in held), 2)})


def matrix(known: Iterable[Condition], extent: Extent = Extent.COVERING) -> Matrix:
    """The matrix of these conditions; the same for the same conditions."""
    ordered = sorted(known, key=lambda condition: condition.name)
    clashes = {(one.name, other.name): clash(one, other) for one, other in combinations(ordered, 2)}
    free = [pair for pair, reason in clashes.items() if not reason]
    by_name = {condition.name: condition for condition in ordered}
    combined: list[tuple[str, ...]] = []
    if extent is not Extent.ALONE:
        combined = _covering(free, by_name) if extent is Extent.COVERING else [*free]
    return Matrix(
        alone=tuple((condition,) for condition in ordered),
        combined=tuple(tuple(by_name[name] for name in held) for held in combined),
        excluded=tuple(Excluded(one=a, other=b, reason=why) for (a, b), why in clashes.items() if why),
    )


def _covering(pairs: list[tuple[str, str]], known: Mapping[str, Condition]) -> list[tuple[str, ...]]:
    """Sets of up to `AT_ONCE` conditions that hold every pair: each grows by what covers most that is still open."""
    free, left = set(pairs), dict.fromkeys(pairs)
    sets: list[tuple[str, ...]] = []
    while left:
        held: tuple[str, ...] = next(iter(left))
        while len(held) < AT_ONCE and (best := _best(held, left, free, known)):
            held = tuple(sorted((*held, best)))
        for pair in combinations(held, 2):
            left.pop(pair, None)
        sets.append(held)
    return sets


def _best(
    held: tuple[str, ...],
    left: Mapping[tuple[str, str], None],
    free: set[tuple[str, str]],
    known: Mapping[str, Condition],
) -> str:
    """The condition that can join ``held`` and covers most open pairs with it; empty if none covers any."""

    def gain(name: str) -> int:
        mine = [_pair(name, other) for other in held]
        return sum(pair in left for pair in mine) if all(pair in free for pair in mine) else 0

    best = max((name for name in known if name not in held), key=gain, default="")
    return best if best and gain(best) else ""


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def journey_under(
    journey: str, given: Iterable[Condition], consent: Condition, *, faults: tuple[str, ...] = (), pages: int = 0
) -> Scenario:
    """The scenario of one journey under these conditions; whoever answers no banner otherwise gives ``consent``.

    It is left after so many ``pages``, if any are named.
    """
    held = tuple(given)
    names = tuple(condition.name for condition in held)
    answered = any(CONSENT_ANSWER in condition.decides for condition in held)
    # The banner is answered first: what else begins on the landing page may leave it.
    ordered = sorted(
        held if answered else (consent, *held), key=lambda condition: CONSENT_ANSWER not in condition.decides
    )

    async def story(visit: Visit) -> None:
        await visit.arrive()
        await visit.walk(journey, pages=pages)

    under = f" under {' and '.join(names)}" if names else ""
    return Scenario(
        name="+".join((journey, *names, *faults)),
        summary=f"The journey '{journey}'{under}.",
        doc=f"The journey '{journey}'{under}.",
        given=tuple(ordered),
        faults=faults,
        story=story,
    )
