"""Form-encoded text: the fast way and the exact way agree."""

from __future__ import annotations

from urllib.parse import parse_qsl

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from mock_meta.wire.urlencoded import pairs

ESCAPES = ["%C3%A9", "%20", "%2B", "%26", "%3D", "%FF", "%E2%82%AC", "%25", "%00", "%", "%4", "%zz"]
PIECES = st.sampled_from([*"ab=&+;#?/ 01cdF[]é", "\x00", "\n", "\\", *ESCAPES])


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text())
def test_both_ways_agree(text: str) -> None:
    """On whatever a client may send."""
    assert pairs(text) == parse_qsl(text, keep_blank_values=True, errors="replace")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a=1&a=2&b", [("a", "1"), ("a", "2"), ("b", "")]),
        ("cd%5Bvalue%5D=5+%E2%82%AC", [("cd[value]", "5 €")]),
        ("name=caf%E9", [("name", "caf\ufffd")]),
        ("%FF=1&%FE=2", [("\ufffd", "1"), ("\ufffd", "2")]),
        ("share=50%25", [("share", "50%")]),
        ("&&a=1&", [("a", "1")]),
    ],
)
def test_what_comes_out(text: str, expected: list[tuple[str, str]]) -> None:
    """Order and repetition stay; what can't be read is marked, and what needn't be escaped needn't."""
    assert pairs(text) == expected
