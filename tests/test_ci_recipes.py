"""The recipes for CI servers are real: what they call exists, what they upload is written, and no secret is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.site import load_site
from tests.workflow.commands import calls, refusal, scripts

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SAMPLE = DOCS / "sample"
WORKFLOW, GITLAB, JENKINS = DOCS / "ci/github-workflow.yml", DOCS / "ci/gitlab-ci.yml", DOCS / "ci/Jenkinsfile"
RECIPES = (WORKFLOW, GITLAB, JENKINS)
PAGES = (DOCS / "ci.md", SAMPLE / "README.md", ROOT / "README.md")
USED = {"run", "baseline", "doctor"}
"""What each recipe calls at least."""


def called(path: Path) -> list[list[str]]:
    return [words for script in scripts(path) for words in calls(script)]


def written(path: Path) -> set[str]:
    """The files that the recipe's calls write."""
    options = ("--json", "--junit", "--html", "--summary")
    found = {words[place + 1] for words in called(path) for place, word in enumerate(words) if word in options}
    return {name.replace("run-1", "run-*") for name in found}


@pytest.mark.parametrize("path", [*RECIPES, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_call_is_taken_by_the_command_line(path: Path) -> None:
    """Commands and options exist, and have values where they want some."""
    assert called(path)
    assert {" ".join(words): refusal(words) for words in called(path) if refusal(words)} == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--shards", "1/2"], "No such option '--shards'"),
        (["run", "--shard", "3/2"], "such as 2/3, not '3/2'"),
        (["baseline", "compare"], "there is no command 'compare'"),
        (["merge"], "Missing argument"),
    ],
)
def test_a_call_that_is_wrong_would_be_noticed(words: list[str], said: str) -> None:
    """The test above can fail."""
    assert said in refusal(words)


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_a_recipe_runs_gates_and_compares(path: Path) -> None:
    """And the files are those of the sample's folder, with the seed of its baseline."""
    assert {words[0] for words in called(path)} >= USED
    text = path.read_text(encoding="utf-8")
    for name in ("site.toml", "requirements.txt"):
        assert f"tracking/{name}" in text
        assert (SAMPLE / "tracking" / name).is_file()
    assert "tracking/baseline.toml" in text


def test_the_sample_repository_has_the_recipe_itself() -> None:
    """So that what is played is what is copied."""
    assert (SAMPLE / ".github/workflows/tracking.yml").read_bytes() == WORKFLOW.read_bytes()
    assert load_site(SAMPLE / "tracking/site.toml").plan["Purchase"].primary


def recipe(path: Path) -> dict[Any, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_workflow_is_safe_for_forks() -> None:
    """It may read the code and nothing else, knows no secret, and leaves no token in the checkout."""
    workflow = recipe(WORKFLOW)
    # A YAML 1.1 parser takes the key "on" for the truth value.
    assert set(workflow[True]) == {"pull_request", "push"}
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in WORKFLOW.read_text(encoding="utf-8")
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(workflow["jobs"])


def test_the_workflow_keeps_its_evidence_when_it_is_red() -> None:
    """What is uploaded is written, and whatever came before does not keep it back."""
    jobs = recipe(WORKFLOW)["jobs"]
    uploads = [s for job in jobs.values() for s in job["steps"] if s.get("uses", "").startswith("actions/upload")]
    assert len(uploads) == len(jobs)
    assert {step["if"] for step in uploads} == {"${{ !cancelled() }}"}
    files = {path for step in uploads for path in step["with"]["path"].split() if "." in path}
    assert files == written(WORKFLOW) - {"some-value"}
    assert jobs["verdict"]["if"] == "${{ !cancelled() }}"


def test_gitlab_reads_the_results_that_are_written() -> None:
    """And keeps all that its jobs leave, also when they fail."""
    jobs = {name: job for name, job in recipe(GITLAB).items() if isinstance(job, dict) and "script" in job}
    assert jobs["verdict"]["artifacts"]["reports"]["junit"] in written(GITLAB)
    assert {job["artifacts"]["when"] for job in jobs.values()} == {"always"}
    kept = {path for job in jobs.values() for path in job["artifacts"]["paths"] if "." in path}
    assert kept | {"pixelproof-out/results.xml"} == written(GITLAB)


def test_jenkins_reads_the_results_that_are_written() -> None:
    """And starts from an empty folder, since its workspace outlives a build."""
    text = JENKINS.read_text(encoding="utf-8")
    assert "junit testResults: 'pixelproof-out/results.xml'" in text
    assert "pixelproof-out/results.xml" in written(JENKINS)
    assert "reportFiles: 'report.html'" in text
    assert "pixelproof-out/report.html" in written(JENKINS)
    assert "rm -rf pixelproof-out" in scripts(JENKINS)
