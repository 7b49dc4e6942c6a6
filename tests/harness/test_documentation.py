"""Every check, condition, fault and scenario documents itself, and bears a name of its own."""

from __future__ import annotations

import re

import pytest

from harness.check import Check, checks
from harness.checks import completeness, wording
from harness.condition import Condition, conditions
from harness.ledger import Ledger
from harness.scenario import Scenario, scenarios
from mock_meta.faults import Fault, faults
from tests.harness.factories import event, healthy

KNOBS = (*checks().values(), *conditions().values(), *faults().values(), *scenarios("scenarios").values())


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: f"{type(knob).__name__.lower()} {knob.name}")
def test_the_first_line_is_a_sentence(knob: Check | Condition | Fault | Scenario) -> None:
    """It stands in lists and under findings: a capital, a full stop, one line."""
    assert knob.doc.startswith(knob.summary)
    assert re.fullmatch(r"[A-Z\"a-z].{15,118}[.:]", knob.summary) or knob.summary.endswith(".")
    assert knob.summary.endswith(".")
    assert "\n" not in knob.summary


@pytest.mark.parametrize("check", checks().values(), ids=lambda check: check.name)
def test_a_check_is_named_by_family_and_matter(check: Check) -> None:
    """The family is its module; it says where its rule comes from and needs only what can be observed."""
    family, _, name = check.name.partition(".")
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", check.name), name
    assert f"{check.judge.__module__}.".startswith(f"harness.checks.{family}.")
    assert check.rule
    assert set(check.needs) <= {"browser", "server", "books"}


def test_no_two_checks_share_a_name() -> None:
    """A second registration would silence the first, so there are as many names as judging functions."""
    assert len({check.judge for check in checks().values()}) == len(checks())
    for name, check in checks().items():
        assert name == check.name


def test_needs_decide_what_can_be_judged() -> None:
    """A family without needs is judged on any site."""
    blind: Ledger = healthy(observes=(), books=())
    for check in checks().values():
        assert bool(check.unobservable(blind)) is bool(check.needs)
        assert check.unobservable(healthy()) == ""
    assert completeness.parameters_are_complete is checks()["completeness.parameters"].judge


def test_wording() -> None:
    """Lists are short, numbers agree with their nouns, an id that is none is said so."""
    assert wording.listed("abcabc") == "a, b, c"
    assert wording.listed("abcdef") == "a, b, c, d and 2 more"
    assert (wording.many(1, "event"), wording.many(2, "event")) == ("1 event", "2 events")
    assert wording.event_id(event("X", 1)) == "no event id"
    assert wording.event_id(event("X", 1, event_id="a'b")) == 'event id "a\'b"'
