"""One journey under conditions of one's choice, and what is left of a failure when all else is taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.cli.selection import Selection
from harness.sources import chosen_site
from harness.verdict import Status, Verdict
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
    words = ("--journey", "buy", "--under", "mobile", "--under", "script_error_on_page", "--shrink")
    done = pixelproof("run", *words, *site, cwd=tmp_path)
    assert done.status == 1
    found = re.search(r"buy\+mobile\+script_error_on_page: shrunk in (\d+) runs to\n\s+pixelproof (run .*)", done.out)
    assert found is not None
    assert int(found[1]) <= 8
    assert "--under" not in found[2]
    assert pixelproof(*found[2].split(), cwd=tmp_path).status == 1


@pytest.mark.proof
def test_of_a_matrix_only_troubles_are_shown_and_the_counts_are_said(tmp_path: Path) -> None:
    """No story of the second site shows that it reports a sale again when the Back button brings its page up."""
    done = pixelproof("run", "--journey", "buy", "--matrix", "alone", "--site", TINY / "site.toml", cwd=tmp_path)
    assert done.status == 1, done.out
    assert re.search(r"^each of \d+ conditions alone$", done.out, re.MULTILINE)
    left = re.search(r"^left out, as site.toml does not name consent.deny: (.+)$", done.out, re.MULTILINE)
    assert left is not None
    assert "consent_denied" in left[1].split(", ")
    assert re.findall(r"^(\S+)  FAILED$", done.out, re.MULTILINE) == ["buy+back_and_forward"]
    assert not re.search("^buy +PASSED", done.out, re.MULTILINE)


def test_what_could_not_act_alone_is_in_no_combination() -> None:
    """A journey that leaves no lead leaves the sales team nothing to do, alone or with others."""
    nothing = "nothing in the books grew"
    asked = Selection((), (), "", "buy", (), 0, "covering", shrink=False)
    selected = asked.scenarios(chosen_site(None), ())
    first = {scenario.name for scenario in selected.scenarios}
    verdicts = tuple(
        Verdict(scenario=name, status=Status.SKIPPED, reason=nothing)
        if name == "buy+crm_stage"
        else Verdict(scenario=name, status=Status.PASSED)
        for name in sorted(first)
    )
    said: list[str] = []
    combined = {scenario.name for scenario in selected.after(verdicts, said.append)}
    assert not any("crm_stage" in name for name in combined)
    assert any("slow_site" in name for name in combined)
    assert f"not combined, SKIPPED as {nothing}: crm_stage" in said
    assert combined | first == set(selected.made_of)


@pytest.mark.proof
def test_a_failure_under_five_conditions_is_shrunk_to_the_one_that_matters(tmp_path: Path) -> None:
    """The thank-you page of this shop reports again only if the Back button brings it up."""
    others = ("mobile", "slow_pixel_config", "far_time_zone", "long_landing_redirects")
    under = [word for name in ("back_and_forward", *others) for word in ("--under", name)]
    bug = ("--bug", "thank_you_page_restored", "--seed", "7")
    done = pixelproof("run", "--journey", "buy", *under, *bug, "--shrink", cwd=tmp_path)
    assert done.status == 1
    found = re.search(r"shrunk in (\d+) runs to\n\s+pixelproof run (.*)", done.out)
    assert found is not None
    assert int(found[1]) <= 1 + 5 + 10 + 5 + 4
    assert found[2] == "--journey buy --under back_and_forward --bug thank_you_page_restored --seed 7"
