"""What Meta's faults cost the shopper."""

from __future__ import annotations

from harness.judge import judge
from harness.ledger import Ledger
from harness.verdict import Breakdown, Severity, Status
from tests.harness.factories import change, healthy


def walked(seconds: float, calm_s: float | None, broken: Breakdown | None = None) -> Ledger:
    """A sound run whose journeys took so long, and without the faults ``calm_s``."""
    sound = healthy()
    first, *others = sound.visits
    return change(
        sound,
        visits=(change(first, walked_s=seconds), *others),
        undisturbed_s=calm_s,
        faults=("meta_down",),
        broken=broken,
    )


def test_a_journey_that_takes_as_long_as_ever_costs_nothing() -> None:
    verdict = judge(walked(5.2, 5.0))
    assert verdict.findings == ()
    assert verdict.headline is not None
    assert verdict.headline.slowdown == 1.04


def test_small_times_double_by_chance() -> None:
    """Three times as long is a finding only where it is three seconds more."""
    assert judge(walked(3.6, 0.7)).findings == ()
    assert judge(walked(12.0, 5.0)).findings == ()


def test_a_shopper_who_waits_for_meta() -> None:
    (finding,) = judge(walked(17.0, 5.0)).findings
    assert (finding.check, finding.severity) == ("cost.checkout", Severity.HIGH)
    assert "3.4 times as long: 17.0 s instead of 5.0 s" in finding.message


def test_a_checkout_that_breaks_with_meta_is_the_site_s() -> None:
    """It went well without the fault, so what broke it is that the site depends on Meta; nothing else is said."""
    broken = Breakdown(step="journey buy", message="the journey 'buy' broke", in_journey=True)
    verdict = judge(walked(12.0, 5.0, broken))
    assert verdict.status is Status.FAILED
    assert [(finding.check, finding.severity) for finding in verdict.findings] == [("cost.checkout", Severity.CRITICAL)]


def test_what_breaks_outside_the_journey_accuses_nobody() -> None:
    """Nor does a journey of which nobody knows how it goes without the fault."""
    outside = Breakdown(step="settling", message="requests kept coming")
    inside = Breakdown(step="journey buy", message="the journey 'buy' broke", in_journey=True)
    assert judge(walked(12.0, 5.0, outside)).status is Status.ERROR
    assert judge(walked(12.0, None, inside)).status is Status.ERROR
