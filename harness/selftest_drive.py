"""The other half of the self-test: each mistake switched on in the site, and driven in the browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from harness.engine import Bench
from harness.ledger import Ledger, decode_ledger
from harness.mistake import Mistake, mistakes, traps
from harness.runner import RunOptions, Task, opened, spread
from harness.scenario import Scenario
from harness.selftest import IN_BROWSER, Alarm, Catch, accusations, catch, untried
from harness.verdict import Verdict


class Drive(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake as it is driven: in the site's variant ``bug``, or under the mistake's fault."""

    mistake: Mistake
    bug: str
    scenarios: tuple[Scenario, ...]


def clean_ledgers(verdicts: tuple[Verdict, ...]) -> tuple[Ledger, ...]:
    """The ledgers that a run has left, without those of scenarios that broke."""
    paths = [Path(verdict.ledger) for verdict in verdicts if verdict.ledger and verdict.breakdown is None]
    return tuple(decode_ledger(path.read_bytes(), str(path)) for path in paths)


def clean_alarms(verdicts: tuple[Verdict, ...]) -> tuple[Alarm, ...]:
    """What was said of the site as it is, as a whole and for each trap that some of the scenarios hold."""
    by_name = {verdict.scenario: verdict for verdict in verdicts}
    site = Alarm(id="clean", name="the site as it is", way=IN_BROWSER, tried=len(verdicts), said=_said(by_name))
    told = [site]
    for trap in traps().values():
        mine = {name: by_name[name] for name in trap.scenarios if name in by_name}
        if mine:
            told.append(Alarm(id=trap.id, name=trap.name, way=IN_BROWSER, tried=len(mine), said=_said(mine)))
    return tuple(told)


def _said(verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    said = [f"{name}: {finding.check}: {finding.message}" for name, v in verdicts.items() for finding in accusations(v)]
    broken = [f"{name}: {v.breakdown.message}" for name, v in verdicts.items() if v.breakdown is not None]
    return tuple(dict.fromkeys([*said, *broken]))


def drives(known: Mapping[str, Scenario], variants: list[dict[str, object]]) -> tuple[tuple[Drive, ...], list[Catch]]:
    """What can be driven, and the mistakes that can't, each with the reason.

    ``variants`` is what the site says of its bugs; ``imitates`` tells which mistake each is; the first
    that imitates one is driven.
    """
    bugs = {str(variant.get("imitates")): str(variant["name"]) for variant in reversed(variants)}
    found: list[Drive] = []
    left: list[Catch] = []
    for one in mistakes().values():
        scenarios = tuple(known[name] for name in one.scenarios if name in known)
        if one.id not in bugs and not one.fault:
            left.append(untried(one, IN_BROWSER, "the site has no variant with it"))
        elif not scenarios:
            left.append(untried(one, IN_BROWSER, f"there is no scenario {', '.join(one.scenarios)}"))
        else:
            found.append(Drive(mistake=one, bug=bugs.get(one.id, ""), scenarios=scenarios))
    return tuple(found), left


async def drive_all(
    options: RunOptions, driven: tuple[Drive, ...], on_catch: Callable[[Catch], None] | None = None
) -> tuple[Catch, ...]:
    """Drive each mistake in its scenarios, several at a time; ``on_catch`` hears of each as it is done.

    Raises:
        SetupError: the site or the browser does not start, or the site can't switch its variants.
    """
    heard: dict[str, dict[str, Verdict]] = defaultdict(dict)
    caught: dict[str, Catch] = {}
    by_id = {one.mistake.id: one for one in driven}

    def note(task: Task, verdict: Verdict) -> None:
        one, mine = by_id[task.label], heard[task.label]
        mine[verdict.scenario] = verdict
        if len(mine) == len(one.scenarios):
            caught[task.label] = catch(one.mistake, IN_BROWSER, mine)
            if on_catch is not None:
                on_catch(caught[task.label])

    async with opened(options) as (slots, bench):
        tasks = [
            Task(scenario=scenario, bench=_bench_for(one, bench), label=one.mistake.id)
            for one in driven
            for scenario in one.scenarios
        ]
        await spread(tasks, slots, note)
    return tuple(caught[one.mistake.id] for one in driven)


def _bench_for(one: Drive, bench: Bench) -> Bench:
    return msgspec.structs.replace(
        bench,
        bugs=(one.bug,) if one.bug else (),
        faults=(one.mistake.fault,) if one.mistake.fault else (),
        folder=bench.folder / one.mistake.id,
    )
