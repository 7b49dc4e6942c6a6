"""The proof in the browser: each bug turns the gate red for the right reason, and the healthy shop leaves it green."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.browser import find_browser
from harness.ledger import Ledger, decode_ledger
from harness.runner import RunOptions, run
from harness.scenario import scenarios, select
from harness.site_process import site_bugs
from harness.sources import chosen_site, scenario_package
from harness.verdict import ExitStatus, Status, Verdict, exit_status
from tests.matrix import MATRIX, NAMED, SHOWN_BY

SEED = 20261121
ALL = tuple(scenarios(scenario_package()))


async def drive(folder: Path, names: tuple[str, ...], *bugs: str) -> tuple[Verdict, ...]:
    """The verdicts of scenarios on the packaged shop, with bugs on."""
    options = RunOptions(
        site=chosen_site(None),
        scenarios=select(names, scenario_package()),
        chromium=find_browser(),
        seed=SEED,
        bugs=bugs,
        folder=folder,
    )
    return await run(options)


def ledger_of(verdict: Verdict) -> Ledger:
    assert verdict.ledger is not None
    return decode_ledger(Path(verdict.ledger).read_bytes(), verdict.ledger)


def fired(verdicts: tuple[Verdict, ...]) -> dict[str, frozenset[str]]:
    """The checks that fired in each scenario that was not silent."""
    assert all(verdict.breakdown is None for verdict in verdicts)
    return {v.scenario: frozenset(f.check for f in v.findings) for v in verdicts if v.findings}


def test_matrix_knows_every_bug_and_scenario() -> None:
    """A bug without a row, or a row without its bug, can't slip in; neither can an unknown scenario."""
    assert set(MATRIX) == set(SHOWN_BY) == set(NAMED) == {bug["name"] for bug in site_bugs(chosen_site(None))}
    assert {name for row in MATRIX.values() for name in row} <= set(ALL)


async def test_healthy_shop_is_silent_in_every_scenario(tmp_path: Path) -> None:
    """No scenario of the healthy shop is accused, none is hollow, and no page calls a foreign host."""
    verdicts = await drive(tmp_path, ALL)

    assert fired(verdicts) == {}
    assert {verdict.status for verdict in verdicts} == {Status.PASSED}
    assert all(verdict.verified > 0 for verdict in verdicts)
    assert all(verdict.guarded == () for verdict in verdicts)
    assert exit_status(verdicts) is ExitStatus.CLEAN


@pytest.mark.parametrize("bug", sorted(SHOWN_BY))
async def test_bug_is_caught_with_its_cause(tmp_path: Path, bug: str) -> None:
    """The scenarios that show the bug fail by exactly its checks; a finding names the cause and the order concerned."""
    verdicts = await drive(tmp_path, SHOWN_BY[bug], bug)

    assert fired(verdicts) == {name: MATRIX[bug][name] for name in SHOWN_BY[bug] if name in MATRIX[bug]}
    assert exit_status(verdicts) is ExitStatus.FINDINGS
    scenario, words = NAMED[bug]
    shown = next(verdict for verdict in verdicts if verdict.scenario == scenario)
    assert any(words in " ".join((f.message, *f.causes, *f.consequences)) for f in shown.findings)
    # What is said of an order names it; a visit without an order has nothing to name.
    orders = {conversion.id for conversion in ledger_of(shown).conversions}
    text = " ".join(word for finding in shown.findings for word in (finding.message, *finding.consequences))
    assert not orders or any(order in text for order in orders)


@pytest.mark.proof
@pytest.mark.parametrize("bug", sorted(MATRIX))
async def test_whole_row_of_the_matrix(tmp_path: Path, bug: str) -> None:
    """Every scenario with the bug fires exactly the checks of its row; those not in the row are silent."""
    assert fired(await drive(tmp_path, ALL, bug)) == MATRIX[bug]
