"""Running until somebody says stop."""

from __future__ import annotations

import asyncio
import signal


async def until_stopped() -> None:
    """Return on Ctrl-C or a polite kill."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stopped.set)
    await stopped.wait()
