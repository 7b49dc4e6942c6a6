"""A TOML file that a person wrote: whatever is wrong with it is said with file and line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from harness.errors import FileError

_Value = TypeVar("_Value")


class TomlFile:
    """The text and the tables of a file; ``error`` is what all that is wrong with it is raised as."""

    def __init__(self, path: Path, what: str, error: type[FileError] = FileError) -> None:
        """Read a file, of which ``what`` says what it should be.

        Raises:
            FileError: it can't be read, or is no TOML.
        """
        self.path = path
        self._error = error
        try:
            self._text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as unreadable:
            said = unreadable.strerror if isinstance(unreadable, OSError) else unreadable
            raise error(f"{path}: {what} was expected here, but it can't be read: {said}") from unreadable
        try:
            self.tables: dict[str, Any] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as invalid:
            raise error(self._at_line(invalid)) from invalid

    def refusal(self, where: str, said: str) -> FileError:
        """The error that says so of a dotted key."""
        return self._error(f"{self.path}:{self._line_of(where)}: {said}")

    def convert(self, value: Any, kind: type[_Value], prefix: str = "") -> _Value:
        """A value of the file, which stands under ``prefix``, as the type that is expected there.

        Raises:
            FileError: it is none.
        """
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at `$")
            where = ".".join(part for part in (prefix, where.rstrip("`").lstrip(".")) if part)
            if unknown := re.search(r"unknown field `(\w+)`", what):
                where = f"{where}.{unknown[1]}".lstrip(".")
            elif missing := re.search(r"missing required field `(\w+)`", what):
                what = f"'{missing[1]}' is required and missing"
            raise self.refusal(where, f"{where or 'top level'}: {what}") from error

    def _at_line(self, error: tomllib.TOMLDecodeError) -> str:
        match = re.search(r"^(.*) \(at line (\d+), column (\d+)\)$", str(error))
        if match is None:
            return f"{self.path}: this is not TOML: {error}"
        return f"{self.path}:{match[2]}: this is not TOML: {match[1]} (column {match[3]})"

    def _line_of(self, where: str) -> int:
        """The line of a dotted key: its own, else that of the nearest table around it, or within it, else the first.

        A number in brackets says which of several tables of a name is meant, from 0.
        """
        names = [name.split("[")[0] for name in where.split(".") if name]
        wanted = int(number[1]) if (number := re.search(r"\[(\d+)\]", where)) else 0
        best, nearest, table, seen = 1, 0, "", -1
        for number_of_line, line in enumerate(self._text.splitlines(), start=1):
            if header := re.match(r"\s*\[(\[?)([^\]]+)\]", line):
                table = header[2].strip().replace('"', "")
                seen += table == names[0] if header[1] and names else 0
                shared = _shared(table.split("."), names) if not header[1] or seen == wanted else 0
                if shared > nearest:
                    best, nearest = number_of_line, shared
            elif key := re.match(r"\s*\"?([\w.-]+)\"?\s*=", line):
                dotted = f"{table}.{key[1]}".lstrip(".").split(".")
                if names[: len(dotted)] == dotted and seen in (-1, wanted):
                    return number_of_line
        return best


def _shared(table: list[str], names: list[str]) -> int:
    """How much of a key's name a table's name spells, if one of the two holds the other; else 0."""
    length = min(len(table), len(names))
    return length if table[:length] == names[:length] else 0
