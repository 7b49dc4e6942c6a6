"""What is legitimate, and looks like a mistake to checks that know too little."""

from __future__ import annotations

from harness.ledger import Excuse, Ledger
from harness.mistake import trap
from harness.rewriting import again, change, edit, of
from mock_meta.event import Channel


@trap("L14")
def sent_again_with_its_id(ledger: Ledger) -> Ledger | None:
    """A server sends an event again that had no answer in time, under its own id: Meta counts one."""
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: (event, again(event)))


@trap("L05", scenarios=("ad_blocked_script", "ad_blocked_endpoint"))
def sale_behind_an_ad_blocker(ledger: Ledger) -> Ledger | None:
    """A visitor blocks the pixel, and the server's copies stand alone: that is what they are for."""
    reason = "a blocker stops the pixel's script"
    taken = ((Channel.BROWSER, "presence"), (Channel.SERVER, "fbp"), (Channel.SERVER, "fbc"))
    excuses = tuple(Excuse(channel=channel, aspect=aspect, reason=reason) for channel, aspect in taken)
    unblocked = edit(ledger, of("", Channel.BROWSER), lambda _: None)
    return None if unblocked is None else change(unblocked, excuses=(*ledger.excuses, *excuses))
