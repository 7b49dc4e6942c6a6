"""What a bad day of Meta's costs the shopper: nothing, if the site does not wait for Meta."""

from __future__ import annotations

from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import listed
from harness.ledger import Ledger
from harness.verdict import Finding, Severity

TIMES = 3.0
"""From how many times as long on the shopper is made to wait."""
AT_LEAST_S = 3.0
"""And at least so much longer: on a busy machine small numbers double by chance, and whoever waits for a server that is
down waits for seconds."""


@check(
    "cost.checkout",
    Severity.CRITICAL,
    rule="measured: the same journey in the same run, with Meta's faults and without",
)
def the_shopper_never_waits_for_meta(case: Case) -> Iterator[Finding]:
    """Whatever Meta does, the journey goes as it does without: to its end, and in about the same time.

    Tracking that stands in the way of paying turns a bad hour of Meta's into lost sales, which no report of Meta's
    shows.
    """
    ledger = case.ledger
    if ledger.undisturbed_s is None:
        return
    if ledger.broken is not None:
        yield Finding(
            message=f"While Meta fails ({listed(ledger.faults)}), the journey breaks: {ledger.broken.message}; without "
            f"the fault it took {ledger.undisturbed_s:.1f} s.",
            subject="journey",
            causes=("the checkout waits for Meta's answer before it answers the shopper, and breaks with it",),
            remedy="Send server events from a queue, after the shopper has had the answer.",
        )
    elif _is_slow(ledger):
        times = ledger.walked_s / ledger.undisturbed_s
        yield Finding(
            message=f"While Meta fails ({listed(ledger.faults)}), the journey takes {times:.1f} times as long: "
            f"{ledger.walked_s:.1f} s instead of {ledger.undisturbed_s:.1f} s.",
            subject="journey",
            check="cost.checkout",
            severity=Severity.HIGH,
            causes=(
                "the checkout waits for Meta's answer before it answers the shopper",
                "a script of the page waits for the pixel before it goes on",
            ),
            remedy="Send server events from a queue, and let no page wait for the pixel.",
        )


def _is_slow(ledger: Ledger) -> bool:
    calm_s = ledger.undisturbed_s or 0.0
    return ledger.walked_s >= TIMES * calm_s and ledger.walked_s - calm_s >= AT_LEAST_S
