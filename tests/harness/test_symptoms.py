"""From symptom to cause."""

from __future__ import annotations

import pytest

from harness.mistake import mistakes
from harness.scenario import scenarios
from harness.sources import scenario_package
from harness.symptoms import SYMPTOMS, recognised


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("too many purchases", "too many purchases"),
        ("Purchases are counted twice!", "too many purchases"),
        ("we see fewer conversions than orders", "too few purchases"),
        ("CPA jumped after a tracking update", "cost per purchase jumped after a tracking update"),
        ("unstable optimisation", "unstable optimisation"),
        ("our retargeting pools are shrinking", "shrinking retargeting pools"),
        ("inflated ROAS", "inflated return on ad spend"),
        ("EMQ is low", "low match quality"),
        ("a lawyer asks about consent", "data goes out that must not"),
    ],
)
def test_what_people_call_it(said: str, meant: str) -> None:
    """The words of the trade find their symptom."""
    assert recognised(said)[0].name == meant


def test_words_about_something_else_find_nothing() -> None:
    """No guess is better than a wrong one."""
    assert recognised("the weather in Kiel") == ()


def test_each_cause_can_be_looked_at() -> None:
    """It is a mistake that the gate knows, named once for each symptom, and its scenarios exist."""
    known, stories = mistakes(), scenarios(scenario_package())
    for symptom in SYMPTOMS.values():
        numbers = [number for _, number in symptom.causes]
        assert len(numbers) == len(set(numbers)), symptom.name
        assert set(numbers) <= set(known), symptom.name
        for number in numbers:
            assert set(known[number].scenarios) <= set(stories), number


def test_every_mistake_is_behind_some_symptom() -> None:
    """What nobody would ever notice in a report would not be in the catalogue."""
    told = {number for symptom in SYMPTOMS.values() for _, number in symptom.causes}
    assert set(mistakes()) <= told
