"""One control call, and how its parameters are read: what isn't understood is refused, never passed over."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec
from aiohttp import web

from mock_meta.activity import Activity
from mock_meta.clock import RunClock
from mock_meta.event import Channel
from mock_meta.faults import Armed, Fault
from mock_meta.journal import Journal
from mock_meta.live.beside import Beside
from mock_meta.live.record import Live
from mock_meta.near_misses import Explained
from mock_meta.proxy import Refusal

Number = TypeVar("Number", int, float)

_LARGEST_WHOLE = 2**53
"""More is counted by nobody, and neither the record's file nor a float could hold much more."""


class BadCallError(Exception):
    """A control call that can't be understood; the message says what was expected."""


class Steerable(Protocol):
    """What the control API steers: a mock."""

    slot: int
    journal: Journal
    clock: RunClock
    activity: Activity
    faults: dict[str, Armed]
    live: Live
    beside: Beside
    http_port: int
    tls_port: int

    @property
    def proxy_port(self) -> int:
        """The port of the steering proxy."""

    @property
    def settings(self) -> msgspec.Struct:
        """What the mock is set to."""

    def arm(self, fault: Fault, strength: Mapping[str, Any] | None = None) -> None:
        """Let a fault see every request."""

    def disarm(self, name: str) -> None:
        """Lift a fault."""

    def block(self, host: str, reason: str) -> None:
        """Refuse a host at the proxy."""

    def unblock(self, host: str) -> None:
        """Let a host through again."""

    def reset(self) -> None:
        """Forget everything."""

    def explained(self) -> tuple[Explained, ...]:
        """What Meta would count, and why."""

    def refusals(self) -> tuple[Refusal, ...]:
        """What the proxy refused."""


class ControlCall:
    """A call to one noun: the mock, the parameters of the query, and the request for those that need its body."""

    def __init__(self, meta: Steerable, request: web.BaseRequest) -> None:
        self.meta = meta
        self.request = request
        self.query: Mapping[str, str] = request.query

    def number(self, name: str, default: float | None = None, *, least: float | None = None) -> float:
        """A finite number; without ``default`` it must be given.

        Raises:
            BadCallError: it is none, or below ``least``.
        """
        return self._read(name, default, float, "a number", least)

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number of at least ``least``.

        Raises:
            BadCallError: it is none.
        """
        return self._read(name, default, int, "a whole number", least)

    def flag(self, name: str) -> bool:
        """Whether a switch is on: 1 or true; off: 0, false or absent.

        Raises:
            BadCallError: it is something else.
        """
        return self.choice(name, ("0", "1", "false", "true"), "0") in ("1", "true")

    def choice(self, name: str, known: tuple[str, ...], default: str) -> str:
        """One of a few words.

        Raises:
            BadCallError: it is none of them.
        """
        given = self.query.get(name, default)
        if given not in known:
            raise BadCallError(f"{name} must be {', '.join(known[:-1])} or {known[-1]}, not '{given}'")
        return given

    def channel(self) -> Channel | None:
        """The parameter ``channel``, or None for either."""
        return Channel(self.choice("channel", tuple(Channel), "")) if "channel" in self.query else None

    def given(self, name: str) -> str:
        """A text that must be given.

        Raises:
            BadCallError: it isn't.
        """
        if not (text := self.query.get(name, "")):
            raise BadCallError(f"{name} must be given as a parameter of the query")
        return text

    def _read(
        self, name: str, default: Number | None, read: Callable[[str], Number], kind: str, least: float | None
    ) -> Number:
        text = self.query.get(name)
        if text is None and default is not None:
            return default
        bound = "" if least is None else f" of at least {least}"
        wrong = BadCallError(f"{name} must be {kind}{bound} in the query, not '{text or ''}'")
        try:
            number = read(text or "")
        except ValueError as error:
            raise wrong from error
        if isinstance(number, int) and abs(number) > _LARGEST_WHOLE:
            raise wrong
        if not math.isfinite(number) or (least is not None and number < least):
            raise wrong
        return number
