"""The Conversions API by Meta's Node SDK, in a process that lives as long as the shop."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from fixture_site.capi import ConversionsApi, Permanent
from fixture_site.settings import Settings
from fixture_site.tracking import Data, Tracking

SENDER = Path(__file__).parent / "node" / "sender.js"
STOP_S = 3.0


class SenderMissingError(Exception):
    """Node or its SDK can't be had here; the text says what to do."""


class NodeApi(ConversionsApi):
    """Sends events, one call at a time; blocking, so call it from a thread."""

    def __init__(self, settings: Settings, tracking: Tracking) -> None:
        """Start the process.

        Raises:
            SenderMissingError: it does not start.
        """
        super().__init__(settings, tracking)
        self._turn = threading.Lock()
        node = shutil.which("node")
        if node is None:
            super().close()
            raise SenderMissingError("the sender 'node' needs Node.js, which is not installed")
        self._process = subprocess.Popen(  # noqa: S603 - Node, with the shop's own script
            [node, SENDER, settings.graph_url, settings.access_token, settings.pixel_id],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # The SDK's client would go to Meta's address by a proxy of the machine's.
            env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
            text=True,
            encoding="utf-8",
        )
        if not self._answer().get("ready"):
            self.close()
            raise SenderMissingError(
                "the sender 'node' needs Meta's SDK: npm install facebook-nodejs-business-sdk, and name the folder "
                "node_modules in NODE_PATH"
            )

    def close(self) -> None:
        """End the process, and close the connections."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        super().close()

    def send_by_sdk(self, copies: list[Data]) -> None:
        """Hand events to Meta in one call of the Node SDK.

        Raises:
            Permanent: Meta refused the call for what it says, or the SDK does.
            ConnectionError: it did not arrive, or Meta may take it another time.
        """
        told = self._ask(copies)
        if "unfit" in told:
            raise Permanent(told["unfit"])
        if refused := told.get("refused"):
            reason = f"{refused['code']}/{refused['subcode']}: {refused['message']}"
            if self.tracking.refusal_is_final(refused["status"], refused["code"]):
                raise Permanent(reason)
            raise ConnectionError(reason)

    def _ask(self, copies: list[Data]) -> dict[str, Any]:
        assert self._process.stdin is not None
        with self._turn:
            self._process.stdin.write(json.dumps(copies) + "\n")
            self._process.stdin.flush()
            told = self._answer()
        if not told and self._process.poll() is not None:
            raise ConnectionError("the Node process has ended")
        return told

    def _answer(self) -> dict[str, Any]:
        """What the process says next; nothing if it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        told: dict[str, Any] = json.loads(line) if line else {}
        return told
