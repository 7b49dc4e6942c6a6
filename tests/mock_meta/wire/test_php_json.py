"""JSON as PHP writes it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mock_meta.wire import php_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_compact_with_escaped_slashes_and_ascii_only() -> None:
    """No spaces, slashes escaped, everything else than ASCII as an escape."""
    assert php_json.encode({"a/b": ["doesn’t", 1]}) == b'{"a\\/b":["doesn\\u2019t",1]}'


@given(JSON)
def test_any_reader_gets_the_value_back(value: object) -> None:
    """The dress changes nothing in what is said."""
    assert json.loads(php_json.encode(value)) == value
