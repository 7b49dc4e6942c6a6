"""Arbitrary journals: whatever a journal can hold, sensible or not."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from mock_meta.event import Answer, Channel, Entry, Event, GraphError, Request

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SOME = st.none() | TEXTS
TIMES = st.floats(min_value=0, max_value=2e9)
WHOLE = st.integers(-(2**63), 2**63 - 1)
SCALARS = st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=3)
HEADERS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)
ERRORS = st.builds(
    GraphError,
    message=TEXTS,
    type=TEXTS,
    code=WHOLE,
    error_subcode=st.none() | WHOLE,
    is_transient=st.none() | st.booleans(),
    error_user_title=SOME,
    error_user_msg=SOME,
)
ANSWERS = st.builds(
    Answer, status=st.integers(0, 599), headers=HEADERS, body=st.binary(max_size=20), error=st.none() | ERRORS
)
EVENTS = st.builds(
    Event,
    channel=st.sampled_from(Channel),
    pixel_id=TEXTS,
    name=TEXTS,
    event_id=SOME,
    event_time=st.none() | TIMES,
    received_at=TIMES,
    custom_data=OBJECTS,
    user_data=OBJECTS,
    source_url=SOME,
    action_source=SOME,
    data_processing_options=st.none() | st.lists(TEXTS, max_size=2).map(tuple),
    test_event_code=SOME,
    transport=TEXTS,
    answer=ANSWERS,
    taken=st.none() | st.booleans(),
)
REQUESTS = st.builds(
    Request,
    seq=st.just(0),
    received_at=TIMES,
    method=TEXTS,
    url=TEXTS,
    headers=HEADERS,
    body=st.binary(max_size=40) | st.just(bytes(range(256))),
    answer=ANSWERS,
    part_of=st.none() | st.integers(1, 99),
    conforms=st.none() | st.booleans(),
)


@st.composite
def journals(
    draw: st.DrawFn, requests: st.SearchStrategy[Request] = REQUESTS, events: st.SearchStrategy[Event] = EVENTS
) -> list[Entry]:
    """The entries of a journal: numbers grow, though not always by one, and events bear their request's."""
    entries, seq = [], 0
    for request in draw(st.lists(requests, max_size=4)):
        seq += draw(st.integers(1, 3))
        heard = draw(st.lists(events, max_size=3))
        entries.append(numbered(seq, request, heard))
    return entries


def numbered(seq: int, request: Request, events: list[Event]) -> Entry:
    """An entry with its number, as a journal gives it."""
    replace = msgspec.structs.replace
    keyed = (replace(event, key=f"{seq}.{place}", request=seq) for place, event in enumerate(events))
    return Entry(request=replace(request, seq=seq), events=tuple(keyed))
