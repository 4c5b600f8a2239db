"""A service's database is away: writes are refused and nothing is half done; what was heard meanwhile is not lost."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager

from stack import UNREACHABLE, Stack, wait_until
from world import MORNING, START, build, meeting, officer, officers, pilot


def test_the_notifiers_database_away(stack: Stack):
    build(stack, [pilot(), *officers(5)], [meeting("r1")])
    with away(stack, "notifier"):
        for i in (1, 2, 3):
            stack.cli("registrations", "add", "r1", officer(i)).done()  # network does not mind
        wait_until(lambda: stack.metric("notifier", "maillage_consumer_lag", topic="maillage.network.events") == 3, "the lag to grow")
    stack.advance(START)
    assert Counter(mail.to for mail in stack.mails()) == {f"{officer(i)}@example.org": 1 for i in (1, 2, 3)}
    stack.advance(MORNING)
    assert len(stack.mails(rule="meeting.save_the_date")) == 2
    assert stack.metric("notifier", "maillage_consumer_dead_letters_total") == 0, "what is away is no fault of an event"


def test_stopped_while_its_database_is_away(stack: Stack):
    build(stack, [pilot(), *officers(5)], [meeting("r1")])
    with away(stack, "notifier"):
        for i in (1, 2, 3):
            stack.cli("registrations", "add", "r1", officer(i)).done()
        wait_until(lambda: stack.metric("notifier", "maillage_consumer_lag", topic="maillage.network.events") == 3, "the lag to grow")
        stack.shell("service_stop", stack.folder, "notifier")
        assert stack.log_lines("notifier", "stopped"), "in order, not by a crash"
    stack.start_service("notifier")
    stack.advance(START)
    assert Counter(mail.to for mail in stack.mails()) == {f"{officer(i)}@example.org": 1 for i in (1, 2, 3)}


def test_the_networks_database_away(stack: Stack):
    build(stack, [pilot(), *officers(5)], [meeting("r1")])
    with away(stack, "network"):
        refused = stack.cli("registrations", "add", "r1", officer(1))
        assert refused.code == UNREACHABLE and "(DATABASE_UNAVAILABLE)" in refused.err
    wait_until(lambda: stack.cli("registrations", "add", "r1", officer(2)).code == 0, "network to find its database again")
    assert stack.sql("network", "select person from registrations") == [[officer(2)]]
    stack.advance(START)
    assert [mail.to for mail in stack.mails()] == ["o-02@example.org"]


@contextmanager
def away(stack: Stack, service: str):
    """Nobody gets in, and who is in is thrown out."""
    database = f"maillage_{service}"
    stack.sql_on("postgres", f"alter database {database} allow_connections false")
    try:
        stack.sql_on("postgres", f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'")
        yield
    finally:
        stack.sql_on("postgres", f"alter database {database} allow_connections true")
