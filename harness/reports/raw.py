"""A recorded request as a person reads it: its form and its JSON taken apart, as deep as they are packed."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.reports.mask import Mask
from mock_meta.event import Request
from mock_meta.wire.body import inflated, read_form

_DEEPEST = 12
"""JSON within JSON is taken apart so far; what lies deeper stays as it was sent."""
_CUSTOMER = "user_data"


def readable(request: Request, mask: Mask) -> dict[str, Any]:
    """The request and what it was told, masked: ``line``, ``headers``, ``body`` and ``answer``."""
    return {
        "line": mask.text(f"{request.method} {request.url}".strip()),
        "headers": {name: mask.header(name, value) for name, value in request.headers},
        "body": _masked(_body(request), mask),
        "answer": {
            "status": request.answer.status,
            "body": _masked(_taken_apart(request.answer.body.decode("utf-8", "replace")), mask),
        },
    }


def _body(request: Request) -> Any:
    kind = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    form = read_form("", kind, request.body)
    return _taken_apart(dict(form.params)) or inflated(request.body).decode("utf-8", "replace")


def _taken_apart(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {key: _taken_apart(held, depth + 1) for key, held in value.items()}
    if isinstance(value, list):
        return [_taken_apart(held, depth + 1) for held in value]
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return _taken_apart(msgspec.json.decode(value), depth + 1)
    except (msgspec.DecodeError, RecursionError):
        return value


def _masked(value: Any, mask: Mask) -> Any:
    if isinstance(value, list):
        return [_masked(held, mask) for held in value]
    if not isinstance(value, dict):
        return mask.value(value)
    return {mask.text(key): _masked_field(key, held, mask) for key, held in value.items()}


def _masked_field(key: str, value: Any, mask: Mask) -> Any:
    return mask.user_data(value) if key == _CUSTOMER and isinstance(value, dict) else _masked(value, mask)
