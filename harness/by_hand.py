"""Slots for a person to click through: each shows on its live page the site, the other slots, and the site's bugs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from harness.errors import PixelproofError
from harness.site import Site
from harness.slot import Slot
from mock_meta.live.beside import Beside, Link, Switch, SwitchError, live_links
from mock_meta.server import MetaSettings
from mock_meta.tls import Certificates


class BugSwitches:
    """The mistakes that a slot's site can be started with, as switches."""

    name = "bugs"
    note = (
        "Mistakes that the site makes on purpose. Turning one starts the site anew, which takes a second; "
        "load the pages again that you have open there."
    )

    def __init__(self, slot: Slot, bugs: Sequence[Switch]) -> None:
        self.switches = tuple(bugs)
        self._slot = slot
        self._turning = asyncio.Lock()

    @property
    def on(self) -> Sequence[str]:
        """The names of those that the site runs with."""
        return self._slot.bugs

    async def turn(self, name: str, on: bool) -> None:
        """Start the site anew with one bug more, or one less; on return it is ready.

        Raises:
            SwitchError: it does not start so; it runs as before then.
        """
        async with self._turning:
            others = tuple(bug for bug in self._slot.bugs if bug != name)
            try:
                await self._slot.restart((*others, name) if on else others)
            except PixelproofError as error:
                raise SwitchError(str(error)) from error


@asynccontextmanager
async def slots_by_hand(
    site: Site,
    folder: Path,
    known_bugs: Sequence[Switch],
    *,
    count: int = 1,
    bugs: tuple[str, ...] = (),
    settings: MetaSettings | None = None,
) -> AsyncIterator[tuple[Slot, ...]]:
    """So many copies of a site, each with a mock of its own, on loopback ports; ``folder`` gets what they keep.

    Raises:
        SetupError: a site does not start.
    """
    certificates = Certificates()
    async with AsyncExitStack() as stack:
        slots = [
            Slot(site, place, certificates, bugs=bugs, settings=settings, by_hand=True, number=number)
            for number, place in enumerate(_folders(folder, count))
        ]
        for slot in slots:
            await stack.enter_async_context(slot)
        links = live_links([slot.meta for slot in slots])
        for slot in slots:
            groups = (BugSwitches(slot, known_bugs),) if known_bugs else ()
            slot.meta.beside = Beside(site=Link(name=site.name, url=slot.site.base_url), slots=links, groups=groups)
        yield tuple(slots)


def _folders(folder: Path, count: int) -> list[Path]:
    if count == 1:
        return [folder]
    return [folder.with_name(f"{folder.name}-{number}") for number in range(count)]
