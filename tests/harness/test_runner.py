"""A run: slots at work at once, verdicts in order, and nothing that breaks one scenario reaches another."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from harness.browser import find_browser
from harness.errors import SetupError
from harness.ledger import decode_ledger, encode_ledger
from harness.runner import RunOptions, run, slot_count
from harness.scenario import Scenario, Story
from harness.shopper import Shopper
from harness.site import load_site
from harness.slot import Slot
from harness.verdict import Status, Verdict
from harness.visit import Visit
from tests.harness.command import TINY
from tests.harness.conftest import site_text
from tests.harness.factories import healthy

SITE = load_site(TINY / "site.toml")


def scenario(name: str, story: Story) -> Scenario:
    """A story that no other test gets to see."""
    return Scenario(name=name, summary="", doc="", given=(), faults=(), story=story)


class Witness:
    """Stories that note what they were given."""

    def __init__(self) -> None:
        self.shoppers: list[tuple[str, Shopper]] = []
        self.slots: list[Slot] = []
        self._both = asyncio.Barrier(2)

    async def meet(self, visit: Visit) -> None:
        """Wait for the other story: alone, this never ends."""
        self.slots.append(visit.slot)
        async with asyncio.timeout(30):
            await self._both.wait()
        await visit.arrive()

    async def look(self, visit: Visit) -> None:
        """Land on the site, which owes and gets one PageView."""
        self.shoppers.append((visit.step, visit.shopper))
        self.slots.append(visit.slot)
        await visit.arrive()

    async def fall(self, visit: Visit) -> None:
        """Break in a way that nobody foresaw."""
        raise ZeroDivisionError("no such luck")


class Outcome(msgspec.Struct, frozen=True):
    """One run with all that it showed."""

    verdicts: tuple[Verdict, ...]
    heard: tuple[str, ...]
    witness: Witness
    folder: Path


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Five scenarios in two slots."""
    folder = tmp_path_factory.mktemp("run")
    heard: list[str] = []

    async def go() -> Outcome:
        witness = Witness()
        options = RunOptions(
            site=SITE,
            scenarios=(
                scenario("z_first", witness.meet),
                scenario("second", witness.meet),
                scenario("broken", witness.fall),
                scenario("look", witness.look),
                scenario("look", witness.look),
                scenario("a_last", witness.look),
            ),
            chromium=find_browser(),
            seed=11,
            slots=2,
            folder=folder,
        )
        verdicts = await run(options, lambda verdict: heard.append(verdict.scenario))
        return Outcome(verdicts, tuple(heard), witness, folder)

    return asyncio.run(go())


def test_verdicts_come_in_the_order_of_the_scenarios(outcome: Outcome) -> None:
    names = [verdict.scenario for verdict in outcome.verdicts]
    assert names == ["z_first", "second", "broken", "look", "look", "a_last"]
    assert sorted(outcome.heard) == sorted(names)


def test_slots_work_at_once_and_each_has_a_site_of_its_own(outcome: Outcome) -> None:
    """The first two stories wait for each other, so they ended only because both ran."""
    first, second = outcome.verdicts[:2]
    assert (first.status, second.status) == (Status.PASSED, Status.PASSED)
    one, other = outcome.witness.slots[:2]
    assert one.address("/") != other.address("/")
    assert len({id(slot) for slot in outcome.witness.slots}) == 2
    assert sorted(path.name for path in (outcome.folder / "slots").iterdir()) == ["1", "2"]


def test_a_scenario_that_breaks_unforeseen_is_an_error_with_its_place(outcome: Outcome) -> None:
    broken = outcome.verdicts[2]
    assert broken.status is Status.ERROR
    assert broken.breakdown is not None
    line = Witness.fall.__code__.co_firstlineno + 2
    assert broken.breakdown.message == f"ZeroDivisionError: no such luck (at {__file__}:{line})"


def test_the_others_are_not_harmed(outcome: Outcome) -> None:
    assert [verdict.status for verdict in outcome.verdicts[3:]] == [Status.PASSED] * 3
    assert all(verdict.verified == 1 for verdict in outcome.verdicts[3:])


