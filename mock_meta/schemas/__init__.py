"""JSON Schemas (draft 2020-12) of what Meta documents, and the typing of values that browsers send as text.

Source: Meta's reference pages for the Pixel and for the Conversions API (documented; the event names also stand in
the genuine pixel script). Meta does not enforce all of it; the schemas say what is meant, for judging completeness.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import jsonschema_rs

NUMERIC = frozenset({"value", "predicted_ltv", "net_revenue", "num_items"})
"""The properties of custom data that are numbers."""
BOOLEAN = frozenset({"status"})
"""The properties of custom data that are booleans."""
_TYPED = NUMERIC | BOOLEAN
_BOOLEANS = {"true": True, "false": False}

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_MAX_DIGITS = 300


@cache
def event_schema() -> dict[str, Any]:
    """The schema of one event of the Conversions API, with what a website event is meant to have."""
    return _load("event.json")


@cache
def standard_events() -> tuple[str, ...]:
    """The names of Meta's standard events, in alphabetical order; case matters."""
    return tuple(_load("standard_events.json")["events"])


@lru_cache(maxsize=256)
def custom_data_schema(event_name: str) -> dict[str, Any] | None:
    """The schema of a standard event's custom data, or None for any other event.

    It is for typed values (see `typed`): every documented property has its type, other keys are custom properties and
    free. ``required`` is what Meta demands. Two annotations, which validators pass over, hold more of Meta's table:
    ``documented``, the properties named for this event, and ``catalog``, of which catalog ads need at least one.
    The value is shared between callers: don't change it.
    """
    document = _load("standard_events.json")
    rules = document.pop("events").get(event_name)
    return None if rules is None else {**document, "title": f"custom_data of {event_name}", **rules}


def are_ordinary(events: list[Any]) -> bool:
    """Whether these items of ``data`` are ordinary events: whatever the settings, nothing but their time can be wrong.

    False says nothing against them.
    """
    return _ordinary_events().is_valid(events)


def is_ordinary_request(value: Any) -> bool:
    """Whether this is a request's body with a token, ordinary events, and nothing else but scalars."""
    return _ordinary_request().is_valid(value)


def has_documented_form(event_name: str, custom_data: Mapping[str, Any]) -> bool:
    """Whether a browser event's custom data has the form that Meta documents for this name.

    Events of other names than the standard ones have no form of their own, so theirs is always right.
    """
    validator = _custom_data_validator(event_name)
    return validator is None or validator.is_valid(typed(custom_data))


@lru_cache(maxsize=256)
def _custom_data_validator(event_name: str) -> jsonschema_rs.Validator | None:
    schema = custom_data_schema(event_name)
    if schema is None:
        return None
    return jsonschema_rs.validator_for(schema, pattern_options=jsonschema_rs.RegexOptions())


@cache
def _ordinary_request() -> jsonschema_rs.Validator:
    events = _load("ordinary_events.json")
    scalar = events["$defs"]["scalar"]
    schema = {
        "type": "object",
        "required": ["access_token", "data"],
        "properties": {"access_token": {"type": "string", "minLength": 1}, "data": events},
        "additionalProperties": scalar,
        "$defs": events.pop("$defs"),
    }
    return jsonschema_rs.validator_for(schema, pattern_options=jsonschema_rs.RegexOptions())


@cache
def _ordinary_events() -> jsonschema_rs.Validator:
    # Plain patterns need no engine that can look back, and an event must not be able to make one run long.
    return jsonschema_rs.validator_for(_load("ordinary_events.json"), pattern_options=jsonschema_rs.RegexOptions())


def typed(custom_data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with numbers and booleans in the place of their texts, where a property is known to be one.

    The pixel sends scalars as text. What can't be read as a JSON number, or as ``true`` or ``false``, stays as it is.
    """
    copy = dict(custom_data)
    for key in _TYPED & copy.keys():
        value = copy[key]
        if isinstance(value, str):
            copy[key] = _number(value) if key in NUMERIC else _BOOLEANS.get(value, value)
    return copy


def _number(text: str) -> int | float | str:
    if len(text) > _MAX_DIGITS or not _NUMBER.fullmatch(text):
        return text
    if text.removeprefix("-").isdigit():
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else text


def _load(name: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
