"""What Meta refuses."""

from __future__ import annotations

from harness.judge import judge
from mock_meta.event import Answer, Event, GraphError, Request
from mock_meta.wire.errors import purchase_no_currency, shape, token_expired, token_malformed
from tests.harness.factories import OK, SERVER, START, change, event, fired, healthy, heard, purchase, told
from tests.harness.mutators import each

REFUSED, ACCESS, GIVEN_UP, BATCH = "delivery.refused", "delivery.access", "delivery.given_up", "delivery.batch"
NO = Answer(status=400, error=GraphError(message="Invalid parameter", type="OAuthException", code=100, error_subcode=7))
DOWN = Answer(status=503)


def refuse(answer: Answer, name: str = "Purchase") -> tuple[Event, ...]:
    """The healthy run's events with a name's server copies refused."""
    return each(healthy(), name, SERVER, lambda e: change(e, answer=answer)).events


def call(status: int, url: str = "/v26.0/1/events", seq: int = 999) -> Request:
    """A call to the Conversions API in its raw form."""
    answer = OK if status == 200 else Answer(status=status)
    return Request(seq=seq, received_at=START, method="POST", url=url, headers=(), body=b"?", answer=answer)


def test_a_refusal_is_told_with_metas_words_and_code() -> None:
    """And the lost copy is its consequence."""
    (finding,) = judge(healthy(events=refuse(NO))).findings
    assert finding.message == (
        "Meta refused Purchase of order 1001 (event id 'purchase-1001'): Invalid parameter (100/7)."
    )
    assert finding.consequences == ("No server copy of Purchase of orders/1001 reached Meta.",)


def test_an_answer_without_an_error_is_told_by_its_status() -> None:
    """A gateway's page, say."""
    assert told(healthy(events=refuse(DOWN)), GIVEN_UP)[0].endswith(": HTTP status 503.")


def test_what_meta_loses_in_silence_was_not_refused() -> None:
    """The sender was told that it was received; that it is missing is another matter."""
    lost = each(healthy(), "Purchase", SERVER, lambda e: change(e, taken=False)).events
    assert told(healthy(events=lost), REFUSED) == []


def test_what_meta_took_without_a_word_was_not_refused() -> None:
    """The answer was lost on its way, not the event."""
    kept = each(healthy(), "Purchase", SERVER, lambda e: change(e, answer=Answer(status=0), taken=True)).events
    assert fired(judge(healthy(events=kept))) == set()


def test_many_refusals_of_one_kind_are_one_finding() -> None:
    """All PageViews meet the same answer."""
    verdict = judge(healthy(events=refuse(Answer(status=400, error=shape().error), "PageView")))
    (finding,) = (f for f in verdict.findings if f.check == REFUSED)
    assert len(finding.events) == 5


def test_a_later_try_makes_up_for_a_refusal() -> None:
    """With the same id, or with another one for the same sale; even without an id."""
    for event_id in ("purchase-1001", "first-try", None):
        evidence = heard(healthy(), change(purchase(at=51)[1], answer=DOWN, event_id=event_id))
        assert fired(judge(evidence)) == set(), event_id


def test_another_event_without_an_id_makes_up_for_nothing() -> None:
    """Two events without ids are not the same event."""
    lost = [event("SizeGuide", at, SERVER, answer=answer) for at, answer in ((12, DOWN), (13, OK))]
    assert told(heard(healthy(), *lost), GIVEN_UP) == [
        "Meta did not take SizeGuide (no event id) for the moment, and never got it again: HTTP status 503."
    ]


def test_a_call_from_which_no_event_can_be_read_is_lost_too() -> None:
    """Told with its path; what was taken, or is no call for events, is not."""
    calls = (call(400, "/v26.0/1/events?access_token=x"), call(200, seq=1000), call(404, "/v26.0/me", seq=1001))
    assert told(healthy(requests=calls), REFUSED) == [
        "Meta refused a call to /v26.0/1/events, and no event could be read from it: HTTP status 400."
    ]


def test_a_call_whose_events_were_read_is_told_by_them() -> None:
    """One fact, one finding."""
    events = refuse(NO)
    refused = next(e for e in events if not e.accepted)
    evidence = healthy(events=events, requests=(call(400, seq=refused.request),))
    assert len(judge(evidence).findings) == 1


def test_an_expired_token_is_one_finding() -> None:
    """Although Meta's words tell another time for each call; the lost copies are its consequences."""
    ended = [token_expired(now=f"Sunday, 31-Mar-24 14:58:0{n} PDT").error for n in range(9)]
    sent = [e for e in healthy().events if e.channel is SERVER]
    answers = {e.key: Answer(status=401, error=error) for e, error in zip(sent, ended, strict=True)}
    events = tuple(change(e, answer=answers[e.key]) if e.key in answers else e for e in healthy().events)
    (finding,) = judge(healthy(events=events)).findings
    assert finding.check == ACCESS
    assert finding.causes[0] == "the access token has expired"
    assert len(finding.consequences) == 5


def test_a_token_is_never_repeated() -> None:
    """Meta's own words hold it."""
    answer = Answer(status=401, error=token_malformed("EAAsecret").error)
    (message,) = told(healthy(events=refuse(answer)), ACCESS)
    assert "EAAsecret" not in message


def test_tries_are_counted() -> None:
    """A sender that gives up says after how many."""
    tries = [change(purchase(at=51 + n)[1], answer=DOWN) for n in range(3)]
    others = tuple(e for e in healthy().events if e.name != "Purchase" or e.channel is not SERVER)
    (finding,) = judge(heard(healthy(events=others), *tries)).findings
    assert finding.check == GIVEN_UP
    assert finding.causes[0] == "the sender gives up after 3 tries"


def test_one_bad_event_and_its_call() -> None:
    """What the others say is sound; the one that is not is named, and all that follows is told under it."""
    error = shape("The parameter $['data'][1]['custom_data']['contents'] must be an array.").error
    together = [e for e in healthy().events if e.channel is SERVER]
    sent = {e.key: f"500.{place}" for place, e in enumerate(together)}
    events = tuple(
        change(e, key=sent[e.key], request=500, answer=Answer(status=400, error=error)) if e.key in sent else e
        for e in healthy().events
    )
    (finding,) = judge(healthy(events=events)).findings
    assert finding.check == BATCH
    assert finding.message.startswith("Meta refused a call with 9 events for PageView (Server Side Api Parameter Error")


def test_a_call_whose_events_are_all_bad_took_nobody_down() -> None:
    """Each is refused for what it says itself."""
    no = Answer(status=400, error=purchase_no_currency().error)
    assert told(healthy(events=refuse(no)), BATCH) == []


def test_a_malformed_cookie_costs_everything_that_its_visitor_did() -> None:
    """One finding, where Meta's answer names nothing else."""
    events = tuple(
        change(e, answer=NO, user_data={**e.user_data, "fbc": "fb.1.1800000000000."}) if e.channel is SERVER else e
        for e in healthy().events
    )
    (finding,) = judge(healthy(events=events)).findings
    assert finding.check == REFUSED
    assert finding.causes == ("one malformed optional field (fbc) costs the whole event",)
