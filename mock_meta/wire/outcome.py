"""What goes into and comes out of the Graph stand-in: settings, outcomes, and parts of a Graph batch."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from mock_meta.event import Answer, Event

DAY_S = 86400.0


class GraphSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the stand-in decides where Meta depends on an account, or where Meta's behaviour is not known.

    Each doubtful rule is a setting, whose default and ground its description states.
    """

    pixel_ids: tuple[str, ...] = ()
    """The pixels that exist; empty means that any numeric id does."""
    access_tokens: tuple[str, ...] = ()
    """The valid tokens; empty means that any token is accepted. Others are answered 190."""
    max_age_s: float = 7 * DAY_S
    """The greatest age of an event, in seconds (documented: 7 days)."""
    max_age_offline_s: float = 62 * DAY_S
    """The same for the action source ``physical_store`` (documented: 62 days)."""
    max_future_s: float | None = None
    """How far ahead of receipt an event time may lie, in seconds; None: any. Unknown at Meta, so it is accepted."""
    max_events: int = 1000
    """Events per request (documented)."""
    max_batch: int = 50
    """Operations per Graph batch (documented)."""
    require_action_source: bool = True
    """Whether an event without ``action_source`` is refused. Documented as required; no refusal was captured."""
    reject_unknown_keys: bool = True
    """Whether keys that Meta doesn't know are refused in ``user_data`` and ``contents[i]``.

    Part-captured for ``contents``, inferred for ``user_data``. In ``custom_data`` they are custom properties.
    """
    strict_scalars: bool = False
    """Whether a number where text belongs, or numeric text where a number belongs, is refused.

    Unknown; accepted by default, as PHP would take it.
    """
    default_version: str = "v26.0"
    """The API version that serves a path without one (inferred; Meta takes the app's own default)."""
    user_id: str = "122100000000000001"
    """The id that ``/me`` answers, as a system user's would be."""
    app_id: str = "1000000000000001"
    """The app that ``/debug_token`` reports."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The full effect of one request.

    ``events`` holds every event that could be decoded, accepted or not, each with its answer and without a key.
    ``parts`` is filled for a Graph batch only; its events are in the parts' outcomes.
    """

    answer: Answer
    events: tuple[Event, ...] = ()
    parts: tuple[Part, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of a Graph batch, as the request that it stands for, with its own outcome."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    outcome: Outcome


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request to the Graph host, taken apart, with what is needed to answer it.

    ``path`` is the decoded path without its version; ``headers`` has lower-case names; ``params`` joins query and
    body. ``received_at`` is seconds since the epoch; ``trace`` has 22 characters.
    """

    method: str
    version: str
    path: tuple[str, ...]
    headers: Mapping[str, str]
    params: Mapping[str, object]
    transport: str
    token: str
    received_at: float
    settings: GraphSettings
    trace: str
