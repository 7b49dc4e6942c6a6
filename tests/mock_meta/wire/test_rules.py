"""What Meta demands of events, and in which order it looks."""

from typing import Any

import pytest

from tests.mock_meta.wire.factories import DAY, EMAIL, HOUR, NOW, codes, lead, purchase, refusal, send

SHAPE = (400, 100, 2804019)
VALID = {
    "as the docs have it": lead(),
    "purchase": purchase(),
    "lower-case currency": purchase(currency="usd"),
    "value as text": purchase(value="12.50"),
    "value zero": purchase(value=0),
    "just young enough": lead(event_time=int(NOW) - 7 * DAY),
    "in-store, 62 days old": lead(event_time=int(NOW) - 62 * DAY, action_source="physical_store"),
    "from the future": lead(event_time=int(NOW) + 30 * DAY),
    "in milliseconds": lead(event_time=int(NOW) * 1000),
    "time as numeric text": lead(event_time=str(int(NOW))),
    "event id as a number": lead(event_id=42),
    "no source URL": lead(event_source_url=None),
    "scalar user data": lead(user_data={"em": EMAIL}),
    "the SDKs' lead id": lead(user_data={"em": EMAIL, "lead_id": "222"}),
    "a CRM's lead id": lead(action_source="system_generated", user_data={"lead_id": 123456789012345}),
    "nulls": {**lead(), "app_data": None, "original_event_data": None, "custom_data": None, "opt_out": None},
    "empty PHP arrays": {**lead(), "custom_data": [], "app_data": []},
    "unknown keys": {**lead(), "flavour": "mint", "custom_data": {"flavour": {"a": [1]}}},
    "unknown keys that hold nothing": lead(user_data={"em": EMAIL, "email": None}),
    "contents": purchase(contents=[{"id": "a", "quantity": 1, "item_price": 2, "title": "T", "brand": None}]),
    "messages": lead(action_source="business_messaging", event_name="LeadSubmitted"),
}


@pytest.mark.parametrize("case", VALID)
def test_accepted(case: str) -> None:
    """What Meta takes, or is not known to refuse."""
    assert send(VALID[case]).answer.accepted


