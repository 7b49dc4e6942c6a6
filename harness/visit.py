"""A visit: one shopper in one fresh browser context, and the words in which scenarios tell what they do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from harness.banner import Banner
from harness.booked import booked_by
from harness.condition import Condition, Phase
from harness.cookie_jar import end_session, held
from harness.errors import NotHereError, RunError
from harness.ledger import ActorDeed, Choice
from harness.noted import Noted
from harness.opening import open_address
from harness.page_scripts import clock_ahead
from harness.passing_time import ask_for_a_clock, pass_time
from harness.reaction import Reaction
from harness.settle import live_out
from harness.shopper import made_click_id, make_shopper
from harness.tab_closer import HELD_S, close_in_flight
from harness.tab_opener import Tabs
from harness.walking import Walking, look

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

    from harness.party import Party
    from harness.site import Journey
    from harness.slot import Slot


class Visit(Noted):
    """What a scenario steers. ``page`` is the shopper's tab, ``step`` what is being done just now.

    ``walking`` are its journeys. ``is_over`` tells that the shopper has left. ``link_to`` gives the address of the link
    by which they arrive.
    """

    def __init__(  # noqa: PLR0913 - one parameter a trait
        self,
        slot: Slot,
        page: Page,
        *,
        seed: str,
        given: tuple[Condition, ...],
        journeys: Mapping[str, Journey],
        visitor: int = 1,
        person: str = "",
        before: Visit | None = None,
        party: Party | None = None,
    ) -> None:
        """``seed`` makes the click and, if ``person`` is empty, the shopper; ``before`` was in the same browser."""
        super().__init__(slot, visitor=visitor, before=before)
        self.page = page
        self.step = "opening the browser"
        self.is_over = False
        self.link_to: Callable[[str], str] = str
        self.strips_click_id = False
        self.tabs = Tabs(page.context)
        self.walking = Walking(slot.site, journeys)
        self.shopper = make_shopper(person or seed, self.did, slot.site.locales, self._wait)
        self._party = party
        self._given = given
        self._click_id = made_click_id(seed)
        self._reaction = Reaction(slot.meta.activity)
        self._left = False
        self._closing: asyncio.Task[None] | None = None
        page.context.on("page", self._follow)
        self._follow(page)

    def _follow(self, page: Page) -> None:
        self._watch.follow(page)
        self._reaction.follow(page)

    @property
    def context(self) -> BrowserContext:
        """The shopper's browser profile."""
        return self.page.context

    @property
    def is_first(self) -> bool:
        """Whether nobody has visited before in this run."""
        return self._party is None or self._party.visits[0] is self

    async def arrive(self, path: str = "", *, advertised: bool = True) -> None:
        """Land on the site from an advertisement, with a click id in the address; or by no advertisement at all.

        Who comes with a browser that was here before answers the consent question only if it is asked again, as before.
        """
        if self._before is not None:
            self._came_with = tuple(cookie.name for cookie in await held(self.context, self.slot.meta.clock))
        await self._enter(Phase.BEFORE_ARRIVAL)
        if self._before is None:
            await self._enter(Phase.ON_AN_EARLIER_VISIT)
        if ahead := self.slot.meta.clock.offset_s + self.clock_off_s:
            await self.tabs.run_first(clock_ahead(ahead), self.page)
        separator = "&" if "?" in path else "?"
        clicked = advertised and not self.strips_click_id
        landing = f"{path}{separator}{urlencode({'fbclid': self._click_id})}" if clicked else path
        await self.go(landing, self.link_to if advertised else str)
        self._came_by = self._click_id if clicked else ""
        if self._before is None:
            await self._enter(Phase.ON_LANDING)
            if any(Phase.ON_A_LATER_PAGE in condition.hooks for condition in self._given):
                await self.go("")
                await self._enter(Phase.ON_A_LATER_PAGE)
        elif self.last_answer is not None and await self.banner.asks():
            await self.answer_consent(self.last_answer)

    @property
    def banner(self) -> Banner:
        """The consent question on the page that is shown."""
        return Banner(self.page, self.slot)

    async def _enter(self, phase: Phase) -> None:
        for condition in self._given:
            if (hook := condition.hooks.get(phase)) is not None:
                self.step = f"condition {condition.name}"
                await hook(self)

    async def afterwards(self) -> None:
        """Let the conditions act that begin when the journey is over."""
        await self._enter(Phase.AFTER_JOURNEY)
        await self._enter(Phase.WHEN_GONE)

    def take_way(self, way: str) -> None:
        """Walk the journeys from now on in one of the other ways that site.toml names for them.

        Raises:
            NotHereError: it names none.
        """
        if not any(way in ways for ways in self.slot.site.ways.values()):
            raise NotHereError(f"the site names no way '{way}' for any of its journeys (ways in site.toml)")
        self.walking.way = way

    async def walk(self, journey: str, *, pages: int = 0) -> None:
        """Walk one of the site's journeys from its front page; leave it when it has shown so many ``pages``.

        Raises:
            NotHereError: the site has no journey of this name.
            RunError: the journey broke, with the line where it did.
        """
        if (name := self.walking.name(journey)) != journey:
            self.trace(self.walking.way, f"the journey '{name}' was walked in the place of '{journey}'")
        if self._walked:
            await self.go("")
        self.step = f"journey {journey}"
        self._walked.append(journey)
        began_at = self.slot.meta.clock.now()
        if pages:
            self.walking.end_after(pages, self.page)
        returned = await self.walking.walk(journey, self.page, self.shopper)
        if not self.walking.ended:
            await look(self.page)
        settled_at = max(began_at, self.pages[-1].at if self.pages else began_at)  # With the page that it ended on.
        self.booked += booked_by(returned, journey, self.shopper.email, (began_at, settled_at))

    def close_tab(self, why: str) -> None:
        """Let the shopper close the tab at this moment, whatever is under way in it."""
        if self._closing is None:
            self._hold_site()
            self._closing = asyncio.ensure_future(close_in_flight(self.page))
            self.walking.end(why)

    def _hold_site(self) -> None:
        """Let nothing that the site answers overtake the closing of the tab."""
        meta, before = self.slot.meta, self.slot.meta.site_delay_s
        held_until = time.monotonic() + HELD_S
        meta.site_delay_s = lambda: max(before(), held_until - time.monotonic())

    async def reload(self) -> None:
        """Load the page that is shown once more, as with F5."""
        self.step = "reloading the page"
        await self.page.reload(wait_until="load")

    async def answer_consent(self, choice: Choice) -> None:
        """Answer the consent banner on the page that is shown, and let the page react.

        Raises:
            NotHereError: nobody knows of such a button, or the banner has none.
        """
        self.step = f"answering the consent banner: {choice}"
        await self._note_cookies()
        if self.last_answer is not None:
            await self.banner.reopen()
        button = await self.banner.button(choice)
        self.answered(choice)
        await self.banner.click(button)
        await self.let_react()

    async def let_react(self) -> None:
        """Stay on the page until it has sent what was set off, and heard of it."""
        await self._reaction.over(self.page)

    async def opt_out(self, region: str) -> None:
        """Ask, as a visitor from a US state may (``US-CA``), that personal data be used in a limited way only.

        Raises:
            NotHereError: site.toml names no control for it.
        """
        self.step = f"opting out as a visitor from {region}"
        self.opted_out(region)
        await self.banner.opt_out()
        await self.let_react()

    async def newcomer(self) -> Visit:
        """Another person, who comes with a fresh browser; this one stays."""
        return await self.party.newcomer()

    async def come_back(self) -> Visit:
        """The same person's next visit, in the same browser, after they had left."""
        return await self.party.returning(self)

    @property
    def party(self) -> Party:
        """Everybody who visits in this run."""
        if self._party is None:
            raise RunError("this visit stands alone: nobody else can come")
        return self._party

    async def act(self, actor: str) -> None:
        """Let another than a shopper do something with the site: a crawler, the back office, a cron job.

        Raises:
            NotHereError: the site has no such actor.
        """
        path = self.slot.site.control.actors.get(actor)
        if not path:
            raise NotHereError(f"the site has no actor '{actor}' (control.actors in site.toml)")
        self.step = f"the {actor} acts"
        self.actors.append(ActorDeed(at=self.slot.meta.clock.now(), name=actor))
        await self.slot.call(path)

    async def leave(self) -> None:
        """Close the tab, after the page has lived through what it had planned; once is enough."""
        if self._left:
            return
        self.step = "leaving"
        self.is_over = True
        if self._closing is not None:
            await self._closing
        await self._note_cookies()
        for page in tuple(self.context.pages):
            await self._live_out(page)
        # Whoever comes next with this browser opens tabs of their own.
        self.context.remove_listener("page", self._follow)
        self._left = True

    async def _live_out(self, page: Page) -> None:
        self.blind = await live_out(page, self.slot) or self.blind
        self._watch.left(page)
        if self._party is not None:
            await self._party.camera.picture(page)
        await page.close()

    async def reopen(self) -> None:
        """Close the tab when its page has lived through what it had planned, and open its address in a new one."""
        url = self.page.url
        await self._change_tabs()
        self.step = f"opening {url} in a new tab"
        await self.page.goto(url, wait_until="load")

    async def _change_tabs(self) -> None:
        before, self.page = self.page, await self.tabs.new()
        await self._live_out(before)

    async def go_away(self, seconds: float) -> None:
        """Close the browser, and open it again so much later, with what it has kept; the site's clock must move."""
        await self._change_tabs()
        await end_session(self.page)
        await self._pass(seconds)

    async def _note_cookies(self) -> None:
        """Keep what the browser holds of Meta's cookies."""
        self._cookies += await held(self.context, self.slot.meta.clock)

    async def time_passes(self, seconds: float) -> None:
        """Let the run's clock, the site's and that of the cookies move on together; everybody has left.

        Raises:
            NotHereError: the site's clock can't be moved.
        """
        ask_for_a_clock(self.slot)
        await (self._party.leave() if self._party is not None else self.leave())
        await self._pass(seconds)

    async def _wait(self, seconds: float) -> None:
        """Let time pass in the middle of a journey: the page stays as it is, the next one is later."""
        ask_for_a_clock(self.slot)
        step = self.step
        await self._pass(seconds)
        await self.tabs.run_first(clock_ahead(seconds), self.page)
        self.step = step

    async def _pass(self, seconds: float) -> None:
        self.step = f"letting {seconds:.0f} s pass"
        await pass_time(self.slot, self._party.browsers if self._party is not None else (self.context,), seconds)

    async def go(self, path: str, link_to: Callable[[str], str] = str) -> None:
        """Open a path of the site in the shopper's tab, the front page if it is empty.

        ``link_to`` gives the address that is opened: of a link that leads there, or that of the page itself.

        Raises:
            RunError: it can't be opened.
        """
        url = self.slot.site.base_url.rstrip("/") + "/" + path.lstrip("/")
        self.step = f"opening {url.split('?', 1)[0]}"
        await open_address(self.page, url, self.slot, link_to(url))
