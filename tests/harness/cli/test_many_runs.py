"""A run on several machines, a run of several tries, and a run that stops early."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from harness.reports.document import RunDocument
from harness.reports.merging import read_document
from harness.verdict import Status, Verdict
from tests.harness.command import TINY, Run, pixelproof

SITE = ("--site", TINY / "site.toml", "--bug", "cents", "--seed", "7")
STORIES = ("healthy_purchase", "two_orders", "thank_you_reloaded", "consent_denied", "slow_checkout")


def lasting(verdict: Verdict) -> Verdict:
    """A verdict without what is measured or named anew in each run; of the evidence, what acted."""
    acted = dict.fromkeys(verdict.acted, "")
    return msgspec.structs.replace(verdict, acted=acted, ledger=None, again="", wall_s=None, spans_s={})


def comparable(document: RunDocument) -> RunDocument:
    return msgspec.structs.replace(document, verdicts=tuple(map(lasting, document.verdicts)))


def whole_and_merged(folder: Path, *words: str | Path) -> tuple[RunDocument, RunDocument]:
    """The documents of an unsharded run and of its two shards together, with a summary of each beside them."""
    run = ("run", *STORIES, *words, "--seed", "7")
    whole = pixelproof(*run, "--json", "whole.json", "--summary", "whole.md", cwd=folder)
    for number in (1, 2):
        shard = ("--shard", f"{number}/2", "--json", f"{number}.json", "--output", f"out-{number}")
        assert pixelproof(*run, *shard, cwd=folder).status == 1
    reports = ("--json", "merged.json", "--junit", "merged.xml", "--summary", "merged.md")
    done = pixelproof("merge", "2.json", "1.json", *reports, cwd=folder)
    assert done.status == whole.status == 1
    return read_document(folder / "whole.json"), read_document(folder / "merged.json")


@pytest.mark.proof
def test_two_shards_merged_are_one_unsharded_run(tmp_path: Path) -> None:
    """Verdicts with all that findings say, their order, the exit status, and the summary to the letter."""
    whole, merged = whole_and_merged(tmp_path, "--site", TINY / "site.toml", "--bug", "cents")
    assert comparable(merged) == comparable(whole)
    assert (tmp_path / "merged.md").read_bytes() == (tmp_path / "whole.md").read_bytes()
    assert (tmp_path / "merged.xml").read_text(encoding="utf-8").count("<testcase") == len(STORIES)


@pytest.mark.proof
def test_shards_of_the_packaged_shop_find_the_same(tmp_path: Path) -> None:
    """Its orders have other numbers in each run; what is found, and how much was sent and counted, is the same."""
    whole, merged = whole_and_merged(tmp_path, "--bug", "separate_event_ids")
    assert [found(verdict) for verdict in merged.verdicts] == [found(verdict) for verdict in whole.verdicts]
    assert any(verdict.findings for verdict in whole.verdicts)


def found(verdict: Verdict) -> tuple[object, ...]:
    findings = [(finding.id, finding.severity, finding.causes) for finding in verdict.findings]
    return verdict.scenario, verdict.status, findings, verdict.headline, verdict.verified, verdict.unjudged


@pytest.mark.proof
def test_each_try_has_its_ledger_and_its_verdict(tmp_path: Path) -> None:
    run = Run(tmp_path, *STORIES[:2], "--site", TINY / "site.toml", "--repeat", "2")
    for verdict in run.verdicts.values():
        assert [one.status for one in verdict.tries] == [Status.PASSED, Status.PASSED]
        assert len({(tmp_path / str(one.ledger)).read_bytes() for one in verdict.tries}) == 2


@pytest.mark.proof
def test_after_so_many_failures_no_other_is_begun(tmp_path: Path) -> None:
    words = ("--max-failures", "1", "--slots", "1", "--json", "run.json")
    done = pixelproof("run", *STORIES, *SITE, *words, cwd=tmp_path)
    assert done.status == 1
    assert [verdict.scenario for verdict in read_document(tmp_path / "run.json").verdicts] == [STORIES[0]]
    assert "4 were not begun: --max-failures 1" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--shard", "3"), "'--shard': a part and how many there are was expected, such as 2/3, not '3'"),
        (("--shard", "3/2"), "'--shard': a part and how many there are was expected, such as 2/3, not '3/2'"),
        (("two_orders", "--shard", "2/2"), "--shard 2/2: there are only 1 scenarios"),
        (("--journey", "buy", "--matrix", "--shard", "1/2"), "--shard can't know what acted alone in another shard"),
    ],
)
def test_a_shard_that_can_not_be_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = pixelproof("run", *words, "--site", TINY / "site.toml", cwd=tmp_path)
    assert done.status == 2
    assert said in " ".join(done.err.split())


def test_what_failed_is_run_again_with_a_trace(tmp_path: Path) -> None:
    """The repetition has a ledger, traces and pictures of its own, and the report leads to all of them."""
    files = ("--trace-failures", "--screenshots", "--html", "report/run.html")
    run = Run(tmp_path, "healthy_purchase", "consent_denied", "--site", TINY / "site.toml", "--bug", "cents", *files)
    failed, other = run.verdicts["healthy_purchase"], run.verdicts["consent_denied"]
    assert (other.status, other.rerun) == (Status.SKIPPED, None)
    assert failed.rerun is not None
    assert failed.rerun.status is Status.FAILED
    assert failed.rerun.ledger != failed.ledger
    for trace in failed.rerun.traces:
        assert "trace.trace" in zipfile.ZipFile(tmp_path / trace).namelist()
    pictures = [*failed.screenshots, *failed.rerun.screenshots]
    assert {(tmp_path / path).read_bytes()[:4] for path in pictures} == {b"\x89PNG"}
    assert not failed.traces
    links = re.findall(r'href="(\.[^"]+)"', (tmp_path / "report" / "run.html").read_text(encoding="utf-8"))
    assert len(links) >= len(pictures) + 2
    assert [link for link in links if not (tmp_path / "report" / unquote(link)).is_file()] == []
    assert "playwright show-trace" in run.done.out
    assert "once more, with a trace of the browser: healthy_purchase" in run.done.out
