"""One function runs a scenario: world, visit, story, settling, books, ledger, verdict."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from harness.browser_needs import merged
from harness.browsers import Browsers
from harness.camera import PICTURE_TIMEOUT_S, Camera, Keeps
from harness.condition import Condition
from harness.errors import JourneyError, NotHereError, PixelproofError, RunError
from harness.freeze import Scene, freeze
from harness.judge import judge
from harness.ledger import Ledger, decode_ledger, encode_ledger
from harness.output import WITHOUT_FAULTS
from harness.owed import DELAY, PRESENCE
from harness.party import Party
from harness.scenario import Scenario
from harness.settle import settle_wire
from harness.site import Journey, Site
from harness.slot import Slot
from harness.storable import storable_text
from harness.verdict import Breakdown, Severity, Status, Verdict
from mock_meta.faults import faults

if TYPE_CHECKING:
    from harness.visit import Visit


LIMIT_S = 600.0
"""A scenario that takes longer is broken: a run comes to its end whatever a browser does."""
FAREWELL_S = 30.0
"""How long browser profiles have to close; one that does not goes with its process."""


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """What every scenario of a run shares. ``bugs`` is the variant that a slot's site is switched to, if any.

    ``keeps`` says what is kept of what the visitors saw.
    """

    browsers: Browsers
    journeys: Mapping[str, Journey]
    seed: int
    folder: Path
    faults: tuple[str, ...] = ()
    bugs: tuple[str, ...] | None = None
    fail_on: Severity = Severity.MEDIUM
    keeps: Keeps = Keeps.NOTHING


class Laps:
    """Where the time of a scenario goes, in seconds by part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a part."""
        now = time.perf_counter()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now


async def run_scenario(scenario: Scenario, slot: Slot, bench: Bench) -> Verdict:
    """Carry out one scenario and judge it; its ledger is saved in the bench's folder."""
    began = time.perf_counter()
    if reason := _not_here(scenario, slot.site, bench):
        return Verdict(scenario=scenario.name, status=Status.SKIPPED, reason=reason, seed=bench.seed)
    verdict = await (_compared if scenario.measures_cost else _attempt)(scenario, slot, bench)
    return msgspec.structs.replace(verdict, seed=bench.seed, wall_s=round(time.perf_counter() - began, 3))


async def _compared(scenario: Scenario, slot: Slot, bench: Bench) -> Verdict:
    """The verdict on a scenario whose story is played without its faults first, as the measure of what they cost."""
    calm = msgspec.structs.replace(scenario, faults=(), strength={})
    undisturbed = msgspec.structs.replace(bench, faults=(), folder=bench.folder / WITHOUT_FAULTS)
    before = await _attempt(calm, slot, undisturbed)
    if before.status not in (Status.PASSED, Status.FAILED) or before.ledger is None:
        return before
    return await _attempt(scenario, slot, bench, _walked_s(before.ledger))


def _walked_s(path: str) -> float:
    """How long the journeys of a saved run took."""
    return decode_ledger(Path(path).read_bytes(), path).walked_s


async def _attempt(scenario: Scenario, slot: Slot, bench: Bench, undisturbed_s: float | None = None) -> Verdict:
    """The verdict, with what the visitors saw as far as it is kept."""
    camera = Camera(bench.folder, scenario.name, bench.keeps)
    verdict = await _carried_out(scenario, slot, bench, camera, undisturbed_s)
    return msgspec.structs.replace(verdict, screenshots=camera.pictures, traces=camera.traces)


async def _carried_out(
    scenario: Scenario, slot: Slot, bench: Bench, camera: Camera, undisturbed_s: float | None
) -> Verdict:
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    scene: Scene | None = None
    laps = Laps()
    try:
        if bench.bugs is not None and bench.bugs != slot.bugs:
            await slot.switch(bench.bugs)
        await slot.reset()
        scene = Scene(scenario, slot, bench.seed, await slot.read_books(), undisturbed_s)
        _arm(slot, scenario.faults, scenario.strength)
        _arm(slot, bench.faults, {})
        needs = merged(condition.browser for condition in scenario.given)
        scene.party = party = Party(
            slot,
            lambda: bench.browsers.profile(needs, slot.meta.proxy_port),
            seed=f"{bench.seed}/{scenario.name}",
            given=scenario.given,
            journeys=bench.journeys,
            camera=camera,
        )
        await _play(scenario, party, slot, laps)
        party.visits[-1].step = "reading the books"
        verdict = _judged(freeze(scene, await slot.read_books(), await slot.read_feed()), bench)
        laps.lap("judging")
        return msgspec.structs.replace(verdict, spans_s=laps.seconds)
    except NotHereError as error:
        return Verdict(scenario=scenario.name, status=Status.SKIPPED, reason=str(error))
    except Exception as error:
        # Whatever broke this scenario must not take the others with it.
        return await _broken(scenario, bench, scene, error)
    finally:
        if scene is not None and scene.party is not None:
            # A browser that has crashed has no context left to close.
            with contextlib.suppress(Error, TimeoutError):
                async with asyncio.timeout(FAREWELL_S):
                    await scene.party.close()


