"""Shrinking: the smallest set of conditions and the shortest journey under which a run still fails in the same way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import combinations

import msgspec

from harness.verdict import Status, Verdict

_TRIED_FROM_BELOW = 2


class Combination(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What a run was made of: a journey, and the names of conditions and faults.

    ``pages`` is after how many pages the journey is left; 0 if it is walked to its end.
    """

    journey: str
    pages: int = 0
    conditions: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Conditions and faults alike, as what can be left out."""
        return (*(("condition", name) for name in self.conditions), *(("fault", name) for name in self.faults))

    def of(self, parts: tuple[tuple[str, str], ...]) -> Combination:
        """The same journey with these parts only."""
        return Combination(
            journey=self.journey,
            pages=self.pages,
            conditions=tuple(name for kind, name in parts if kind == "condition"),
            faults=tuple(name for kind, name in parts if kind == "fault"),
        )


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a try: the verdict, and how many pages the journey loaded, the one that it began on apart."""

    verdict: Verdict
    pages: int


Try = Callable[[Combination], Awaitable[Outcome]]


class Shrunk(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest combination that still fails, and how many runs it took to find."""

    combination: Combination
    verdict: Verdict
    runs: int


def signature(verdict: Verdict) -> frozenset[str]:
    """What tells one failure from another: the ids of its findings, or the step that broke."""
    if verdict.status is Status.ERROR and verdict.breakdown is not None:
        return frozenset({f"broke: {verdict.breakdown.step}"})
    return frozenset(finding.id for finding in verdict.findings) if verdict.status is Status.FAILED else frozenset()


async def shrink(failed: Combination, verdict: Verdict, attempt: Try) -> Shrunk:
    """The smallest combination that shows one of the findings of ``verdict``.

    Conditions and faults first: none at all, each alone, each pair, then one less at a time; with n of them that takes
    at most 1 + n + n(n-1)/2 + n runs. Then the journey, left after half of its pages, and so on: log2 of their number.
    """
    search = _Search(failed, verdict, attempt)
    await search.parts()
    await search.pages()
    return Shrunk(combination=search.best, verdict=search.outcome.verdict, runs=search.runs)


class _Search:
    def __init__(self, failed: Combination, verdict: Verdict, attempt: Try) -> None:
        self._wanted = signature(verdict)
        self._attempt = attempt
        self.best = failed
        self.outcome = Outcome(verdict=verdict, pages=0)
        self.runs = 0

    async def _fails(self, combination: Combination) -> bool:
        self.runs += 1
        outcome = await self._attempt(combination)
        if not signature(outcome.verdict) & self._wanted:
            return False
        self.best, self.outcome = combination, outcome
        return True

    async def parts(self) -> None:
        """Find the fewest conditions and faults."""
        whole = self.best
        for size in range(min(_TRIED_FROM_BELOW + 1, len(whole.parts))):
            for some in combinations(whole.parts, size):
                if await self._fails(whole.of(some)):
                    return
        for part in whole.parts:
            if len(self.best.parts) > _TRIED_FROM_BELOW + 1:
                await self._fails(whole.of(tuple(other for other in self.best.parts if other != part)))

    async def pages(self) -> None:
        """Find after how many pages the journey can be left."""
        if not self.outcome.pages:
            await self._fails(self.best)
        too_few, enough = 0, self.outcome.pages
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            if await self._fails(msgspec.structs.replace(self.best, pages=middle)):
                enough = middle
            else:
                too_few = middle
