"""A run: K slots, one browser, and every scenario once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec

from harness.browser import Chromium
from harness.browsers import EXTENSIONS, Browsers
from harness.camera import Keeps
from harness.engine import Bench, run_scenario
from harness.lineup import Lineup
from harness.other_browsers import OtherBrowser
from harness.output import OUTPUT, RERUN, emptied, try_folder, work_folder
from harness.repeats import together
from harness.scenario import Scenario
from harness.site import Site
from harness.slot import Slot
from harness.verdict import Severity, Status, Verdict
from mock_meta.server import MetaSettings
from mock_meta.tls import Certificates

DEFAULT_SLOTS = 4


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to run, on what, and how. ``other`` is driven in the place of Chromium.

    Ledgers of an earlier run in ``folder`` are taken away, unless this one ``adds`` to them, as a shard to the others.
    Each scenario is tried ``repeat`` times. After ``max_failures`` that failed or broke no other is begun; 0 is never.
    With ``trace_failures`` what did not pass is carried out once more, with a trace of the browser.
    """

    site: Site
    scenarios: tuple[Scenario, ...]
    chromium: Chromium
    seed: int
    bugs: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    slots: int = DEFAULT_SLOTS
    folder: Path = OUTPUT
    adds: bool = False
    meta: MetaSettings = MetaSettings()
    fail_on: Severity = Severity.MEDIUM
    extensions: Mapping[str, Path] = msgspec.field(default_factory=lambda: EXTENSIONS)
    other: OtherBrowser | None = None
    filter_lists: tuple[Path, ...] = ()
    repeat: int = 1
    max_failures: int = 0
    keeps: Keeps = Keeps.NOTHING
    trace_failures: bool = False


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario, and how it is to be run; ``label`` is for whoever set it."""

    scenario: Scenario
    bench: Bench
    label: str = ""


OnVerdict = Callable[[Verdict], None]
Say = Callable[[str], None]
OnDone = Callable[[Task, Verdict], None]
Further = Callable[[tuple[Verdict, ...]], tuple[Scenario, ...]]


async def run(
    options: RunOptions,
    on_verdict: OnVerdict = lambda _: None,
    further: Further | None = None,
    say: Say = lambda _: None,
) -> tuple[Verdict, ...]:
    """Carry out every scenario; the verdicts in the order of the scenarios.

    ``on_verdict`` hears each as it falls, and ``say`` what begins then. ``further`` names what to carry out after that,
    by how it ended.

    Raises:
        SetupError: the site or the browser does not start, or the folder can't be written.
    """
    failures = 0

    def done(_: Task, verdict: Verdict) -> None:
        nonlocal failures
        failures += verdict.status in (Status.FAILED, Status.ERROR)
        on_verdict(verdict)

    def enough() -> bool:
        return 0 < options.max_failures <= failures

    async with opened(options) as (slots, bench):
        if not options.adds:
            emptied(options.folder)
        known: dict[str, Scenario] = {}

        async def carry_out(scenarios: tuple[Scenario, ...]) -> tuple[Verdict, ...]:
            known.update((one.name, one) for one in scenarios)
            benches = _benches(bench, options.repeat)
            tasks = [Task(scenario=one, bench=bench) for bench in benches for one in scenarios]
            tries = await spread(tasks, slots, done, enough)
            return tuple(together(of_one) for one in scenarios if (of_one := _of(one, tries)))

        verdicts = await carry_out(options.scenarios)
        if further is not None:
            verdicts = (*verdicts, *await carry_out(further(verdicts)))
        failed = [one.scenario for one in verdicts if one.status in (Status.FAILED, Status.FLAKY, Status.ERROR)]
        if not (options.trace_failures and failed):
            return verdicts
        say(f"once more, with a trace of the browser: {', '.join(failed)}")
        again = await _traced([known[name] for name in failed], slots, bench, on_verdict)
        return tuple(msgspec.structs.replace(one, rerun=again.get(one.scenario)) for one in verdicts)


async def _traced(
    scenarios: Sequence[Scenario], slots: tuple[Slot, ...], bench: Bench, on_verdict: OnVerdict
) -> dict[str, Verdict]:
    """The verdicts on a repetition, by scenario; its evidence lies in a folder of its own."""
    bench = msgspec.structs.replace(bench, folder=bench.folder / RERUN, keeps=Keeps.TRACES)
    tasks = [Task(scenario=scenario, bench=bench) for scenario in scenarios]
    verdicts = await spread(tasks, slots, lambda _, verdict: on_verdict(verdict))
    return {verdict.scenario: verdict for verdict in verdicts}


@asynccontextmanager
async def opened(options: RunOptions) -> AsyncIterator[tuple[tuple[Slot, ...], Bench]]:
    """The started slots, and what every scenario of the run shares.

    Raises:
        SetupError: the site or the browser does not start, or the folder can't be written.
    """
    from playwright.async_api import async_playwright  # noqa: PLC0415 - heavy, and needed only here

    journeys = options.site.load_journeys()
    certificates = Certificates(options.site.start.hosts if options.site.start else ())
    work = work_folder(options.folder)
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        slots = [
            Slot(
                options.site,
                work / str(number),
                certificates,
                bugs=options.bugs,
                settings=options.meta,
                filter_lists=options.filter_lists,
            )
            for number in range(1, slot_count(options) + 1)
        ]
        starting = [asyncio.ensure_future(stack.enter_async_context(slot)) for slot in slots]
        try:
            browsers = await stack.enter_async_context(
                Browsers(playwright, options.chromium, certificates.spki_sha256(), options.extensions, options.other)
            )
        finally:
            started = await asyncio.gather(*starting, return_exceptions=True)
        for failure in started:
            if isinstance(failure, BaseException):
                raise failure
        bench = Bench(
            browsers=browsers,
            journeys=journeys,
            seed=options.seed,
            folder=options.folder,
            faults=options.faults,
            fail_on=options.fail_on,
            keeps=options.keeps,
        )
        yield tuple(slots), bench


def _benches(bench: Bench, repeat: int) -> list[Bench]:
    """A bench for each try, with a folder of its own if there are several."""
    if repeat == 1:
        return [bench]
    return [msgspec.structs.replace(bench, folder=try_folder(bench.folder, n)) for n in range(1, repeat + 1)]


def _of(scenario: Scenario, verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.scenario == scenario.name]


def slot_count(options: RunOptions) -> int:
    """How many slots the run uses: a site that is not started by us has one."""
    if options.site.start is None:
        return 1
    return max(1, min(options.slots, len(options.scenarios) * options.repeat))


async def spread(
    tasks: Sequence[Task], slots: tuple[Slot, ...], on_done: OnDone, enough: Callable[[], bool] = lambda: False
) -> tuple[Verdict, ...]:
    """Carry out tasks on whichever slot is free; the verdicts in the order of the tasks. ``on_done`` hears of each.

    When it is ``enough``, no other is begun.
    """
    lineup = Lineup(tasks)
    verdicts: dict[int, Verdict] = {}

    async def work(number: int, slot: Slot) -> None:
        while not enough() and (place := lineup.take(number)) is not None:
            task = tasks[place]
            verdicts[place] = await run_scenario(task.scenario, slot, task.bench)
            on_done(task, verdicts[place])

    async with asyncio.TaskGroup() as group:
        for number, slot in enumerate(slots):
            group.create_task(work(number, slot))
    return tuple(verdicts[place] for place in sorted(verdicts))
