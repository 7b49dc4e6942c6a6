"""Halves of characters, which no file takes, cost nothing but themselves."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from harness.ledger import PageError, decode_ledger, encode_ledger
from harness.storable import storable, storable_text
from tests.harness.factories import change, healthy

HALF = "\ud83d"
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_can_be_written(text: str) -> None:
    """And one that could be written before is the same."""
    kept = storable_text(text)
    assert kept.encode().decode() == kept
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        assert kept == text


def test_two_halves_are_a_character_again() -> None:
    assert storable_text("\ud83d\ude00") == "\N{GRINNING FACE}"


def test_a_ledger_with_half_a_character_is_written_whole() -> None:
    """All else in it stays as it was, bytes too."""
    ledger = healthy()
    (visit, *others) = ledger.visits
    wrong = PageError(at=1.0, url="https://kiosk.example/", message=f"no {HALF} here")
    broken = change(ledger, visits=(change(visit, page_errors=(wrong,)), *others))
    kept = storable(broken)
    assert decode_ledger(encode_ledger(kept), "it") == kept
    assert kept.visits[0].page_errors[0].message == "no \ufffd here"
    assert msgspec.structs.replace(kept, visits=ledger.visits) == ledger


def test_a_ledger_without_any_is_the_same() -> None:
    ledger = healthy()
    assert storable(ledger) is ledger
