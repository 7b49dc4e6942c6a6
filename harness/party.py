"""Everyone who visits in one scenario: people with browser profiles of their own, and their later visits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from harness.browsers import Profile
from harness.condition import Condition
from harness.visit import Visit

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from harness.site import Journey
    from harness.slot import Slot

OpenProfile = Callable[[], Awaitable[Profile]]


class Party:
    """The visitors of one scenario, in the order of their visits."""

    def __init__(
        self,
        slot: Slot,
        open_profile: OpenProfile,
        *,
        seed: str,
        given: tuple[Condition, ...],
        journeys: Mapping[str, Journey],
    ) -> None:
        self.visits: list[Visit] = []
        self.profiles: list[Profile] = []
        self._slot = slot
        self._open_profile = open_profile
        self._seed = seed
        self._given = given
        self._journeys = journeys

    async def newcomer(self) -> Visit:
        """Somebody who was never here: another person with a fresh browser profile."""
        profile = await self._open_profile()
        self.profiles.append(profile)
        return await self._visit(profile.context, len(self.profiles))

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
        for profile in self.profiles:
            await profile.close()
