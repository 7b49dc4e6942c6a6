"""One journey under conditions of one's choice, and what is left of a failure when all else is taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.verdict import Status
from tests.harness.command import TINY, Run, pixelproof


def test_a_journey_under_conditions_is_a_scenario_of_its_own(tmp_path: Path) -> None:
    run = Run(
        tmp_path,
        "--journey",
        "buy",
        "--under",
        "slow_site",
        "--under",
        "script_error_on_page",
        "--site",
        TINY / "site.toml",
    )
    verdict = run.verdicts["buy+slow_site+script_error_on_page"]
    assert verdict.status is Status.PASSED
    assert set(verdict.acted) == {"consent_granted", "slow_site", "script_error_on_page"}
    assert all(verdict.acted.values())


def test_a_failure_is_shrunk_to_what_matters_and_the_line_repeats_it(tmp_path: Path) -> None:
    """The mistake needs no condition at all, and the journey only up to the page that reports the sale."""
    site = ("--site", TINY / "site.toml", "--bug", "cents", "--seed", "7")
    words = ("--journey", "buy", "--under", "slow_site", "--under", "script_error_on_page", "--shrink")
    done = pixelproof("run", *words, *site, cwd=tmp_path)
    assert done.status == 1
    found = re.search(
        r"buy\+slow_site\+script_error_on_page: shrunk in (\d+) runs to\n\s+pixelproof (run .*)", done.out
    )
    assert found is not None
    assert int(found[1]) <= 8
    assert "--under" not in found[2]
    assert pixelproof(*found[2].split(), cwd=tmp_path).status == 1


@pytest.mark.proof
def test_of_a_matrix_only_troubles_are_shown_and_the_counts_are_said(tmp_path: Path) -> None:
    """No story of the second site shows that it reports a sale again when the Back button brings its page up."""
    done = pixelproof("run", "--journey", "buy", "--matrix", "alone", "--site", TINY / "site.toml", cwd=tmp_path)
    assert done.status == 1, done.out
    assert re.search(r"^\d+ conditions alone; 0 combinations hold all 0 pairs", done.out, re.MULTILINE)
    left = re.search(r"^left out, as site.toml does not name consent.deny: (.+)$", done.out, re.MULTILINE)
    assert left is not None
    assert "consent_denied" in left[1].split(", ")
    assert re.findall(r"^(\S+)  FAILED$", done.out, re.MULTILINE) == ["buy+back_and_forward"]
    assert not re.search("^buy +PASSED", done.out, re.MULTILINE)