def test_one_seed_and_scenario_give_one_shopper(outcome: Outcome) -> None:
    (_, first), (_, again), (_, other) = outcome.witness.shoppers
    assert first.identity() == again.identity()
    assert first.identity() != other.identity()


def test_every_verdict_names_the_seed_and_how_long_it_took(outcome: Outcome) -> None:
    assert {verdict.seed for verdict in outcome.verdicts} == {11}
    assert all(verdict.wall_s for verdict in outcome.verdicts)


@pytest.mark.parametrize(("asked", "scenarios", "used"), [(4, 2, 2), (2, 6, 2), (1, 6, 1), (3, 0, 1)])
def test_there_are_no_more_slots_than_scenarios(asked: int, scenarios: int, used: int) -> None:
    assert slot_count(_options(scenarios, asked)) == used


def test_the_tries_of_one_scenario_run_side_by_side() -> None:
    options = msgspec.structs.replace(_options(scenarios=1, slots=4), repeat=3)
    assert slot_count(options) == 3


def test_a_site_that_is_not_started_has_one_slot() -> None:
    options = _options(6, 4)
    assert slot_count(msgspec.structs.replace(options, site=msgspec.structs.replace(SITE, start=None))) == 1


def test_a_site_that_does_not_start_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(site_text(tmp_path, command='command = ["{python}", "-c", "1", "{port}"]'))
    (tmp_path / "journeys.py").write_text("")
    options = msgspec.structs.replace(
        _options(2, 2), site=load_site(tmp_path / "site.toml"), folder=tmp_path, chromium=find_browser()
    )
    with pytest.raises(SetupError, match="the site 'kiosk' ended with status 0; it printed nothing"):
        asyncio.run(run(options))


def _options(scenarios: int, slots: int) -> RunOptions:
    stories = tuple(scenario(str(number), Witness.fall) for number in range(scenarios))  # type: ignore[arg-type]
    return RunOptions(site=SITE, scenarios=stories, chromium=find_browser(), seed=1, slots=slots)


async def test_a_scenario_that_never_ends_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run comes to its end all the same, and says how long it had waited."""
    monkeypatch.setattr("harness.engine.LIMIT_S", 1.0)

    async def wait(visit: Visit) -> None:
        await asyncio.Event().wait()

    options = RunOptions(
        site=SITE, scenarios=(scenario("endless", wait),), chromium=find_browser(), seed=11, folder=tmp_path
    )
    (verdict,) = await run(options)
    assert verdict.status is Status.ERROR
    assert verdict.breakdown is not None
    assert verdict.breakdown.message == "the scenario did not end within 1 s"


async def cut(visit: Visit) -> None:
    """Land on a page of which a script cuts a character in two."""
    await visit.arrive()
    async with visit.page.expect_event("pageerror"):
        await visit.page.evaluate("void setTimeout(() => { throw new Error('\\ud83d is half'); })")


def test_a_run_leaves_its_own_evidence_whole(tmp_path: Path) -> None:
    """And only that, unless it adds to what is there; half a character on a page costs no more than itself."""
    folder = tmp_path / "ledgers"
    folder.mkdir()
    (folder / "earlier.json").write_bytes(encode_ledger(healthy()))

    def left(name: str, story: Story, *, adds: bool) -> list[str]:
        options = RunOptions(
            site=SITE,
            scenarios=(scenario(name, story),),
            chromium=find_browser(),
            seed=11,
            folder=tmp_path,
            adds=adds,
        )
        asyncio.run(run(options))
        return sorted(path.stem for path in folder.iterdir())

    assert left("one", cut, adds=False) == ["one"]
    assert left("two", Witness().look, adds=True) == ["one", "two"]
    ledger = decode_ledger((folder / "one.json").read_bytes(), "one")
    assert [error.message for visit in ledger.visits for error in visit.page_errors] == ["\ufffd is half"]
