"""A recorded request as a command for a shell: curl sends it to the mock again, as it came. Pure.

What a sender wrote is hostile: it must neither act in the shell, nor look in a terminal like something else than it is.
"""

from __future__ import annotations

import base64
import re
import shlex

from mock_meta.event import Request

_LONGEST_ARGUMENT = 100_000
"""Systems limit how long one argument can be; Linux to 128 KiB."""
_LINE = 76
_PLAIN_TARGET = re.compile(r"/[\w/.~%?&=+,;:@!*-]*", re.ASCII)
_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_OWN = ("content-length", "transfer-encoding", "connection", "expect", "proxy-connection", "keep-alive")
"""Headers of one connection, which curl makes anew."""
_ADDED_BY_CURL = ("Accept", "User-Agent", "Content-Type")


def curl_command(request: Request, address: str) -> str:
    """The command that repeats a request at the mock's ``address``; empty if it was none that curl could send.

    It is for bash or zsh. The body's bytes are the same; headers that were no UTF-8 are sent as the text that they are
    on record as.
    """
    if not _TOKEN.fullmatch(request.method):
        return ""
    words = ["curl", "-sS", "-i", "--noproxy", quoted("*"), *_method(request), *_headers(request)]
    through_pipe = bool(request.body) and not _is_an_argument(request.body)
    if through_pipe:
        words += ["--data-binary", "@-"]
    elif request.body:
        words += ["--data-raw", quoted(request.body.decode())]
    words += _address(request.url, address)
    command = " ".join(words)
    return f"base64 -d <<'BODY' | {command}\n{_lines(request.body)}\nBODY" if through_pipe else command


def quoted(text: str) -> str:
    """One word for the shell; what a terminal would obey, or not show, is written as an escape."""
    if all(sign.isprintable() or sign in "\n\t" for sign in text):
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(sign: str) -> str:
    if sign in "'\\":
        return f"\\{sign}"
    if sign.isprintable():
        return sign
    return "".join(f"\\x{byte:02x}" for byte in sign.encode("utf-8", "surrogateescape"))


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    usual = "POST" if request.body else "GET"
    return [] if request.method == usual else ["-X", quoted(request.method)]


def _headers(request: Request) -> list[str]:
    kept = [pair for pair in request.headers if pair[0].lower() not in _OWN and _TOKEN.fullmatch(pair[0])]
    named = {name.lower() for name, _ in kept}
    # An empty value is written with a semicolon; a name and a colon alone would take the header away.
    given = [f"{name}: {value}" if value else f"{name};" for name, value in kept]
    left_out = [f"{name}:" for name in _ADDED_BY_CURL if name.lower() not in named]
    expects = ["Expect:"] if request.body else []
    return [word for line in (*given, *left_out, *expects) for word in ("-H", quoted(line))]


def _is_an_argument(body: bytes) -> bool:
    """Whether a body can stand in the command and be read there."""
    if len(body) > _LONGEST_ARGUMENT:
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\n\t" for sign in text)


def _address(target: str, address: str) -> list[str]:
    if _PLAIN_TARGET.fullmatch(target) and "/." not in target:
        return [quoted(f"{address}{target}")]
    # Brackets, dots and fragments would mean something to curl.
    return ["--request-target", quoted(target), quoted(address)]


def _lines(body: bytes) -> str:
    text = base64.b64encode(body).decode()
    return "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))
