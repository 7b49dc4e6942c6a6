"""What is legitimate, and looks like a mistake to checks that know too little."""

from __future__ import annotations

from harness.ledger import Ledger
from harness.mistake import trap
from harness.rewriting import again, edit, of
from mock_meta.event import Channel


@trap("L14")
def sent_again_with_its_id(ledger: Ledger) -> Ledger | None:
    """A server sends an event again that had no answer in time, under its own id: Meta counts one."""
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: (event, again(event)))
