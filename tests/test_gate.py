"""The proof in the browser: each mistake turns the gate red for the right reason; the healthy shop leaves it green."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

from harness.browser import find_browser
from harness.mistake import mistakes, traps
from harness.runner import RunOptions, run
from harness.scenario import scenarios, select
from harness.selftest import Catch, accusations
from harness.selftest_drive import Drive, clean_alarms, drive_all, drives
from harness.site_process import site_bugs
from harness.sources import chosen_site, scenario_package
from harness.verdict import ExitStatus, Status, exit_status
from tests.harness.lists import FILTER_LISTS

SEED = 20261121
OF_THE_FIELD, TRAPS = 101, 14
"""So many does the catalogue of field reports hold; our own mistakes (P...) come beside them."""
A_FAMILY = 2
"""So many mistakes of each family are driven in the gate; the proof drives all."""


def options(folder: Path) -> RunOptions:
    return RunOptions(
        site=chosen_site(None),
        scenarios=select((), scenario_package()),
        chromium=find_browser(),
        seed=SEED,
        folder=folder,
        filter_lists=FILTER_LISTS,
    )


def every_drive() -> tuple[Drive, ...]:
    ready, left = drives(scenarios(scenario_package()), site_bugs(chosen_site(None)))
    assert left == []
    return ready


def some_drives() -> tuple[Drive, ...]:
    """The first of each family, each in the first of its scenarios."""
    chosen: dict[str, list[Drive]] = defaultdict(list)
    for one in every_drive():
        if len(chosen[one.mistake.family]) < A_FAMILY:
            chosen[one.mistake.family].append(msgspec.structs.replace(one, scenarios=one.scenarios[:1]))
    return tuple(one for family in chosen.values() for one in family)


def wrong(catches: tuple[Catch, ...]) -> list[tuple[str, tuple[str, ...], bool, tuple[str, ...]]]:
    """What was missed, named otherwise, or accused of more than it did."""
    return [
        (f"{one.id} {one.name}", one.fired, one.named, one.besides)
        for one in catches
        if not (one.caught and one.named) or one.besides
    ]


def test_every_mistake_can_be_made_real() -> None:
    """The shop has a variant of its own for each, and no variant imitates what nobody knows."""
    imitated = [str(bug["imitates"]) for bug in site_bugs(chosen_site(None))]
    assert sorted(set(imitated)) == list(mistakes())
    assert sum(number.startswith("F") for number in mistakes()) == OF_THE_FIELD
    assert len(traps()) == TRAPS


def test_every_scenario_that_is_named_exists() -> None:
    """By mistakes and by traps."""
    named = {name for one in (*mistakes().values(), *traps().values()) for name in one.scenarios}
    assert named <= set(scenarios(scenario_package()))


async def test_the_healthy_shop_is_silent_in_every_scenario(tmp_path: Path) -> None:
    """No scenario of the healthy shop is accused, none is hollow, no page calls a foreign host, and no trap closes."""
    verdicts = await run(options(tmp_path))

    assert {v.scenario: (accusations(v), v.breakdown) for v in verdicts if accusations(v) or v.breakdown} == {}
    assert {verdict.status for verdict in verdicts} == {Status.PASSED}
    assert [verdict.scenario for verdict in verdicts if not verdict.verified] == []
    assert all(verdict.guarded == () for verdict in verdicts)
    assert exit_status(verdicts) is ExitStatus.CLEAN
    alarms = clean_alarms(verdicts)
    assert [alarm for alarm in alarms if alarm.said] == []
    assert {alarm.id for alarm in alarms} >= {one.id for one in traps().values() if one.rewrite is None}


async def test_some_mistakes_of_each_family_are_caught(tmp_path: Path) -> None:
    """By their own checks, with their causes named, and with nothing else accused."""
    caught = await drive_all(options(tmp_path), some_drives())
    assert wrong(caught) == []
    assert {one.family for one in caught} == {one.family for one in mistakes().values()}


@pytest.mark.proof
async def test_every_mistake_is_caught(tmp_path: Path) -> None:
    """All of them, in all scenarios that show them best."""
    caught = await drive_all(options(tmp_path), every_drive())
    assert wrong(caught) == []
    assert len(caught) == len(mistakes())
