"""The faults on the packaged shop: nobody is blamed for Meta's bad day, and no bug hides behind it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.browser import find_browser
from harness.runner import RunOptions, run
from harness.scenario import select
from harness.site_process import site_bugs
from harness.sources import chosen_site, scenario_package
from harness.verdict import Status, Verdict
from mock_meta.faults import faults

pytestmark = pytest.mark.proof
SEED = 20261121
SHOWN = ("healthy_purchase", "two_orders", "consent_denied", "consent_granted_late")


async def drive(folder: Path, names: tuple[str, ...], *armed: str, bugs: tuple[str, ...] = ()) -> tuple[Verdict, ...]:
    """The verdicts of scenarios with faults armed."""
    options = RunOptions(
        site=chosen_site(None),
        scenarios=select(names, scenario_package()),
        chromium=find_browser(),
        seed=SEED,
        faults=armed,
        bugs=bugs,
        folder=folder,
    )
    return await run(options)


@pytest.mark.parametrize("name", faults())
async def test_the_healthy_shop_is_not_blamed(tmp_path: Path, name: str) -> None:
    """Whatever Meta does wrong, a shop that keeps what it could not send has done nothing wrong."""
    for verdict in await drive(tmp_path, SHOWN, name):
        graver = [finding for finding in verdict.findings if finding.severity != "info"]
        assert graver == [], verdict.scenario
        assert verdict.status is Status.PASSED, verdict
        assert verdict.verified > 0


@pytest.mark.parametrize("name", ["graph_slow", "graph_timeout_after_accept", "token_expired"])
async def test_a_bug_does_not_hide_behind_a_fault(tmp_path: Path, name: str) -> None:
    """What the site itself does wrong is found all the same."""
    assert "value_in_cents" in {bug["name"] for bug in site_bugs(chosen_site(None))}
    (verdict,) = await drive(tmp_path, ("healthy_purchase",), name, bugs=("value_in_cents",))
    assert verdict.status is Status.FAILED
    assert any(finding.check.startswith("value.") for finding in verdict.findings)


async def test_faults_on_a_site_that_shows_the_browser_only(tmp_path: Path) -> None:
    """A fault of the pixel's concerns it, whatever the server's copies then lack; one of the Graph API does not."""
    site = msgspec.structs.replace(chosen_site(None), observes=("browser",))
    reasons = []
    for name in ("script_slow", "graph_slow"):
        options = RunOptions(
            site=site,
            scenarios=select(("healthy_purchase",), scenario_package()),
            chromium=find_browser(),
            seed=SEED,
            faults=(name,),
            folder=tmp_path / name,
        )
        (verdict,) = await run(options)
        reasons.append((verdict.status, verdict.reason))
    assert reasons == [
        (Status.PASSED, ""),
        (Status.SKIPPED, "the fault graph_slow concerns the server channel, which is not observed here"),
    ]