async def _play(scenario: Scenario, party: Party, slot: Slot, laps: Laps) -> None:
    """Let the story happen, until all that it sent has arrived.

    Raises:
        RunError: it came to no end.
    """
    try:
        async with asyncio.timeout(LIMIT_S) as limit:
            visit = await party.newcomer()
            laps.lap("set-up")
            await scenario.story(visit)
            await visit.afterwards()
            laps.lap("story")
            await _close(party, slot)
            laps.lap("settling")
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise RunError(f"the scenario did not end within {LIMIT_S:.0f} s") from error


async def _close(party: Party, slot: Slot) -> None:
    """Everybody leaves, Meta recovers, and all that was sent arrives."""
    await party.leave()
    last = party.visits[-1]
    _lift_all(last)
    last.step = "settling"
    await settle_wire(slot)


def _lift_all(visit: Visit) -> None:
    for name in tuple(visit.slot.meta.faults):
        visit.lift(name)


def _not_here(scenario: Scenario, site: Site, bench: Bench) -> str:
    """Why this site can't show the scenario; empty if it can."""
    for condition in scenario.given:
        if reason := not_here(condition, site):
            return reason
    for name in (*scenario.faults, *bench.faults):
        taken = [taken.channel for taken in faults()[name].takes if taken.aspect in (PRESENCE, DELAY)]
        blinded = set(taken) - set(site.observes)
        if blinded:
            return f"the fault {name} concerns the {', '.join(sorted(blinded))} channel, which is not observed here"
    return ""


def not_here(condition: Condition, site: Site) -> str:
    """Why this condition can't hold on the site; empty if it can."""
    need = site.lacks(condition.needs)
    return f"the condition {condition.name} needs {need}, which site.toml does not name" if need else ""


def _arm(slot: Slot, names: tuple[str, ...], strength: Mapping[str, float]) -> None:
    known = faults()
    for name in names:
        slot.meta.arm(known[name], strength)


def _judged(ledger: Ledger, bench: Bench) -> Verdict:
    path = bench.folder / "ledgers" / f"{ledger.scenario}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_ledger(ledger))
    return msgspec.structs.replace(judge(ledger, bench.fail_on), ledger=str(path))


async def _broken(scenario: Scenario, bench: Bench, scene: Scene | None, error: Exception) -> Verdict:
    """The verdict on a scenario that broke; what was recorded until then is kept in its ledger."""
    visits = scene.party.visits if scene is not None and scene.party is not None else []
    visit = visits[-1] if visits else None
    breakdown = Breakdown(
        step=visit.step if visit is not None else "preparing the run",
        message=_said(error),
        in_journey=isinstance(error, JourneyError),
        screenshot=await _screenshot(visit, bench.folder / "screenshots" / f"{scenario.name}.png"),
    )
    if scene is None or visit is None:
        return Verdict(scenario=scenario.name, status=Status.ERROR, breakdown=breakdown)
    _lift_all(visit)
    return _judged(freeze(scene, scene.books, broken=breakdown), bench)


async def _screenshot(visit: Visit | None, path: Path) -> str | None:
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    if visit is None or visit.page.is_closed():
        return None
    try:
        await visit.page.screenshot(path=path, timeout=PICTURE_TIMEOUT_S * 1000)
    except Error:
        return None
    return str(path)


def _said(error: Exception) -> str:
    """An error in one line; of one that nobody foresaw, also its kind and where it came up."""
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    said = storable_text(str(error)).strip().split("\n", 1)[0]
    if isinstance(error, PixelproofError | Error):
        return said
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}{': ' if said else ''}{said} (at {place.filename}:{place.lineno})"
