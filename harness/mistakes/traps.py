"""What is legitimate, and looks like a mistake to checks that know too little."""

from __future__ import annotations

from harness.ledger import Ledger
from harness.mistake import trap
from harness.rewriting import again, change, edit, of, saying
from mock_meta.event import Channel


@trap("L14")
def sent_again_with_its_id(ledger: Ledger) -> Ledger | None:
    """A server sends an event again that had no answer in time, under its own id: Meta counts one."""
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: (event, again(event)))


@trap(
    "L10",
    scenarios=("account_registered",),
    sources=("https://github.com/facebookarchive/Facebook-For-OpenCart/issues/417",),
)
def registration_without_value(ledger: Ledger) -> Ledger | None:
    """A CompleteRegistration carries neither value nor currency, which are optional there."""
    if not any(event.name == "CompleteRegistration" for event in ledger.events):
        return None
    return edit(ledger, of("CompleteRegistration"), lambda event: saying(event, value=None, currency=None)) or ledger


@trap(
    "L13",
    sources=("https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events",),
)
def page_views_by_browser_only(ledger: Ledger) -> Ledger | None:
    """The plan promises page views from the browser alone, and the server sends none."""
    promise = ledger.plan.promises.get("PageView")
    if promise is None or Channel.SERVER not in promise.channels:
        return None
    promises = {**ledger.plan.promises, "PageView": change(promise, channels=(Channel.BROWSER,))}
    promised = change(ledger, plan=change(ledger.plan, promises=promises))
    return edit(promised, of("PageView", Channel.SERVER), lambda event: None)
