"""Entries without personal data: who they are about can't be told, what Meta would count of them stays the same.

Equal values stay equal within an export, so pairs, folds and near misses are found in it as in the journal itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from mock_meta.event import Answer, Entry, Event, GraphError, Request
from mock_meta.export import kept
from mock_meta.export.bodies import PLACEHOLDER, scrubbed_body
from mock_meta.export.fields import Fields, Pairs
from mock_meta.export.pseudonyms import Pseudonyms
from mock_meta.wire import php_json
from mock_meta.wire.body import UNREADABLE, read_json

_METHOD = re.compile(r"[A-Z]{0,10}")
_CHALLENGE = re.compile(r'"[^"]*"$')


def scrubbed(entries: Iterable[Entry], key: bytes) -> Iterator[Entry]:
    """Entries with pseudonyms in the place of personal data, as they come; ``key`` is secret and of one export only."""
    scrub = _Scrub(Pseudonyms(key))
    for entry in entries:
        yield scrub.entry(entry)


class _Scrub:
    """Scrubs the entries of one export."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._fields = Fields(pseudonyms)

    def entry(self, entry: Entry) -> Entry:
        """A request with its events. What it sent is replaced first, so that an answer that repeats it is found out."""
        if entry.request.part_of is None:
            # The answer to a part of a batch may repeat what the batch itself sent, such as its token.
            self._pseudonyms.forget()
        sent = self._sent(entry.request)
        events = tuple(self._event(event) for event in entry.events)
        answered = msgspec.structs.replace(sent, answer=self._answer(entry.request.answer))
        return Entry(
            request=answered,
            events=tuple(msgspec.structs.replace(event, answer=self._answer(event.answer)) for event in events),
        )

    def _sent(self, request: Request) -> Request:
        fields = self._fields
        headers = fields.headers(request.headers)
        # The scrubbed one, whose boundary is that of the scrubbed body.
        content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
        given_type = next((value for name, value in request.headers if name.lower() == "content-type"), "")
        readable = content_type == given_type
        body = scrubbed_body(request.body, content_type, fields) if readable else PLACEHOLDER
        return msgspec.structs.replace(
            request,
            method=request.method if _METHOD.fullmatch(request.method) else fields.name(request.method),
            url=fields.target(request.url),
            headers=_with_length(headers, len(body)),
            body=body if request.body else b"",
        )

    def _event(self, event: Event) -> Event:
        fields = self._fields
        return msgspec.structs.replace(
            event,
            pixel_id=fields.text(event.pixel_id),
            name=fields.text(event.name),
            event_id=event.event_id and fields.text(event.event_id),
            custom_data=fields.custom_data(event.custom_data),
            user_data=fields.user_data(event.user_data),
            source_url=event.source_url and fields.url(event.source_url),
            action_source=fields.word(event.action_source),
            data_processing_options=event.data_processing_options
            and tuple(fields.word(option) for option in event.data_processing_options),
            test_event_code=event.test_event_code and fields.text(event.test_event_code),
            transport=fields.word(event.transport),
            other=dict(fields.parameter(name, value) for name, value in event.other.items()),
        )

    def _answer(self, answer: Answer) -> Answer:
        error = answer.error and self._error(answer.error)
        return msgspec.structs.replace(
            answer,
            headers=tuple(
                (self._fields.name(name), self._header(name, value, error)) for name, value in answer.headers
            ),
            body=self._body(answer.body),
            error=error,
        )

    def _error(self, error: GraphError) -> GraphError:
        told = self._pseudonyms.told
        return msgspec.structs.replace(
            error,
            message=told(error.message),
            type=told(error.type),
            error_user_title=error.error_user_title and told(error.error_user_title),
            error_user_msg=error.error_user_msg and told(error.error_user_msg),
        )

    def _header(self, name: str, value: str, error: GraphError | None) -> str:
        if name.lower() == "www-authenticate" and error is not None:
            # It repeats the error's message without some signs, so that what was replaced would not be found in it.
            message = "".join(char for char in error.message if " " <= char <= "~" and char not in '"\\')
            return _CHALLENGE.sub(f'"{message}"', value) if value.startswith('OAuth "Facebook') else message
        stays = name.lower() in kept.ANSWER_HEADERS
        return self._pseudonyms.told(value) if stays else self._pseudonyms.of(value)

    def _body(self, body: bytes) -> bytes:
        if not body:
            return body
        value = read_json(body)
        return PLACEHOLDER if value is UNREADABLE else php_json.encode(self._told(value))

    def _told(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._pseudonyms.told(key): self._told(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._told(inner) for inner in value]
        if not isinstance(value, str):
            return value
        if value.startswith(("http://", "https://")):
            return self._fields.url(value)
        inner = read_json(value) if value.startswith(("{", "[")) else UNREADABLE
        return self._pseudonyms.told(value) if inner is UNREADABLE else php_json.encode(self._told(inner)).decode()


def _with_length(headers: Pairs, length: int) -> Pairs:
    """Headers that state the length of the scrubbed body."""
    return tuple((name, str(length) if name.lower() == "content-length" else value) for name, value in headers)
