"""The matrix holds every condition and every pair that can be, and says of every other pair why it can't."""

from __future__ import annotations

from itertools import combinations

import pytest

from harness.condition import CONSENT_ANSWER, Condition, Kind, Part, Phase, clash, conditions
from harness.conditions import consent_granted
from harness.matrix import AT_ONCE, Extent, Matrix, journey_under, matrix


async def _nothing(visit: object) -> None:
    """Do nothing."""


def made(name: str, **traits: tuple[object, ...]) -> Condition:
    """A condition with these traits and no mechanism."""
    return Condition(
        name=name,
        summary="",
        doc="",
        kind=Kind.NETWORK,
        mechanism="",
        hooks={Phase.ON_LANDING: _nothing},
        evidence=lambda _: "",
        **traits,  # type: ignore[arg-type]
    )


def held(found: Matrix) -> set[tuple[str, str]]:
    """Every pair that some set holds."""
    return {pair for given in found.combined for pair in combinations(sorted(one.name for one in given), 2)}


@pytest.mark.parametrize("extent", [Extent.COVERING, Extent.PAIRS])
def test_every_pair_that_can_be_is_held_and_no_other(extent: Extent) -> None:
    known = tuple(conditions().values())
    found = matrix(known, extent)
    possible = {tuple(sorted((a.name, b.name))) for a, b in combinations(known, 2) if not clash(a, b)}
    assert held(found) == possible
    assert found.pairs == len(possible)
    assert len(possible) + len(found.excluded) == len(known) * (len(known) - 1) // 2


def test_no_set_is_larger_than_stated() -> None:
    found = matrix(made(f"c{number:02}") for number in range(20))
    assert {len(given) for given in found.combined} <= set(range(2, AT_ONCE + 1))
    assert len(found.combined) < len(held(found)) / 3


def test_what_is_excluded_has_its_reason() -> None:
    assert all(one.reason for one in matrix(conditions().values()).excluded)


def test_one_thing_is_decided_once() -> None:
    assert clash(made("a", decides=("x",)), made("b", decides=("x", "y"))) == "a and b both decide x"
    assert clash(made("a", decides=("x",)), made("b", decides=("y",))) == ""


def test_what_one_takes_away_the_other_can_t_act_on() -> None:
    taker, loser = made("a", removes=(Part.CLICK_ID,)), made("b", acts_on=(Part.CLICK_ID,))
    assert clash(taker, loser) == clash(loser, taker) == "a leaves no trace of the click id for b to act on"


def test_alone_means_no_pairs() -> None:
    found = matrix((made("a"), made("b")), Extent.ALONE)
    assert [len(given) for given in found.sets] == [1, 1]


def test_who_answers_no_banner_agrees_before_all_else() -> None:
    given = journey_under("buy", (made("a"), made("b")), consent_granted).given
    assert [one.name for one in given] == ["consent_granted", "a", "b"]


def test_who_answers_otherwise_is_not_asked_twice() -> None:
    answer = made("refuses", decides=(CONSENT_ANSWER,))
    scenario = journey_under("buy", (made("a"), answer), consent_granted, faults=("graph_down",))
    assert [one.name for one in scenario.given] == ["refuses", "a"]
    assert scenario.name == "buy+a+refuses+graph_down"
