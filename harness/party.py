"""Everyone who visits in one scenario: people with browser profiles of their own, and their later visits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from harness.condition import Condition
from harness.visit import Visit

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from harness.site import Journey
    from harness.slot import Slot

OpenContext = Callable[[], Awaitable["BrowserContext"]]


class Party:
    """The visitors of one scenario, in the order of their visits."""

    def __init__(
        self,
        slot: Slot,
        open_context: OpenContext,
        *,
        seed: str,
        given: tuple[Condition, ...],
        journeys: Mapping[str, Journey],
    ) -> None:
        self.visits: list[Visit] = []
        self.contexts: list[BrowserContext] = []
        self._slot = slot
        self._open_context = open_context
        self._seed = seed
        self._given = given
        self._journeys = journeys

    async def newcomer(self) -> Visit:
        """Somebody who was never here: another person with a fresh browser profile."""
        context = await self._open_context()
        self.contexts.append(context)
        return await self._visit(context, len(self.contexts))

    async def returning(self, before: Visit) -> Visit:
        """The same person in the same browser, on a visit of its own."""
        return await self._visit(before.context, before.visitor)

    async def _visit(self, context: BrowserContext, visitor: int) -> Visit:
        visit = Visit(
            self._slot,
            await context.new_page(),
            seed=self._seed if visitor == 1 else f"{self._seed}/{visitor}",
            given=self._given,
            journeys=self._journeys,
            visitor=visitor,
            party=self,
        )
        self.visits.append(visit)
        return visit

    async def leave(self) -> None:
        """Everybody closes their tabs."""
        for visit in self.visits:
            await visit.leave()

    async def close(self) -> None:
        """Close every profile."""
        for context in self.contexts:
            await context.close()
