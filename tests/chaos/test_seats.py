"""Sixty-four people register at the same time for ten seats."""

from __future__ import annotations

from collections import Counter

import rpc
from stack import Stack
from table import Case
from world import CREATE, START, build, meeting, officer, officers, pilot, registration

CALLERS, SEATS = 64, 10


def test_ten_seats_and_one_offer(stack: Stack):
    build(stack, [pilot(), *officers(CALLERS)], [meeting("r1", capacity=SEATS)])
    answers = rpc.call_together(stack, "network", CREATE, [registration(i) for i in range(1, CALLERS + 1)])
    assert Counter(answer.code for answer in answers) == {rpc.OK: CALLERS}
    assert states(stack) == {"CONFIRMED": SEATS, "WAITLISTED": CALLERS - SEATS}
    assert sum("state: CONFIRMED" in answer for answer in answers) == SEATS, "each was told what it has"

    seated = next(i for i, answer in enumerate(answers, 1) if "state: CONFIRMED" in answer)
    stack.cli("registrations", "cancel", "r1", officer(seated)).done()
    assert states(stack) == {"CONFIRMED": SEATS - 1, "OFFERED": 1, "WAITLISTED": CALLERS - SEATS - 1, "CANCELLED": 1}

    stack.advance(START)
    assert Counter(rule for mail in stack.mails() for rule in mail.rules)["registration.seat_offered"] == 1
    facts = Counter(record.type for record in stack.topic("maillage.network.events"))
    assert (facts["RegistrationConfirmed"], facts["RegistrationWaitlisted"], facts["SeatOffered"]) == (SEATS, CALLERS - SEATS, 1)


def test_23_the_same_request_id(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(3)], [meeting("r1", capacity=1)])
    # Sixteen at one time, as after a time-out; then once more, when the world has changed.
    together = rpc.call_together(stack, "network", CREATE, [registration(1, "once")] * 16)
    stack.cli("registrations", "cancel", "r1", officer(1)).done()
    later = rpc.call(stack, "network", CREATE, registration(1, "once"))
    assert {(answer.code, answer.text) for answer in [*together, later]} == {(rpc.OK, together[0].text)}
    assert states(stack) == {"CANCELLED": 1}

    other = rpc.call(stack, "network", CREATE, registration(2, "once"))
    assert other.code == rpc.INVALID_ARGUMENT, "the same id with another body"
    assert states(stack) == {"CANCELLED": 1}
    stack.advance(START)
    assert sum(record.type == "RegistrationConfirmed" for record in stack.topic("maillage.network.events")) == 1
    case.tell("one request id: 16 at once, later, another body", "the first answer 17 times, INVALID_ARGUMENT", 0, 0)


def states(stack: Stack) -> dict[str, int]:
    return {state: int(count) for state, count in stack.sql("network", "select state, count(*) from registrations group by state")}
