"""``docs/control.md`` is the control API: every noun with every parameter, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mock_meta.control import NOUNS

DOCUMENT = Path(__file__).parents[3] / "docs" / "control.md"
SECTIONS = dict(
    re.findall(r"^### `(\w+ /mock/[\w/]+)`\n(.*?)(?=^##|\Z)", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
)


def test_each_noun_is_documented_and_no_other() -> None:
    """Headings and nouns are the same."""
    assert set(SECTIONS) == {f"{method} /mock/{name}" for method, name in NOUNS}


@pytest.mark.parametrize(("method", "name"), sorted(NOUNS))
def test_each_parameter_is_named_where_it_belongs(method: str, name: str) -> None:
    """In its noun's section, as code."""
    section = SECTIONS[f"{method} /mock/{name}"]
    words = {word.partition("=")[0] for word in re.findall(r"`([\w=]+)`", section)}
    assert set(NOUNS[method, name].takes) <= words
