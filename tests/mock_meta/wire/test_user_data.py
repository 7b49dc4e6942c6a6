"""Customer information: hashes, and what is too broad."""

import pytest

from mock_meta.wire import user_data
from tests.mock_meta.wire.factories import EMAIL


@pytest.mark.parametrize("value", [EMAIL, EMAIL.upper(), f"{EMAIL}.AQ", f"{EMAIL}.AQQCAQMC", f"{EMAIL}.A-_CAQMC"])
def test_hashes(value: str) -> None:
    """SHA-256 in either case, bare or with the Parameter Builder's suffix."""
    assert user_data.is_hash(value)


@pytest.mark.parametrize(
    "value", ["", "john@example.com", EMAIL[:-1], EMAIL + "0", EMAIL[:32], f"{EMAIL}.", f"{EMAIL}.AQQ", 7, EMAIL + "\n"]
)
def test_no_hashes(value: object) -> None:
    """Anything else, MD5 among it, is no hash."""
    assert not user_data.is_hash(value)


@pytest.mark.parametrize("key", sorted(user_data.HASHED | user_data.HASHED_BY_SDKS))
def test_every_hashed_key_is_looked_at(key: str) -> None:
    """Text in the clear is found under each key, alone and in a list behind a hash."""
    assert user_data.unhashed_key({"client_ip_address": "x", key: "clear"}) == key
    assert user_data.unhashed_key({key: [EMAIL, "clear"]}) == key
    assert user_data.unhashed_key({key: [EMAIL, None, ""]}) is None


def test_external_id_may_be_in_the_clear() -> None:
    """Hashing it is advice only."""
    assert user_data.unhashed_key({"external_id": "user-42", "fbp": "fb.1.1.1", "em": EMAIL}) is None


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "client_user_agent",
        "ct country st zp ge client_user_agent",
        "db",
        "db client_user_agent",
        "fn ge",
        "ln",
        "nonsense",
    ],
)
def test_too_broad(keys: str) -> None:
    """The documented sets, all that lies within one, and nothing at all."""
    assert user_data.is_too_broad(dict.fromkeys(keys.split(), "x"))


@pytest.mark.parametrize(
    "keys",
    ["em", "client_ip_address client_user_agent", "client_ip_address", "fn ln", "db ge", "fn db", "lead_id", "fbp"],
)
def test_enough(keys: str) -> None:
    """One key outside of every set is enough, and so is a mix of two sets."""
    assert not user_data.is_too_broad(dict.fromkeys(keys.split(), "x"))


@pytest.mark.parametrize("nothing", [None, "", [], [None], [""]])
def test_a_key_without_a_value_is_no_key(nothing: object) -> None:
    """What the Node SDK sends for a value that it rejected counts for nothing."""
    assert user_data.is_too_broad({"em": nothing, "client_user_agent": "x"})
