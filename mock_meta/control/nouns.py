"""What can be asked of a mock and told to it: one function a noun, with the parameters that it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from itertools import islice
from typing import Any

import msgspec

from mock_meta.control.call import BadCallError, ControlCall
from mock_meta.event import Event
from mock_meta.faults import FaultSettings, faults

_DEFAULT_WAIT_S = 30.0
_DEFAULT_QUIET_S = 0.5
_TABLES = ("graph", "pixel", "counting", "faults")
_STRENGTH = tuple(field.name for field in msgspec.structs.fields(FaultSettings))

Answering = Callable[[ControlCall], Awaitable[Any]]


class Noun(msgspec.Struct, frozen=True):
    """What answers one method of one noun: a value for JSON, or a whole response."""

    takes: tuple[str, ...]
    answer: Answering


NOUNS: dict[tuple[str, str], Noun] = {}
"""Every noun, by method and name."""


def noun(method: str, name: str, *takes: str) -> Callable[[Answering], Answering]:
    """Register what answers ``method /mock/name`` with the parameters that it takes."""

    def register(answer: Answering) -> Answering:
        NOUNS[method, name] = Noun(takes, answer)
        return answer

    return register


@noun("GET", "about")
async def about(call: ControlCall) -> Any:
    """Which mock this is, where it listens, what it is set to."""
    meta = call.meta
    return {
        "version": version("pixelproof"),
        "slot": meta.slot,
        "addresses": {
            "http": f"http://127.0.0.1:{meta.http_port}",
            "tls": f"https://127.0.0.1:{meta.tls_port}",
            "proxy": f"http://127.0.0.1:{meta.proxy_port}",
        },
        "journal": str(meta.journal.path),
        "requests": len(meta.journal),
        "settings": {name: getattr(meta.settings, name) for name in _TABLES},
        "pixel_script": "our own" if getattr(meta.settings, "guest", None) is None else "a guest",
        "faults": sorted(meta.faults),
    }


@noun("GET", "all", "since", "limit")
async def everything(call: ControlCall) -> Any:
    """Requests and events; of those after the number ``since`` at most ``limit`` requests, with their events."""
    since, limit = call.whole("since", 0), call.whole("limit", 0)
    journal = call.meta.journal
    if not (since or limit):
        return {"requests": journal.requests(), "events": journal.events()}
    page = list(islice(journal.entries(after=since), limit or None))
    return {"requests": [entry.request for entry in page], "events": [e for entry in page for e in entry.events]}


@noun("GET", "good")
async def good(call: ControlCall) -> Any:
    """The accepted events."""
    return [event for event in call.meta.journal.events() if event.accepted]


@noun("GET", "bad")
async def bad(call: ControlCall) -> Any:
    """The refused requests and the events that Meta does not have."""
    requests = [request for request in call.meta.journal.requests() if not request.answer.accepted]
    events = [event for event in call.meta.journal.events() if not event.accepted]
    return {"requests": requests, "events": events}


@noun("GET", "counted")
async def counted(call: ControlCall) -> Any:
    """What Meta would count, and what nearly folded."""
    return call.meta.explained()


@noun("GET", "refusals")
async def refusals(call: ControlCall) -> Any:
    """Whom the proxy refused."""
    return call.meta.refusals()


@noun("POST", "reset")
async def reset(call: ControlCall) -> Any:
    """Forget all, lift all."""
    call.meta.reset()
    return {"ok": True}


@noun("GET", "clock")
async def clock(call: ControlCall) -> Any:
    """The run clock."""
    return {"now": call.meta.clock.now(), "offset_s": call.meta.clock.offset_s}


@noun("POST", "clock", "advance_s")
async def advance(call: ControlCall) -> Any:
    """Move the run clock forward."""
    try:
        call.meta.clock.advance(call.number("advance_s"))
    except ValueError as error:
        raise BadCallError(str(error)) from error
    call.meta.live.ring()
    return await clock(call)


@noun("GET", "faults")
async def listed_faults(call: ControlCall) -> Any:
    """The armed faults and all that there are."""
    return {"armed": sorted(call.meta.faults), "known": {name: f.summary for name, f in faults().items()}}


@noun("POST", "faults", "name", *_STRENGTH)
async def arm(call: ControlCall) -> Any:
    """Arm a fault; its strength as further parameters."""
    name = call.query.get("name", "")
    if name not in faults():
        raise BadCallError(f"name must be one of {', '.join(faults())}, not '{name}'")
    strength = {key: value for key, value in call.query.items() if key != "name"}
    try:
        call.meta.arm(faults()[name], strength)
    except msgspec.ValidationError as error:
        raise BadCallError(f"the fault can't be armed so: {error}") from error
    return await listed_faults(call)


@noun("DELETE", "faults", "name")
async def disarm(call: ControlCall) -> Any:
    """Lift a fault."""
    call.meta.disarm(call.given("name"))
    return await listed_faults(call)


@noun("POST", "block", "host")
async def block(call: ControlCall) -> Any:
    """Refuse a host at the proxy, as a blocker on the visitor's network does."""
    call.meta.block(call.given("host"), "blocked over the control API")
    return {"ok": True}


@noun("DELETE", "block", "host")
async def unblock(call: ControlCall) -> Any:
    """Let a host through again."""
    call.meta.unblock(call.given("host"))
    return {"ok": True}


@noun("GET", "wait", "count", "event", "channel", "pixel_id", "event_id", "bad", "timeout_s")
async def wait(call: ControlCall) -> Any:
    """Answer once: when ``count`` events match, or after ``timeout_s``; ``bad`` looks at those that Meta lacks."""
    wanted = call.whole("count", 1)
    timeout_s = call.number("timeout_s", _DEFAULT_WAIT_S, least=0)
    channel, accepted = call.channel(), not call.flag("bad")
    name, pixel, identity = (call.query.get(key) for key in ("event", "pixel_id", "event_id"))

    def matches(event: Event) -> bool:
        facts = ((name, event.name), (channel, event.channel), (pixel, event.pixel_id), (identity, event.event_id))
        return event.accepted is accepted and all(asked in (None, fact) for asked, fact in facts)

    journal = call.meta.journal
    found: list[Event] = []
    read, generation = 0, journal.generation

    def enough() -> bool:
        nonlocal read, generation
        if generation != journal.generation:
            found.clear()
            read, generation = 0, journal.generation
        for entry in journal.entries(after=read):
            read = entry.request.seq
            found.extend(event for event in entry.events if matches(event))
        return len(found) >= wanted

    satisfied = await journal.wait_until(enough, timeout_s)
    return {"satisfied": satisfied, "events": found}


@noun("GET", "settle", "quiet_s", "timeout_s")
async def settle(call: ControlCall) -> Any:
    """Answer once nothing is in flight and nothing has moved for ``quiet_s`` from now on, or after ``timeout_s``."""
    quiet_s = call.number("quiet_s", _DEFAULT_QUIET_S, least=0)
    timeout_s = call.number("timeout_s", _DEFAULT_WAIT_S, least=0)
    settled = await call.meta.activity.quiet(quiet_s, timeout_s)
    return {"settled": settled, "in_flight": call.meta.activity.in_flight, "requests": len(call.meta.journal)}
