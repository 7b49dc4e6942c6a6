"""The estimate of match quality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.event import Channel
from mock_meta.match import WEIGHTS, KeyReason, assess, match_quality, mean_match_quality
from mock_meta.normalize import EMPTY_HASH, Kind, digest
from tests.mock_meta.factories import NOW, REFUSED, browser, server

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
SOUND: Mapping[str, Any] = {
    **{key: digest(f"some {key}") for key in WEIGHTS},
    "fbp": f"fb.1.{NOW:.0f}000.1116446470",
    "fbc": f"fb.1.{NOW:.0f}000.IwAR0click",
    "external_id": "user-42",
    "client_ip_address": "93.184.216.34",
    "client_user_agent": AGENT,
    "fb_login_id": 12345,
}
EM = digest("mary@example.com")
SHAPE = "it is not 'fb.', a number, 13 digits of time and a payload, with dots between them"


def reason(key: str, value: Any, known: Mapping[str, str] | None = None) -> KeyReason:
    """What is said of one key."""
    (found,) = (r for r in assess(server(user_data={key: value}), known).reasons if r.key == key)
    return found


@pytest.mark.parametrize("key", WEIGHTS)
def test_each_kind_of_information_adds_its_weight(key: str) -> None:
    """One sound key alone is worth what the table says, and nothing is remarked."""
    assert match_quality(server(user_data={key: SOUND[key]})) == WEIGHTS[key]
    assert reason(key, SOUND[key]) == KeyReason(
        key=key, worth=WEIGHTS[key], points=WEIGHTS[key], present=True, well_formed=True, plausible=True
    )


@pytest.mark.parametrize("value", [None, "", [], [""], [None]])
def test_empty_information_is_none(value: Any) -> None:
    """Node's SDK sends a list that holds null for what it couldn't normalise: that matches nobody."""
    assert match_quality(server(user_data={"em": value})) == 0
    assert not reason("em", value).present


@pytest.mark.parametrize(
    ("key", "value", "remark"),
    [
        ("em", "mary@example.com", "no SHA-256 in 64 hexadecimal digits"),
        ("em", "d41d8cd98f00b204e9800998ecf8427e", "no SHA-256 in 64 hexadecimal digits"),
        ("fn", EMPTY_HASH, "the hash of an empty text"),
        ("external_id", EMPTY_HASH, "the hash of an empty text"),
        ("external_id", "  ", "blanks only"),
        ("fbp", "1116446470", "it does not begin with 'fb.'"),
        ("fbc", f"fb.1.{NOW:.0f}.IwAR0click", "its creation time is in seconds, not in milliseconds"),
        (
            "fbc",
            f"fb.1.{NOW:.0f}000",
            "it is not 'fb.', a number, 13 digits of time and a payload, with dots between them",
        ),
        ("client_ip_address", "203.0.113.7, 10.0.0.1", "no IPv4 or IPv6 address"),
        ("fb_login_id", "me", "no number"),
    ],
)
def test_malformed_information_is_worth_nothing(key: str, value: Any, remark: str) -> None:
    """It is there, and matches nobody."""
    found = reason(key, value)
    assert (found.present, found.well_formed, found.points, found.remark) == (True, False, 0.0, remark)


@pytest.mark.parametrize(
    ("key", "value", "remark"),
    [
        ("em", digest("undefined"), "the hash of 'undefined', which no shopper is called"),
        ("external_id", digest("null"), "the hash of 'null', which no shopper is called"),
        (
            "client_user_agent",
            "python-requests/2.32",
            "the user agent of a program (python), not of the shopper's browser",
        ),
        ("fbp", f"fb.1.{NOW + 3 * 86400:.0f}000.1", "its creation time is not in the shopper's past"),
        ("fbc", "fb.1.0000000000001.IwAR", "its creation time is not in the shopper's past"),
    ],
)
def test_what_is_no_shoppers_is_worth_nothing(key: str, value: Any, remark: str) -> None:
    """It is well-formed, and yet it can hardly be true."""
    found = reason(key, value)
    assert (found.well_formed, found.plausible, found.points, found.remark) == (True, False, 0.0, remark)


def test_a_private_address_is_remarked_and_costs_nothing() -> None:
    """Every run on one machine has one, and two runs of a site are to be compared."""
    found = reason("client_ip_address", "127.0.0.1")
    assert found.points == WEIGHTS["client_ip_address"]
    assert "private network" in found.remark


@pytest.mark.parametrize(
    ("sent", "kind", "earns"),
    [
        (EM, Kind.DOCUMENTED, True),
        (EM.upper(), Kind.DOCUMENTED, True),
        (f"{EM}.AQQCAQMC", Kind.DOCUMENTED, True),
        (digest("Mary@Example.com"), Kind.HASH_OF_RAW, False),
        (digest(EM), Kind.HASH_OF_HASH, False),
        (digest("john@example.com"), Kind.UNKNOWN, False),
    ],
)
def test_a_known_customers_value_must_be_made_from_it(sent: str, kind: Kind, earns: bool) -> None:
    """By Meta's page or an official implementation; another hash earns nothing, and its making is told."""
    found = reason("em", [sent], {"em": "Mary@Example.com"})
    assert found.normalised is not None
    assert (found.normalised.kind, bool(found.points)) == (kind, earns)
    assert found.remark == ("" if earns else str(kind))


def test_one_good_value_among_several_is_enough_where_the_customer_is_unknown() -> None:
    """A list may hold what one of the addresses could not be made into."""
    assert match_quality(server(user_data={"em": [EMPTY_HASH, EM]})) == WEIGHTS["em"]


def test_a_shopper_may_bear_an_unlikely_name() -> None:
    """What is known outweighs what is likely."""
    assert reason("ln", digest("null")).points == 0
    assert reason("ln", digest("null"), {"ln": "Null"}).points == WEIGHTS["ln"]


def test_everything_is_worth_ten() -> None:
    """An event has at most ten points, whatever the weights add up to; what is missing is listed, the dearest first."""
    assert sum(WEIGHTS.values()) > 10
    assert match_quality(server(user_data=SOUND)) == 10
    assert [r.key for r in assess(server(user_data={"em": EM})).lacking][:2] == ["fbc", "ph"]


def test_more_information_is_never_worse() -> None:
    """Keys that nobody knows change nothing."""
    assert match_quality(server(user_data={"em": EM, "shoe_size": "42"})) == match_quality(server(user_data={"em": EM}))


def test_the_mean_is_over_accepted_server_events() -> None:
    """Meta scores nothing else."""
    scored = [server(user_data={"em": EM}), server(user_data={})]
    unscored = [browser(user_data={"em": EM}), server(user_data={"em": EM}, answer=REFUSED)]
    assert mean_match_quality([*scored, *unscored]) == WEIGHTS["em"] / 2
    assert mean_match_quality(unscored) is None
    assert unscored[0].channel is Channel.BROWSER


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@given(
    st.dictionaries(st.sampled_from([*WEIGHTS, "st", "x"]), ANYTHING),
    st.dictionaries(st.sampled_from([*WEIGHTS]), st.text()),
)
def test_anything_can_be_assessed(user_data: dict[str, Any], known: dict[str, str]) -> None:
    """Whatever a client sends, the estimate is between 0 and 10, and every key has its reason."""
    found = assess(server(user_data=user_data), known)
    assert 0 <= found.score <= 10
    assert [r.key for r in found.reasons] == list(WEIGHTS)
