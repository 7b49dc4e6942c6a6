"""The tracking plan."""

from __future__ import annotations

from harness.plan import BOTH, Plan, Promise
from tests.harness.factories import plan


def test_a_promise_is_for_both_channels_within_a_minute_and_needs_consent() -> None:
    """What a plan leaves out is the strict usual case."""
    promise = Promise()
    assert (promise.channels, promise.max_delay_s, promise.consent) == (BOTH, 60.0, "marketing")
    assert (promise.required, promise.identifiers, promise.primary) == ((), (), False)


def test_primary_conversions_are_those_marked_so() -> None:
    """In the plan's order."""
    assert plan().primary() == ("Purchase",)
    assert plan(Lead=Promise(primary=True)).primary() == ("Purchase", "Lead")
    assert Plan(promises={}).primary() == ()
