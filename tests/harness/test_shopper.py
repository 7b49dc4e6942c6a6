"""The made-up shopper."""

from __future__ import annotations

import re

from harness.shopper import Shopper, make_shopper


def test_the_same_seed_is_the_same_person() -> None:
    """So that a run can be repeated; another seed is another person."""
    assert make_shopper("1/healthy") == make_shopper("1/healthy")
    assert make_shopper("1/healthy").email != make_shopper("2/healthy").email


def test_a_person_that_forms_accept() -> None:
    """An address at example.com in plain letters, a phone number in E.164, and nothing left empty."""
    for seed in range(30):
        shopper = make_shopper(str(seed))
        assert re.fullmatch(r"[a-z]+\.[a-z]+\.\d{5}@example\.com", shopper.email)
        assert re.fullmatch(r"\+4915\d{9}", shopper.phone)
        assert re.fullmatch(r"\d{5}", shopper.postcode)
        assert all(shopper.identity().values())


def test_the_ledger_knows_the_person_and_not_the_callback() -> None:
    """All fields but ``did``, as text."""
    assert set(make_shopper("1").identity()) == set(Shopper.__dataclass_fields__) - {"did"}


def test_a_deed_is_told_to_whoever_listens() -> None:
    """Outside a visit nobody does, and the journey still runs."""
    told: list[str] = []
    make_shopper("1", told.append).did("AddToCart")
    make_shopper("1").did("AddToCart")
    assert told == ["AddToCart"]
