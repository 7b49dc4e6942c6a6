"""The Conversions API is down."""

from __future__ import annotations

from mock_meta.event import Answer, Channel
from mock_meta.faults import Call, Taken, fault
from mock_meta.wire.errors import SERVICE_DOWN
from mock_meta.wire.graph import error_answer


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
async def graph_down(call: Call) -> Answer | None:
    """Every call to the Graph API is answered with Meta's "please retry later" (code 2, transient).

    The pixel is not touched. Copies are owed once the API is back; their delay is excused. Status 500 and the words
    are inferred from Meta's error tables, not captured.
    """
    return error_answer(SERVICE_DOWN, trace=call.trace) if call.is_graph else None
