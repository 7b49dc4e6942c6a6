"""Recorded pages of the genuine pixel, replayed: the same events, parameters, transports and warnings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.mock_meta.pixel.conftest import Visitor
from tests.mock_meta.pixel.recorder import SNIPPET, Seen

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECORDED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "recorded.json").read_text())
VOLATILE = {"ts", "it", "sw", "sh", "exp"}
"""Clocks, screen and experiments differ at each page load of the genuine pixel too."""


def comparable(event: Seen) -> list[tuple[str, str]]:
    return [(name, value) for name, value in event.params if name not in VOLATILE and not name.startswith("expv2")]


def expected(params: list[list[Any]]) -> list[tuple[str, str]]:
    """A run of one character is written as the character and its count."""
    return [(name, value if isinstance(value, str) else value[0] * value[1]) for name, value in params]


@pytest.fixture
def user_agent(request: pytest.FixtureRequest) -> str | None:
    name = request.node.callspec.params["name"]
    agent = RECORDED[name].get("user_agent")
    return None if agent is None else str(agent)


@pytest.mark.parametrize("name", RECORDED)
async def test_same_as_recorded_with_2_9_364(visitor: Visitor, name: str) -> None:
    """Events arrive with the recorded parameters in the recorded order, and the console shows the same warnings."""
    recorded = RECORDED[name]
    page = recorded.get("page", "").replace("{{snippet}}", SNIPPET)
    await visitor.open(recorded.get("script", ""), page=page, path=recorded.get("path", "/"))
    for step in recorded.get("then", ()):
        await visitor.page.evaluate(step)
    await visitor.recorder.events(len(recorded["events"]))
    await visitor.leave()
    events = await visitor.recorder.events(len(recorded["events"]))
    assert [comparable(event) for event in events] == [expected(params) for params in recorded["events"]]
    assert visitor.warnings == recorded.get("warnings", [])
