"""Running until somebody says stop."""

from __future__ import annotations

import asyncio
import signal


def stop_asked() -> asyncio.Event:
    """An event that Ctrl-C or a polite kill sets.

    Listen before the first word is printed: whoever reads that the command is up may end it in the same moment.
    """
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, asked.set)
    return asked
