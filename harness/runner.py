"""A run: K slots, one browser, and every scenario once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec

from harness.browser import Chromium, launch
from harness.engine import Bench, run_scenario
from harness.errors import SetupError
from harness.scenario import Scenario
from harness.site import Site
from harness.slot import Slot
from harness.verdict import Severity, Verdict
from mock_meta.server import MetaSettings
from mock_meta.tls import Certificates

DEFAULT_SLOTS = 4
OUTPUT = Path("pixelproof-out")


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to run, on what, and how."""

    site: Site
    scenarios: tuple[Scenario, ...]
    chromium: Chromium
    seed: int
    bugs: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    slots: int = DEFAULT_SLOTS
    folder: Path = OUTPUT
    meta: MetaSettings = MetaSettings()
    fail_on: Severity = Severity.MEDIUM


async def run(options: RunOptions, on_verdict: Callable[[Verdict], None] | None = None) -> tuple[Verdict, ...]:
    """Carry out every scenario; the verdicts in the order of the scenarios.

    ``on_verdict`` hears each as it falls.

    Raises:
        SetupError: the site or the browser does not start, or the folder can't be written.
    """
    from playwright.async_api import async_playwright  # noqa: PLC0415 - heavy, and needed only here

    journeys = options.site.load_journeys()
    certificates = Certificates(options.site.start.hosts if options.site.start else ())
    work = options.folder / "slots"
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise SetupError(f"the output folder {options.folder} can't be written: {error.strerror}") from error
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        slots = [
            Slot(options.site, work / str(number), certificates, bugs=options.bugs, settings=options.meta)
            for number in range(1, slot_count(options) + 1)
        ]
        starting = [asyncio.ensure_future(stack.enter_async_context(slot)) for slot in slots]
        try:
            browser = await launch(playwright, options.chromium, certificates.spki_sha256())
            stack.push_async_callback(browser.close)
        finally:
            started = await asyncio.gather(*starting, return_exceptions=True)
        for failure in started:
            if isinstance(failure, BaseException):
                raise failure
        bench = Bench(
            browser=browser,
            journeys=journeys,
            seed=options.seed,
            folder=options.folder,
            faults=options.faults,
            fail_on=options.fail_on,
        )
        return await _spread(options.scenarios, tuple(slots), bench, on_verdict)


def slot_count(options: RunOptions) -> int:
    """How many slots the run uses: a site that is not started by us has one."""
    return max(1, min(options.slots, len(options.scenarios))) if options.site.start is not None else 1


async def _spread(
    scenarios: tuple[Scenario, ...],
    slots: tuple[Slot, ...],
    bench: Bench,
    on_verdict: Callable[[Verdict], None] | None,
) -> tuple[Verdict, ...]:
    waiting = list(enumerate(scenarios))
    verdicts: dict[int, Verdict] = {}

    async def work(slot: Slot) -> None:
        while waiting:
            place, scenario = waiting.pop(0)
            verdicts[place] = await run_scenario(scenario, slot, bench)
            if on_verdict is not None:
                on_verdict(verdicts[place])

    async with asyncio.TaskGroup() as group:
        for slot in slots:
            group.create_task(work(slot))
    return tuple(verdicts[place] for place in sorted(verdicts))
