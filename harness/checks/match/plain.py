"""What must not be hashed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.people import channels, names
from harness.checks.wording import keys, many
from harness.verdict import Finding, Severity
from mock_meta.event import Event
from mock_meta.wire.user_data import PLAIN, is_hash, values

_MAY_BE_HASHED = {"external_id"}


@check(
    "match.plain",
    Severity.HIGH,
    rule="Meta, Customer Information Parameters: these keys are marked 'do not hash' (documented)",
)
def plain_keys_stay_plain(case: Case) -> Iterator[Finding]:
    """Network address, user agent, ``fbp``, ``fbc`` and the like are sent as they are, never hashed.

    Meta reads them; it does not compare them. A hash of an address is no address.
    """
    hashed: dict[str, list[Event]] = defaultdict(list)
    for event in case.accepted:
        for key in sorted(PLAIN - _MAY_BE_HASHED):
            if any(is_hash(value) for value in values(event.user_data.get(key))):
                hashed[key].append(event)
    if hashed:
        events = {event.key: event for group in hashed.values() for event in group}.values()
        first, *others = hashed
        yield Finding(
            message=f"The {channels(events)} {', '.join(hashed)} in {names(events)} {'are' if others else 'is'} hashed "
            f"({many(len(events), 'event')}), but must be plain.",
            subject=f"identifier/{first}",
            covers=tuple(f"identifier/{key}" for key in others),
            events=keys(events),
            causes=("one loop hashes every field of the customer information",),
            remedy="Hash only em, ph, fn, ln, ge, db, ct, st, zp and country.",
        )
