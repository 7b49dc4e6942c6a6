"""One function runs a scenario: world, visit, story, settling, books, ledger, verdict."""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from harness.condition import Condition
from harness.errors import NotHereError, PixelproofError
from harness.judge import judge
from harness.ledger import FORMAT, Ban, Blind, Conversion, Excuse, Ledger, Refused, encode_ledger
from harness.scenario import Scenario
from harness.settle import settle_wire
from harness.site import Journey, Site
from harness.slot import Slot
from harness.verdict import Breakdown, Severity, Status, Verdict
from harness.visit import STEP_TIMEOUT_S, Visit
from mock_meta.event import Channel
from mock_meta.faults import Fault, faults
from mock_meta.proxy import Refusal

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

VIEWPORT = {"width": 1280, "height": 800}
Books = Mapping[str, Mapping[str, Conversion]]


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """What every scenario of a run shares."""

    browser: Browser
    journeys: Mapping[str, Journey]
    seed: int
    folder: Path
    faults: tuple[str, ...] = ()
    fail_on: Severity = Severity.MEDIUM


async def run_scenario(scenario: Scenario, slot: Slot, bench: Bench) -> Verdict:
    """Carry out one scenario and judge it; its ledger is saved in the bench's folder."""
    began = time.perf_counter()
    if reason := _not_here(scenario, slot.site, bench):
        return Verdict(scenario=scenario.name, status=Status.SKIPPED, reason=reason, seed=bench.seed)
    verdict = await _attempt(scenario, slot, bench)
    return msgspec.structs.replace(verdict, seed=bench.seed, wall_s=round(time.perf_counter() - began, 3))


async def _attempt(scenario: Scenario, slot: Slot, bench: Bench) -> Verdict:
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    visit: Visit | None = None
    context: BrowserContext | None = None
    try:
        await slot.reset()
        before = await slot.read_books()
        armed = _arm(slot, (*scenario.faults, *bench.faults))
        started_at = slot.meta.clock.now()
        context = await _new_context(slot, bench)
        visit = Visit(
            slot,
            await context.new_page(),
            seed=f"{bench.seed}/{scenario.name}",
            given=scenario.given,
            journeys=bench.journeys,
        )
        await scenario.story(visit)
        await visit.leave()
        for name in armed:
            if name not in visit.lifted:
                visit.lift(name)
        visit.step = "settling"
        await settle_wire(slot)
        visit.step = "reading the books"
        ledger = _freeze(scenario, slot, bench, visit, (before, await slot.read_books()), started_at)
        return _judged(ledger, bench)
    except NotHereError as error:
        return Verdict(scenario=scenario.name, status=Status.SKIPPED, reason=str(error))
    except Exception as error:
        # Whatever broke this scenario must not take the others with it.
        return await _broken(scenario, bench, visit, error)
    finally:
        if context is not None:
            with contextlib.suppress(Error):  # A browser that has crashed has no context left to close.
                await context.close()


def _not_here(scenario: Scenario, site: Site, bench: Bench) -> str:
    """Why this site can't show the scenario; empty if it can."""
    for condition in scenario.given:
        for need in condition.needs:
            if not _has(site, need):
                return f"the condition {condition.name} needs {need}, which site.toml does not name"
    for name in (*scenario.faults, *bench.faults):
        blinded = {taken.channel for taken in faults()[name].takes} - set(site.observes)
        if blinded:
            return f"the fault {name} concerns the {', '.join(sorted(blinded))} channel, which is not observed here"
    return ""


def _has(site: Site, need: str) -> bool:
    value: object = site
    for part in need.split("."):
        value = getattr(value, part, None)
    return bool(value)


def _arm(slot: Slot, names: tuple[str, ...]) -> dict[str, Fault]:
    known = faults()
    armed = {name: known[name] for name in names}
    for fault in armed.values():
        slot.meta.arm(fault)
    return armed


