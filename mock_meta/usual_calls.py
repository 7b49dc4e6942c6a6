"""Usual calls, answered from themselves alone: ordinary server events and the pixel's image requests.

Most calls are usual, and what one costs decides how large a test may be.
"""

from __future__ import annotations

import base64
import random

import msgspec

from mock_meta.activity import Activity
from mock_meta.connection import Say
from mock_meta.errors import JournalError
from mock_meta.event import Answer, Request
from mock_meta.journal import Journal
from mock_meta.reading import conforms
from mock_meta.script_host import TR_ANSWER
from mock_meta.wire.outcome import GraphSettings
from mock_meta.wire.usual import usual_answer

TR_BRIEF = Answer(status=200)
"""The answer to an event of the pixel's, as it is recorded."""

_PIXEL = ("/tr?", "/tr/?")
_MAX_BODY = 128 * 1024


class UsualCalls:
    """Answers the usual calls of a stand-in that does nothing out of the ordinary."""

    def __init__(self, graph: GraphSettings, journal: Journal, activity: Activity) -> None:
        self._graph = graph
        self._journal = journal
        self._activity = activity

    def take(self, request: Request, say: Say) -> bool:
        """Put a usual call on record and ``say`` its answer then; False, and nothing done, if it is not usual."""
        if request.method == "GET" and request.url.startswith(_PIXEL) and not request.body:
            answer = TR_ANSWER
            told = msgspec.structs.replace(request, answer=TR_BRIEF, conforms=conforms(request))
        else:
            usual = self.server_answer(request)
            if usual is None or len(request.body) > _MAX_BODY:
                return False
            answer, told = usual, msgspec.structs.replace(request, answer=usual)
        self._activity.begin()
        self._journal.record_then(told, None, lambda failure: self._end(answer, failure, say))
        return True

    def _end(self, answer: Answer, failure: JournalError | None, say: Say) -> None:
        say(unrecorded(failure) if failure else answer)
        self._activity.end()

    def server_answer(self, request: Request) -> Answer | None:
        """The answer to ordinary server events, all of which are accepted; None for any other request."""
        return usual_answer(request, self._graph, new_trace())


def unrecorded(failure: JournalError) -> Answer:
    """The answer to a request that can't be put on record: Meta never gives it, and nothing is lost in silence."""
    return Answer(status=503, body=f"{failure}\n".encode())


def new_trace() -> str:
    """22 characters that differ for every call; nobody need be unable to guess them."""
    return base64.urlsafe_b64encode(random.randbytes(16))[:22].decode()  # noqa: S311
