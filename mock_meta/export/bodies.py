"""Bodies of requests in every encoding, scrubbed and encoded again as they were.

What can't be read is replaced as a whole by `PLACEHOLDER`: what nobody can look into may hold anything.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

import msgspec

from mock_meta.export.fields import Fields
from mock_meta.wire.body import UNREADABLE, inflated, read_json

PLACEHOLDER = b"scrubbed: this body could not be read"
"""What stands in the place of a body that is in none of the known encodings."""

_GZIP = b"\x1f\x8b"
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_FIELD_NAME = re.compile(rb'[;\s]name="([^"]*)"', re.IGNORECASE)


def scrubbed_body(body: bytes, content_type: str, fields: Fields) -> bytes:
    """The body with its parameters scrubbed: a form, JSON or multipart, packed again if it was packed."""
    if not body:
        return body
    plain = inflated(body)
    kind = content_type.partition(";")[0].strip().lower()
    if not plain:
        return PLACEHOLDER
    if kind == "multipart/form-data":
        scrubbed = _multipart(plain, content_type, fields)
    elif kind == "application/json" or kind.endswith("+json") or (not kind and plain.lstrip()[:1] in (b"{", b"[")):
        scrubbed = _json(plain, fields)
    else:
        scrubbed = _form(plain, fields)
    return gzip.compress(scrubbed, mtime=0) if body[:2] == _GZIP else scrubbed


def _json(body: bytes, fields: Fields) -> bytes:
    value = read_json(body)
    if value is UNREADABLE:
        return PLACEHOLDER
    if isinstance(value, Mapping):
        return msgspec.json.encode(dict(fields.parameter(name, inner) for name, inner in value.items()))
    return msgspec.json.encode(fields.hidden(value))


def _form(body: bytes, fields: Fields) -> bytes:
    text = body.decode("utf-8", "replace")
    if "=" not in text:
        return PLACEHOLDER
    return fields.query(text, fields.parameter).encode()


def _multipart(body: bytes, content_type: str, fields: Fields) -> bytes:
    found = _BOUNDARY.search(content_type)
    if found is None:
        return PLACEHOLDER
    mark = b"--" + found[1].strip().encode("utf-8", "replace")
    parts = [_part(part, fields) for part in body.split(mark)[1:] if not part.startswith(b"--")]
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def _part(part: bytes, fields: Fields) -> bytes:
    """One field of a multipart body; of its headers only the name is kept."""
    head, _, content = part.partition(b"\r\n\r\n")
    found = _FIELD_NAME.search(head)
    if found is None:
        return b"\r\n" + PLACEHOLDER
    given = content.removesuffix(b"\r\n").decode("utf-8", "replace")
    name, value = fields.parameter(found[1].decode("utf-8", "replace"), given)
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
