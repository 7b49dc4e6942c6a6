"""The ledger as a file: it comes back as it was, its schema is published, and a broken one is told in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from harness.errors import PixelproofError
from harness.ledger import (
    Ban,
    Blind,
    Choice,
    ConsentChange,
    Conversion,
    Deed,
    Excuse,
    Ledger,
    LedgerError,
    PageError,
    PageLoad,
    PixelWarning,
    Refused,
    VisitRecord,
    decode_ledger,
    encode_ledger,
    is_page_of,
    ledger_schema,
)
from harness.schemas import FOLDER, generated
from mock_meta.event import Answer, Channel, Request
from tests.harness.factories import START, event, healthy, ledger, two_orders
from tests.harness.mutators import MUTATORS
from tests.harness.traps import TRAPS

SCHEMA = Draft202012Validator(ledger_schema())
TEXT = st.text(max_size=5)
MOMENT = st.floats(min_value=0, max_value=4e9)
NUMBER = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


ODD = ("server_ignores_denial", "broken_script", "currency_missing_and_refused")


def several(kind: type[msgspec.Struct], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """None, one or two values of a type."""
    return st.lists(st.builds(kind, **fields), max_size=2).map(tuple)


CHANNEL, MAYBE, MAYBE_TEXT = st.sampled_from(Channel), st.none() | MOMENT, st.none() | TEXT
PARTS = {
    "visits": several(
        VisitRecord,
        shopper=st.dictionaries(TEXT, TEXT, max_size=2),
        click_id=MAYBE_TEXT,
        pages=several(PageLoad, at=MOMENT, url=TEXT, loaded_at=MAYBE, left_at=MAYBE),
        consent=several(ConsentChange, at=MOMENT, choice=st.sampled_from(Choice)),
        deeds=several(Deed, at=MOMENT, name=TEXT),
        page_errors=several(PageError, at=MOMENT, url=TEXT, message=TEXT),
        pixel_warnings=several(PixelWarning, at=MOMENT, url=TEXT, message=TEXT),
    ),
    "conversions": several(
        Conversion,
        book=TEXT,
        id=TEXT,
        created_at=MOMENT,
        settled_at=MAYBE,
        value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        currency=MAYBE_TEXT,
        contents=st.lists(st.dictionaries(TEXT, JSON, max_size=2), max_size=2).map(tuple),
        customer=st.dictionaries(TEXT, JSON, max_size=2),
    ),
    "excuses": several(Excuse, channel=CHANNEL, aspect=TEXT, reason=TEXT, since=MAYBE, until=MAYBE),
    "bans": several(Ban, channel=CHANNEL, reason=TEXT, events=st.lists(TEXT, max_size=2).map(tuple)),
    "refused": several(Refused, at=MOMENT, host=TEXT, port=st.integers(0, 65535), reason=TEXT),
    "blind": several(Blind, channel=CHANNEL, reason=TEXT),
}


def document(edit: Callable[[dict[str, Any]], None] = lambda _: None) -> bytes:
    """The healthy ledger's JSON, edited."""
    read = json.loads(encode_ledger(healthy()))
    edit(read)
    return json.dumps(read).encode()


def error_of(text: bytes) -> str:
    """What is said of a file that is no ledger."""
    with pytest.raises(LedgerError) as caught:
        decode_ledger(text, "run.json")
    return str(caught.value)


@pytest.mark.parametrize("name", TRAPS)
def test_a_ledger_comes_back_as_it_was(name: str) -> None:
    """Saving and reading again loses nothing."""
    evidence = TRAPS[name]()
    assert decode_ledger(encode_ledger(evidence), "run.json") == evidence


@settings(max_examples=25)
@given(st.fixed_dictionaries(PARTS))
def test_every_part_comes_back_as_it_was(parts: dict[str, Any]) -> None:
    """Whatever a visit, a book or a world holds; and the schema takes it."""
    evidence = ledger(**parts)
    text = encode_ledger(evidence)
    assert decode_ledger(text, "run.json") == evidence
    SCHEMA.validate(json.loads(text))


