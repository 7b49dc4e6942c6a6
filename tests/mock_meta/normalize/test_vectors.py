"""The rules against what the official implementations did with 304 values."""

from __future__ import annotations

import pytest

from mock_meta.normalize import EMPTY_HASH, Implementation, Kind, Outcome, classify, digest, normal_forms
from mock_meta.normalize.forms import hash_name
from tests.mock_meta.normalize.vectors import ENGINES, Vector, vectors

SAMPLE = pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.name)
APPENDIX = ".AQQCAQMC"


def test_all_vectors_are_here() -> None:
    """304 values of 18 keys; where Python's and Node's SDK differ is known, too."""
    assert len(vectors()) == 304
    assert len({vector.key for vector in vectors()}) == 18
    apart = [v for v in vectors() if len({(f.value, f.outcome is Outcome.REFUSED) for f in pair(v)}) > 1]
    assert len(apart) == 54


def pair(vector: Vector) -> list[object]:
    """What Python's and Node's SDK make of a value."""
    forms = normal_forms(vector.key, vector.raw)
    return [forms.of(Implementation.PYTHON), forms.of(Implementation.NODE)]


@SAMPLE
def test_each_implementation_is_known(vector: Vector) -> None:
    """What is hashed, what is sent, what is kept, left out or refused is as it was when the implementation was run."""
    forms = normal_forms(vector.key, vector.raw)
    ran = {form.implementation: form for form in vector.forms()}
    assert {which: forms.of(which) for which in ran} == ran


@SAMPLE
def test_agreement_is_told(vector: Vector) -> None:
    """Whether all of them send the same."""
    ran = list(vector.forms())
    forms = normal_forms(vector.key, vector.raw)
    assert forms.agree(*(form.implementation for form in ran)) == (len({form.value for form in ran}) == 1)


@SAMPLE
def test_what_an_implementation_sends_is_no_fault_of_the_sites(vector: Vector) -> None:
    """It is traced to every implementation that sends it; only the hash of nothing is a fault whoever makes it."""
    for form in vector.forms():
        if form.outcome is Outcome.REFUSED:
            continue
        suffix = APPENDIX if form.implementation is Implementation.BUILDER and form.value else ""
        told = classify(vector.key, vector.raw, [form.value + suffix])
        assert form.implementation in told.by
        if form.value == EMPTY_HASH:
            assert told.kind is Kind.EMPTY
        else:
            assert told.sound
            assert (told.kind is Kind.ABSENT) == (not form.value)


@SAMPLE
def test_mistakes_are_told_apart(vector: Vector) -> None:
    """The raw value's hash, a hash's hash and a stranger's, unless an implementation happens to send just that."""
    forms = normal_forms(vector.key, vector.raw)
    fine = {form.value.lower() for form in forms.forms} | {digest(text) for text in forms.documented}
    if not vector.raw.strip():
        return
    mistakes = {
        digest(vector.raw): Kind.HASH_OF_HASH if hash_name(vector.raw) else Kind.HASH_OF_RAW,
        digest(digest(vector.raw)): Kind.HASH_OF_HASH,
        digest("somebody.else@example.net"): Kind.UNKNOWN,
    }
    for sent, kind in mistakes.items():
        assert sent in fine or classify(vector.key, vector.raw, sent).kind is kind


@pytest.mark.parametrize("vector", [v for v in vectors() if v.page], ids=lambda vector: vector.name)
def test_the_pages_own_examples(vector: Vector) -> None:
    """Meta's page says what it makes of these; the phone number's country is part of its example."""
    assert normal_forms(vector.key, vector.raw, "US").documented[0] == vector.page
    assert classify(vector.key, vector.raw, digest(vector.page), "US").kind is Kind.DOCUMENTED


def test_every_implementation_was_run_on_every_key_it_knows() -> None:
    """The Parameter Builder does not know the SDKs' own keys; the pixel was measured elsewhere."""
    for vector in vectors():
        ran = {form.implementation for form in vector.forms()}
        known = {form.implementation for form in normal_forms(vector.key, vector.raw).forms}
        assert known - {Implementation.PIXEL} == ran <= set(ENGINES.values())