async def _new_context(slot: Slot, bench: Bench) -> BrowserContext:
    context = await bench.browser.new_context(
        proxy={"server": f"http://127.0.0.1:{slot.meta.proxy_port}"},
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        locale="en-US",
    )
    # The headless shell lacks what every Chrome has, and the pixel chooses its transport by it.
    await context.add_init_script("window.chrome ??= {}")
    context.set_default_timeout(STEP_TIMEOUT_S * 1000)
    return context


def _freeze(
    scenario: Scenario, slot: Slot, bench: Bench, visit: Visit, books: tuple[Books, Books], started_at: float
) -> Ledger:
    site = slot.site
    before, after = books
    booked = [c for book in after for key, c in after[book].items() if key not in before.get(book, {})]
    conversions = (*booked, *(c for c in visit.booked if c.book not in after))
    known = faults()
    return Ledger(
        format=FORMAT,
        scenario=scenario.name,
        site=site.name,
        site_hosts=site.own_hosts,
        pixel_ids=site.pixel_ids,
        seed=bench.seed,
        observes=site.observes,
        books=tuple(dict.fromkeys((*after, *(c.book for c in visit.booked)))),
        plan=site.promised,
        started_at=started_at,
        ended_at=slot.meta.clock.now(),
        visits=(visit.record(),),
        conversions=conversions,
        events=slot.meta.journal.events(),
        requests=slot.meta.journal.requests(),
        conditions=tuple(condition.name for condition in scenario.given),
        faults=tuple(visit.lifted),
        bugs=slot.bugs,
        excuses=_excuses(scenario.given, {known[name]: at for name, at in visit.lifted.items()}),
        bans=tuple(ban for condition in scenario.given for ban in _bans(condition)),
        refused=tuple(_refused(refusal) for refusal in slot.meta.refusals()),
        blind=(Blind(channel=Channel.BROWSER, reason=visit.blind),) if visit.blind else (),
        counting=slot.meta.settings.counting,
    )


def _refused(refusal: Refusal) -> Refused:
    return Refused(at=refusal.at, host=refusal.host, port=refusal.port, reason=refusal.reason, by=refusal.by.value)


def _bans(condition: Condition) -> tuple[Ban, ...]:
    return condition.bans


def _excuses(given: tuple[Condition, ...], lifted: Mapping[Fault, float]) -> tuple[Excuse, ...]:
    of_conditions = [excuse for condition in given for excuse in condition.excuses]
    of_faults = [
        Excuse(channel=taken.channel, aspect=taken.aspect, reason=f"Meta's fault: {fault.summary}", until=at)
        for fault, at in lifted.items()
        for taken in fault.takes
    ]
    return (*of_conditions, *of_faults)


def _judged(ledger: Ledger, bench: Bench) -> Verdict:
    path = bench.folder / "ledgers" / f"{ledger.scenario}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_ledger(ledger))
    return msgspec.structs.replace(judge(ledger, bench.fail_on), ledger=str(path))


async def _broken(scenario: Scenario, bench: Bench, visit: Visit | None, error: Exception) -> Verdict:
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    screenshot: str | None = None
    if visit is not None and not visit.page.is_closed():
        path = bench.folder / "screenshots" / f"{scenario.name}.png"
        try:
            await visit.page.screenshot(path=path, timeout=STEP_TIMEOUT_S * 1000)
            screenshot = str(path)
        except Error:
            screenshot = None
    return Verdict(
        scenario=scenario.name,
        status=Status.ERROR,
        breakdown=Breakdown(
            step=visit.step if visit is not None else "preparing the run",
            message=_said(error),
            screenshot=screenshot,
        ),
    )


def _said(error: Exception) -> str:
    """An error in one line; of one that nobody foresaw, also its kind and where it came up."""
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    said = str(error).strip().split("\n", 1)[0]
    if isinstance(error, PixelproofError | Error):
        return said
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}{': ' if said else ''}{said} (at {place.filename}:{place.lineno})"
