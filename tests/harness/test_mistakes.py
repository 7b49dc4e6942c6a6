"""Every mistake of the field, rewritten into clean evidence: found, its cause named, and nothing else said."""

from __future__ import annotations

from functools import cache

import hypothesis.strategies as st
import pytest
from hypothesis import given

from harness.check import checks
from harness.judge import judge
from harness.ledger import Ledger
from harness.mistake import Mistake, mistakes, traps
from harness.selftest import ON_LEDGERS, accusations, catch, rewritings
from tests.harness.harmless import HARMLESS
from tests.ledgers import clean_ledgers

REWRITING = {number: one for number, one in mistakes().items() if one.rewrite is not None}


@cache
def evidence_for(number: str) -> tuple[Ledger, ...]:
    """The clean ledgers in which this mistake is looked for."""
    return tuple(clean for clean, _ in rewritings(REWRITING[number], clean_ledgers()))


def found(one: Mistake, clean: Ledger) -> tuple[set[str], bool]:
    """The checks that fire on a clean ledger with the mistake in it, and whether the cause is named."""
    assert one.rewrite is not None
    changed = one.rewrite(clean)
    assert changed is not None
    caught = catch(one, ON_LEDGERS, {clean.scenario: judge(changed)})
    return set(caught.fired), caught.named


@cache
def found_in(number: str, place: int) -> tuple[set[str], bool]:
    """The same for one of its clean ledgers, worked out once."""
    return found(REWRITING[number], evidence_for(number)[place])


def told(number: str) -> dict[str, tuple[set[str], bool]]:
    """The same for all of its clean ledgers, by scenario."""
    return {ledger.scenario: found_in(number, place) for place, ledger in enumerate(evidence_for(number))}


def test_the_evidence_is_clean() -> None:
    """Nothing is said of the shop as it is, in any scenario."""
    assert {ledger.scenario: accusations(judge(ledger)) for ledger in clean_ledgers()} == {
        ledger.scenario: [] for ledger in clean_ledgers()
    }


@pytest.mark.parametrize("number", REWRITING)
def test_a_mistake_is_caught_and_its_cause_named(number: str) -> None:
    """By the check that it is for, in every run that can show it; there is such a run."""
    one = REWRITING[number]
    assert one.check in checks()
    assert evidence_for(number), f"no recorded run holds what it changes ({one.needs})"
    showing = {scenario: named for scenario, (fired, named) in told(number).items() if one.check in fired}
    assert showing
    assert all(showing.values()), showing


@pytest.mark.parametrize("number", REWRITING)
def test_one_fact_is_one_finding(number: str) -> None:
    """No other check accuses beside it: what follows from a mistake is folded under it."""
    one = REWRITING[number]
    besides = {scenario: fired - {one.check} for scenario, (fired, _) in told(number).items()}
    assert not any(besides.values()), besides


@pytest.mark.parametrize("number", [number for number, one in traps().items() if one.rewrite is not None])
def test_a_trap_is_silent(number: str) -> None:
    """What is legitimate is accused of nothing."""
    rewrite = traps()[number].rewrite
    assert rewrite is not None
    rewritten = [changed for ledger in clean_ledgers() if (changed := rewrite(ledger)) is not None]
    assert rewritten
    assert [finding for ledger in rewritten for finding in accusations(judge(ledger))] == []


@given(st.data())
def test_what_is_harmless_changes_no_finding(data: st.DataObject) -> None:
    """Whatever differs between two clean runs: the same checks fire, the cause is still named, and nothing is added."""
    one = REWRITING[data.draw(st.sampled_from([number for number in REWRITING if evidence_for(number)]))]
    place = data.draw(st.integers(0, len(evidence_for(one.id)) - 1), label="evidence")
    ledger = evidence_for(one.id)[place]
    harmless = data.draw(st.lists(st.sampled_from(HARMLESS), unique=True, max_size=3), label="harmless")
    expected = found_in(one.id, place)
    for rewrite in harmless:
        ledger = rewrite(ledger)
    assert found(one, ledger) == expected


@given(st.data())
def test_what_is_harmless_is_no_finding(data: st.DataObject) -> None:
    """A clean run stays clean."""
    ledger = clean_ledgers()[data.draw(st.integers(0, len(clean_ledgers()) - 1), label="evidence")]
    for rewrite in data.draw(st.lists(st.sampled_from(HARMLESS), unique=True), label="harmless"):
        ledger = rewrite(ledger)
    assert [(ledger.scenario, finding.message) for finding in accusations(judge(ledger))] == []
