"""Conditions: found by import, and what they take from the plan is data."""

from __future__ import annotations

import pkgutil

import harness.conditions
from harness.condition import Condition, conditions
from harness.owed import DELAY, PRESENCE

CONSENT = {"consent.accept", "consent.deny"}


def test_each_file_holds_the_condition_of_its_name() -> None:
    """And the package offers it to scenarios."""
    modules = {module.name for module in pkgutil.iter_modules(harness.conditions.__path__)}
    assert set(conditions()) == modules
    assert sorted(harness.conditions.__all__) == sorted(modules)
    assert all(isinstance(getattr(harness.conditions, name), Condition) for name in modules)


def test_what_is_excused_is_an_aspect_that_is_judged() -> None:
    """A misspelt aspect would excuse nothing."""
    for condition in conditions().values():
        for excuse in condition.excuses:
            assert excuse.aspect in {PRESENCE, DELAY, "fbp", "fbc", "em", "ph", "fn", "ln", "external_id"}
            assert excuse.reason
        assert set(condition.needs) <= CONSENT
