"""What Meta heard: events, the requests that carried them, and the answers given.

Frozen values without I/O. Everything else in this package produces them, and every reader consumes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Channel(StrEnum):
    """The way by which an event reached Meta."""

    BROWSER = "browser"
    """The Meta Pixel: ``/tr``."""
    SERVER = "server"
    """The Conversions API: ``POST /vN.N/{pixel}/events``."""


class GraphError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One error answer of the Graph API, as its JSON body carries it.

    ``error_subcode`` and the two user texts are absent in the families that Meta answers without them (190, 2500).
    """

    message: str
    type: str
    code: int
    error_subcode: int | None = None
    is_transient: bool | None = None
    error_user_title: str | None = None
    error_user_msg: str | None = None

    def __str__(self) -> str:
        """The error in one line, with its code as Meta's documentation writes it."""
        code = f"{self.code}/{self.error_subcode}" if self.error_subcode else str(self.code)
        return f"{self.error_user_title or self.message} ({code})"


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the client was told.

    ``status`` 0 means that the connection was cut before any answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    error: GraphError | None = None

    @property
    def accepted(self) -> bool:
        """Whether Meta took what the request carried."""
        return 200 <= self.status < 300 and self.error is None


class Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One recorded request in its raw form, with its answer.

    Times are seconds since the epoch on the run clock. ``part_of`` is the ``seq`` of the Graph batch request that
    carried this one, or None. ``conforms`` is whether the custom data of a pixel's event had the form that Meta
    documents for its name when it came in; None for any other request. Meta takes such an event either way.
    """

    seq: int
    received_at: float
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    answer: Answer
    part_of: int | None = None
    conforms: bool | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One event as Meta received it, accepted or rejected.

    ``key`` is ``"<request seq>.<position>"`` and unique in a journal. Times are seconds since the epoch;
    ``event_time`` is what the sender claims, ``received_at`` is the run clock at receipt. ``custom_data`` holds the
    values as they were sent (browser scalars are strings, JSON arrays and objects are decoded); ``user_data`` holds
    customer information, with ``fbp`` and ``fbc`` among it on both channels. ``other`` holds what a pixel sent beside
    that, by the names on the wire, known to us or not: its version ``v``, its counter ``ec``, and so on. ``taken`` is
    whether Meta has the event, where that is not what it told the sender: an answer that was lost on its way, or one
    that promised too much.
    """

    key: str = ""
    channel: Channel
    pixel_id: str
    name: str
    event_id: str | None = None
    event_time: float | None = None
    received_at: float
    custom_data: Mapping[str, Any] = {}
    user_data: Mapping[str, Any] = {}
    other: Mapping[str, str] = {}
    source_url: str | None = None
    action_source: str | None = None
    data_processing_options: tuple[str, ...] | None = None
    test_event_code: str | None = None
    transport: str
    answer: Answer
    request: int = 0
    taken: bool | None = None

    @property
    def accepted(self) -> bool:
        """Whether Meta took this event."""
        return self.answer.accepted if self.taken is None else self.taken

    @property
    def refused(self) -> bool:
        """Whether Meta did not take this event, and did not claim to."""
        return not (self.accepted or self.answer.accepted)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a journal: a request and the events that could be read from it."""

    request: Request
    events: tuple[Event, ...] = ()
