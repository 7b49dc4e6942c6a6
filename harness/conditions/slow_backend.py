"""The site takes long over what changes something."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.tabs import in_each_tab, session_of, spawn
from harness.visit import Visit
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

HELD_S = 0.5
"""How long each such answer is held back."""
_READS = ("GET", "HEAD", "OPTIONS")
_KINDS = ("Document", "XHR", "Fetch")


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"the browser holds the site's answer to each POST, PUT, PATCH or DELETE back for {HELD_S:g} s",
    evidence=traced("slow_backend"),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="delay", reason="the site answers slowly"),),
    decides=("the site's speed",),
)
async def slow_backend(visit: Visit) -> None:
    """Pages come at once, but whatever changes something is answered late: the cart, the payment, the form.

    Both copies are still owed, the browser's without its deadline. A site that lets its shopper move on before it has
    the answer loses what it would have told.
    """

    async def begin(page: Page) -> None:
        session = await session_of(page)
        session.on("Fetch.requestPaused", lambda paused: spawn(_let_go(visit, session, paused)))
        hosts = [f"*://{host}/*" for host in visit.slot.site.own_hosts]
        patterns = [
            {"urlPattern": host, "resourceType": kind, "requestStage": "Response"} for host in hosts for kind in _KINDS
        ]
        await session.send("Fetch.enable", {"patterns": patterns})

    await in_each_tab(visit, begin)


async def _let_go(visit: Visit, session: CDPSession, paused: dict[str, Any]) -> None:
    request = paused["request"]
    if request["method"] not in _READS:
        with visit.slot.meta.activity.request():
            # The delay is the thing simulated.
            await asyncio.sleep(HELD_S)
        path = urlsplit(request["url"]).path
        visit.trace("slow_backend", f"the answer to {request['method']} {path} was held back for {HELD_S:g} s")
    await session.send("Fetch.continueRequest", {"requestId": paused["requestId"]})
