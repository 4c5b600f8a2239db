"""A session is moved or cancelled one second before its reminders leave: nothing stale leaves."""

from __future__ import annotations

from collections import Counter

from stack import Stack
from table import Case
from world import START, address, build, meeting, officer, officers, pilot

EVE = "2026-03-04T09:00:00+01:00"
A_SECOND_BEFORE = "2026-03-04T08:59:59+01:00"
EVENTS = {"r1": (1, 2), "r2": (3, 4), "r3": (5, 6), "r4": (7, 8)}


def test_15_moved_or_cancelled_one_second_before(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(8)], [meeting(event, day="2026-03-05") for event in EVENTS])
    for event, people in EVENTS.items():
        for number in people:
            stack.cli("registrations", "add", event, officer(number)).done()
    stack.advance(START)
    planned = stack.ledger("rule = 'meeting.eve' and state = 'PLANNED'", "recipient, subject, leave_at")
    assert len(planned) == 8 and {row[2] for row in planned} == {"2026-03-04 08:00:00+00"}

    stack.advance(A_SECOND_BEFORE)
    stack.cli("sessions", "reschedule", "r1", "r1-s1", "--starts-at", "2026-03-12T09:30", "--ends-at", "2026-03-12T16:30").done()
    stack.cli("events", "cancel", "r2").done()
    stack.cli("registrations", "cancel", "r3", officer(5)).done()
    stack.advance(EVE)

    eves = Counter(mail.to for mail in stack.mails(rule="meeting.eve"))
    assert eves == Counter(address(number) for number in (6, 7, 8)), "of r1 and r2 nobody, of r3 who still comes, of r4 both"
    told = {(mail.to, rule) for mail in stack.mails() for rule in mail.rules}
    assert {(address(number), "session.rescheduled") for number in (1, 2)} <= told
    assert {(address(number), "event.cancelled") for number in (3, 4)} <= told and (address(5), "registration.cancelled") in told
    stale = [row for row in stack.ledger("rule = 'meeting.eve' and state = 'SENT'", "subject, recipient") if "r1" in row[0] or "r2" in row[0]]
    assert stale == []

    stack.advance("2026-03-11T09:00:00+01:00")
    assert Counter(mail.to for mail in stack.mails(rule="meeting.eve")) == eves + Counter(address(number) for number in (1, 2)), "at its new eve"
    case.tell("moved, cancelled, given back 1 s before 8 reminders", "3 that still hold leave, then 2 at the new eve", 0, 0)
