"""Answers that no capture of Meta's shows: a gateway's page, an error that says 200, a success that lacks a field."""

from __future__ import annotations

import json
from collections.abc import Callable

from mock_meta.event import Answer
from mock_meta.faults import Call, Fault, Misdeed

_JSON = (("Content-Type", "application/json; charset=UTF-8"),)
_ERROR = {"message": "Invalid parameter", "type": "OAuthException", "code": 100, "fbtrace_id": "A" + "x" * 22}


def answers(answer: Answer, when: Callable[[Call], bool] = lambda _: True) -> Fault:
    """A fault that gives this answer to every call to the Graph API that `when` picks, and keeps nothing."""

    def misbehave(call: Call) -> Misdeed | None:
        return Misdeed(answer=answer, keeps=False) if call.is_graph and when(call) else None

    return Fault(name="answers", summary="", doc="", takes=(), misbehave=misbehave)


BAD_GATEWAY = answers(Answer(status=502, headers=(("Content-Type", "text/html"),), body=b"<html>Bad Gateway</html>"))
"""What a proxy in front of a service says when the service is gone."""

ERROR_WITH_200 = answers(Answer(status=200, headers=_JSON, body=json.dumps({"error": _ERROR}).encode()))
"""An error whose HTTP status says that all is well."""

NO_MESSAGES = answers(
    Answer(status=200, headers=_JSON, body=json.dumps({"events_received": 1, "fbtrace_id": "A" + "x" * 22}).encode())
)
"""A success without the list of messages."""

FIRST_BATCH_TIMES_OUT = answers(Answer(status=200, headers=_JSON, body=b"[null]"), lambda call: call.nth == 1)
"""A batch whose one operation was not finished in time, as Meta documents it; the next one is answered."""
