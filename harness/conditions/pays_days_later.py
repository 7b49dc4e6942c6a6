"""The shopper orders now and pays days later."""

from harness.condition import CONVERSIONS, Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.ledger import Excuse, Ledger
from harness.trips import all_of
from harness.visit import Visit
from mock_meta.event import Channel

LATER_S = 9 * 86400.0
"""Longer than the seven days for which Meta takes events: one that is dated by its order would come too late."""


def _settled_late(ledger: Ledger) -> str:
    """Evidence that something was paid days after it had been ordered."""
    waited = [(one.settled_at - one.created_at, one.key) for one in ledger.conversions if one.settled_at is not None]
    longest_s, key = max(waited, default=(0.0, ""))
    return f"{key} was paid {longest_s / 86400:.1f} days after it was ordered" if longest_s >= LATER_S else ""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'pays_days_later' of the journey; then nine days pass for the run and the "
    "site, and its actor 'bookkeeper' finds the money",
    evidence=all_of(way_taken("pays_days_later"), _settled_late),
    excuses=(
        Excuse(
            channel=Channel.BROWSER,
            aspect="presence",
            reason="the shopper had left days before it was paid",
            events=CONVERSIONS,
        ),
    ),
    needs=("ways", "control.clock", "control.actors"),
    decides=("the way of paying",),
    removes=(Part.CONFIRMATION, Part.OPEN_PAGE),
)
async def pays_days_later(visit: Visit) -> None:
    """The shopper orders in advance, by bank transfer for example; the money is there nine days later.

    The sale is final when it is paid: the server owes its copy then, dated by the payment, and no page sees it.
    """
    visit.take_way("pays_days_later")


@pays_days_later.at(Phase.WHEN_GONE)
async def _money_arrives(visit: Visit) -> None:
    await visit.time_passes(LATER_S)
    await visit.act("bookkeeper")
