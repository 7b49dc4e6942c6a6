"""The types within ``data``: Meta's own validator of parameters, which names the wrong place by a JSONPath.

Captured: that ``contents`` must be an array, and that a key is unexpected. The other wordings follow their pattern
(inferred). Null counts as absent everywhere, since PHP's SDK sends nulls (measured).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from mock_meta.wire import event_errors as errors
from mock_meta.wire import user_data
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import GraphSettings

ACTION_SOURCES = (
    "email",
    "website",
    "app",
    "phone_call",
    "chat",
    "physical_store",
    "system_generated",
    "business_messaging",
    "other",
)
"""Documented."""

CONTENT_KEYS = frozenset(
    {"id", "quantity", "item_price", "title", "description", "brand", "category", "delivery_category"}
)
"""The keys of one entry of ``contents`` (read in the official SDKs)."""


def refusal(event: Any, at: int, settings: GraphSettings) -> Refusal | None:
    """The first thing that is wrong with the types of the event at position ``at`` of ``data``, or None."""
    path = f"$['data'][{at}]"
    if not isinstance(event, dict):
        return errors.shape(f"The parameter {path} must be an object.")
    return (
        _missing(event, path, settings)
        or _mistyped(event, path, settings)
        or _user_data(event.get("user_data"), f"{path}['user_data']", settings)
        or _custom_data(event.get("custom_data"), f"{path}['custom_data']", settings)
    )


def as_time(value: Any) -> float | None:
    """An event time in seconds since the epoch, whatever its type; None if it can't be read as a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_object(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one in the place of anything else.

    PHP encodes an empty array as ``[]`` where an object is meant, and decodes both alike.
    """
    return value if isinstance(value, dict) else {}


def _is_text(value: Any, settings: GraphSettings) -> bool:
    return isinstance(value, str) or (not settings.strict_scalars and _is_number(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any, settings: GraphSettings) -> bool:
    if isinstance(value, str) and settings.strict_scalars:
        return False
    number = as_time(value)
    return number is not None and number.is_integer()


def _is_array(value: Any, _settings: GraphSettings) -> bool:
    return isinstance(value, list)


def _is_object(value: Any, _settings: GraphSettings) -> bool:
    return isinstance(value, dict) or value == []


def _is_action_source(value: Any, _settings: GraphSettings) -> bool:
    return value in ACTION_SOURCES


_Test = Callable[[Any, GraphSettings], bool]
_TYPES: Mapping[str, tuple[_Test, str]] = {
    "event_name": (_is_text, "a string"),
    "event_time": (_is_integer, "an integer"),
    "event_id": (_is_text, "a string"),
    "event_source_url": (_is_text, "a string"),
    "action_source": (_is_action_source, f"one of the following values: {', '.join(ACTION_SOURCES)}"),
    "user_data": (_is_object, "an object"),
    "custom_data": (_is_object, "an object"),
    "app_data": (_is_object, "an object"),
    "original_event_data": (_is_object, "an object"),
    "data_processing_options": (_is_array, "an array"),
}


def _missing(event: Mapping[str, Any], path: str, settings: GraphSettings) -> Refusal | None:
    required = ["event_name", "event_time", "user_data"]
    if settings.require_action_source:
        required.insert(2, "action_source")
    key = next((key for key in required if event.get(key) is None or event[key] == ""), None)
    return errors.shape(f"The parameter {path}['{key}'] is required") if key else None


def _mistyped(event: Mapping[str, Any], path: str, settings: GraphSettings) -> Refusal | None:
    for key, (fits, wanted) in _TYPES.items():
        value = event.get(key)
        if value is not None and not fits(value, settings):
            return errors.shape(f"The parameter {path}['{key}'] must be {wanted}.")
    return None


def _user_data(value: Any, path: str, settings: GraphSettings) -> Refusal | None:
    people = as_object(value)
    for key, held in people.items():
        if any(isinstance(item, dict | list) for item in user_data.values(held)):
            return errors.shape(f"The parameter {path}['{key}'] must be a string.")
    return _unexpected(people, user_data.KNOWN, path, settings)


def _custom_data(value: Any, path: str, settings: GraphSettings) -> Refusal | None:
    contents = as_object(value).get("contents")
    if contents is None:
        return None
    if not isinstance(contents, list):
        return errors.shape(f"The parameter {path}['contents'] must be an array.")
    for at, content in enumerate(contents):
        unexpected = _unexpected(as_object(content), CONTENT_KEYS, f"{path}['contents'][{at}]", settings)
        if unexpected:
            return unexpected
    return None


def _unexpected(keys: Mapping[str, Any], known: frozenset[str], path: str, settings: GraphSettings) -> Refusal | None:
    if not settings.reject_unknown_keys:
        return None
    key = next((key for key, value in keys.items() if key not in known and value is not None), None)
    return errors.unexpected_key(key, path) if key is not None else None
