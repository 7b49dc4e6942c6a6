"""What holds of the rules for any text."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mock_meta.normalize import KEYS, Implementation, Outcome, digest, normal_forms, split_appendix

PYTHON, NODE, PHP, BUILDER, PIXEL = Implementation
TEXT = st.text() | st.text(string.printable + "äÖßéИ정Σς\u00a0\ufeff\u2028٣") | st.text("0123456789+-() /.")
ANY_TEXT = TEXT | st.text(st.characters(codec=None))
KEY = st.sampled_from(sorted(KEYS))
ONCE = KEYS - {"f5first", "f5last", "ge"}
"""Keys whose SDK rules promise that a normal form is its own; a name cut to five may end in a blank."""


@given(KEY, ANY_TEXT, st.sampled_from(["", "DE", "us", "zz"]))
def test_no_text_is_too_odd(key: str, raw: str, country: str) -> None:
    """Every implementation has an answer, with a value exactly if something is sent."""
    forms = normal_forms(key, raw, country)
    assert len(forms.forms) in (3, 4, 5)
    for form in forms.forms:
        assert bool(form.value) == (form.outcome in (Outcome.HASHED, Outcome.KEPT, Outcome.PLAIN))
        assert form.outcome is not Outcome.HASHED or form.value == digest(form.text)
    assert all(forms.documented)


@given(st.sampled_from(sorted(ONCE)), TEXT)
def test_python_makes_of_its_own_form_the_same_again(key: str, raw: str) -> None:
    """Small letters stay small, and what was taken out stays out."""
    first = normal_forms(key, raw).of(PYTHON)
    assume(first is not None and first.outcome is Outcome.HASHED and first.text)
    assert first is not None
    assert normal_forms(key, first.text).of(PYTHON) == first


@given(st.sampled_from(["em", "ph", "fn", "ln", "ge", "ct", "country", "external_id"]), TEXT)
def test_the_parameter_builder_makes_of_its_own_form_the_same_again(key: str, raw: str) -> None:
    """A name without punctuation has none to lose."""
    first = normal_forms(key, raw).of(BUILDER)
    assume(first is not None and first.outcome is Outcome.HASHED)
    assert first is not None
    # ς becomes σ where what follows it is taken out, and a capital sigma becomes either by its place.
    assume("σ" not in first.text and "ς" not in first.text)
    assert normal_forms(key, first.text).of(BUILDER) == first


def _names_and_numbers() -> st.SearchStrategy[tuple[str, str]]:
    """What people write into such a field, and anything else."""
    names = st.sampled_from(["fn", "ln", "ct"])
    letters = st.text(st.characters(categories=["L"]), min_size=1)
    numbers = st.from_regex(r"\+?[0-9][0-9 ()-]{5,14}[0-9]", fullmatch=True)
    anything = st.tuples(st.sampled_from(["fn", "ln", "ct", "ph"]), TEXT)
    return st.one_of(st.tuples(names, letters), st.tuples(st.just("ph"), numbers), anything)


@given(_names_and_numbers())
def test_the_pixels_form_is_nobodys_to_change(field: tuple[str, str]) -> None:
    """A site that cleans a value by the pixel's rules first gets one hash from the pixel and from Python's SDK.

    Phone numbers too, if they are long enough; digits in a city are the exception: only the pixel keeps them.
    """
    key, raw = field
    first = normal_forms(key, raw).of(BUILDER)
    assume(first is not None and first.outcome is Outcome.HASHED)
    assert first is not None
    assume(first.text.isalpha() or key == "ph")
    assume("σ" not in first.text and "ς" not in first.text)
    again = normal_forms(key, first.text)
    python = again.of(PYTHON)
    assert python is not None
    assert python.outcome is Outcome.REFUSED or again.agree(PYTHON, PIXEL, BUILDER)


@pytest.mark.parametrize("key", sorted(KEYS))
@pytest.mark.parametrize("raw", [digest("x"), digest("x").upper(), f"  {digest('x')}\n"])
def test_a_hash_is_passed_on(key: str, raw: str) -> None:
    """By each implementation that takes it for one; none hashes it again. PHP's SDK looks before it trims."""
    for form in normal_forms(key, raw).forms:
        if form.implementation is PHP and raw != raw.strip():
            continue
        if form.outcome in (Outcome.HASHED, Outcome.KEPT):
            assert (form.outcome, form.value.lower()) == (Outcome.KEPT, digest("x"))


