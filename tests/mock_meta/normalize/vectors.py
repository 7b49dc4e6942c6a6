"""304 values as the official implementations normalised and hashed them when they were run on each.

One a line in ``vectors.jsonl``: ``key`` and ``raw``, and under ``made`` what became of it ``by`` which implementations.
``text`` is what was hashed, kept or sent in the clear; ``bytes``, in hexadecimal, stands in for text that is no UTF-8.
``page`` is the normal form where Meta's page gives the value as an example.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec

from mock_meta.normalize import Form, Implementation, Outcome, digest

ENGINES = {
    "python": Implementation.PYTHON,
    "node": Implementation.NODE,
    "php": Implementation.PHP,
    "builder": Implementation.BUILDER,
}


class Made(msgspec.Struct, frozen=True):
    """What became of a value."""

    by: str
    outcome: Outcome
    text: str = ""
    bytes: str = ""


class Vector(msgspec.Struct, frozen=True):
    """One value."""

    key: str
    raw: str
    made: tuple[Made, ...]
    page: str = ""

    @property
    def name(self) -> str:
        """How the value is called in a test's name."""
        return f"{self.key}-{ascii(self.raw)[:40]}"

    def forms(self) -> Iterator[Form]:
        """What each implementation made of it."""
        for made in self.made:
            text = bytes.fromhex(made.bytes).decode("utf-8", "surrogateescape") or made.text
            value = digest(text) if made.outcome is Outcome.HASHED else text
            for name in made.by.split():
                yield Form(implementation=ENGINES[name], outcome=made.outcome, text=text, value=value)


@functools.cache
def vectors() -> tuple[Vector, ...]:
    """All of them."""
    lines = (Path(__file__).parent / "vectors.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=Vector) for line in lines)
