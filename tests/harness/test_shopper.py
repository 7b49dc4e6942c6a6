"""The made-up shopper."""

from __future__ import annotations

import re

from harness.shopper import LOCALES, Shopper, make_shopper


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
        assert all(value for name, value in shopper.identity().items() if name != "state")


def test_people_of_many_countries() -> None:
    """Names in their own scripts, numbers that begin as theirs do, and a state where addresses have one."""
    people = {locale: make_shopper("1", locales=(locale,)) for locale in LOCALES}
    assert {locale[-2:] for locale in LOCALES} == {person.country for person in people.values()}
    assert {locale for locale, person in people.items() if person.state} == {"en_US", "pt_BR"}
    assert not people["el_GR"].last_name.isascii()
    for person in people.values():
        assert re.fullmatch(r"\+\d{9,14}", person.phone)
        assert re.fullmatch(r"[a-z]+\.[a-z]+\.\d{5}@example\.com", person.email)


def test_a_seed_decides_where_somebody_is_from() -> None:
    """Of several locales each comes up, and the same for the same seed."""
    countries = {make_shopper(str(seed), locales=LOCALES).country for seed in range(40)}
    assert len(countries) > 10
    assert make_shopper("7", locales=LOCALES) == make_shopper("7", locales=LOCALES)


def test_the_ledger_knows_the_person_and_not_the_callback() -> None:
    """All fields but the callbacks, as text."""
    assert set(make_shopper("1").identity()) == set(Shopper.__dataclass_fields__) - {"did", "waits"}


def test_a_deed_is_told_to_whoever_listens() -> None:
    """Outside a visit nobody does, and the journey still runs."""
    told: list[str] = []
    make_shopper("1", told.append).did("AddToCart")
    make_shopper("1").did("AddToCart")
    assert told == ["AddToCart"]
