"""Plays a workflow of GitHub's on this machine: its ``run`` steps, in order, with their shell and environment.

What stands for GitHub's own here: a checkout is a clone, artifacts are copied folders, set-up and cache are left out.
Steps that would install are left out too, since what they install is here. Of expressions it knows those of the recipe.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import msgspec
import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_INSTALLS = ("pip install", "playwright install")
_ALWAYS = ("always()", "!cancelled()")
_LIMIT_S = 900


class StepRun(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it went: its exit status, None where it was not run, with the reason in ``out``."""

    job: str
    name: str
    status: int | None
    out: str = ""
    summary: str = ""

    @property
    def annotations(self) -> list[str]:
        """The lines by which GitHub's runner would show an error or a warning."""
        return [line for line in self.out.splitlines() if line.startswith(("::error", "::warning"))]


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow as it went, with the artifacts that it left."""

    steps: tuple[StepRun, ...]
    artifacts: Path

    @property
    def red(self) -> set[str]:
        """The jobs of which a step failed."""
        return {step.job for step in self.steps if step.status}

    @property
    def annotations(self) -> list[str]:
        """Those of all steps."""
        return [line for step in self.steps for line in step.annotations]

    def step(self, name: str) -> StepRun:
        """The last step of that name."""
        return next(step for step in reversed(self.steps) if step.name == name)


def play(repository: Path, workflow: str, work: Path) -> Played:
    """Play a workflow for the commit that a repository has checked out, in a folder of its own."""
    recipe = yaml.safe_load((repository / workflow).read_text(encoding="utf-8"))
    artifacts = work / "artifacts"
    artifacts.mkdir(parents=True)
    steps: list[StepRun] = []
    for name, job in recipe["jobs"].items():
        for number, matrix in enumerate(_combinations(job), 1):
            label = f"{name} ({', '.join(map(str, matrix.values()))})" if matrix else name
            workspace = work / f"{name}-{number}"
            subprocess.run(["git", "clone", "--quiet", str(repository), str(workspace)], check=True)
            steps += _Job(label, job, matrix, recipe.get("env", {}), workspace, artifacts).steps()
    return Played(steps=tuple(steps), artifacts=artifacts)


def _combinations(job: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    matrix = job.get("strategy", {}).get("matrix", {})
    for values in itertools.product(*matrix.values()):
        yield dict(zip(matrix, values, strict=True))


class _Job:
    """One job of a workflow, for one combination of its matrix."""

    def __init__(
        self,
        label: str,
        job: Mapping[str, Any],
        matrix: Mapping[str, Any],
        env: Mapping[str, str],
        workspace: Path,
        artifacts: Path,
    ) -> None:
        self._label, self._job, self._matrix = label, job, matrix
        self._env = {**env, **job.get("env", {})}
        self._workspace, self._artifacts = workspace, artifacts

    def steps(self) -> Iterator[StepRun]:
        """Each step as it goes; after one that failed only those that say so."""
        failed = False
        for step in self._job["steps"]:
            if failed and not any(word in str(step.get("if", "")) for word in _ALWAYS):
                yield self._left_out(step, "a step before it failed")
                continue
            done = self._step(step)
            failed |= bool(done.status)
            yield done

    def _step(self, step: Mapping[str, Any]) -> StepRun:
        if "uses" in step:
            return self._left_out(step, self._action(step["uses"].partition("@")[0], step.get("with", {})))
        if any(word in step["run"] for word in _INSTALLS):
            return self._left_out(step, "what it installs is here already")
        return self._run(step)

    def _left_out(self, step: Mapping[str, Any], why: str) -> StepRun:
        return StepRun(job=self._label, name=step.get("name", step.get("uses", "")), status=None, out=why)

    def _action(self, name: str, options: Mapping[str, Any]) -> str:
        if name == "actions/upload-artifact":
            place = self._artifacts / self._filled(options["name"])
            for pattern in options["path"].split():
                for path in sorted(self._workspace.glob(self._filled(pattern))):
                    _copy(path, place / path.relative_to(self._workspace / "pixelproof-out"))
            return f"copied to the artifact {place.name}"
        if name == "actions/download-artifact":
            for artifact in sorted(self._artifacts.iterdir()):
                if fnmatch(artifact.name, options["pattern"]):
                    _copy(artifact, self._workspace / options["path"])
            return f"artifacts copied to {options['path']}"
        return "the clone stands for it" if name == "actions/checkout" else "left out: the machine is set up"

    def _run(self, step: Mapping[str, Any]) -> StepRun:
        script, summary = self._workspace.with_suffix(".sh"), self._workspace.with_suffix(".md")
        script.write_text(self._filled(step["run"]), encoding="utf-8")
        summary.write_text("", encoding="utf-8")
        # What GitHub runs where a step names no shell: https://docs.github.com/actions/reference/workflow-syntax
        done = subprocess.run(
            ["bash", "-e", str(script)],
            cwd=self._workspace,
            env=self._environment(summary, step.get("env", {})),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=_LIMIT_S,
            check=False,
        )
        told = summary.read_text(encoding="utf-8")
        return StepRun(job=self._label, name=step["name"], status=done.returncode, out=done.stdout, summary=told)

    def _environment(self, summary: Path, env: Mapping[str, str]) -> dict[str, str]:
        tools = str(Path(sys.executable).parent)
        return {
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_JOB": self._label.partition(" ")[0],
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(self._workspace),
            "RUNNER_OS": "Linux",
            **{name: str(value) for name, value in {**self._env, **env}.items()},
        }

    def _filled(self, text: str) -> str:
        """A text with its expressions filled in.

        Raises:
            KeyError: it holds one that is not of the matrix.
        """
        known = {f"matrix.{name}": str(value) for name, value in self._matrix.items()}
        return _EXPRESSION.sub(lambda found: known[found[1]], text)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)