REFUSED: dict[str, tuple[Any, tuple[int, int, int | None]]] = {
    "too old": (lead(event_time=int(NOW) - 7 * DAY - 1), (400, 100, 2804003)),
    "in-store, too old": (
        lead(event_time=int(NOW) - 62 * DAY - 1, action_source="physical_store"),
        (400, 100, 2804003),
    ),
    "contents of ids": (purchase(contents=["sku-1"]), (400, 100, 2804008)),
    "no value": (purchase(value=None), (400, 100, 2804009)),
    "no currency": (purchase(currency=None), (400, 100, 2804010)),
    "empty currency": (purchase(currency=""), (400, 100, 2804010)),
    "no custom data": (lead(event_name="Purchase"), (400, 100, 2804010)),
    "in the clear": (lead(user_data={"em": "john_smith@gmail.com"}), (400, 100, 2804016)),
    "no user data": (lead(user_data=None), SHAPE),
    "empty user data": (lead(user_data={}), (400, 100, 2804050)),
    "empty PHP user data": (lead(user_data=[]), (400, 100, 2804050)),
    "too broad": (lead(user_data={"ct": EMAIL, "client_user_agent": "UA"}), (400, 100, 2804050)),
    "a CRM's odd lead id": (
        lead(action_source="system_generated", user_data={"lead_id": 222}),
        (400, 100, 2804036),
    ),
    "messages with a wrong name": (lead(action_source="business_messaging"), (400, 100, 2804066)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    """Each refusal with Meta's codes, and with the event kept beside its error."""
    event, expected = REFUSED[case]
    outcome = send(event)
    assert codes(outcome) == expected
    assert [kept.answer.error for kept in outcome.events] == [refusal(outcome)]
    assert not outcome.events[0].accepted


SHAPES: dict[str, tuple[Any, str]] = {
    "no name": (lead(event_name=None), "The parameter $['data'][0]['event_name'] is required"),
    "empty name": (lead(event_name=""), "The parameter $['data'][0]['event_name'] is required"),
    "name is a list": (lead(event_name=["Lead"]), "The parameter $['data'][0]['event_name'] must be a string."),
    "no time": (lead(event_time=None), "The parameter $['data'][0]['event_time'] is required"),
    "ISO time": (
        lead(event_time="2027-01-15T08:00:00Z"),
        "The parameter $['data'][0]['event_time'] must be an integer.",
    ),
    "fractional time": (lead(event_time=NOW + 0.5), "The parameter $['data'][0]['event_time'] must be an integer."),
    "time is true": (lead(event_time=True), "The parameter $['data'][0]['event_time'] must be an integer."),
    "no action source": (lead(action_source=None), "The parameter $['data'][0]['action_source'] is required"),
    "no user data": (lead(user_data=None), "The parameter $['data'][0]['user_data'] is required"),
    "user data is text": (lead(user_data="x"), "The parameter $['data'][0]['user_data'] must be an object."),
    "nested user data": (
        lead(user_data={"em": {"hash": EMAIL}}),
        "The parameter $['data'][0]['user_data']['em'] must be a string.",
    ),
    "contents is text": (
        purchase(contents='[{"id":"a"}]'),
        "The parameter $['data'][0]['custom_data']['contents'] must be an array.",
    ),
    "unknown content key": (
        purchase(contents=[{"id": "a"}, {"name": "b"}]),
        "Unexpected key \"name\" on param \"$['data'][0]['custom_data']['contents'][1]\"",
    ),
    "unknown user key": (
        lead(user_data={"em": EMAIL, "email": "x"}),
        "Unexpected key \"email\" on param \"$['data'][0]['user_data']\"",
    ),
    "no object": ("text", "The parameter $['data'][0] must be an object."),
}


@pytest.mark.parametrize("case", SHAPES)
def test_wrong_types_are_named_by_their_path(case: str) -> None:
    """The shape error says which parameter is wrong."""
    event, said = SHAPES[case]
    outcome = send(event)
    assert codes(outcome) == SHAPE
    assert refusal(outcome).error_user_msg == said


def test_an_unknown_action_source_is_refused() -> None:
    """The sources are a closed list."""
    outcome = send(lead(action_source="web"))
    assert codes(outcome) == SHAPE
    assert "['action_source'] must be one of" in str(refusal(outcome).error_user_msg)


def test_the_unhashed_key_is_named() -> None:
    """The text says which key is in the clear."""
    text = refusal(send(lead(user_data={"em": EMAIL, "ct": "london"}))).error_user_msg
    assert text is not None
    assert text.startswith("The ct parameter isn’t hashed.")


def test_the_order_of_checks() -> None:
    """Types come first, then the time, the customer, the currency, and the value."""
    event = {**purchase(currency=None, value=None, contents=[]), "event_time": int(NOW) - 8 * DAY, "user_data": {}}
    seen = []
    for repair in (
        {"custom_data": {"contents": "x"}},
        {"custom_data": {}},
        {"event_time": int(NOW)},
        {"user_data": {"em": EMAIL}},
        {"custom_data": {"currency": "EUR"}},
    ):
        event.update(repair)
        seen.append(refusal(send(event)).error_subcode)
    assert seen == [2804019, 2804003, 2804050, 2804010, 2804009]


def test_one_bad_event_sinks_its_request() -> None:
    """All events of the request carry the error, and its path names the one that is wrong."""
    outcome = send(lead(), lead(event_id="lead-2", event_time="soon"), lead(event_id="lead-3"))
    assert str(refusal(outcome).error_user_msg).startswith("The parameter $['data'][1]['event_time']")
    assert [event.event_id for event in outcome.events] == ["lead-1", "lead-2", "lead-3"]
    assert not any(event.accepted for event in outcome.events)


def test_more_than_a_thousand_events() -> None:
    """A thousand are taken, one more isn't."""
    assert send(*[lead()] * 1000).answer.accepted
    outcome = send(*[lead()] * 1001)
    assert codes(outcome) == SHAPE
    assert len(outcome.events) == 1001


DOUBTFUL: dict[str, tuple[Any, dict[str, Any], bool]] = {
    "future times can be refused": (lead(event_time=int(NOW) + 2 * HOUR), {"max_future_s": HOUR}, False),
    "within the margin they aren't": (lead(event_time=int(NOW) + HOUR), {"max_future_s": HOUR}, True),
    "action source can be optional": (lead(action_source=None), {"require_action_source": False}, True),
    "unknown keys can be allowed": (
        lead(user_data={"em": EMAIL, "email": "x"}, custom_data={"contents": [{"name": "n"}]}),
        {"reject_unknown_keys": False},
        True,
    ),
    "numeric text can be refused": (lead(event_time=str(int(NOW))), {"strict_scalars": True}, False),
    "numbers as text can be refused": (lead(event_id=7), {"strict_scalars": True}, False),
    "the age is a setting": (lead(event_time=int(NOW) - HOUR), {"max_age_s": 60.0}, False),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_what_is_not_known_is_a_setting(case: str) -> None:
    """Each doubtful rule can be turned."""
    event, settings, accepted = DOUBTFUL[case]
    assert send(event, **settings).answer.accepted is accepted
