"""What a fault sees of a request, and what it makes of Meta's work on it: values without I/O.

A fault never waits, answers or records itself. It says what shall happen, and the server does so; hence several faults
can be in force at once, and the same requests always meet the same fate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from mock_meta.event import Answer, Event
from mock_meta.reading import is_pixel_path
from mock_meta.wire.errors import ERRORS, Refusal
from mock_meta.wire.graph import error_answer
from mock_meta.wire.outcome import DAY_S, Outcome

CUT = Answer(status=0)
"""The connection is cut without an answer."""

_BESIDE = ("log/", "privacy_sandbox/", "favicon.ico")

Limit = Literal["app_rate", "user_rate", "buc_rate", "custom_rate"]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]
Skew = Annotated[float, msgspec.Meta(ge=-10 * DAY_S, le=10 * DAY_S)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class FaultSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How strong the faults are."""

    slow_s: Seconds = 2.0
    """How long a slow answer takes. Meta advises clients to give up after 1.5 s (documented)."""
    hold_s: Seconds = 2.0
    """How long a connection is held that is never answered, before it is cut.

    A genuine one hangs until the client gives up. It is cut here so that a page whose load event waits for it, and
    with it a journey, does go on.
    """
    skew_s: Skew = 600.0
    """How far Meta's clock is ahead of the site's; negative: behind."""
    failures: Count = 2
    """How many calls fail before Meta recovers."""
    limit: Limit = "buc_rate"
    """Which limit throttles: one of the app, the user, the business use case, or the one against abuse."""
    regain_minutes: Count = 1
    """When a throttled business may call again, as its answers say."""
    refusal: str = "dataset_not_ready"
    """The error that is forced, by its name in `mock_meta.wire.errors.ERRORS`."""

    def __post_init__(self) -> None:
        if self.refusal not in ERRORS:
            raise ValueError(f"refusal must be one of {', '.join(sorted(ERRORS))}, not '{self.refusal}'")

    def changed(self, given: Mapping[str, Any]) -> FaultSettings:
        """These settings with some others, which may be numbers written as text.

        Raises:
            msgspec.ValidationError: there is no such setting, or it can't have this value.
        """
        fields = {**msgspec.to_builtins(self), **given}
        return msgspec.convert(fields, FaultSettings, strict=False)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a fault may look at: one request on its way into the mock.

    ``nth`` counts the calls of its kind since the fault was armed, from 1. ``at`` is the run clock at receipt.
    ``page_host`` is the host of the page that the request names in its ``Referer``, or empty.
    ``to_gateway`` is whether the host is a Conversions API Gateway of the pixel's configuration. ``carried`` reads the
    events of a call to the events edge, or the pixel's.
    """

    method: str
    host: str
    path: str
    trace: str
    nth: int = 1
    at: float = 0.0
    page_host: str = ""
    to_gateway: bool = False
    carried: Callable[[], Sequence[Event]] = tuple
    settings: FaultSettings = FaultSettings()

    @property
    def kind(self) -> str:
        """``pixel`` (an event), ``script`` (that, a configuration, a plugin), ``beside`` (small reports), or ``graph``.

        ``gateway`` is an event's copy for the advertiser's own Conversions API Gateway.
        """
        if self.to_gateway:
            return "gateway"
        if is_pixel_path(self.path):
            return "pixel"
        if self.is_library or self.path.startswith("/signals/"):
            return "script"
        return "beside" if self.path.lstrip("/").startswith(_BESIDE) else "graph"

    @property
    def is_graph(self) -> bool:
        """Whether this is a call to the Graph API, not one of the pixel's."""
        return self.kind == "graph"

    @property
    def is_pixel_event(self) -> bool:
        """Whether this is a request to ``/tr``."""
        return self.kind == "pixel"

    @property
    def is_script(self) -> bool:
        """Whether this fetches the pixel script or a pixel's configuration."""
        return self.kind == "script"

    @property
    def is_library(self) -> bool:
        """Whether this fetches the pixel script itself."""
        return self.path.endswith("/fbevents.js")

    @property
    def is_config(self) -> bool:
        """Whether this fetches a pixel's configuration."""
        return self.path.startswith("/signals/config/")


class Misdeed(msgspec.Struct, frozen=True, kw_only=True):
    """What Meta does wrong with one request.

    ``answer`` is what the client hears in place of Meta's own answer, or None. ``keeps`` is whether Meta keeps the
    events that it would have accepted. ``hold_s`` is how long the client waits for its answer, once all is on record.
    ``skew_s`` is added to the time of receipt.
    """

    answer: Answer | None = None
    keeps: bool = True
    hold_s: float = 0.0
    skew_s: float = 0.0


def refused(call: Call, refusal: Refusal, *headers: tuple[str, str]) -> Misdeed | None:
    """Refuse a call to the Graph API, whatever it holds; anything else passes."""
    if not call.is_graph:
        return None
    told = error_answer(refusal, trace=call.trace)
    names = {name for name, _ in headers}
    kept = tuple(header for header in told.headers if header[0] not in names)
    return Misdeed(answer=msgspec.structs.replace(told, headers=(*kept, *headers)), keeps=False)


def together(misdeeds: Iterable[Misdeed | None]) -> Misdeed:
    """Several misdeeds in turn, up to the first that answers in Meta's place: no further one is even asked for.

    Until then delays and skews add up, and events are kept only if all keep them.
    """
    total = Misdeed()
    for misdeed in misdeeds:
        if misdeed is not None:
            total = Misdeed(
                answer=misdeed.answer,
                keeps=total.keeps and misdeed.keeps,
                hold_s=total.hold_s + misdeed.hold_s,
                skew_s=total.skew_s + misdeed.skew_s,
            )
        if total.answer is not None:
            break
    return total


def carried_out(misdeed: Misdeed, outcome: Outcome) -> Outcome:
    """What becomes of Meta's own outcome. Of a batch that is answered otherwise, the parts are not told apart."""
    if misdeed.answer is None and misdeed.keeps:
        return outcome
    if misdeed.answer is None:
        parts = tuple(
            msgspec.structs.replace(part, outcome=carried_out(misdeed, part.outcome)) for part in outcome.parts
        )
        events = tuple(_fated(event, event.answer, misdeed.keeps) for event in outcome.events)
        return Outcome(answer=outcome.answer, read=lambda: events, parts=parts)
    told = brief(misdeed.answer)
    fated = tuple(_fated(event, told, misdeed.keeps) for event in _all_events(outcome))
    return Outcome(answer=misdeed.answer, read=lambda: fated)


def brief(answer: Answer) -> Answer:
    """An answer without its bytes, as an event carries it."""
    return Answer(status=answer.status, error=answer.error)


def _fated(event: Event, told: Answer, keeps: bool) -> Event:
    taken = event.accepted and keeps
    return msgspec.structs.replace(event, answer=told, taken=None if told.accepted is taken else taken)


def _all_events(outcome: Outcome) -> list[Event]:
    inner = [event for part in outcome.parts for event in part.outcome.events]
    return [*outcome.events, *inner]
