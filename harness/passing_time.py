"""Time that passes for everybody at once: the run's clock, the site's, and that of the cookies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from harness.cookie_jar import grow_older
from harness.errors import NotHereError
from harness.settle import settle_wire

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from harness.slot import Slot


def ask_for_a_clock(slot: Slot) -> None:
    """See that the site's clock can be moved.

    Raises:
        NotHereError: it can't.
    """
    if not slot.site.control.clock:
        raise NotHereError("time can't pass on this site: its site.toml has no control.clock")


async def pass_time(slot: Slot, browsers: Iterable[BrowserContext], seconds: float) -> None:
    """Move the clocks together, and let the cookies of these browsers grow older."""
    # What was sent before must be stamped with the time at which it was sent.
    await settle_wire(slot)
    await slot.advance(seconds)
    for context in browsers:
        await grow_older(context, seconds)
