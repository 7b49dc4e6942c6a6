"""The player does as GitHub's runner: shell and environment, what a failure stops, matrices and artifacts."""

from __future__ import annotations

import subprocess

import pytest

from tests.workflow.player import Played, play

WORKFLOW = """
on: [pull_request]
env: {GREETING: hello}
jobs:
  parts:
    strategy: {matrix: {part: [1, 2]}}
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: python -m pip install nothing-at-all
      - name: Say
        run: |
          mkdir pixelproof-out
          echo "$GREETING ${{ matrix.part }} $GITHUB_ACTIONS" | tee pixelproof-out/said-${{ matrix.part }}.txt
          echo "## told" > "$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@v4
        with: {name: "said-${{ matrix.part }}", path: pixelproof-out/said-*.txt}
  whole:
    steps:
      - uses: actions/download-artifact@v4
        with: {pattern: said-*, path: pixelproof-out}
      - name: Fail
        run: |
          cat pixelproof-out/said-1.txt pixelproof-out/said-2.txt
          echo "::error title=it::is wrong"
          false
          echo "not reached"
      - name: Stopped
        run: echo "never said"
      - name: All the same
        if: ${{ !cancelled() }}
        run: echo "said"
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("played")
    repository = folder / "repository"
    repository.mkdir()
    (repository / "workflow.yml").write_text(WORKFLOW, encoding="utf-8")
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@shop.example", "-c", "commit.gpgsign=false")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
        subprocess.run(["git", *who, *words], cwd=repository, check=True)
    return play(repository, "workflow.yml", folder / "work")


def test_a_step_has_the_environment_and_the_matrix(done: Played) -> None:
    """In each combination; and its summary is its own."""
    said = [step for step in done.steps if step.name == "Say"]
    assert [(step.job, step.out, step.summary) for step in said] == [
        ("parts (1)", "hello 1 true\n", "## told\n"),
        ("parts (2)", "hello 2 true\n", "## told\n"),
    ]


def test_what_is_not_run_says_why(done: Played) -> None:
    assert done.step("Install").status is None
    assert done.step("Install").out == "what it installs is here already"
    assert done.step("actions/checkout@v4").out == "the clone stands for it"


def test_artifacts_reach_the_job_that_asks_for_them(done: Played) -> None:
    assert done.step("Fail").out.startswith("hello 1 true\nhello 2 true\n")


def test_a_failure_stops_the_script_and_the_steps_behind_it(done: Played) -> None:
    """But for those that say otherwise."""
    failed = done.step("Fail")
    assert failed.status == 1
    assert "not reached" not in failed.out
    assert (done.step("Stopped").status, done.step("All the same").status) == (None, 0)
    assert done.red == {"whole"}
    assert done.annotations == ["::error title=it::is wrong"]
