"""One build, one baseline; and each change of its tracking a diff of its own.

``python -m tests.benchmarks.baselines [RUNS]`` runs some of the stories on the packaged shop so many times (10), makes
a baseline of each run, and says how many different files there are. Then it makes twenty-one changes of the tracking:
twenty mistakes that the shop can be started with, from all families, and a move to another pixel, which is none. It
prints what the baseline tells of each. The exit status is 1 if the files differ, or if a change has no diff or another
one's.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import msgspec

from harness.baseline import Baseline, written
from harness.browser import find_browser
from harness.drift import drift
from harness.ledger import decode_ledger
from harness.runner import RunOptions, run
from harness.scenario import select
from harness.sent import sent
from harness.site import Site
from harness.sources import chosen_site, scenario_package

_RUNS = 10
_SEED = 1
_LINES = 12
"""So many lines of a diff are printed; the others are counted."""
STORIES = (
    "account_registered",
    "ad_blocked_script",
    "category_opened",
    "consent_denied",
    "healthy_purchase",
    "lead_won_in_the_crm",
    "opted_out_in_california",
    "payment_redirect",
    "showroom_visit_booked",
    "single_page",
    "site_searched",
    "thank_you_reloaded",
    "two_orders",
)
"""Between them they have every event of the plan, on both channels."""
BUGS = {
    "separate_event_ids": "dedupe",
    "event_id_in_custom_data": "dedupe",
    "value_in_cents": "value",
    "currency_as_people_write_it": "value",
    "thin_server_purchase": "completeness",
    "source_url_missing": "completeness",
    "thank_you_reload": "counting",
    "two_hooks_on_a_page": "counting",
    "phone_hashed_with_its_plus": "match",
    "plain_keys_hashed": "match",
    "two_external_ids": "match",
    "server_events_sent_by_the_page": "privacy",
    "routes_are_not_viewed": "ordering",
    "outdated_api_version": "delivery",
    "test_code_left": "delivery",
    "opt_out_not_passed_on": "consent",
    "server_ignores_denial": "consent",
    "ids_of_another_numbering": "catalogue",
    "template_without_hooks": "coverage",
    "server_events_by_cron": "freshness",
}
"""Mistakes that change what is sent, with their family."""
ANOTHER_PIXEL = "5550001112223"


def _moved(site: Site) -> Site:
    """The shop with another pixel, as it would be moved on purpose."""
    assert site.start is not None
    start = msgspec.structs.replace(site.start, arguments=("--pixel-id", ANOTHER_PIXEL))
    return msgspec.structs.replace(site, pixel_ids=(ANOTHER_PIXEL, *site.pixel_ids[1:]), start=start)


def _baseline(site: Site, *bugs: str) -> Baseline:
    """What the stories send on that site.

    Raises:
        RuntimeError: a story broke.
    """
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            site=site,
            scenarios=select(STORIES, scenario_package()),
            chromium=find_browser(),
            seed=_SEED,
            bugs=bugs,
            folder=Path(folder),
        )
        verdicts = asyncio.run(run(options))
        broken = [f"{one.scenario}: {one.breakdown.message}" for one in verdicts if one.breakdown is not None]
        if broken:
            raise RuntimeError("; ".join(broken))
        ledgers = [decode_ledger(Path(str(one.ledger)).read_bytes(), one.scenario) for one in verdicts]
    return Baseline(site=site.name, seed=_SEED, scenarios={one.scenario: sent(one) for one in ledgers})


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _same_build(site: Site, runs: int) -> tuple[Baseline, int]:
    """The baseline of the site as it is, and how many different ones so many runs gave."""
    first = _baseline(site)
    files = {written(first)}
    for number in range(2, runs + 1):
        again = _baseline(site)
        files.add(written(again))
        for change in drift(first, again, whole=True):
            _say(f"  run {number} is other than the first: {change}")
    size = len(written(first).encode()) / 1000
    _say(f"{runs} runs of {len(STORIES)} stories: {len(files)} distinct baseline, of {size:.1f} kB")
    return first, len(files)


def _told(name: str, first: Baseline, changed: Baseline) -> tuple[str, ...]:
    lines = tuple(map(str, drift(first, changed, whole=True)))
    _say(f"\n{name}: {len(lines)} change{'' if len(lines) == 1 else 's'} in what is sent")
    for line in lines[:_LINES]:
        _say(f"  {line}")
    if len(lines) > _LINES:
        _say(f"  and {len(lines) - _LINES} more")
    return lines


def _alike(diffs: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Changes of which the diffs are the same."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, lines in diffs.items():
        found[lines].append(name)
    return [names for names in found.values() if len(names) > 1]


def main(runs: int) -> int:
    """Run it all; 0 if there is one baseline, and one diff for each change."""
    site = chosen_site(None)
    first, files = _same_build(site, runs)
    diffs = {name: _told(f"{name} ({family})", first, _baseline(site, name)) for name, family in BUGS.items()}
    diffs["another pixel"] = _told("another pixel (no mistake)", first, _baseline(_moved(site)))
    silent = [name for name, lines in diffs.items() if not lines]
    _say(f"\n{len(diffs)} changes: {len(silent)} without a diff {silent}, alike {_alike(diffs)}")
    return 0 if files == 1 and not silent and not _alike(diffs) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _RUNS))
