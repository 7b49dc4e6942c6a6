"""Two copies of one action that Meta can't fold, or folds with a stranger's."""

from __future__ import annotations

from harness.ledger import Ledger
from harness.mistake import mistake
from harness.rewriting import change, edit, of, saying
from harness.verdict import Severity
from mock_meta.event import Channel


@mistake(
    "F008",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.pairing",
    cause="the server's id is missing",
    sources=("https://github.com/facebookarchive/Facebook-For-OpenCart/issues/562",),
)
def server_event_without_id(ledger: Ledger) -> Ledger | None:
    """The server's copy carries no event id, while the browser's does.

    Its sender leaves the field out, or reads it from a place where the page never puts it. Meta counts both copies.
    """
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: change(event, event_id=None))


@mistake(
    "F024",
    family="dedupe",
    severity=Severity.HIGH,
    check="dedupe.pairing",
    cause="not at the top level",
    sources=("https://github.com/facebookarchive/facebook-for-magento2/issues/63",),
)
def event_id_among_the_parameters(ledger: Ledger) -> Ledger | None:
    """The server writes its event id into custom_data, where Meta takes it for a property of the shop's own."""
    return edit(
        ledger,
        of("Purchase", Channel.SERVER),
        lambda event: saying(change(event, event_id=None), event_id=event.event_id),
    )