def test_an_unknown_key_has_no_normal_form() -> None:
    """Nothing is known of it, and nothing is said."""
    forms = normal_forms("shoe_size", "42")
    assert (forms.forms, forms.documented, forms.of(PYTHON), forms.agree()) == ((), (), None, True)


@pytest.mark.parametrize(
    ("raw", "country", "readings"),
    [
        ("+49 151 12345678", "", ("4915112345678",)),
        ("0049 151 12345678", "", ("4915112345678",)),
        ("+49 (0)151 12345678", "", ("49015112345678", "4915112345678")),
        ("0151 12345678", "DE", ("4915112345678",)),
        ("0151 12345678", "", ()),
        ("1 650 555 1212", "US", ("16505551212", "116505551212")),
        ("letters", "DE", ()),
    ],
)
def test_a_phone_number_is_documented_with_its_countrys_code(raw: str, country: str, readings: tuple[str, ...]) -> None:
    """The code comes from the number or from the customer's country; without either the page decides nothing."""
    assert normal_forms("ph", raw, country).documented == readings


@pytest.mark.parametrize(
    ("key", "raw", "readings"),
    [
        ("fn", "Jörg", ("jörg", "jorg", "joerg")),
        ("ln", "von der Leyen", ("von der leyen", "vonderleyen")),
        ("ln", "O’Brien", ("obrien",)),
        ("ct", "São Paulo", ("sãopaulo", "saopaulo")),
        ("st", "California", ("ca", "california")),
        ("zp", "94025-1234", ("94025", "940251234")),
        ("zp", "M1 1AE", ("m11", "m11ae")),
        ("db", "3/2/1990", ("19900302", "19900203")),
        ("ge", "Female", ("f",)),
        ("country", "Germany", ("de",)),
        ("country", "Atlantis", ()),
        ("em", "nobody", ()),
    ],
)
def test_the_readings_of_metas_page(key: str, raw: str, readings: tuple[str, ...]) -> None:
    """Several where the page leaves a choice, none where it decides nothing."""
    assert normal_forms(key, raw).documented == readings


@pytest.mark.parametrize(
    ("key", "raw", "hashed"),
    [
        ("em", "not-an-email", "not-an-email@gmail.com"),
        ("ph", "abc", "abc"),
        ("ph", "0044 20 7946 0958", "442079460958"),
        ("fn", "Jöhn-Paul!", "jöhnpaul"),
        ("zp", "9", "9"),
        ("zp", "SW1A 1AA", "sw1a 1aa"),
        ("db", "hello", "hello"),
        ("db", "03/02/1990", "19900302"),
        ("ge", "Male", "Male"),
        ("external_id", " User-42 ", "user-42"),
    ],
)
def test_the_pixel_hashes_what_breaks_its_rule_as_it_is(key: str, raw: str, hashed: str) -> None:
    """As it did when it was watched; of an e-mail address it makes one, or nothing."""
    form = normal_forms(key, raw).of(PIXEL)
    assert form is not None
    assert (form.outcome, form.text) == (Outcome.HASHED, hashed)


def test_the_pixel_sends_one_hash_for_all_hidden_addresses() -> None:
    """And none for what can be no address."""
    hidden = [normal_forms("em", f"{name}@privaterelay.appleid.com").of(PIXEL) for name in "ab"]
    assert hidden[0] == hidden[1]
    refused = normal_forms("em", "bad@@x").of(PIXEL)
    assert refused is not None
    assert refused.outcome is Outcome.OMITTED


@given(TEXT)
def test_an_appendix_is_split_off_and_nothing_is_lost(text: str) -> None:
    """Eight characters after the last dot, or two of the older kind."""
    bare, appendix = split_appendix(text)
    assert text == (f"{bare}.{appendix}" if appendix else bare)
    assert split_appendix(digest(text) + ".AQQCAQMC") == (digest(text), "AQQCAQMC")
    assert split_appendix(digest(text) + ".Bg") == (digest(text), "Bg")
