"""What is personal in an event, a parameter, a header or an address, and what stays readable.

The rule is that of a list of what may stay: identifiers of events and goods, money, numbers of the protocol. All else
is replaced. Names stay where they look like names of fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

import msgspec

from mock_meta.export import kept
from mock_meta.export.pseudonyms import Pseudonyms
from mock_meta.wire.body import read_json
from mock_meta.wire.shape import ACTION_SOURCES

_NAME = re.compile(r"[A-Za-z_$][\w.$-]{0,39}", re.ASCII)
_WORD = re.compile(r"[\w.,{}-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,12})?", re.ASCII)
_BRACKETED = re.compile(r"(cd|ud|udff)\[(.*)\]", re.DOTALL)
_BEARER = re.compile(r"(Bearer|OAuth|Basic)\s+(\S+)", re.IGNORECASE)

Pairs = tuple[tuple[str, str], ...]


class Fields:
    """Replaces what is personal in values of each kind, by the pseudonyms of one export."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._of = pseudonyms.of
        self.text = pseudonyms.within

    def name(self, name: str) -> str:
        """The name of a field, if it looks like one."""
        return name if _NAME.fullmatch(name) and self.text(name) == name else self._of(name)

    def word(self, value: Any) -> Any:
        """A word or a number of the protocol; whatever else is replaced."""
        if isinstance(value, str):
            return value if _WORD.fullmatch(value) and self.text(value) == value else self._of(value)
        return value if value is None or isinstance(value, int | float) else self.hidden(value)

    def hidden(self, value: Any) -> Any:
        """A value of which no scalar stays readable, in its structure."""
        if isinstance(value, Mapping):
            return {self.name(str(key)): self.hidden(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.hidden(inner) for inner in value]
        return value if value is None or isinstance(value, bool) else self._of(str(value))

    def person(self, value: Any) -> Any:
        """The value or the values of one key of customer information.

        A number and its text get one pseudonym, since deduplication compares them as text.
        """
        items = value if isinstance(value, list | tuple) else [value]
        replaced = [item if item is None else self._of(str(item)) for item in items]
        return replaced if isinstance(value, list | tuple) else replaced[0]

    def user_data(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Customer information, all of it replaced."""
        return {self.name(key): self.person(inner) for key, inner in value.items()}

    def custom_data(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Custom data: money, goods and the order's number stay; free text and custom properties are replaced."""
        return {self.name(key): self.custom(key, inner) for key, inner in value.items()}

    def custom(self, key: str, value: Any) -> Any:
        """The value of one property of custom data, which browsers send as JSON text where it is structured."""
        if isinstance(value, str) and value.startswith(("[", "{")):
            return self._inside(value, lambda decoded: self.custom(key, decoded))
        if key == "contents" and isinstance(value, list | tuple):
            return [self._content(item) for item in value]
        if key in kept.IDENTIFIERS:
            return self._identifiers(value)
        if key in kept.AMOUNTS:
            return self._amount(value)
        return self.word(value) if key in kept.WORDS else self.hidden(value)

    def event(self, item: Any) -> Any:
        """One item of the parameter ``data``: an event's object, or its JSON text."""
        if isinstance(item, str):
            return self._inside(item, self.event)
        if not isinstance(item, Mapping):
            return self.hidden(item)
        return {self.name(key): self._of_event(key, value) for key, value in item.items()}

    def url(self, text: str) -> str:
        """An address of a page: host and path stay; the values of its query, its fragment and its user are replaced."""
        try:
            parts = urlsplit(text)
        except ValueError:
            return self._of(text)
        local = not (parts.scheme or parts.netloc) and parts.path.startswith("/")
        if not local and not (parts.scheme in ("http", "https") and parts.netloc):
            return self._of(text)
        user, at, host = parts.netloc.rpartition("@")
        netloc = quote(self._of(user), safe="") + at + self.text(host)
        query = self.query(parts.query, self._of_page)
        fragment = quote(self._of(unquote(parts.fragment)), safe="")
        return parts._replace(netloc=netloc, path=self._path(parts.path), query=query, fragment=fragment).geturl()

    def target(self, text: str) -> str:
        """The path and the query of a request; the query holds parameters."""
        path, mark, query = text.partition("?")
        return self._path(path) + mark + self.query(query, self.parameter)

    def query(self, text: str, replace: Callable[[str, str], tuple[str, Any]]) -> str:
        """Form-encoded text with each name and value replaced."""
        pieces = []
        for piece in filter(None, text.split("&")):
            name, equals, value = piece.partition("=")
            if equals:
                new_name, new_value = replace(unquote_plus(name), unquote_plus(value))
                pieces.append(f"{quote_plus(new_name)}={quote_plus(str(new_value))}")
            else:
                pieces.append(quote_plus(replace(unquote_plus(piece), "")[0]))
        return "&".join(pieces)

    def _of_page(self, name: str, value: str) -> tuple[str, str]:
        """A parameter of a page's address; one without a value may be a value itself."""
        return (self.name(name), self._of(value)) if value else (self._of(name), "")

    def parameter(self, name: str, value: Any) -> tuple[str, Any]:
        """One parameter of a request, form field or member of a JSON body."""
        if found := _BRACKETED.fullmatch(name):
            kind, inner = found.groups()
            replaced = self.custom(inner, value) if kind == "cd" else self.person(value)
            return f"{kind}[{self.name(inner)}]", replaced
        if name in ("dl", "rl") and isinstance(value, str):
            return name, self.url(value)
        if name in ("data", "batch"):
            one = self.event if name == "data" else self.operation
            return name, self._list(value, one)
        if name in kept.PARAMETER_TEXTS:
            return name, self._identifiers(value)
        if name in kept.PARAMETER_WORDS:
            return name, self.word(value)
        # Without a value, what looks like a name may be one.
        return (self._of(name), "") if value == "" else (self.name(name), self.hidden(value))

    def operation(self, item: Any) -> Any:
        """One operation of a Graph batch."""
        if not isinstance(item, Mapping):
            return self.hidden(item)
        return {self.name(key): self._of_operation(key, value) for key, value in item.items()}

    def _of_operation(self, key: str, value: Any) -> Any:
        """One member of an operation of a Graph batch."""
        if not isinstance(value, str):
            return self.hidden(value)
        if key == "relative_url":
            return self.target(value)
        if key == "body":
            return self._form(value)
        return self.word(value) if key == "method" else self._of(value)

    def _form(self, text: str) -> str:
        return self.query(text, self.parameter)

    def headers(self, headers: Iterable[tuple[str, str]]) -> Pairs:
        """Headers of a request: those that speak of the connection stay; those of the visitor are replaced."""
        return tuple((self.name(name), self._header(name.lower(), value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if name in ("referer", "origin"):
            return self.url(value)
        if name == "cookie":
            return "; ".join(self._cookie(cookie.strip()) for cookie in value.split(";"))
        if found := _BEARER.fullmatch(value.strip()):
            return f"{found[1]} {self._of(found[2])}"
        return self.text(value) if name in kept.REQUEST_HEADERS else self._of(value)

    def _cookie(self, text: str) -> str:
        name, equals, value = text.partition("=")
        return f"{self.name(name)}={self._of(value)}" if equals else self._of(text)

    def _of_event(self, key: str, value: Any) -> Any:
        """One member of a server event."""
        if isinstance(value, Mapping):
            return self._object_of_event(key, value)
        if key in ("event_source_url", "referrer_url") and isinstance(value, str):
            return self.url(value)
        if key in kept.EVENT_TEXTS:
            return self._identifiers(value)
        if key in kept.EVENT_NUMBERS:
            return self._amount(value)
        if key == "data_processing_options" and isinstance(value, list):
            return [self.word(item) for item in value]
        return value if key == "action_source" and value in ACTION_SOURCES else self.hidden(value)

    def _object_of_event(self, key: str, value: Mapping[str, Any]) -> Any:
        if key == "user_data":
            return self.user_data(value)
        if key == "custom_data":
            return self.custom_data(value)
        if key == "original_event_data":
            return {self.name(inner): self._of_event(inner, held) for inner, held in value.items()}
        return self.hidden(value)

    def _list(self, value: Any, one: Callable[[Any], Any]) -> Any:
        if isinstance(value, str):
            return self._inside(value, lambda decoded: self._list(decoded, one))
        return [one(item) for item in value] if isinstance(value, list) else one(value)

    def _inside(self, text: str, replace: Callable[[Any], Any]) -> str:
        """JSON text with its value replaced; text that is none is replaced as a whole."""
        decoded = read_json(text)
        if isinstance(decoded, Mapping | list):
            return msgspec.json.encode(replace(decoded)).decode()
        return self._of(text)

    def _content(self, item: Any) -> Any:
        if not isinstance(item, Mapping):
            return self.hidden(item)
        return {
            self.name(key): self.custom(key, value) if key != "contents" else self.hidden(value)
            for key, value in item.items()
        }

    def _identifiers(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._identifiers(item) for item in value]
        if isinstance(value, str):
            return self.text(value)
        return self.hidden(value) if isinstance(value, Mapping) else value

    def _amount(self, value: Any) -> Any:
        if isinstance(value, str):
            return value if _NUMBER.fullmatch(value) else self._of(value)
        return value if value is None or isinstance(value, int | float) else self.hidden(value)

    def _path(self, path: str) -> str:
        return "/".join(self._segment(segment) for segment in path.split("/"))

    def _segment(self, segment: str) -> str:
        plain = unquote(segment)
        replaced = self.text(plain)
        return segment if replaced == plain else quote(replaced, safe="")
