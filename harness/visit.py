"""A visit: one shopper in one fresh browser context, and the words in which scenarios tell what they do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from harness.booked import in_the_books, taken
from harness.condition import Condition, Phase
from harness.errors import NotHereError, RunError
from harness.errors_told import first_line, place_in
from harness.ledger import (
    ActorDeed,
    Choice,
    ConsentChange,
    Conversion,
    Cookie,
    Deed,
    Excuse,
    PageLoad,
    Refused,
    Trace,
    VisitRecord,
)
from harness.settle import QUIET_LIMIT_S, QUIET_S, run_out, settle_wire
from harness.shopper import made_click_id, make_shopper
from harness.watch import Watch
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

    from harness.party import Party
    from harness.site import Journey
    from harness.slot import Slot

JOURNEY_TIMEOUT_S = 120.0
_META_COOKIES = ("_fbp", "_fbc")


class Visit:
    """What a scenario steers. ``page`` is the shopper's tab, ``step`` what is being done just now.

    ``ended`` says why the shopper stopped in the middle of a journey, if a condition made them; ``excuses`` are what
    conditions found to be excused while they acted. ``is_over`` tells that the shopper has left.
    ``link_to`` gives the address of the link by which they arrive.
    """

    def __init__(
        self,
        slot: Slot,
        page: Page,
        *,
        seed: str,
        given: tuple[Condition, ...],
        journeys: Mapping[str, Journey],
        visitor: int = 1,
        party: Party | None = None,
    ) -> None:
        self.slot = slot
        self.visitor = visitor
        self._party = party
        self.page = page
        self.step = "opening the browser"
        self.blind = ""
        self.booked: list[Conversion] = []
        self.actors: list[ActorDeed] = []
        self.lifted: dict[str, float] = {}
        self.traces: list[Trace] = []
        self.excuses: list[Excuse] = []
        self.ended = ""
        self.link_to: Callable[[str], str] = str
        self._way = ""
        self._walking: asyncio.Future[object] | None = None
        self._closing: asyncio.Task[None] | None = None
        self.is_over = False
        self.shopper = make_shopper(seed, self._did, slot.site.locales, self._wait)
        self._given = given
        self._journeys = journeys
        self._click_id = made_click_id(seed)
        self._watch = Watch(slot.meta.clock, slot.site.own_hosts)
        self._walked: list[str] = []
        self._consent: list[ConsentChange] = []
        self._deeds: list[Deed] = []
        self._cookies: list[Cookie] = []
        self._arrived = False
        self._region = ""
        self._opted_out_at: float | None = None
        page.context.on("page", self._watch.follow)
        self._watch.follow(page)

    @property
    def context(self) -> BrowserContext:
        """The shopper's browser profile."""
        return self.page.context

    @property
    def pages(self) -> tuple[PageLoad, ...]:
        """What the shopper's tabs have shown until now."""
        return tuple(self._watch.pages)

    async def arrive(self, path: str = "", *, advertised: bool = True) -> None:
        """Land on the site from an advertisement, with a click id in the address; or by no advertisement at all."""
        await self._enter(Phase.BEFORE_ARRIVAL)
        separator = "&" if "?" in path else "?"
        landing = f"{path}{separator}{urlencode({'fbclid': self._click_id})}" if advertised else path
        await self.go(landing, self.link_to)
        self._arrived = advertised
        await self._enter(Phase.ON_LANDING)

    async def _enter(self, phase: Phase) -> None:
        for condition in self._given:
            if (hook := condition.hooks.get(phase)) is not None:
                self.step = f"condition {condition.name}"
                await hook(self)

    async def afterwards(self) -> None:
        """Let the conditions act that begin when the journey is over."""
        await self._enter(Phase.AFTER_JOURNEY)

    def trace(self, condition: str, fact: str) -> None:
        """Note what a condition has seen to be done."""
        self.traces.append(Trace(at=self.slot.meta.clock.now(), condition=condition, fact=fact))

    def excuse(
        self,
        channel: Channel,
        aspect: str,
        reason: str,
        *,
        events: tuple[str, ...] = (),
        since: float | None = None,
        until: float | None = None,
    ) -> None:
        """Note what is excused from ``since`` to ``until``, now that a condition has acted."""
        one = Excuse(channel=channel, aspect=aspect, reason=reason, events=events, since=since, until=until)
        if one not in self.excuses:
            self.excuses.append(one)

    def disturb(self, condition: str, words: str) -> None:
        """Take errors on the pages that say these words for what a condition did, and for none of the site's."""
        self._watch.brought_by[words] = condition

    def take_way(self, way: str) -> None:
        """Walk the journeys from now on in one of the other ways that site.toml names for them.

        Raises:
            NotHereError: it names none.
        """
        if not any(way in ways for ways in self.slot.site.ways.values()):
            raise NotHereError(f"the site names no way '{way}' for any of its journeys (ways in site.toml)")
        self._way = way

    def _function(self, journey: str) -> Journey:
        name = self.slot.site.ways.get(journey, {}).get(self._way, journey)
        if name != journey:
            self.trace(self._way, f"the journey '{name}' was walked in the place of '{journey}'")
        if (function := self._journeys.get(name)) is not None:
            return function
        known = ", ".join(self._journeys) or "none"
        raise NotHereError(f"the site has no journey '{name}' (it has {known})")

    async def walk(self, journey: str, *, pages: int = 0) -> None:
        """Walk one of the site's journeys from its front page; leave it when it has shown so many ``pages``.

        Raises:
            NotHereError: the site has no journey of this name.
            RunError: the journey broke, with the line where it did.
        """
        function = self._function(journey)
        if self._walked:
            await self.go("")
        self.step = f"journey {journey}"
        self._walked.append(journey)
        began_at = self.slot.meta.clock.now()
        if pages:
            self._leave_after(pages)
        try:
            async with asyncio.timeout(JOURNEY_TIMEOUT_S):
                self._walking = asyncio.ensure_future(function(self.page, self.shopper))
                returned = await self._walking
        except asyncio.CancelledError:
            if not self.ended:
                raise
            return
        except TimeoutError as error:
            limit = f"{JOURNEY_TIMEOUT_S:.0f} s"
            raise RunError(f"the journey '{journey}' did not end within {limit}{place_in(error, function)}") from error
        except NotHereError:
            raise
        except Exception as error:
            if self.ended:  # A tab that is closed breaks the step that was being done in it.
                return
            raise RunError(f"the journey '{journey}' broke{place_in(error, function)}: {first_line(error)}") from error
        self._book(returned, journey, began_at)

    def end(self, why: str) -> None:
        """Let the shopper stop here, in the middle of the journey."""
        self.ended = why
        if self._walking is not None:
            self._walking.cancel()

    def close_tab(self, why: str) -> None:
        """Let the shopper close the tab at this moment, whatever is under way in it."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self.page.close())
            self.end(why)

    def _leave_after(self, pages: int) -> None:
        left = iter(range(pages - 1, -1, -1))

        def on_load(_: Page) -> None:
            if next(left, 1) == 0:
                self.end(f"the journey was left after {pages} pages")

        self.page.on("load", on_load)

    async def reload(self) -> None:
        """Load the page that is shown once more, as with F5."""
        self.step = "reloading the page"
        await self.page.reload(wait_until="load")

    async def answer_consent(self, choice: Choice) -> None:
        """Answer the consent banner on the page that is shown, and let the page react.

        Raises:
            NotHereError: site.toml names no such button.
        """
        selectors = self.slot.site.consent
        selector = "" if selectors is None else selectors.accept if choice is Choice.GRANTED else selectors.deny
        if not selector:
            raise NotHereError(f"site.toml names no button for consent {choice}")
        self.step = f"answering the consent banner: {choice}"
        await self._note_cookies()
        if self._consent and selectors is not None and selectors.reopen:
            await self.page.locator(selectors.reopen).first.click()
        self._consent.append(ConsentChange(at=self.slot.meta.clock.now(), choice=choice))
        button = self.page.locator(selector).first
        await button.click()
        await button.wait_for(state="hidden")
        await self.slot.meta.activity.quiet(QUIET_S, QUIET_LIMIT_S)

    async def opt_out(self, region: str) -> None:
        """Ask, as a visitor from a US state may (``US-CA``), that personal data be used in a limited way only.

        Raises:
            NotHereError: site.toml names no control for it.
        """
        selectors = self.slot.site.consent
        if selectors is None or not selectors.opt_out:
            raise NotHereError("site.toml names no control to opt out by the law of a US state (consent.opt_out)")
        self.step = f"opting out as a visitor from {region}"
        self._region, self._opted_out_at = region, self.slot.meta.clock.now()
        await self.page.locator(selectors.opt_out).first.click()
        await self.slot.meta.activity.quiet(QUIET_S, QUIET_LIMIT_S)

    async def newcomer(self) -> Visit:
        """Another person, who comes with a fresh browser; this one stays."""
        return await self._of_party().newcomer()

    async def come_back(self) -> Visit:
        """The same person's next visit, in the same browser, after they had left."""
        await self.leave()
        return await self._of_party().returning(self)

    def _of_party(self) -> Party:
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
        """Close the tab, after the page has lived through what it had planned."""
        self.step = "leaving"
        self.is_over = True
        if self._closing is not None:
            await self._closing
        await self._note_cookies()
        for page in tuple(self.context.pages):
            await self._live_out(page)

    async def _live_out(self, page: Page) -> None:
        self.blind = await run_out(page) or self.blind
        self._watch.left(page)
        await page.close()

    async def reopen(self) -> None:
        """Close the tab when its page has lived through what it had planned, and open its address in a new one."""
        url, before = self.page.url, self.page
        self.step = f"opening {url} in a new tab"
        self.page = await self.context.new_page()
        await self._live_out(before)
        await self.page.goto(url, wait_until="load")

    async def _note_cookies(self) -> None:
        """Keep what the browser holds of Meta's cookies."""
        at = self.slot.meta.clock.now()
        held = [cookie for cookie in await self.context.cookies() if cookie.get("name") in _META_COOKIES]
        self._cookies += [Cookie(at=at, name=cookie.get("name", ""), value=cookie.get("value", "")) for cookie in held]

    async def time_passes(self, seconds: float) -> None:
        """Let the run's clock and the site's move on together; the shopper has left.

        Raises:
            NotHereError: the site's clock can't be moved.
        """
        self._ask_for_a_clock()
        await self.leave()
        await self._pass(seconds)

    def _ask_for_a_clock(self) -> None:
        if not self.slot.site.control.clock:
            raise NotHereError("time can't pass on this site: its site.toml has no control.clock")

    async def _wait(self, seconds: float) -> None:
        """Let time pass in the middle of a journey: the page stays as it is, and knows nothing of it."""
        self._ask_for_a_clock()
        step = self.step
        await self._pass(seconds)
        self.step = step

    async def _pass(self, seconds: float) -> None:
        # What was sent before must be stamped with the time at which it was sent.
        await settle_wire(self.slot)
        self.step = f"letting {seconds:.0f} s pass"
        await self.slot.advance(seconds)

    def lift(self, fault: str) -> None:
        """Let Meta recover from a fault."""
        self.slot.meta.disarm(fault)
        self.lifted[fault] = self.slot.meta.clock.now()

    def record(self) -> VisitRecord:
        """What is known of this visit."""
        return VisitRecord(
            shopper=self.shopper.identity(),
            visitor=self.visitor,
            region=self._region,
            opted_out_at=self._opted_out_at,
            cookies=tuple(self._cookies),
            click_id=self._click_id if self._arrived else None,
            walked=tuple(self._walked),
            pages=tuple(self._watch.pages),
            consent=tuple(self._consent),
            deeds=tuple(self._deeds),
            page_errors=tuple(self._watch.errors),
            pixel_warnings=tuple(self._watch.pixel_warnings),
        )

    def refused_by_browser(self) -> tuple[Refused, ...]:
        """What an extension in the visitor's browser did not let out."""
        return tuple(self._watch.refused)

    async def go(self, path: str, link_to: Callable[[str], str] = str) -> None:
        """Open a path of the site in the shopper's tab, the front page if it is empty.

        ``link_to`` gives the address that is opened: of a link that leads there, or that of the page itself.

        Raises:
            RunError: it can't be opened.
        """
        url = self.slot.site.base_url.rstrip("/") + "/" + path.lstrip("/")
        plain = url.split("?", 1)[0]
        self.step = f"opening {plain}"
        from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

        refused = len(self.slot.meta.refusals())
        try:
            answer = await self.page.goto(link_to(url), wait_until="load")
        except Error as error:
            code = re.search(r"net::ERR_\w+", str(error))
            why = self.slot.refused_itself(refused) or (code[0] if code else first_line(error))
            raise RunError(f"{plain} can't be opened: {why}") from error
        if answer is not None and answer.status >= 400:
            why = self.slot.refused_itself(refused) or f"it answered with status {answer.status}"
            raise RunError(f"{plain} can't be opened: {why}")

    def _did(self, event_name: str) -> None:
        self._deeds.append(Deed(at=self.slot.meta.clock.now(), name=event_name))

    def _book(self, returned: object, journey: str, began_at: float) -> None:
        """Note what a journey booked: begun when the journey began, settled with the page that it ended on."""
        if returned is None:
            return
        booked = taken(returned, journey)
        shown_at = self._watch.pages[-1].at if self._watch.pages else began_at
        self.booked.append(in_the_books(booked, self.shopper.email, began_at, max(began_at, shown_at)))


async def together(*deeds: Awaitable[None]) -> None:
    """Let several people act at the same time, and wait for all of them."""
    await asyncio.gather(*deeds)
