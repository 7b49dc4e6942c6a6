"""The stories stay stories: short, documented, and told in the harness's public words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import harness
import harness.conditions
import scenarios as package
from harness.scenario import Scenario, scenarios, select
from harness.symptoms import SYMPTOMS

FOLDER = Path(package.__path__[0])
FILES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")
CHANNELS = {"browser", "server"}
GRAVITIES = {"critical", "high", "medium", "low"}
FACES = {"harness": harness, "harness.conditions": harness.conditions}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def story(request: pytest.FixtureRequest) -> Path:
    """One story's file."""
    return Path(request.param)


def test_a_story_is_under_20_lines(story: Path) -> None:
    assert len(story.read_text().splitlines()) < 20


def test_a_story_imports_only_the_public_face(story: Path) -> None:
    for node in ast.walk(ast.parse(story.read_text())):
        assert not isinstance(node, ast.Import)
        if isinstance(node, ast.ImportFrom):
            assert node.module in FACES
            assert {alias.name for alias in node.names} <= {*FACES[node.module].__all__, "conditions"}


def test_a_story_has_a_reason_and_tells_what_happens(story: Path) -> None:
    tree = ast.parse(story.read_text())
    functions = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]
    assert (ast.get_docstring(tree) or "").endswith(".")
    assert [function.name for function in functions] == [story.stem]
    assert (ast.get_docstring(functions[0]) or "").startswith("A visitor ")


def test_a_story_does_not_wait(story: Path) -> None:
    assert "sleep" not in story.read_text()
    assert "wait_for" not in story.read_text()


def test_every_file_is_found_as_the_scenario_of_its_name() -> None:
    names = tuple(path.stem for path in FILES)
    found = select(names, "scenarios")
    assert tuple(scenario.name for scenario in found) == names
    assert len(names) >= 13


@pytest.mark.parametrize("one", scenarios("scenarios").values(), ids=lambda one: one.name)
def test_a_story_is_tagged_with_symptoms_channels_its_journey_and_how_grave_it_is(one: Scenario) -> None:
    rest = {*one.tags} - GRAVITIES - CHANNELS
    assert len({*one.tags} & GRAVITIES) == 1
    assert {*one.tags} & CHANNELS
    assert rest & {*SYMPTOMS}
    (journey,) = rest - {*SYMPTOMS}
    assert f'walk("{journey}"' in (FOLDER / f"{one.name}.py").read_text()
    assert len(one.tags) == len({*one.tags})
