"""The nouns of the live page: the page, its news, all of one event, and switches that are not the mock's own."""

from __future__ import annotations

from typing import Any

from mock_meta.control.call import BadCallError, ControlCall
from mock_meta.control.nouns import noun
from mock_meta.errors import no_such
from mock_meta.live.beside import SwitchError
from mock_meta.live.entry import whole
from mock_meta.live.page import page_response
from mock_meta.live.state import ShownGroup, state_of
from mock_meta.live.stream import stream, told_before


@noun("GET", "live")
async def live(call: ControlCall) -> Any:
    """The page itself."""
    return page_response()


@noun("GET", "live/stream", "after")
async def news(call: ControlCall) -> Any:
    """What the page does not know yet, and whatever comes, as server-sent events."""
    mark = call.request.headers.get("Last-Event-ID") or call.query.get("after", "")
    return await stream(call.request, call.meta.live, lambda: state_of(call.meta), told_before(mark))


@noun("GET", "live/entry", "key")
async def entry(call: ControlCall) -> Any:
    """All of one event, or of a refused request without any."""
    meta = call.meta
    key = call.given("key")
    found = whole(key, meta.journal, meta.live.record, f"http://127.0.0.1:{meta.http_port}")
    if found is None:
        raise BadCallError(f"nothing on record has the key '{key}'; a reset forgets what was")
    return found


@noun("GET", "live/switches")
async def switches(call: ControlCall) -> Any:
    """The groups of switches, the faults among them, and which are on."""
    return state_of(call.meta).groups


@noun("POST", "live/switches", "group", "name")
async def turn_on(call: ControlCall) -> Any:
    """Turn a switch on that the one who started the mock has added."""
    return await _turn(call, on=True)


@noun("DELETE", "live/switches", "group", "name")
async def turn_off(call: ControlCall) -> Any:
    """Turn it off."""
    return await _turn(call, on=False)


async def _turn(call: ControlCall, *, on: bool) -> tuple[ShownGroup, ...]:
    groups = {group.name: group for group in call.meta.beside.groups}
    wanted, name = call.given("group"), call.given("name")
    if wanted not in groups:
        raise BadCallError(no_such("group of switches", wanted, groups))
    known = [switch.name for switch in groups[wanted].switches]
    if name not in known:
        raise BadCallError(no_such(f"switch of {wanted}", name, known))
    try:
        await groups[wanted].turn(name, on)
    except SwitchError as error:
        raise BadCallError(str(error)) from error
    finally:
        call.meta.live.ring()
    return state_of(call.meta).groups
