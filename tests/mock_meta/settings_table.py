"""The table of settings for ``docs/standing-alone.md``: print it with ``python -m tests.mock_meta.settings_table``."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator

import msgspec

from mock_meta.settings_reader import tables


def rows() -> Iterator[str]:
    """A row for each setting of each table: name, default, and what its description says of meaning and ground."""
    for name, kind in tables().items():
        grounds = _descriptions(kind)
        for field in msgspec.structs.fields(kind):
            default = msgspec.json.encode(field.default).decode()
            yield f"| `{name}.{field.name}` | `{default}` | {grounds[field.name]} |"


def _descriptions(kind: type) -> dict[str, str]:
    """The text below each field, on one line."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    said: dict[str, str] = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            assert isinstance(text.value, ast.Constant)
            plain = " ".join(inspect.cleandoc(str(text.value.value)).split())
            said[field.target.id] = plain.replace("``", "`").replace("|", "\\|")
    return said


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201 - it is made to be printed
