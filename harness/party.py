"""Everyone who visits in one scenario: people with browser profiles of their own, and their later visits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from harness.browsers import Profile
from harness.camera import Camera
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
        camera: Camera,
    ) -> None:
        self.camera = camera
        self.visits: list[Visit] = []
        self.profiles: list[Profile] = []
        self._persons: dict[Visit, str] = {}
        self._slot = slot
        self._open_profile = open_profile
        self._seed = seed
        self._given = given
        self._journeys = journeys

    async def newcomer(self) -> Visit:
        """Somebody who was never here: another person with a fresh browser profile."""
        context = await self._profile()
        return await self._visit(context, len(self.profiles), self._somebody())

    async def returning(self, before: Visit) -> Visit:
        """The same person in the same browser, on a visit of its own."""
        last = await self._last_with(before)
        return await self._visit(before.context, before.visitor, self._persons[before], last)

    async def borrower(self, before: Visit) -> Visit:
        """Another person in the same browser."""
        last = await self._last_with(before)
        return await self._visit(before.context, before.visitor, self._somebody(), last)

    async def on_other_device(self, before: Visit) -> Visit:
        """The same person with another browser."""
        await before.leave()
        context = await self._profile()
        return await self._visit(context, len(self.profiles), self._persons[before])

    async def _last_with(self, before: Visit) -> Visit:
        """The last visit with the browser of ``before``; everybody who used it has left then."""
        theirs = [visit for visit in self.visits if visit.context is before.context]
        for visit in theirs:
            await visit.leave()
        return theirs[-1]

    async def _profile(self) -> BrowserContext:
        profile = await self._open_profile()
        self.profiles.append(profile)
        await self.camera.begin(profile.context)
        return profile.context

    def _somebody(self) -> str:
        """The seed of somebody who was not there yet."""
        number = len(set(self._persons.values())) + 1
        return self._seed if number == 1 else f"{self._seed}/{number}"

    async def _visit(self, context: BrowserContext, visitor: int, person: str, before: Visit | None = None) -> Visit:
        visit = Visit(
            self._slot,
            await context.new_page(),
            seed=self._seed if visitor == 1 else f"{self._seed}/{visitor}",
            person=person,
            given=self._given,
            journeys=self._journeys,
            visitor=visitor,
            before=before,
            party=self,
        )
        self._persons[visit] = person
        self.visits.append(visit)
        return visit

    @property
    def browsers(self) -> tuple[BrowserContext, ...]:
        """The browser profiles of all who came, each once."""
        return tuple(dict.fromkeys(visit.context for visit in self.visits))

    async def leave(self) -> None:
        """Everybody closes their tabs."""
        for visit in self.visits:
            await visit.leave()

    async def close(self) -> None:
        """Close every profile; what was seen in them is kept before."""
        await self.camera.end()
        for profile in self.profiles:
            await profile.close()


async def together(*deeds: Awaitable[None]) -> None:
    """Let several people act at the same time, and wait for all of them."""
    await asyncio.gather(*deeds)
