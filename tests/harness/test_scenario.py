"""Scenarios: found by import, chosen by name."""

from __future__ import annotations

import inspect
import pkgutil

import pytest

import scenarios as stories
from harness.errors import SetupError
from harness.scenario import scenarios, select, unknown
from mock_meta.faults import faults

PACKAGE = "scenarios"


def test_each_file_tells_the_story_of_its_name() -> None:
    """One a file, so that a story is found without searching."""
    assert set(scenarios(PACKAGE)) == {module.name for module in pkgutil.iter_modules(stories.__path__)}


def test_names_choose_in_the_order_asked() -> None:
    """None chooses all."""
    names = ("healthy_purchase", "consent_denied")
    assert tuple(scenario.name for scenario in select(names, PACKAGE)) == names
    assert tuple(s.name for s in select((), PACKAGE)) == tuple(scenarios(PACKAGE))


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    """One sentence."""
    with pytest.raises(SetupError) as caught:
        select(("healthy_purchas",), PACKAGE)
    assert str(caught.value) == (
        "there is no scenario 'healthy_purchas'; did you mean healthy_purchase or healthy_lead?"
    )


def test_a_name_like_no_other_is_told_with_what_there_is() -> None:
    """If that fits a sentence."""
    assert unknown("bug", "zzz", ("one", "two")) == "there is no bug 'zzz'; there are one, two"
    assert unknown("bug", "zzz", ()) == "there is no bug 'zzz'; there are none"
    assert len(unknown("bug", "zzz", tuple(f"bug_number_{n}" for n in range(50)))) < 100


def test_every_story_is_async_and_its_faults_exist() -> None:
    """A misspelt fault would otherwise show only in a run."""
    for scenario in scenarios(PACKAGE).values():
        assert inspect.iscoroutinefunction(scenario.story)
        assert set(scenario.faults) <= set(faults())
