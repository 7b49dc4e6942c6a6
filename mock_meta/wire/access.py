"""Who may call: the token, the proof of the app's secret, the API version, and the token's scopes.

The order is inferred, but for this: a bad token is told before a missing object (captured).
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

from mock_meta.wire import errors
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import Call, Sunset

_PACIFIC = timezone(timedelta(hours=-8), "PST")


def refusal(call: Call) -> Refusal | None:
    """Why this call may not be made at all, or None."""
    return _version(call) or _token(call) or _proof(call)


def scope_refusal(call: Call, *scopes: str) -> Refusal | None:
    """Why the token may not read: it has none of these scopes. That a token for sending can't read is captured."""
    return None if set(scopes) & set(call.settings.scopes) else errors.missing_permission()


def sunset(call: Call) -> Sunset | None:
    """The end of the called version, if it has one."""
    ends = call.settings.sunsets
    return next((end for end in ends if end.version == call.version), None) if ends else None


def upgraded(call: Call) -> str | None:
    """The version that serves the call in place of the one that it names, or None."""
    end = sunset(call)
    return call.settings.default_version if end is not None and _since(end.upgraded_from, call) else None


def proof(secret: str, token: str) -> str:
    """The ``appsecret_proof`` of a token: HMAC-SHA256 under the app's secret, in hexadecimal (read in the SDKs)."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def pacific(at: float) -> str:
    """A moment as messages about tokens have it: ``Sunday, 31-Mar-24 14:58:07 PDT`` (captured)."""
    return datetime.fromtimestamp(at, UTC).astimezone(_PACIFIC).strftime("%A, %d-%b-%y %H:%M:%S %Z")


def _version(call: Call) -> Refusal | None:
    end = sunset(call)
    gone = end is not None and _since(end.refused_from, call)
    return errors.version_deprecated(call.settings.default_version) if gone else None


def _since(at: float | None, call: Call) -> bool:
    return at is not None and call.received_at >= at


def _token(call: Call) -> Refusal | None:
    known = call.settings.access_tokens
    if not call.token:
        return errors.no_token()
    if call.token in call.settings.expired_tokens:
        return errors.token_expired(pacific(call.received_at - 3600), pacific(call.received_at))
    if not known or call.token in known:
        return None
    # Part-captured: what begins like a token is called malformed, anything else can't be parsed.
    return errors.token_malformed(call.token) if call.token.startswith("EAA") else errors.token_unparsable()


def _proof(call: Call) -> Refusal | None:
    secret = call.settings.app_secret
    if not secret or call.is_gateway:
        return None
    given = call.params.get("appsecret_proof")
    if not given:
        return errors.appsecret_missing() if call.settings.require_appsecret_proof else None
    right = hmac.compare_digest(str(given).encode("utf-8", "replace"), proof(secret, call.token).encode())
    return None if right else errors.appsecret_bad()
