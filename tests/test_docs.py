"""The documents say what is so: their examples work, and what they name exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from harness.check import checks
from harness.cli import pixelproof
from harness.cli.catalogue import catalogue
from harness.cli.listing import markdown_page
from harness.condition import conditions
from harness.mistake import mistakes
from harness.scenario import scenarios
from harness.site import load_site
from harness.site_process import site_bugs
from harness.sources import chosen_site, scenario_package
from mock_meta.faults import faults

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/ci.md",
    "docs/control.md",
    "docs/standing-alone.md",
    "docs/known-and-unknown.md",
)
KINDS = ("scenario", "check", "mistake", "condition", "fault", "bug")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text(name), re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_python_examples_are_python(name: str) -> None:
    """What is there to be copied can be parsed."""
    for block in blocks(name, "python"):
        ast.parse(block)


@pytest.mark.parametrize("kind", KINDS)
def test_contributing_shows_each_kind_by_one_that_exists(kind: str) -> None:
    """Each kind of knob has its section, whose example is a real one of the project."""
    section = text("CONTRIBUTING.md").partition(f"## A {kind}\n")[2].partition("\n## ")[0]
    tree = ast.parse(re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0])
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    known = {
        "scenario": set(scenarios(scenario_package())),
        "check": {check.judge.__name__ for check in checks().values()},
        "mistake": {one.name for one in mistakes().values()},
        "condition": set(conditions()),
        "fault": set(faults()),
        "bug": {str(bug["name"]) for bug in site_bugs(chosen_site(None))},
    }
    assert functions
    assert functions <= known[kind]


def test_readme_shows_every_command() -> None:
    """The table of commands is complete and names no other."""
    assert isinstance(pixelproof, click.Group)
    table = text("README.md").partition("## Commands")[2].partition("\n## ")[0]
    assert set(re.findall(r"\| `pixelproof (\w+)", table)) == set(pixelproof.commands)


def test_readme_s_site_can_be_loaded(tmp_path: Path) -> None:
    """The example of a site file is one."""
    site, journeys = blocks("README.md", "toml")[0], blocks("README.md", "python")[0]
    (tmp_path / "site.toml").write_text(site, encoding="utf-8")
    (tmp_path / "journeys.py").write_text(journeys, encoding="utf-8")
    loaded = load_site(tmp_path / "site.toml")
    assert set(loaded.load_journeys()) == {"buy"}
    assert loaded.plan["Purchase"].primary


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_are_named_exist(name: str) -> None:
    """A document that names a file of the project names one that is there."""
    named = set(re.findall(r"`((?:harness|mock_meta|fixture_site|scenarios|tests|docs)/[\w./-]*)`", text(name)))
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("kind", ["checks", "conditions", "mistakes"])
def test_pages_that_are_written_by_a_command_are_up_to_date(kind: str) -> None:
    """The page of each kind is what its command prints now."""
    assert text(f"docs/{kind}.md") == markdown_page(kind, catalogue(kind, None)), f"pixelproof list {kind} --markdown"
