"""Meta's limits are reached."""

from __future__ import annotations

import json

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire.errors import ERRORS

_BUSINESS = "1000000000000002"


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def throttled(call: Call) -> Misdeed | None:
    """Every call to the Graph API is refused for a limit: 80004/2446079 by default, or another one of the settings.

    The headers say how much is used up and when calls are taken again. Codes, texts and headers are documented, and
    the headers' form is captured; status 400 is inferred. A sender must wait and send later: events are owed then.
    """
    return refused(call, ERRORS[call.settings.limit](), *_usage(call))


def _usage(call: Call) -> tuple[tuple[str, str], ...]:
    """The two headers, in the form of captured ones; what is used is given in per cent."""
    used = {"call_count": 100, "total_cputime": 25, "total_time": 25}
    business = {"type": "ads_management", **used, "estimated_time_to_regain_access": call.settings.regain_minutes}
    return (
        ("x-app-usage", json.dumps(used, separators=(",", ":"))),
        ("x-business-use-case-usage", json.dumps({_BUSINESS: [business]}, separators=(",", ":"))),
    )
