"""Shrinking in the browser: the tries of `harness.shrink`, each on a started site."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.condition import conditions
from harness.conditions import consent_granted
from harness.engine import run_scenario
from harness.ledger import decode_ledger
from harness.matrix import journey_under
from harness.output import SHRINKING
from harness.runner import RunOptions, opened
from harness.shrink import Combination, Outcome, Shrunk, shrink
from harness.verdict import Verdict


async def smallest(options: RunOptions, failed: Combination, verdict: Verdict) -> Shrunk:
    """The smallest combination of what failed in a run with these options.

    Raises:
        SetupError: the site or the browser does not start.
    """
    options = msgspec.structs.replace(options, slots=1, faults=(), folder=options.folder / SHRINKING)
    async with opened(options) as (slots, bench):
        slot = slots[0]

        async def attempt(combination: Combination) -> Outcome:
            given = [conditions()[name] for name in combination.conditions]
            scenario = journey_under(
                combination.journey, given, consent_granted, faults=combination.faults, pages=combination.pages
            )
            return _outcome(await run_scenario(scenario, slot, bench))

        return await shrink(failed, verdict, attempt)


def _outcome(verdict: Verdict) -> Outcome:
    if verdict.ledger is None:
        return Outcome(verdict=verdict, pages=0)
    path = Path(verdict.ledger)
    ledger = decode_ledger(path.read_bytes(), str(path))
    return Outcome(verdict=verdict, pages=sum(visit.walked_pages for visit in ledger.visits))
