"""Shrinking finds the smallest combination that fails alike, in a bounded number of runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.shrink import Combination, Outcome, Shrunk, shrink, signature
from harness.verdict import Breakdown, Finding, Status, Verdict

FIVE = ("a", "b", "c", "d", "e")


def verdict(*ids: str) -> Verdict:
    """A verdict with findings of these ids; PASSED if there are none."""
    findings = tuple(Finding(message=one, id=one) for one in ids)
    return Verdict(scenario="s", status=Status.FAILED if ids else Status.PASSED, findings=findings)


async def smallest(whole: Combination, fails: Callable[[Combination], bool], pages: int = 8) -> Shrunk:
    """What shrinking finds where ``fails`` decides, and a journey has that many pages."""

    async def attempt(combination: Combination) -> Outcome:
        shown = combination.pages or pages
        return Outcome(verdict=verdict("x") if fails(combination) else verdict(), pages=shown)

    return await shrink(whole, verdict("x", "y"), attempt)


@pytest.mark.parametrize("needed", [(), ("d",), ("b", "e"), ("a", "c", "e")])
async def test_five_conditions_shrink_to_those_that_matter(needed: tuple[str, ...]) -> None:
    whole = Combination(journey="buy", conditions=FIVE)
    found = await smallest(whole, lambda one: {*needed} <= {*one.conditions})
    assert found.combination.conditions == needed
    assert found.runs <= 1 + 5 + 10 + 5 + 5


async def test_faults_are_left_out_like_conditions() -> None:
    whole = Combination(journey="buy", conditions=("a", "b"), faults=("down", "slow"))
    found = await smallest(whole, lambda one: "slow" in one.faults)
    assert (found.combination.conditions, found.combination.faults) == ((), ("slow",))


@given(needed=st.integers(min_value=1, max_value=40), pages=st.integers(min_value=1, max_value=40))
async def test_the_journey_is_cut_to_the_pages_that_matter(needed: int, pages: int) -> None:
    needed = min(needed, pages)
    found = await smallest(Combination(journey="buy"), lambda one: (one.pages or pages) >= needed, pages)
    assert (found.combination.pages or pages) == needed


async def test_another_failure_is_not_the_one_that_is_sought() -> None:
    async def attempt(_: Combination) -> Outcome:
        return Outcome(verdict=verdict("z"), pages=3)

    whole = Combination(journey="buy", conditions=("a", "b"))
    found = await shrink(whole, verdict("x"), attempt)
    assert found.combination == whole


def test_a_breakdown_is_told_by_its_step() -> None:
    broken = Verdict(scenario="s", status=Status.ERROR, breakdown=Breakdown(step="journey buy", message="m"))
    assert signature(broken) == {"broke: journey buy"}
    assert signature(verdict()) == frozenset()
