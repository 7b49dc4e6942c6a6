"""Names of events that mean one of Meta's."""

from __future__ import annotations

import pytest

from harness.spelling import is_alias, meant_name
from mock_meta.schemas import standard_events


@pytest.mark.parametrize("name", sorted(standard_events()))
def test_a_standard_name_means_itself_however_it_is_written(name: str) -> None:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")
    assert {meant_name(name), meant_name(name.upper()), meant_name(snake)} == {name}


def test_a_name_of_one_s_own_stays() -> None:
    assert meant_name("SawTheShowroom") == "SawTheShowroom"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("add_to_cart", "AddToCart", True),
        ("begin_checkout", "InitiateCheckout", True),
        ("Purchase", "Purchase", False),
        ("Lead", "Contact", False),
    ],
)
def test_spellings_of_one_event_are_aliases(one: str, other: str, alike: bool) -> None:
    assert is_alias(one, other) is alike
    assert is_alias(other, one) is alike
