"""What of the pixel comes late or never: a request of its script's is held on its way, and the browser tells so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.tabs import on_requests
from mock_meta.event import Channel
from mock_meta.misdeed import CUT, Call, Misdeed

if TYPE_CHECKING:
    from playwright.async_api import Request

    from harness.visit import Visit

Which = Callable[[Call], bool]


async def hold_back(visit: Visit, which: Which, seconds: float, *, name: str, what: str) -> None:
    """Let the requests of the pixel's script that ``which`` picks be answered so much later.

    Each that was is noted for the condition ``name``; until it has come, the server can't know the pixel's cookie.
    """
    visit.slot.meta.hinder(lambda call: Misdeed(hold_s=seconds) if which(call) else None)

    def heard(request: Request) -> None:
        took_s = request.timing["responseEnd"] / 1000
        if _is_of_the_script(request) and which(_call(request)) and took_s >= seconds:
            visit.trace(name, f"{what} took {took_s:.2f} s to come")
            reason = f"{what} had not come yet"
            visit.excuse(Channel.SERVER, "fbp", reason, until=visit.slot.meta.clock.now())

    await on_requests(visit, "requestfinished", heard)


async def never_answer(visit: Visit, which: Which, seconds: float, *, name: str, what: str) -> None:
    """Hold the requests of the pixel's script that ``which`` picks, and cut them in the end without an answer."""
    visit.slot.meta.hinder(lambda call: Misdeed(answer=CUT, hold_s=seconds) if which(call) else None)

    def heard(request: Request) -> None:
        if _is_of_the_script(request) and which(_call(request)):
            visit.trace(name, f"{what} never came ({request.failure})")

    await on_requests(visit, "requestfailed", heard)


def _is_of_the_script(request: Request) -> bool:
    return request.resource_type == "script"


def _call(request: Request) -> Call:
    parts = urlsplit(request.url)
    return Call(method=request.method, host=parts.netloc, path=parts.path, trace="")
