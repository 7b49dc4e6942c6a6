"""What goes into and comes out of the Graph stand-in: settings, outcomes, and parts of a Graph batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from mock_meta.event import Answer, Event

DAY_S = 86400.0


class Sunset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of one API version, in seconds since the epoch on the run clock; None: it does not come.

    From ``upgraded_from`` on, calls are served by the default version and their answers say so in a header
    (documented); from ``refused_from`` on they are refused (2635; captured, yet not on this edge).
    """

    version: str
    upgraded_from: float | None = None
    refused_from: float | None = None


class GraphSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the stand-in decides where Meta depends on an account, or where Meta's behaviour is not known.

    Each doubtful rule is a setting, whose default and ground its description states.
    """

    pixel_ids: tuple[str, ...] = ()
    """The pixels that exist; empty means that any numeric id does."""
    access_tokens: tuple[str, ...] = ()
    """The valid tokens; empty means that any token is accepted. Others are answered 190."""
    expired_tokens: tuple[str, ...] = ()
    """Tokens that were valid once; they are answered 190/463."""
    scopes: tuple[str, ...] = ("read_ads_dataset_quality", "ads_management")
    """What the tokens may do besides sending, which any token may that an Events Manager made (documented)."""
    app_secret: str = ""
    """The app's secret, with which a call's ``appsecret_proof`` is checked; empty: it is ignored."""
    require_appsecret_proof: bool = True
    """Whether calls without a proof are refused where there is a secret: the app's own switch at Meta."""
    sunsets: tuple[Sunset, ...] = ()
    """Versions that end. Empty, since Meta's pages disagree on how long one lives (two years, or 90 days)."""
    batch_policy: Literal["reject_all", "accept_valid_with_event_id"] = "reject_all"
    """What becomes of the good events beside a bad one; the answer is the bad one's error in any case.

    That all are rejected is documented and was seen live. That valid ones with an event id are kept is what one
    third party quotes from a newer page; nobody has seen it.
    """
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

    ``parts`` is filled for a Graph batch only; its events are in the parts' outcomes. ``as_told`` tells that every
    event fared as the answer says, so that the recorded request alone yields them again.
    """

    answer: Answer
    read: Callable[[], tuple[Event, ...]] = tuple
    parts: tuple[Part, ...] = ()
    as_told: bool = False

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event that can be decoded, accepted or not, each with its answer and without a key."""
        return self.read()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of a Graph batch, as the request that it stands for, with its own outcome."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    outcome: Outcome


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request to the Graph host, taken apart, with what is needed to answer it.

    ``path`` is the decoded path without its version; ``params`` joins query and
    body. ``received_at`` is seconds since the epoch; ``trace`` has 22 characters. ``heard`` gives what Meta has heard
    before. ``ordinary``: see `mock_meta.wire.body.Form`.
    ``is_gateway`` tells that the call is in the form of a Conversions API Gateway.
    """

    method: str
    version: str
    path: tuple[str, ...]
    params: Mapping[str, object]
    transport: str
    token: str
    received_at: float
    settings: GraphSettings
    trace: str
    ordinary: bool = False
    heard: Callable[[], Sequence[Event]] = tuple
    is_gateway: bool = False
