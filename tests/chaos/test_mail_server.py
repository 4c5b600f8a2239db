"""The mail server refuses, postpones, drops the connection, or is away: each mail arrives once, or the ledger says why not."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from stack import REFUSED, Stack, wait_until
from table import Case
from world import MORNING, address, build, import_person, meeting, officer, officers, person, pilot

BLOCKED = "o-01"


def test_17_one_refused_recipient_of_fifty(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(50)], [meeting("r1")])
    stack.mail_faults({"kind": "refuse", "recipient": "o-07@example.org", "text": "5.1.1 no such mailbox"})
    stack.advance(MORNING)

    everybody = {f"{officer(i)}@example.org" for i in range(1, 51)}
    arrived = [mail.to for mail in stack.mails()]
    assert set(arrived) == everybody - {"o-07@example.org"} and len(arrived) == 49
    failed = stack.cli("reminders", "list", "--filter", 'state = "FAILED"').done().row()
    assert failed["recipient"] == "cafs/95/people/o-07" and failed["serverAnswer"] == "550 5.1.1 no such mailbox"

    name = failed["name"].split("/")[-1]
    stack.mail_faults()
    stack.cli("reminders", "send", name).done()
    stack.advance(MORNING)
    assert Counter(mail.to for mail in stack.mails()) == Counter(everybody)
    assert stack.cli("reminders", "why", name).done().row()["state"] == "SENT"
    again = stack.cli("reminders", "send", name)
    assert again.code == REFUSED and "(REMINDER_STATE)" in again.err
    case.tell("550 for one recipient of fifty", "49 sent, one FAILED, then sent by hand", 0, 0)


def test_three_hard_bounces_block_an_address_until_it_is_corrected(stack: Stack):
    build(stack, [pilot(), person(BLOCKED)], [meeting("r1")])
    stack.mail_faults({"kind": "refuse", "recipient": f"{BLOCKED}@example.org"})
    for act, instant in (("add", "08:01"), ("cancel", "08:02"), ("add", "08:03")):
        stack.advance(f"2026-03-02T{instant}:00+01:00")
        stack.cli("registrations", act, "r1", BLOCKED).done()
    stack.advance("2026-03-02T08:04:00+01:00")
    failed = stack.ledger("state = 'FAILED'", "rule, name")
    assert sorted(rule for rule, _ in failed) == ["registration.cancelled", "registration.confirmed", "registration.confirmed"]

    stack.mail_faults()
    stack.cli("registrations", "cancel", "r1", BLOCKED).done()
    stack.advance(MORNING)  # nothing at once, and no reminder either
    assert stack.mails() == []
    _, name = failed[-1]
    refused = stack.cli("reminders", "send", name.split("/")[-1])
    assert refused.code == REFUSED and "(ADDRESS_BLOCKED)" in refused.err

    assert import_person(stack, BLOCKED, "o-01.new@example.org")["updated"] == 1
    stack.cli("registrations", "add", "r1", BLOCKED).done()
    stack.advance(MORNING)
    assert [(mail.to, mail.rules) for mail in stack.mails()] == [("o-01.new@example.org", {"registration.confirmed"})]


@pytest.mark.parametrize("kind,code", [("refuse", 421), ("refuse", 451), ("refuse_data", 451)])
def test_17_postponed_and_then_taken(stack: Stack, case: Case, kind: str, code: int):
    build(stack, [pilot(), *officers(2)], [meeting("r1")])
    # Twice: a kept connection that was closed with 421 is opened again at once.
    stack.mail_faults({"kind": kind, "recipient": "o-01@*", "code": code, "times": 2})
    began = time.monotonic()
    stack.advance(MORNING)  # quiet only when nothing waits for its second try
    assert Counter(mail.to for mail in stack.mails()) == {address(1): 1, address(2): 1}
    assert stack.ledger("state = 'SENT'", "recipient, state") == [["cafs/95/people/o-01", "SENT"], ["cafs/95/people/o-02", "SENT"]]
    assert stack.metric("notifier", "maillage_mails_total", outcome="postponed") >= 1
    assert stack.metric("notifier", "maillage_mails_total", outcome="sent") == 2
    case.tell(f"{code} at {'RCPT' if kind == 'refuse' else 'the final dot'}, twice", "tried again, sent", 0, 0, time.monotonic() - began)


@pytest.mark.slow
def test_17_accepts_and_never_greets(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(2)], [meeting("r1")])
    stack.mail_faults({"kind": "silent", "times": 2})
    began = time.monotonic()
    stack.advance(MORNING)
    assert Counter(mail.to for mail in stack.mails()) == {address(1): 1, address(2): 1}
    assert stack.metric("notifier", "maillage_mails_total", outcome="postponed") == 2
    case.tell("two connections never greeted", "given up after 5 s, sent later", 0, 0, time.monotonic() - began)


def test_17_connection_lost_after_the_final_dot(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(3)], [meeting("r1")])
    stack.mail_faults({"kind": "drop", "recipient": "o-01@*", "times": 1}, {"kind": "drop", "recipient": "o-02@*", "times": 1, "kept": False})
    began = time.monotonic()
    stack.advance(MORNING)
    recovery = time.monotonic() - began
    copies = Counter((mail.to, mail.message_id) for mail in stack.mails())
    assert {to: count for (to, _), count in copies.items()} == {"o-01@example.org": 2, "o-02@example.org": 1, "o-03@example.org": 1}
    assert len(copies) == 3, "the second copy has the same Message-ID"
    assert [state for _, state in stack.ledger("state in ('SENT', 'UNKNOWN', 'CLAIMED')", "recipient, state")] == ["SENT"] * 3
    assert stack.metric("notifier", "maillage_mails_total", outcome="unknown") == 2
    case.tell("dropped after the final dot: one kept, one not", "sent again, same Message-ID", 0, 1, recovery)


def test_17_mail_server_away(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(2)], [meeting("r1")])
    stack.shell("process_stop", stack.folder, "mailcatcher")
    advancing = stack.begin("clock", "advance", "--to", MORNING)
    try:
        refusals = wait_until(lambda: stack.log_lines("notifier", "mail not accepted"), "the first try")
        assert refusals[0]["outcome"] == "try_later"
    finally:
        stack.shell("stack_start", stack.folder)
    began = time.monotonic()
    assert advancing.wait(60) == 0
    recovery = time.monotonic() - began
    assert Counter(mail.to for mail in stack.mails()) == {"o-01@example.org": 1, "o-02@example.org": 1}
    assert [state for _, state in stack.ledger("state in ('SENT', 'UNKNOWN', 'CLAIMED')", "recipient, state")] == ["SENT"] * 2
    case.tell("mail server stopped", "sent when it is back", 0, 0, recovery)
