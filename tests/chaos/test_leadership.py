"""Two notifiers: one is active, and its lease (docs/decisions/one-active-notifier.md) says for how long at most after it was last seen."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from faults import Fault
from stack import DONE, Stack, wait_until
from table import Case
from world import MORNING, address, build, meeting, officers, pilot

COUNT = 40
LEASE = 10
EVERYBODY = sorted(address(i) for i in range(1, COUNT + 1))


def frozen_while_sending(stack: Stack, when: str):
    """The notifier stops before, or after, its fourth message, with everybody's reminder claimed; answers the advance that waits for it."""
    build(stack, [pilot(), *officers(COUNT)], [meeting("r1")])
    (stopped,) = stack.inject("notifier", Fault("smtp.message", when, "stop", nth=4))
    advancing = stack.begin("clock", "advance", "--to", MORNING)
    wait_until(lambda: stopped.count, "the notifier to freeze")
    assert len(stack.ledger("state = 'CLAIMED'")) == COUNT
    return advancing


@pytest.mark.slow
def test_12_reminders_in_flight_whose_holder_vanished(stack: Stack, case: Case):
    """Its machine is gone: not even its connections are closed. Another notifier takes what it had claimed within two leases."""
    advancing = frozen_while_sending(stack, "before")
    began = time.monotonic()
    with stack.another_notifier() as another:
        another.await_serving()
        another.advance(MORNING)
        recovery = time.monotonic() - began
        stack.signal("notifier", "KILL")  # it never comes back
        assert advancing.wait(60) != DONE
        copies = copies_of(stack)
    assert max(copies.values()) <= 2
    assert [row[2] for row in stack.ledger("rule = 'meeting.save_the_date'")] == ["SENT"] * COUNT
    assert recovery < 2 * LEASE
    case.tell("frozen with 40 claimed, for good", "another takes them after the lease of 10 s", 0, doubled(copies), recovery)


def test_12_the_session_of_the_lease_is_lost(stack: Stack, case: Case):
    """And nobody else wants it: it is taken again, and nothing happens. Reminders leave meanwhile."""
    build(stack, [pilot(), *officers(COUNT)], [meeting("r1")])
    holder = "select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = " \
             "'maillage_notifier') and classid = 1852798057"
    ((before,),) = stack.sql("notifier", holder)
    began = time.monotonic()
    assert stack.sql("notifier", f"select pg_terminate_backend({before})") == [["t"]]
    stack.advance(MORNING)
    ((after,),) = wait_until(lambda: stack.sql("notifier", holder), "the lease to be taken again")
    recovery = time.monotonic() - began
    assert after != before and stack.runs("notifier")
    assert sorted(copies_of(stack).values()) == [1] * COUNT
    case.tell("the session with the lock terminated", "taken again, each mail once", 0, 0, recovery)


@pytest.mark.slow
def test_13_frozen_beyond_its_lease_and_then_continued(stack: Stack, case: Case):
    """Another has taken over: what the first was about to send it sends no more, and it cannot mark anything."""
    advancing = frozen_while_sending(stack, "after")
    began = time.monotonic()
    with stack.another_notifier() as another:
        another.await_serving()
        another.advance(MORNING)
        recovery = time.monotonic() - began
        marked = stack.ledger("true", "name, state, sent_at, server_answer")
        copies = copies_of(stack)

        stack.signal("notifier", "CONT")
        stack.shell("process_await_end", stack.folder, "notifier")
        assert advancing.wait(60) != DONE
        assert stack.log_lines("notifier", "another notifier has taken over; this one ends")
        assert stack.ledger("true", "name, state, sent_at, server_answer") == marked, "its epoch is stale: it marks nothing"
        later = copies_of(stack)
    assert max(later.values()) <= 2 and sum(later.values()) - sum(copies.values()) <= 8, "no more than was on its way over its connections"
    assert [row[2] for row in stack.ledger("rule = 'meeting.save_the_date'")] == ["SENT"] * COUNT
    case.tell("frozen at the fourth 250, another takes over, continued", "marks nothing, ends by itself", 0, doubled(later), recovery)


def copies_of(stack: Stack) -> Counter:
    """Of each mail; nobody is without."""
    copies = Counter((mail.to, mail.message_id) for mail in stack.mails(rule="meeting.save_the_date"))
    assert sorted(to for to, _ in copies) == EVERYBODY, "one Message-ID each"
    return copies


def doubled(copies: Counter) -> int:
    return sum(count - 1 for count in copies.values())
