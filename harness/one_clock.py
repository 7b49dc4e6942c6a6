"""One clock for all times of a run: what a visitor's computer stamped by a clock that is wrong."""

from __future__ import annotations

import msgspec

from harness.ledger import Ledger
from mock_meta.event import Channel, Event


def on_one_clock(ledger: Ledger) -> Ledger:
    """The ledger with the times that browsers claim on the run's clock, where a computer's is known to be off.

    A page stamps its events by the visitor's computer, whose clock is nobody's promise; Meta's own stamp is that of the
    receipt. What is judged of a browser's event_time is therefore the time that the page meant.
    """
    off = {visit.clock_off_s for visit in ledger.visits}
    if not any(off):
        return ledger
    return msgspec.structs.replace(ledger, events=tuple(_meant(event, off) for event in ledger.events))


def _meant(event: Event, off: set[float]) -> Event:
    """The event with its time corrected by the clock that explains it best."""
    claimed = event.event_time
    if event.channel is not Channel.BROWSER or claimed is None:
        return event
    best = min(off, key=lambda ahead: abs(claimed - ahead - event.received_at))
    return msgspec.structs.replace(event, event_time=claimed - best)
