"""The nouns that bring a whole journal out and in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from mock_meta.control.call import BadCallError, ControlCall
from mock_meta.control.nouns import noun
from mock_meta.errors import ExportError, JournalError
from mock_meta.export import FORMATS, exported, from_jsonl

_PIECE = 64 * 1024
_TYPES = {"jsonl": "application/x-ndjson", "har": "application/json"}


@noun("GET", "export", "format", "scrub")
async def export(call: ControlCall) -> web.StreamResponse:
    """The journal as JSON Lines or HAR, while it is read."""
    form = call.choice("format", tuple(FORMATS), "jsonl")
    key = secrets.token_bytes() if call.flag("scrub") else None
    response = web.StreamResponse(
        headers={"Content-Type": _TYPES[form], "Content-Disposition": f'attachment; filename="journal.{form}"'}
    )
    await response.prepare(call.request)
    try:
        await _send(response, exported(call.meta.journal.entries(), form, key))
    except ConnectionError:
        # The client has left; there is nobody to tell.
        response.force_close()
    return response


@noun("POST", "import")
async def import_journal(call: ControlCall) -> Any:
    """Take over an export in JSON Lines, all or nothing, into a journal that holds nothing."""
    body = await call.request.content.read()
    try:
        count = call.meta.journal.restore(from_jsonl(body.split(b"\n"), "the body"))
    except (ExportError, JournalError) as error:
        raise BadCallError(str(error)) from error
    return {"requests": count}


async def _send(response: web.StreamResponse, chunks: Iterable[bytes]) -> None:
    piece = bytearray()
    for chunk in chunks:
        piece += chunk
        if len(piece) >= _PIECE:
            await response.write(bytes(piece))
            piece.clear()
            # A client that reads fast never makes the writer wait; others want to be answered too.
            await asyncio.sleep(0)
    await response.write(bytes(piece))
    await response.write_eof()
