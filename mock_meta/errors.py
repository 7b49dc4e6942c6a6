"""What can go wrong around the stand-in, each said in one sentence.

MockMetaError
    SettingsError   a setting is unknown, or can't have its value
    JournalError    a journal's file can't be opened, read or written
    ScriptError     there is no such pixel script
    ExportError     a file is no export, or can't be brought into a journal
"""

from __future__ import annotations

from collections.abc import Iterable


class MockMetaError(Exception):
    """The base of all: its text is one sentence for the user."""


class SettingsError(MockMetaError):
    """A setting is unknown or can't have its value; the text says where it was given and what there is."""


class JournalError(MockMetaError):
    """The journal's file can't be used; the text says which and why."""


class ScriptError(MockMetaError):
    """There is no such pixel script; the text says what was expected, what was there, and what to do."""


class ExportError(MockMetaError):
    """Something is no export of a journal; the text says which line, and what was expected."""


def no_such(kind: str, name: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """One sentence for a name that doesn't exist, with the nearest that do.

    ``otherwise`` is the hint where none is near; empty: all that there are.
    """
    import difflib  # noqa: PLC0415 - only for the sentence

    names = tuple(known)
    near = difflib.get_close_matches(name, names, n=3)
    rest = otherwise or f"there are {', '.join(names) or 'none'}"
    hint = f"did you mean {' or '.join(near)}?" if near else rest
    return f"there is no {kind} '{name}'; {hint}"
