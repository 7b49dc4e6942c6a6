"""The control API: a few nouns under ``/mock/`` on the mock's plain HTTP port.

``all``, ``good``, ``bad``, ``counted`` (with near misses) and ``refusals`` read; ``reset`` forgets; ``wait`` answers
once, when enough events are there; ``clock`` moves the run clock; ``faults`` arms and lifts, its
strength as further parameters.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import msgspec
from aiohttp import web

from mock_meta.clock import RunClock
from mock_meta.event import Channel, Event
from mock_meta.faults import Armed, Fault, faults
from mock_meta.journal import Journal
from mock_meta.near_misses import Explained
from mock_meta.proxy import Refusal

_DEFAULT_WAIT_S = 30.0
Handler = Callable[[web.BaseRequest], Awaitable[Any]]


class _BadCallError(Exception):
    """A control call that can't be understood; the message says what was expected."""


class Steerable(Protocol):
    """What the control API steers: a mock."""

    journal: Journal
    clock: RunClock
    faults: dict[str, Armed]

    def arm(self, fault: Fault, strength: Mapping[str, Any] | None = None) -> None:
        """Let a fault see every request."""

    def disarm(self, name: str) -> None:
        """Lift a fault."""

    def reset(self) -> None:
        """Forget everything."""

    def explained(self) -> tuple[Explained, ...]:
        """What Meta would count, and why."""

    def refusals(self) -> tuple[Refusal, ...]:
        """What the proxy refused."""


class Control:
    """Answers the control API of one mock."""

    def __init__(self, meta: Steerable) -> None:
        self._meta = meta
        self._nouns: dict[tuple[str, str], Handler] = {
            ("GET", "all"): self._all,
            ("GET", "good"): self._good,
            ("GET", "bad"): self._bad,
            ("GET", "counted"): self._counted,
            ("GET", "refusals"): self._refusals,
            ("GET", "wait"): self._wait,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._advance,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._arm,
            ("DELETE", "faults"): self._disarm,
            ("POST", "reset"): self._reset,
        }

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one call with JSON; 404 and 400 carry one sentence in ``error``."""
        noun = request.path.removeprefix("/mock/").strip("/")
        handler = self._nouns.get((request.method, noun))
        if handler is None:
            known = ", ".join(f"{method} /mock/{name}" for method, name in self._nouns)
            return _json({"error": f"there is no {request.method} /mock/{noun}; there is {known}"}, status=404)
        try:
            return _json(await handler(request))
        except _BadCallError as error:
            return _json({"error": str(error)}, status=400)

    async def _all(self, _: web.BaseRequest) -> Any:
        return {"requests": self._meta.journal.requests(), "events": self._meta.journal.events()}

    async def _good(self, _: web.BaseRequest) -> Any:
        return [event for event in self._meta.journal.events() if event.accepted]

    async def _bad(self, _: web.BaseRequest) -> Any:
        requests = [request for request in self._meta.journal.requests() if not request.answer.accepted]
        events = [event for event in self._meta.journal.events() if not event.accepted]
        return {"requests": requests, "events": events}

    async def _counted(self, _: web.BaseRequest) -> Any:
        return self._meta.explained()

    async def _refusals(self, _: web.BaseRequest) -> Any:
        return self._meta.refusals()

    async def _reset(self, _: web.BaseRequest) -> Any:
        self._meta.reset()
        return {"ok": True}

    async def _clock(self, _: web.BaseRequest) -> Any:
        return {"now": self._meta.clock.now(), "offset_s": self._meta.clock.offset_s}

    async def _advance(self, request: web.BaseRequest) -> Any:
        try:
            self._meta.clock.advance(_number(request, "advance_s", None))
        except ValueError as error:
            raise _BadCallError(str(error)) from error
        return await self._clock(request)

    async def _faults(self, _: web.BaseRequest) -> Any:
        return {"armed": sorted(self._meta.faults), "known": {name: f.summary for name, f in faults().items()}}

    async def _arm(self, request: web.BaseRequest) -> Any:
        name = request.query.get("name", "")
        if name not in faults():
            raise _BadCallError(f"name must be one of {', '.join(faults())}, not '{name}'")
        strength = {key: value for key, value in request.query.items() if key != "name"}
        try:
            self._meta.arm(faults()[name], strength)
        except msgspec.ValidationError as error:
            raise _BadCallError(f"the fault can't be armed so: {error}") from error
        return await self._faults(request)

    async def _disarm(self, request: web.BaseRequest) -> Any:
        self._meta.disarm(request.query.get("name", ""))
        return await self._faults(request)

    async def _wait(self, request: web.BaseRequest) -> Any:
        """Answer once: when ``count`` accepted events match ``event`` and ``channel``, or after ``timeout_s``."""
        wanted = int(_number(request, "count", 1))
        timeout_s = _number(request, "timeout_s", _DEFAULT_WAIT_S)
        name, channel = request.query.get("event"), _channel(request)

        def matching() -> list[Event]:
            events = (event for event in self._meta.journal.events() if event.accepted)
            return [e for e in events if name in (None, e.name) and channel in (None, e.channel)]

        satisfied = await self._meta.journal.wait_until(lambda: len(matching()) >= wanted, timeout_s)
        return {"satisfied": satisfied, "events": matching()}


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(value), content_type="application/json")


def _number(request: web.BaseRequest, name: str, default: float | None) -> float:
    text = request.query.get(name)
    if text is None and default is not None:
        return default
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _BadCallError(f"{name} must be a number of the query, not '{text or ''}'")
    return number


def _channel(request: web.BaseRequest) -> Channel | None:
    text = request.query.get("channel")
    if text is None:
        return None
    if text not in tuple(Channel):
        raise _BadCallError(f"channel must be browser or server, not '{text}'")
    return Channel(text)
