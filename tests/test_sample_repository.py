"""The sample repository's own workflow, played for two pull requests: one is red and says why, the other is green."""

from __future__ import annotations

import pytest

from harness.baseline import load_baseline
from tests.workflow.player import Played
from tests.workflow.pull_requests import BREAKS_DEDUPLICATION, CHANGES_THE_LOOK, SAMPLE, WORKFLOW, played


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(tmp_path_factory.mktemp("broken") / "it", BREAKS_DEDUPLICATION)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(tmp_path_factory.mktemp("harmless") / "it", CHANGES_THE_LOOK)


def test_its_baseline_is_of_its_site_and_of_the_workflow_s_seed() -> None:
    """Or no run could be held against it."""
    baseline = load_baseline(SAMPLE / "tracking/baseline.toml")
    assert (baseline.site, baseline.seed) == ("mug shop", 1)
    assert 'SEED: "1"' in (SAMPLE / WORKFLOW).read_text(encoding="utf-8")
    assert {"healthy_purchase", "ad_blocked_script"} < set(baseline.scenarios)


@pytest.mark.proof
def test_a_broken_id_is_an_error_that_names_the_cause(broken: Played) -> None:
    """The shards have told what they saw, and the job that judges is red."""
    assert broken.red == {"verdict"}
    judged = broken.step("Judge all shards together")
    assert judged.status == 1
    (error,) = [line for line in judged.annotations if line.startswith("::error")]
    assert error.startswith("::error title=critical%3A dedupe.pairing::")
    assert "Likely: each side makes an id of its own" in error
    assert "Meta would not count as it should" in judged.summary


@pytest.mark.proof
def test_the_reviewer_is_told_what_changed_as_well(broken: Played) -> None:
    """In the step after the red one."""
    told = broken.step("Tell what changed")
    assert told.status == 1
    assert "Purchase, server: `event id (other than the browser's)` new" in told.out


@pytest.mark.proof
def test_the_evidence_of_a_red_run_is_kept(broken: Played) -> None:
    report = broken.artifacts / "tracking-report"
    assert {path.name for path in report.iterdir()} >= {"ledgers", "report.html", "results.xml"}
    assert (report / "ledgers/healthy_purchase.json").is_file()


@pytest.mark.proof
def test_a_change_of_the_look_is_green_and_no_drift(harmless: Played) -> None:
    assert harmless.red == set()
    assert harmless.annotations == []
    assert harmless.step("Tell what changed").out.startswith("no changes in ")
    assert "Meta would count every conversion once" in harmless.step("Judge all shards together").summary
