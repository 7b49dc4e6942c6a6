"""Which pixel script the browser gets: our own, a file of the user's, or the genuine one as Meta serves it today.

The genuine script is Meta's, so that none comes with this package. A user who has a copy, or may fetch one, can let it
be the guest here: its bytes are served as they are, and the stand-in answers all that it asks for.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Protocol

import aiohttp
import msgspec

from mock_meta.errors import ScriptError

LIVE = "live"
"""The word that stands for the genuine script as Meta serves it."""
ADDRESS = "https://connect.facebook.net/en_US/fbevents.js"
"""Where pages fetch the genuine script (documented in Meta's loader snippet)."""
FRESH_S = 24 * 3600.0
"""How long a fetched copy is used without asking again, in seconds.

Meta lets browsers keep it for 20 minutes (measured). A test suite wants the same script all day instead.
"""
_TIMEOUT_S = 30.0
_HTTP_OK = 200
_FOUND_SHOWN = 40
_USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
_META = re.compile(rb"https:(\\?/){2}(?:[\w-]+\.)*(?:facebook\.com|facebook\.net|instagram\.com)\b")
_VERSION = re.compile(rb"""\bfbq\.version\s*=\s*["']([\w.-]{1,40})["']""")


class GuestScript(msgspec.Struct, frozen=True, kw_only=True):
    """A pixel script that is not ours.

    ``origin`` is where it came from, for people; ``warning`` a sentence that they should read, or empty.
    """

    body: bytes
    origin: str
    warning: str = ""

    @property
    def version(self) -> str:
        """The version that it gives itself, such as ``2.9.364``; empty if it gives none in the usual form."""
        found = _VERSION.search(self.body)
        return found[1].decode() if found else ""

    def steered(self, base: str) -> bytes:
        """The script with the address ``base``, such as ``http://127.0.0.1:8787``, in the place of Meta's hosts.

        It is for a browser that no proxy steers: a genuine script would call the real Meta from there.
        """
        return _META.sub(lambda _: base.encode(), self.body)

    @property
    def said(self) -> str:
        """What it is and where it came from, in one line."""
        return f"pixel script {self.version or 'of unknown version'} ({self.origin})"


class PixelSource(Protocol):
    """Where the pixel script comes from."""

    async def script(self) -> GuestScript | None:
        """The script, or None for our own.

        Raises:
            ScriptError: it can't be had.
        """


class OwnScript(msgspec.Struct, frozen=True):
    """Our own script, which needs nobody's."""

    async def script(self) -> None:
        """None: the stand-in has it."""


class ScriptFile(msgspec.Struct, frozen=True):
    """A file that the user has."""

    path: Path

    async def script(self) -> GuestScript:
        """The file's content.

        Raises:
            ScriptError: it can't be read, or is no pixel script.
        """
        try:
            body = self.path.read_bytes()
        except OSError as error:
            raise ScriptError(
                f"{self.path}: the pixel script was expected here, but it can't be read: {error.strerror or error}"
            ) from error
        return GuestScript(body=checked(body, str(self.path)), origin=str(self.path))


class LiveScript(msgspec.Struct, frozen=True, kw_only=True):
    """The genuine script, fetched once over the user's own connection and then kept in ``folder``.

    A copy younger than ``FRESH_S`` is used as it is; an older one only where no new one can be had.
    """

    folder: Path
    address: str = ADDRESS

    async def script(self) -> GuestScript:
        """The kept copy, or a new one.

        Raises:
            ScriptError: none can be fetched, and none was kept.
        """
        kept = _kept(self.file)
        age_s = time.time() - self.file.stat().st_mtime if kept is not None else FRESH_S
        if kept is not None and 0 <= age_s < FRESH_S:
            return GuestScript(body=kept, origin=f"{self.address}, kept {_ago(age_s)}")
        try:
            body = checked(await _fetched(self.address), self.address)
        except ScriptError as error:
            if kept is None:
                raise
            warning = f"{error}; the copy of {_ago(age_s)} is used until then"
            return GuestScript(body=kept, origin=f"{self.address}, kept {_ago(age_s)}", warning=warning)
        return GuestScript(body=body, origin=self.address, warning=_keep(self.file, body))

    @property
    def file(self) -> Path:
        """Where the copy is kept."""
        return self.folder / "fbevents.js"


def pixel_source(text: str | None) -> PixelSource:
    """What a user means by ``text``: None our own script, ``live`` the genuine one, anything else a file's path.

    A file named ``live`` is ``./live``.
    """
    if text is None:
        return OwnScript()
    return LiveScript(folder=cache_folder()) if text == LIVE else ScriptFile(Path(text))


def cache_folder() -> Path:
    """Where fetched scripts are kept: in ``$XDG_CACHE_HOME`` if it is an absolute path, else in ``~/.cache``.

    That is the rule of the XDG Base Directory Specification.
    """
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".cache") / "pixelproof"


def checked(body: bytes, name: str) -> bytes:
    """The bytes of a pixel script, unchanged.

    Raises:
        ScriptError: they are something else; ``name`` is what the text calls them.
    """
    head = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise _no_script(name, f"byte {error.start} is not UTF-8 text") from error
    if not head:
        raise _no_script(name, "it is empty")
    if head.startswith(b"<"):
        first = head[:_FOUND_SHOWN].decode("utf-8", "ignore").splitlines()[0]
        raise _no_script(name, f"it begins as a web page does: {first!r}")
    if b"fbq" not in head:
        raise _no_script(name, "it nowhere names fbq, by which pages call the pixel")
    return body


def _no_script(name: str, found: str) -> ScriptError:
    return ScriptError(f"{name}: a pixel script was expected, but {found}; save {ADDRESS} as it is and give its path")


async def _fetched(address: str) -> bytes:
    """What the address answers, with the proxies and the user's trust in certificates from the environment."""
    headers = {"User-Agent": _USER_AGENT, "Accept": "*/*", "Accept-Language": "en-US,en;q=0.9"}
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(trust_env=True, timeout=timeout, headers=headers) as session,
            session.get(address) as answer,
        ):
            if answer.status != _HTTP_OK:
                raise _not_fetched(address, f"the answer has status {answer.status}")
            return await answer.read()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _not_fetched(address, str(error) or type(error).__name__) from error


def _not_fetched(address: str, found: str) -> ScriptError:
    return ScriptError(
        f"{address}: the live pixel script was expected, but {found}; "
        "go online, or save the script with a browser and give its path"
    )


def _kept(file: Path) -> bytes | None:
    """A copy of before; None too if it has been damaged since."""
    try:
        return checked(file.read_bytes(), str(file))
    except (OSError, ScriptError):
        return None


def _keep(file: Path, body: bytes) -> str:
    """Keep a copy, whole or not at all; why that failed, or empty."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        part.replace(file)
    except OSError as error:
        return f"{file}: the live pixel script can't be kept for the next run: {error.strerror or error}"
    return ""


def _ago(seconds: float) -> str:
    hours = int(seconds // 3600)
    if hours < 1:
        return "less than an hour ago"
    return f"{hours // 24} days ago" if hours >= 48 else f"{hours} hour{'s' * (hours > 1)} ago"
