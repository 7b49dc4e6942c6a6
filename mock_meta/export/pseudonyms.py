"""Stable pseudonyms: equal values get equal ones, others different ones, and nobody without the key can tell whose.

A pseudonym has the form of what it stands for (a hash stays a hash, an address an address), so that a reader of the
export, person or program, still sees what kind of value was sent. Hashes of personal data are personal data too.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import string

_HASH = re.compile(r"[0-9a-fA-F]{64}(?:\.(?:[\w-]{8}|[\w-]{2}))?", re.ASCII)
_COOKIE = re.compile(r"fb\.(\d)\.\d+\..+", re.DOTALL | re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_TOKEN = re.compile(r"EAA\S{3,}")
_QUOTED_AT_LEAST = 4
"""Shorter values are no use to look for in a text: they occur everywhere."""

_PIECE = re.compile(r"[^\s\"'<>()\[\]{}/?&=:;,|\\]+")
_AT = re.compile(r"@|%(?:25)*40")
_OURS = re.compile(r"[0-9a-f]{32}@scrubbed\.invalid")
_PERSONAL = re.compile(
    r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])"
    r"|\bfb\.\d\.\d+\.[\w.-]+"
    r"|\bEAA\S{3,}"
    r"|(?<![\d.])(?!127\.)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
    r"|\+\d[\d ().-]{6,}\d"
)


class Pseudonyms:
    """The pseudonyms of one export, which has a key of its own, so that it can't be joined to another one."""

    def __init__(self, key: bytes) -> None:
        """``key`` is secret and forgotten with the export."""
        self._key = key
        self._given: dict[str, str] = {}
        self._told: dict[str, str] = {}

    def forget(self) -> None:
        """Forget which values were seen, so that memory stays flat; their pseudonyms stay the same."""
        self._given.clear()
        self._told.clear()

    def of(self, text: str) -> str:
        """What stands in the place of a value; nothing for nothing."""
        if not text:
            return text
        if text not in self._given:
            self._given[text] = _shaped(text, self._digest(text))
        return self._given[text]

    def within(self, text: str) -> str:
        """A text with what looks like personal data replaced.

        Looked for: e-mail addresses, also URL-encoded, SHA-256 hashes, Meta's cookies and tokens, addresses of the
        internet, telephone numbers that begin with a plus.
        """
        return self._pieces(_PERSONAL.sub(lambda found: self.of(found[0]), text))

    def told(self, text: str) -> str:
        """A text of ours that may repeat what a client sent: as `within`, and every value that was replaced before."""
        if text not in self._told:
            known = [value for value in self._given if len(value) >= _QUOTED_AT_LEAST and value in text]
            pattern = "|".join([*map(re.escape, sorted(known, key=len, reverse=True)), _PERSONAL.pattern])
            self._told[text] = self._pieces(re.sub(pattern, lambda found: self.of(found[0]), text))
        return self._told[text]

    def _pieces(self, text: str) -> str:
        """A text without e-mail addresses: one pattern for a whole address would take for ever on a long word."""
        return _PIECE.sub(lambda found: self._piece(found[0]), text)

    def _piece(self, text: str) -> str:
        return self.of(text) if _AT.search(text) and not _OURS.fullmatch(text) else text

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _shaped(text: str, digest: str) -> str:
    """A digest in the form of a value."""
    if _HASH.fullmatch(text):
        suffix = f".{digest[: len(text) - 65]}" if len(text) > 64 else ""
        return (digest[::-1].upper() if text[:64].isupper() else digest[::-1]) + suffix
    if cookie := _COOKIE.fullmatch(text):
        return f"fb.{cookie[1]}.{1 + int(digest[:8], 16)}.{digest[8:40]}"
    if _EMAIL.fullmatch(text):
        return f"{digest[:32]}@scrubbed.invalid"
    if _TOKEN.fullmatch(text):
        return f"EAA{digest[:32]}"
    if set(text) <= set(string.digits):
        return str(int(digest, 16))[: max(15, min(len(text), 30))]
    return _address(text, digest) or f"scrubbed-{digest[:32]}"


def _address(text: str, digest: str) -> str | None:
    """An address out of the block that is set aside for documentation, if the text is one (IPv4 too: 96 bits)."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return None
    return str(ipaddress.IPv6Address(int(f"20010db8{digest[:24]}", 16)))
