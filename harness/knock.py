"""Proof of a blocker that has had nothing to block, since the pixel takes another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_meta.event import Channel

if TYPE_CHECKING:
    from harness.visit import Visit

_ASK = (
    """(urls) => Promise.all(urls.map((url) => fetch(url, { mode: "no-cors" }).catch(() => null))).then(() => null)"""
)


async def knock_if_passed(visit: Visit, *urls: str) -> None:
    """Ask for these addresses from the shopper's page if events of the pixel's arrived in spite of a blocker.

    That they are refused shows that the blocker is in place, and that the pixel goes by the site's own address.
    """
    began_at = visit.pages[0].at if visit.pages else visit.slot.meta.clock.now()
    events = visit.slot.meta.journal.events()
    passed = any(event.channel is Channel.BROWSER and event.received_at >= began_at for event in events)
    if passed and not visit.page.is_closed():
        await visit.page.evaluate(_ASK, list(urls))
