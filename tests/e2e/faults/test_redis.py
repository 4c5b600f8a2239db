"""Redis holds nothing that matters: emptied or stopped, no reminder is lost or doubled."""

from __future__ import annotations

from collections import Counter

from stack import Stack, wait_until
from world import MORNING, build, meeting, officer, officers, pilot

COUNT = 30
EVERYBODY = Counter(f"{officer(i)}@example.org" for i in range(1, COUNT + 1))
SECOND_MORNING, THIRD_MORNING = "2026-03-03T09:00:00+01:00", "2026-03-04T09:00:00+01:00"


def test_redis_flushed_and_stopped(stack: Stack):
    build(stack, [pilot(), *officers(COUNT)], [meeting("r1"), meeting("r2"), meeting("r3")], published=False)

    # Emptied while reminders are planned, and again while they are sent.
    stack.cli("events", "publish", "r1").done()
    stack.redis("FLUSHALL")
    stack.mail_faults({"kind": "delay", "seconds": 0, "times": 6}, {"kind": "delay", "seconds": 0.3})
    advancing = stack.begin("clock", "advance", "--to", MORNING)
    wait_until(lambda: stack.mail_count() >= 6, "the first mails to arrive")
    stack.redis("FLUSHALL")
    assert advancing.wait(30) == 0
    assert sent(stack, "r1") == EVERYBODY

    # Away while they are sent.
    stack.mail_faults()
    stack.cli("events", "publish", "r2").done()
    stack.shell("redis_stop", stack.folder)
    stack.advance(SECOND_MORNING)
    assert sent(stack, "r2") == EVERYBODY
    assert stack.metric("notifier", "maillage_redis_errors_total") > 0, "it was missed"

    # Back, with what it had kept.
    stack.shell("servers_start", stack.folder, stack.base)
    stack.cli("events", "publish", "r3").done()
    stack.advance(THIRD_MORNING)
    assert sent(stack, "r1") == sent(stack, "r2") == sent(stack, "r3") == EVERYBODY
    assert [row[1] for row in stack.ledger("rule = 'meeting.save_the_date'", "name, state")] == ["SENT"] * 3 * COUNT


def sent(stack: Stack, event: str) -> Counter:
    return Counter(mail.to for mail in stack.mails(rule="meeting.save_the_date") if f"/events/{event} " in mail.sections[0])
