"""A refusal of the Graph API, and the four forms that its errors have."""

from __future__ import annotations

import msgspec

from mock_meta.event import GraphError


class Refusal(msgspec.Struct, frozen=True):
    """An error and the HTTP status that it comes with."""

    status: int
    error: GraphError


def oauth(
    code: int, message: str, *, status: int = 400, subcode: int | None = None, transient: bool | None = None
) -> Refusal:
    """An OAuthException, the usual type of error."""
    error = GraphError(message=message, type="OAuthException", code=code, error_subcode=subcode, is_transient=transient)
    return Refusal(status, error)


def graph_method(message: str, subcode: int | None = None) -> Refusal:
    """A GraphMethodException: a call that may not be made."""
    error = GraphError(message=message, type="GraphMethodException", code=100, error_subcode=subcode)
    return Refusal(400, error)


def batch(message: str) -> Refusal:
    """A GraphBatchException."""
    return Refusal(400, GraphError(message=message, type="GraphBatchException", code=100))


def invalid(subcode: int, title: str | None = None, text: str | None = None) -> Refusal:
    """The "Invalid parameter" family, whose subcode says what is wrong with an event."""
    error = GraphError(
        message="Invalid parameter",
        type="OAuthException",
        code=100,
        error_subcode=subcode,
        is_transient=False,
        error_user_title=title,
        error_user_msg=text,
    )
    return Refusal(400, error)
