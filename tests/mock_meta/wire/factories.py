"""Small makers of Conversions API events and requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from mock_meta.event import GraphError
from mock_meta.wire.graph import GraphSettings, Outcome, answer_graph

NOW = 1_800_000_000.0
PIXEL = "1202835294532393"
TRACE = "p15kJWFpVIhPbM7teS-bvX"
EMAIL = hashlib.sha256(b"john_smith@gmail.com").hexdigest()
HOUR, DAY = 3600, 86400


def lead(**changes: Any) -> dict[str, Any]:
    """A valid event that needs no custom data; a change to None takes the key away."""
    event = {
        "event_name": "Lead",
        "event_time": int(NOW) - 60,
        "event_id": "lead-1",
        "event_source_url": "https://shop.example/thanks?ünï=1",
        "action_source": "website",
        "user_data": {"em": [EMAIL], "client_user_agent": "Mozilla/5.0"},
        **changes,
    }
    return {key: value for key, value in event.items() if value is not None}


def purchase(**custom_data: Any) -> dict[str, Any]:
    """A valid purchase; a change to None takes the key away from its custom data."""
    custom = {"currency": "EUR", "value": 12.5, **custom_data}
    kept = {key: value for key, value in custom.items() if value is not None}
    return lead(event_name="Purchase", custom_data=kept)


def ask(
    method: str,
    url: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    **changed: Any,
) -> Outcome:
    """The outcome of a raw request, with settings changed."""
    known = GraphSettings(**changed)
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    return answer_graph(method, url, lower, body, received_at=NOW, settings=known, trace=TRACE)


def send(*events: Any, url: str = f"/v26.0/{PIXEL}/events?access_token=EAAtest", **changed: Any) -> Outcome:
    """The outcome of events sent as JSON."""
    body = json.dumps({"data": list(events)}).encode()
    return ask("POST", url, {"Content-Type": "application/json"}, body, **changed)


def form(**params: str) -> bytes:
    """A form-encoded body."""
    return urlencode(params).encode()


def refusal(outcome: Outcome) -> GraphError:
    """The error of a refused request."""
    assert outcome.answer.error is not None, outcome.answer.body
    return outcome.answer.error


def codes(outcome: Outcome) -> tuple[int, int, int | None]:
    """HTTP status, code and subcode of a refused request."""
    error = refusal(outcome)
    return outcome.answer.status, error.code, error.error_subcode


def told(outcome: Outcome) -> Any:
    """The body of an answer."""
    return json.loads(outcome.answer.body)
