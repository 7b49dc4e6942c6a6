"""Conditions: found by import, and what they take from the plan is data."""

from __future__ import annotations

import pkgutil

import harness.conditions
from harness.condition import Condition, Phase, conditions
from harness.owed import DELAY, PRESENCE
from harness.plan import Promise
from harness.site import Site
from tests.harness.factories import change, healthy, plan, visit

NOTHING = change(healthy(), visits=(visit(pages=(), consent=()),), events=(), requests=())


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
        for need in condition.needs:
            assert need.split(".")[0] in Site.__struct_fields__


def test_every_condition_says_how_it_acts_and_has_a_way_to_show_it() -> None:
    """And leaves the ledger of a visit that knows nothing of it without evidence, unless nothing is its evidence."""
    for condition in conditions().values():
        assert condition.mechanism
        assert condition.hooks
        assert condition.name == "banner_ignored" or not condition.evidence(NOTHING), condition.name


def test_a_condition_may_act_in_several_phases() -> None:
    made = harness.conditions.slow_site
    before = dict(made.hooks)
    try:
        made.at(Phase.AFTER_JOURNEY)(before[Phase.BEFORE_ARRIVAL])
        assert set(made.hooks) == {Phase.BEFORE_ARRIVAL, Phase.AFTER_JOURNEY}
    finally:
        made.hooks.pop(Phase.AFTER_JOURNEY)


def test_the_plan_s_conversions_stand_for_their_names() -> None:
    excuse = harness.conditions.never_returns.excuses_under(plan(Lead=Promise(conversion="leads")))[0]
    assert excuse.events == ("Purchase", "Lead")
