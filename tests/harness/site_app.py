"""A site for tests, as a process of its own: files of a folder, and a few answers that come late or never."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiohttp import web


def serve(port: int, folder: Path) -> None:
    """Serve until killed."""
    folder.mkdir(parents=True, exist_ok=True)

    async def page(request: web.Request) -> web.Response:
        path = folder / f"{request.match_info['name']}.html"
        text = path.read_text(encoding="utf-8") if path.exists() else "<!doctype html><title>a page</title>hello"
        return web.Response(text=text, content_type="text/html")

    async def late(request: web.Request) -> web.Response:
        # Being late is what this answer is for.
        await asyncio.sleep(int(request.query["ms"]) / 1000)
        return web.Response(text="late")

    async def never(_: web.Request) -> web.Response:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    app = web.Application()
    app.router.add_get("/late", late)
    app.router.add_get("/never", never)
    app.router.add_get("/{name:[^/]*}", page)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, shutdown_timeout=0.1)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
