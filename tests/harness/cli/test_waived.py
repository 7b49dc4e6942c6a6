"""A finding that somebody answers for no longer fails a run, until the day on which it does again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.command import Done, Run, pixelproof

WAIVER = """
[[waiver]]
finding = "{finding}"
scenarios = ["{scenario}"]
owner = "ana@shop.example"
reason = "the price comes in cents until the new tag"
expires = {expires}
"""


@pytest.fixture
def judged(cents_run: Run, tmp_path: Path) -> tuple[Path, str, set[str]]:
    """The ledger of a scenario that fails, its name, and the ids of what is found in it."""
    failed = next(one for one in cents_run.document.verdicts if one.findings)
    return cents_run.ledger_path(failed.scenario), failed.scenario, {finding.id for finding in failed.findings}


def judge_with(judged: tuple[Path, str, set[str]], folder: Path, expires: str) -> Done:
    """Judge it again with a waiver for each of its findings."""
    ledger, scenario, ids = judged
    text = "".join(WAIVER.format(finding=one, scenario=scenario, expires=expires) for one in sorted(ids))
    (folder / "waivers.toml").write_text(text, encoding="utf-8")
    reports = ("--waivers", "waivers.toml", "--summary", "summary.md", "--annotations", "github")
    return pixelproof("judge", ledger, *reports, cwd=folder)


def test_what_is_waived_is_told_and_does_not_fail(judged: tuple[Path, str, set[str]], tmp_path: Path) -> None:
    done = judge_with(judged, tmp_path, "2999-12-31")
    assert done.status == 0, done.out
    assert "Until 2999-12-31: the waiver of" in " ".join(done.out.split())
    assert "::error" not in done.out
    assert "### Waivers" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_an_expired_waiver_fails_the_run(judged: tuple[Path, str, set[str]], tmp_path: Path) -> None:
    done = judge_with(judged, tmp_path, "2020-01-31")
    assert done.status == 1, done.out
    assert "expired on 2020-01-31" in " ".join(done.out.split())
    assert done.out.count("::error title=") == 2 * len(judged[2])


def test_a_bad_file_is_refused_in_one_sentence(judged: tuple[Path, str, set[str]], tmp_path: Path) -> None:
    done = judge_with(judged, tmp_path, '"never"')
    assert done.status == 2
    assert done.err.startswith("pixelproof: waivers.toml:7: waiver[0].expires: ")
    assert done.err.count("\n") == 1
