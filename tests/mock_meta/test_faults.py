"""Meta misbehaving."""

from __future__ import annotations

import pytest

from mock_meta.event import Channel
from mock_meta.faults import Call, Fault, faults


def call(path: str, method: str = "GET") -> Call:
    return Call(method=method, host="graph.facebook.com", path=path, trace="p15kJWFpVIhPbM7teS-bvX")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/tr", "pixel"),
        ("/tr/", "pixel"),
        ("/en_US/fbevents.js", "script"),
        ("/signals/config/123", "script"),
        ("/v26.0/123/events", "graph"),
        ("/", "graph"),
        ("/track", "graph"),
    ],
)
def test_a_call_is_of_one_kind(path: str, kind: str) -> None:
    """An event of the pixel's, its script, or the Graph API."""
    one = call(path)
    kinds = {"pixel": one.is_pixel_event, "script": one.is_script, "graph": one.is_graph}
    assert [name for name, holds in kinds.items() if holds] == [kind]


@pytest.mark.parametrize("name", faults())
def test_every_fault_says_what_it_is_and_what_it_takes(name: str) -> None:
    """Its docstring is its documentation; what it takes is told to the checks."""
    fault: Fault = faults()[name]
    assert fault.name == name
    assert fault.summary.endswith(".")
    assert fault.doc.startswith(fault.summary)
    assert fault.takes
    assert all(taken.aspect in ("presence", "delay") for taken in fault.takes)


async def test_graph_down_answers_graph_only() -> None:
    """The pixel is not touched, and the answer asks to try again."""
    down = faults()["graph_down"]
    answer = await down.misbehave(call("/v26.0/123/events", "POST"))
    assert answer is not None
    assert (answer.status, answer.accepted) == (500, False)
    assert answer.error is not None
    assert (answer.error.code, answer.error.is_transient) == (2, True)
    assert await down.misbehave(call("/tr/")) is None
    assert await down.misbehave(call("/en_US/fbevents.js")) is None
    assert {taken.channel for taken in down.takes} == {Channel.SERVER}
