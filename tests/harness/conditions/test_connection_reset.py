"""A connection that breaks: what was cut is excused, whoever sent it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from harness.browser import find_browser
from harness.conditions import connection_reset
from harness.ledger import decode_ledger
from harness.runner import RunOptions, run
from harness.scenario import Scenario
from harness.site import load_site
from harness.verdict import Status
from harness.visit import Visit
from tests.harness.command import TINY


async def two_come(visit: Visit) -> None:
    """Two people land, each from an advertisement of their own, and one of them buys."""
    await visit.arrive()
    other = await visit.newcomer()
    await other.arrive()
    await other.walk("buy")


def test_a_cut_that_was_left_over_meets_the_next_visitor(tmp_path: Path) -> None:
    """The first one's page sends less than is cut for each; the second one's is excused all the same."""
    story = Scenario(name="two_come", summary="", doc="", given=(connection_reset,), faults=(), story=two_come)
    options = RunOptions(
        site=load_site(TINY / "site.toml"), scenarios=(story,), chromium=find_browser(), seed=11, folder=tmp_path
    )
    (verdict,) = asyncio.run(run(options))
    assert (verdict.status, verdict.findings) == (Status.PASSED, ())
    ledger = decode_ledger((tmp_path / "ledgers" / "two_come.json").read_bytes(), "two_come")
    first_pages = {visit.pages[0].at for visit in ledger.visits}
    assert first_pages < {excuse.since for excuse in ledger.excuses}
