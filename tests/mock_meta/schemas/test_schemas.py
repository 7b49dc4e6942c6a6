"""The schemas of events and of their custom data, and typing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mock_meta.schemas import custom_data_schema, event_schema, standard_events, typed
from tests.mock_meta.wire.factories import EMAIL, lead
from tests.mock_meta.wire.test_php_json import JSON


def wrong(event_name: str, custom_data: dict[str, Any]) -> list[str]:
    """The places at which custom data breaks its schema; the root is empty text."""
    schema = custom_data_schema(event_name)
    assert schema is not None
    errors = Draft202012Validator(schema).iter_errors(custom_data)
    return sorted("/".join(map(str, error.absolute_path)) for error in errors)


@pytest.mark.parametrize("event_name", standard_events())
def test_every_standard_event_has_a_valid_schema(event_name: str) -> None:
    """Each is a schema, and only Purchase demands anything."""
    schema = custom_data_schema(event_name)
    assert schema is not None
    Draft202012Validator.check_schema(schema)
    assert schema["required"] == (["currency", "value"] if event_name == "Purchase" else [])
    assert set(schema["documented"]) >= set(schema["catalog"]) | set(schema["required"])
    assert set(schema["properties"]) >= set(schema["documented"])


def test_eighteen_standard_events() -> None:
    """The seventeen of Meta's table, and PageView."""
    assert len(standard_events()) == 18
    assert {"PageView", "Purchase", "Lead", "ViewContent"} < set(standard_events())


@pytest.mark.parametrize("event_name", ["purchase", "Order", ""])
def test_other_events_have_none(event_name: str) -> None:
    """Custom events are free, and case matters."""
    assert custom_data_schema(event_name) is None


def test_a_purchase_needs_value_and_currency() -> None:
    """Both are named when both are missing."""
    assert wrong("Purchase", {}) == ["", ""]
    assert wrong("Purchase", {"value": 0, "currency": "eur"}) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("value", "1,99"),
        ("value", True),
        ("currency", "EURO"),
        ("currency", "€"),
        ("content_type", "products"),
        ("content_ids", "sku-1"),
        ("num_items", 1.5),
        ("contents", {"id": "a", "quantity": 1}),
        ("delivery_category", "drone"),
        ("order_id", 7),
    ],
)
def test_wrong_types(key: str, value: Any) -> None:
    """Documented properties have their types in every event."""
    assert wrong("ViewContent", {key: value}) == [key]


def test_contents_need_id_and_quantity() -> None:
    """The wrong entry is the one that is named; numbers may be text there."""
    contents = [{"id": 1, "quantity": "2", "item_price": 9.99}, {"id": "a"}]
    assert wrong("Purchase", {"value": 1, "currency": "EUR", "contents": contents}) == ["contents/1"]


def test_custom_properties_are_free() -> None:
    """Keys that Meta doesn't document may hold anything."""
    assert wrong("Lead", {"flavour": {"mint": [1]}}) == []


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"event_time": "now"}, False),
        ({"event_source_url": None}, False),
        ({"action_source": "email", "event_source_url": None, "user_data": {"em": EMAIL}}, True),
        ({"user_data": {"em": EMAIL}}, False),
        ({"user_data": {"em": "a@b.example", "client_user_agent": "UA"}}, False),
        ({"user_data": {"fbc": "fb.1.1554763741.AbC", "client_user_agent": "UA"}}, False),
        ({"user_data": {"fbc": "fb.1.1554763741205.AbC", "client_user_agent": "UA"}}, True),
    ],
)
def test_the_event_schema(change: dict[str, Any], valid: bool) -> None:
    """What Meta documents of an event, with what a website's event needs."""
    Draft202012Validator.check_schema(event_schema())
    assert Draft202012Validator(event_schema()).is_valid(lead(**change)) is valid


def test_typing_of_what_a_browser_sends() -> None:
    """Known numbers and booleans are read from their text; everything else is left alone."""
    sent = {"value": "12.50", "num_items": "2", "predicted_ltv": "-1e2", "status": "true", "order_id": "42", "x": "7"}
    assert typed(sent) == {
        "value": 12.5,
        "num_items": 2,
        "predicted_ltv": -100.0,
        "status": True,
        "order_id": "42",
        "x": "7",
    }


@pytest.mark.parametrize("text", ["", "1,99", "€5", " 1", "NaN", "1e999", "0x10", "1.", "٣", "9" * 301])
def test_what_is_no_number_stays(text: str) -> None:
    """Nothing is guessed."""
    assert typed({"value": text, "status": text}) == {"value": text, "status": text}


@given(st.dictionaries(st.sampled_from(["value", "num_items", "status", "x"]), JSON))
def test_typing_never_raises_and_settles(sent: dict[str, Any]) -> None:
    """Any custom data can be typed, and twice is once."""
    assert typed(typed(sent)) == typed(sent)
