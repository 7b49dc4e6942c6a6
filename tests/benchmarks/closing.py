"""The tab is closed: at which moments would Meta count the purchase by the pixel alone, by the server alone, by both?

``python -m tests.benchmarks.closing [TRIES]`` lets a shopper buy on the healthy packaged site and close the tab at each
moment of the checkout, TRIES times (10). It prints for each moment how many sales were in the books, and how many of
them Meta would count if the site had only its pixel, only its server's copies, or both. The exit status is 1 if a sale
was lost or counted twice by both, if the server alone lost one, or if one was counted that the books do not hold.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from harness.browser import find_browser
from harness.condition import Condition
from harness.conditions import (
    consent_granted,
    tab_closed_after_confirmation,
    tab_closed_on_confirmation_document,
    tab_closed_on_confirmation_request,
    tab_closed_when_paying,
)
from harness.ledger import Ledger, decode_ledger
from harness.matrix import journey_under
from harness.runner import RunOptions, run
from harness.scenario import Scenario
from harness.sources import chosen_site
from harness.verdict import Verdict
from mock_meta.counting import count
from mock_meta.event import Channel

_TRIES = 10
_BEFORE_PAYING = 4
"""How many pages the journey shows before the one on which it is paid."""
MOMENTS: Mapping[str, tuple[tuple[Condition, ...], int]] = {
    "on the checkout, before paying": ((), _BEFORE_PAYING),
    "the payment was sent": ((tab_closed_when_paying,), 0),
    "the confirmation was asked for": ((tab_closed_on_confirmation_request,), 0),
    "the confirmation was read": ((tab_closed_on_confirmation_document,), 0),
    "the confirmation had loaded": ((tab_closed_after_confirmation,), 0),
    "never, until all was sent": ((), 0),
}
SALE = "Purchase"


class Row(msgspec.Struct, kw_only=True):
    """How many sales of one moment are in the books, and how many Meta would count by each channel and by both."""

    tries: int = 0
    booked: int = 0
    pixel: int = 0
    server: int = 0
    both: int = 0
    broken: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the server's copies carry every sale, and both together none twice."""
        return self.tries > 0 and not self.broken and self.booked == self.server == self.both >= self.pixel


def add(row: Row, ledger: Ledger) -> None:
    """Count one try."""
    promise = ledger.plan.promises[SALE]
    mine = [event for event in ledger.events if event.accepted and event.name == SALE]
    row.tries += 1
    row.booked += sum(one.book == promise.conversion and one.settled_at is not None for one in ledger.conversions)
    row.pixel += len(count((e for e in mine if e.channel is Channel.BROWSER), ledger.counting))
    row.server += len(count((e for e in mine if e.channel is Channel.SERVER), ledger.counting))
    row.both += len(count(mine, ledger.counting))


def _tries(moment: str, times: int) -> list[Scenario]:
    given, pages = MOMENTS[moment]
    told = journey_under("buy", given, consent_granted, pages=pages)
    place = list(MOMENTS).index(moment) + 1
    return [msgspec.structs.replace(told, name=f"moment_{place}_try_{number}") for number in range(1, times + 1)]


def _table(rows: Mapping[str, Row]) -> str:
    heads = ("tries", "in the books", "pixel alone", "server alone", "both")
    wide = max(map(len, rows)) + 2
    lines = [f"{'the tab is closed when':<{wide}}" + "".join(f"{head:>14}" for head in heads)]
    for moment, row in rows.items():
        numbers = (row.tries, row.booked, row.pixel, row.server, row.both)
        note = (
            f"  {row.broken} broke" if row.broken else "" if row.booked else "  nothing is sold, and nothing may count"
        )
        lines.append(f"{moment:<{wide}}" + "".join(f"{number:>14}" for number in numbers) + note)
    return "\n".join(lines)


def main(times: int) -> int:
    """Sweep the moments, ``times`` tries each, and print the table; 1 if any sale was lost or told twice."""
    scenarios = {moment: _tries(moment, times) for moment in MOMENTS}
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            site=chosen_site(None),
            scenarios=tuple(one for tries in scenarios.values() for one in tries),
            chromium=find_browser(),
            seed=1,
            folder=Path(folder),
        )
        verdicts: dict[str, Verdict] = {verdict.scenario: verdict for verdict in asyncio.run(run(options))}
        rows = {moment: Row() for moment in MOMENTS}
        for moment, tries in scenarios.items():
            for one in tries:
                ledger = verdicts[one.name].ledger
                if ledger is None or verdicts[one.name].breakdown is not None:
                    rows[moment].broken += 1
                else:
                    add(rows[moment], decode_ledger(Path(ledger).read_bytes(), ledger))
    sys.stdout.write(_table(rows) + "\n")
    return 0 if all(row.is_sound for row in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _TRIES))