@settings(max_examples=25)
@given(st.dictionaries(st.text(), JSON, max_size=3), st.binary(max_size=20))
def test_raw_evidence_comes_back_as_it_was(said: dict[str, Any], body: bytes) -> None:
    """Parameters of any shape, and the raw bytes of requests."""
    told = event("X", 1, custom_data=said, key="1.0")
    raw = Request(
        seq=1, received_at=START, method="POST", url="/tr", headers=(("a", "b"),), body=body, answer=Answer(status=0)
    )
    evidence = ledger(told, requests=(raw,))
    assert decode_ledger(encode_ledger(evidence), "run.json") == evidence


def test_what_is_missing_at_the_end_has_its_default() -> None:
    """A ledger of an older minor version, without later fields, is still read."""
    read = decode_ledger(document(lambda d: d["visits"][0].pop("walked")), "run.json")
    assert read.visits[0].walked == ()


def test_the_text_is_for_people_too() -> None:
    """One value a line, so that two ledgers can be compared."""
    assert len(encode_ledger(healthy()).splitlines()) > 200


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda d: d.pop("plan"), "run.json is not a ledger: at $: Object missing required field `plan`"),
        (
            lambda d: d["events"][2].update(received_at="soon"),
            "run.json is not a ledger: at $.events[2].received_at: Expected `float`, got `str`",
        ),
        (
            lambda d: d.update(format="pixelproof-ledger/99"),
            "run.json is not a ledger: at $.format: Invalid enum value 'pixelproof-ledger/99'",
        ),
        (
            lambda d: d["events"][0].update(channel="fax"),
            "run.json is not a ledger: at $.events[0].channel: Invalid enum value 'fax'",
        ),
    ],
    ids=["missing", "type", "format", "enum"],
)
def test_a_malformed_ledger_is_told_with_its_path(edit: Callable[[dict[str, Any]], None], sentence: str) -> None:
    """One sentence: the file, the place, and what is wrong there."""
    assert error_of(document(edit)) == sentence


@pytest.mark.parametrize("text", [b"", b"{", b"no", b"\xff\xfe", document()[:-20]])
def test_what_is_no_json_is_told_so(text: bytes) -> None:
    """One sentence with the file's name."""
    assert error_of(text).startswith("run.json is not JSON: ")
    assert "\n" not in error_of(text)


def test_a_ledger_error_is_one_of_ours() -> None:
    """So that a command shows it as a sentence and no traceback."""
    assert issubclass(LedgerError, PixelproofError)


@pytest.mark.parametrize("name", generated())
def test_the_committed_schema_is_that_of_the_types(name: str) -> None:
    """If this fails, run ``python -m harness.schemas`` and look at what changed for whoever reads such documents."""
    assert (FOLDER / name).read_text(encoding="utf-8") == generated()[name]


@pytest.mark.parametrize("evidence", [healthy(), two_orders(), *(MUTATORS[name].evidence() for name in ODD)])
def test_a_ledger_fits_its_schema(evidence: Ledger) -> None:
    """The published schema takes what is written."""
    SCHEMA.check_schema(SCHEMA.schema)
    SCHEMA.validate(json.loads(encode_ledger(evidence)))


def test_the_schema_refuses_what_is_no_ledger() -> None:
    """With the place: the channel of an event."""
    broken = json.loads(document(lambda d: d["events"][3].update(channel="fax")))
    (error,) = Draft202012Validator(ledger_schema()).iter_errors(broken)
    assert error.json_path == "$.events[3].channel"


@pytest.mark.parametrize(
    ("url", "patterns", "fits"),
    [
        ("https://shop.example/products/mug?x=1#y", ("/products/*",), True),
        ("https://shop.example", ("/",), True),
        ("https://shop.example/PRODUCTS/mug", ("/products/*",), False),
        ("https://bank.example/products/mug", ("*",), False),
        ("https://shop.example/a", ("/b", "/a"), True),
        ("https://shop.example/a", (), False),
        ("about:blank", ("*",), False),
    ],
)
def test_pages_of_the_site(url: str, patterns: tuple[str, ...], fits: bool) -> None:
    """Host and path decide; query and fragment don't."""
    assert is_page_of(url, ("shop.example",), patterns) is fits


def test_a_conversion_is_named_by_book_and_number() -> None:
    """As findings write it."""
    assert healthy().conversions[0].key == "orders/1001"
