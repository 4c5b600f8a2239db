"""The mail server refuses, postpones, drops the connection, or is away: each mail arrives once, or the ledger says why not."""

from collections import Counter

from stack import REFUSED, Stack, wait_until
from world import MORNING, build, import_person, meeting, officer, officers, person, pilot

BLOCKED = "o-01"


def test_one_refused_recipient_of_fifty(stack: Stack):
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


def test_postponed_and_then_taken(stack: Stack):
    build(stack, [pilot(), *officers(2)], [meeting("r1")])
    stack.mail_faults({"kind": "refuse_data", "recipient": "o-01@*", "code": 451, "times": 1})
    stack.advance(MORNING)  # quiet only when nothing waits for its second try
    assert Counter(mail.to for mail in stack.mails()) == {"o-01@example.org": 1, "o-02@example.org": 1}
    assert stack.ledger("state = 'SENT'", "recipient, state") == [["cafs/95/people/o-01", "SENT"], ["cafs/95/people/o-02", "SENT"]]
    assert stack.metric("notifier", "maillage_mails_total", outcome="postponed") == 1
    assert stack.metric("notifier", "maillage_mails_total", outcome="sent") == 2


def test_connection_lost_after_the_final_dot(stack: Stack):
    build(stack, [pilot(), *officers(3)], [meeting("r1")])
    stack.mail_faults({"kind": "drop", "recipient": "o-01@*", "times": 1}, {"kind": "drop", "recipient": "o-02@*", "times": 1, "kept": False})
    stack.advance(MORNING)
    copies = Counter((mail.to, mail.message_id) for mail in stack.mails())
    assert {to: count for (to, _), count in copies.items()} == {"o-01@example.org": 2, "o-02@example.org": 1, "o-03@example.org": 1}
    assert len(copies) == 3, "the second copy has the same Message-ID"
    assert [state for _, state in stack.ledger("state in ('SENT', 'UNKNOWN', 'CLAIMED')", "recipient, state")] == ["SENT"] * 3
    assert stack.metric("notifier", "maillage_mails_total", outcome="unknown") == 2


def test_mail_server_away(stack: Stack):
    build(stack, [pilot(), *officers(2)], [meeting("r1")])
    stack.shell("process_stop", stack.folder, "mailcatcher")
    advancing = stack.begin("clock", "advance", "--to", MORNING)
    try:
        refusals = wait_until(lambda: stack.log_lines("notifier", "mail not accepted"), "the first try")
        assert refusals[0]["outcome"] == "try_later"
    finally:
        stack.shell("stack_start", stack.folder)
    assert advancing.wait(60) == 0
    assert Counter(mail.to for mail in stack.mails()) == {"o-01@example.org": 1, "o-02@example.org": 1}
    assert [state for _, state in stack.ledger("state in ('SENT', 'UNKNOWN', 'CLAIMED')", "recipient, state")] == ["SENT"] * 2
