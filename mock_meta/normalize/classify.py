"""What a value that was sent is, held against what is known of the customer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from mock_meta.normalize.forms import (
    EMPTY_HASH,
    Forms,
    Implementation,
    Outcome,
    digest,
    hash_name,
    split_appendix,
    utf8,
)
from mock_meta.normalize.rules import normal_forms


class Kind(StrEnum):
    """What a value is, from the best to the worst."""

    DOCUMENTED = "what Meta's page asks for"
    OFFICIAL = "what an official implementation makes of it"
    ABSENT = "nothing"
    OTHER_ALGORITHM = "the hash of another algorithm"
    HASH_OF_RAW = "the hash of the value before it was normalised"
    HASH_OF_HASH = "the hash of a hash"
    RAW = "the value itself, not hashed"
    EMPTY = "the hash of an empty text"
    UNKNOWN = "nothing that is made of this customer's value"


class Classification(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a value is, and which official implementations make it of the customer's value.

    ``by`` can name some for an `EMPTY` one too: Python's SDK hashes a name of blanks. ``detail`` is the algorithm,
    where another than SHA-256 was used.
    """

    kind: Kind
    by: tuple[Implementation, ...] = ()
    detail: str = ""

    @property
    def sound(self) -> bool:
        """Whether Meta can match it, or nothing was sent: no fault of the site's."""
        return self.kind in (Kind.DOCUMENTED, Kind.OFFICIAL, Kind.ABSENT)


def classify(key: str, raw: str, sent: Any, country: str = "") -> Classification:
    """What ``sent`` is under ``key``, for a customer whose value is ``raw``; never raises.

    Of a list the worst of its values is told. An empty ``raw`` means that the value is not known.
    """
    if isinstance(sent, list | tuple):
        each = [classify(key, raw, item, country) for item in sent]
        present = [one for one in each if one.kind is not Kind.ABSENT]
        return max(present, key=_badness) if present else classify(key, raw, None, country)
    text = "" if sent is None else str(sent)
    if not text:
        return Classification(kind=Kind.ABSENT, by=_omitting(normal_forms(key, raw, country)))
    return _one(normal_forms(key, raw, country), text)


def _badness(one: Classification) -> int:
    return list(Kind).index(one.kind)


def _omitting(forms: Forms) -> tuple[Implementation, ...]:
    return tuple(form.implementation for form in forms.forms if form.outcome in (Outcome.OMITTED, Outcome.BLANK))


def _one(forms: Forms, text: str) -> Classification:
    bare, _ = split_appendix(text)
    value = bare.lower() if hash_name(bare) else text
    by = tuple(form.implementation for form in forms.forms if form.value and _same(form.value, value))
    if value == EMPTY_HASH:
        return Classification(kind=Kind.EMPTY, by=by)
    if value in map(digest, forms.documented):
        return Classification(kind=Kind.DOCUMENTED, by=by)
    if by:
        return Classification(kind=Kind.OFFICIAL, by=by)
    return _mistake(forms, value)


def _same(made: str, value: str) -> bool:
    return (made.lower() if hash_name(made) else made) == value


def _mistake(forms: Forms, value: str) -> Classification:
    raw = forms.raw
    if not raw.strip():
        return Classification(kind=Kind.UNKNOWN)
    clear = (raw, *forms.texts)
    if value.strip().lower() in {text.strip().lower() for text in clear}:
        return Classification(kind=Kind.RAW)
    if value in map(digest, _hashes(clear)):
        return Classification(kind=Kind.HASH_OF_HASH)
    if value in map(digest, _unready(raw)):
        return Classification(kind=Kind.HASH_OF_RAW)
    if (algorithm := hash_name(value)) and value in _other_digests(algorithm, clear):
        return Classification(kind=Kind.OTHER_ALGORITHM, detail=algorithm)
    return Classification(kind=Kind.UNKNOWN)


def _unready(raw: str) -> Iterator[str]:
    """The value as forms and databases hold it."""
    yield from (raw, raw.strip(), raw.lower(), raw.upper(), raw.strip().lower(), raw.strip().upper(), f'"{raw}"')


def _hashes(clear: tuple[str, ...]) -> Iterator[str]:
    for text in clear:
        made = digest(text)
        yield from (made, made.upper())
        if hash_name(text):
            yield from (text.lower(), text.upper())


def _other_digests(algorithm: str, clear: tuple[str, ...]) -> set[str]:
    name = algorithm.replace("-", "").lower()
    return {hashlib.new(name, utf8(text), usedforsecurity=False).hexdigest() for text in clear}
