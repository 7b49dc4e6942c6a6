"""The API version that the sender calls is retired."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire import errors


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def version_sunset(call: Call) -> Misdeed | None:
    """Every call to the Graph API is refused as made to a deprecated version (code 2635).

    Captured with this code on the Marketing API up to 2022; on the events edge it was not. Which versions Meta retires,
    and that it upgrades calls before it refuses them, is `GraphSettings.sunsets`; this fault is the last stage,
    for whatever version. Events are owed once the sender speaks a newer one.
    """
    return refused(call, errors.version_deprecated())
