"""Redis holds nothing that matters: emptied, killed, full or robbed of its scripts, no reminder is lost or doubled."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import count

from stack import Stack, wait_until
from table import Case
from world import address, build, meeting, officers, pilot

COUNT = 30
EVERYBODY = Counter(address(i) for i in range(1, COUNT + 1))


def rested(stack: Stack) -> bool:
    """Whether the two seconds are over for which a notifier that missed Redis does without it."""
    missed = stack.log_lines("notifier", "mail rate: Redis is away, the local limit holds")[-1]["time"]
    return datetime.now(timezone.utc) - datetime.fromisoformat(missed) > timedelta(seconds=2.5)


def test_11_redis(stack: Stack, case: Case):
    """Each morning another meeting is announced to thirty people while something happens to Redis; four in seven days is the cap."""
    build(stack, [pilot(), *officers(COUNT)], [meeting(f"r{i}") for i in range(1, 6)], published=False)
    mornings = (f"2026-03-{day:02}T09:00:00+01:00" for day in (2, 3, 4, 5, 10))
    events = (f"r{i}" for i in count(1))

    def announced(spoil, mend, injected: str, observed: str) -> None:
        event, morning = next(events), next(mornings)
        stack.cli("events", "publish", event).done()
        stack.mail_faults({"kind": "delay", "seconds": 0, "times": 6}, {"kind": "delay", "seconds": 0.1})
        before = stack.mail_count()
        advancing = stack.begin("clock", "advance", "--to", morning)
        wait_until(lambda: stack.mail_count() >= before + 6, "the first mails to arrive")
        spoil()
        began = time.monotonic()
        try:
            assert advancing.wait(60) == 0
            assert sent(stack, event) == EVERYBODY
        finally:
            mend()
        case.tell(injected, observed, 0, 0, time.monotonic() - began)

    def nothing() -> None:
        pass

    announced(lambda: stack.redis("FLUSHALL"), nothing, "FLUSHALL while mails leave", "each mail once")
    announced(lambda: stack.redis("SCRIPT FLUSH"), nothing, "SCRIPT FLUSH while mails leave", "each mail once")
    assert stack.metric("notifier", "maillage_redis_errors_total") == 0, "a script that is gone is loaded again"

    # Away from before the wave: its first question for the rate is not answered.
    stack.shell("server_signal", stack.folder, "redis", "KILL")
    announced(nothing, lambda: stack.shell("servers_start", stack.folder, stack.base), "killed before mails leave", "each mail once, slower")
    assert stack.metric("notifier", "maillage_redis_errors_total") > 0, "it was missed"

    wait_until(lambda: rested(stack), "the notifier to ask Redis again")
    stack.redis("CONFIG SET maxmemory-policy noeviction")
    stack.redis("CONFIG SET maxmemory 1")
    assert "OOM" in stack.redis("SET x y")
    announced(nothing, lambda: stack.redis("CONFIG SET maxmemory 0"), "out of memory, noeviction", "each mail once, slower")
    assert stack.log_lines("notifier", "mail rate: Redis is away, the local limit holds")[-1]["error"].startswith("Redis refuses at present: OOM")

    announced(nothing, nothing, "nothing any more", "each mail once")
    assert all(sent(stack, f"r{i}") == EVERYBODY for i in range(1, 6))
    assert [row[1] for row in stack.ledger("rule = 'meeting.save_the_date'", "name, state")] == ["SENT"] * 5 * COUNT


def sent(stack: Stack, event: str) -> Counter:
    return Counter(mail.to for mail in stack.mails(rule="meeting.save_the_date") if f"/events/{event} " in mail.sections[0])
