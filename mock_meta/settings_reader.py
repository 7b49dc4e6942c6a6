"""Settings of a mock from a TOML file and from ``table.name=value`` texts: one mechanism, checked as a whole.

Tables and names are those of `mock_meta.server.MetaSettings`: ``graph``, ``pixel``, ``counting``, ``faults``. A later
text has its way over an earlier one, and any text over the file.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_origin

import msgspec

from mock_meta.errors import SettingsError, no_such
from mock_meta.guest_script import GuestScript
from mock_meta.server import MetaSettings

Tables = dict[str, dict[str, Any]]


def read_settings(
    file: Path | None = None, texts: Iterable[str] = (), guest: GuestScript | None = None
) -> MetaSettings:
    """The settings that a file and texts give, and a guest script; Meta's documented behaviour where they are silent.

    Of a setting with several values a text gives them with commas between them, or as a TOML array.

    Raises:
        SettingsError: a file can't be read, a setting is unknown, or it can't have its value.
    """
    given: Tables = {name: {} for name in tables()}
    if file is not None:
        for table, values in _read(file).items():
            _add(given, table, values, str(file))
    for text in texts:
        name, equals, value = text.partition("=")
        table, _, setting = name.strip().partition(".")
        if not equals or not setting:
            raise SettingsError(f"--set takes TABLE.NAME=VALUE, such as counting.window_s=3600, not '{text}'")
        _add(given, table, {setting: value.strip()}, "--set")
    read: dict[str, Any] = {table: _converted(table, values) for table, values in given.items()}
    return MetaSettings(**read, guest=guest)


def tables() -> dict[str, type[msgspec.Struct]]:
    """The tables of settings: all of a mock's settings but the guest script, which has an option of its own."""
    return {field.name: field.type for field in msgspec.structs.fields(MetaSettings) if field.name != "guest"}


def _names(table: str) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(tables()[table])}


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: a settings file can't be read here: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{file}: this is not TOML: {error}") from error


def _add(given: Tables, table: str, values: Any, source: str) -> None:
    """Take over what one source says of one table."""
    if table not in given:
        raise SettingsError(f"{source}: {no_such('table of settings', table, given)}")
    if not isinstance(values, Mapping):
        raise SettingsError(f"{source}: {table} is a table of settings: {', '.join(_names(table))}")
    types = _names(table)
    for name, value in values.items():
        if name not in types:
            known = f"{table} has {', '.join(types)}"
            raise SettingsError(f"{source}: {no_such('setting', f'{table}.{name}', (), otherwise=known)}")
        given[table][name] = _typed(value, types[name]) if source == "--set" else value


def _typed(text: str, kind: Any) -> Any:
    """A text as what its setting holds, as far as msgspec does not convert it by itself."""
    if get_origin(kind) is not tuple:
        return text
    if text.startswith("["):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return [part.strip() for part in text.split(",") if part.strip()]


def _converted(table: str, values: Mapping[str, Any]) -> msgspec.Struct:
    try:
        settings = msgspec.convert(values, tables()[table], strict=False)
    except msgspec.ValidationError as error:
        said, _, path = str(error).partition(" - at `$.")
        place = f"{table}.{path.rstrip('`')}" if path else table
        raise SettingsError(
            f"the setting {place} can't be so: {said}; {table} has {', '.join(_names(table))}"
        ) from error
    for name in values:
        held = getattr(settings, name)
        # Every number among the settings is a time, a size or a count.
        if isinstance(held, int | float) and not (math.isfinite(held) and held >= 0):
            raise SettingsError(
                f"the setting {table}.{name} can't be so: it is a finite number of at least 0, not {held}"
            )
    return settings
