"""The refusals by name."""

import pytest

from mock_meta.wire import errors
from tests.mock_meta.wire.factories import TRACE

CAPTURED = {
    "event_too_old": (400, "OAuthException", 100, 2804003),
    "contents_not_objects": (400, "OAuthException", 100, 2804008),
    "purchase_no_value": (400, "OAuthException", 100, 2804009),
    "purchase_no_currency": (400, "OAuthException", 100, 2804010),
    "not_hashed": (400, "OAuthException", 100, 2804016),
    "shape": (400, "OAuthException", 100, 2804019),
    "lead_id_invalid": (400, "OAuthException", 100, 2804036),
    "insufficient_user_data": (400, "OAuthException", 100, 2804050),
    "messaging_event_name": (400, "OAuthException", 100, 2804066),
    "token_unparsable": (401, "OAuthException", 190, None),
    "token_expired": (401, "OAuthException", 190, 463),
    "no_token": (400, "OAuthException", 104, None),
    "object_missing": (400, "GraphMethodException", 100, 33),
    "missing_permission": (400, "OAuthException", 100, None),
    "unknown_path": (400, "OAuthException", 2500, None),
    "appsecret_bad": (400, "GraphMethodException", 100, None),
    "dataset_not_ready": (400, "OAuthException", 21009, None),
}


@pytest.mark.parametrize("name", CAPTURED)
def test_codes(name: str) -> None:
    """The codes are those that were recorded."""
    refusal = errors.ERRORS[name]()
    error = refusal.error
    assert (refusal.status, error.type, error.code, error.error_subcode) == CAPTURED[name]


@pytest.mark.parametrize("name", errors.ERRORS)
def test_every_refusal_is_an_answer(name: str) -> None:
    """Each can be forced without arguments, and says in its docstring how sure it is."""
    from mock_meta.wire.graph import error_answer

    refusal = errors.ERRORS[name]()
    answer = error_answer(refusal, trace=TRACE)
    assert answer.error == refusal.error
    assert not answer.accepted
    words = ("aptured", "ocumented", "nferred", "nknown")
    assert any(word in str(errors.ERRORS[name].__doc__) for word in words)


@pytest.mark.parametrize("name", ["token_unparsable", "unknown_path", "no_token"])
def test_some_families_carry_four_fields_only(name: str) -> None:
    """Without subcode, transience and texts, as recorded."""
    error = errors.ERRORS[name]().error
    assert (error.error_subcode, error.is_transient, error.error_user_title, error.error_user_msg) == (None,) * 4
