"""A service's database is away, restarts, loses its connections or has none to give: writes are refused and nothing is half done; what
was acknowledged or heard is not lost."""

from __future__ import annotations

import re
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from google.protobuf import text_format

import rpc
from stack import SERVICES, UNREACHABLE, Stack, wait_until
from table import Case
from world import CREATE, MORNING, START, address, build, meeting, officer, officers, pilot, registration


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


PEOPLE, EVENTS = 60, 20


@pytest.mark.slow
def test_07_postgresql_restarted_in_immediate_mode(stack: Stack, case: Case):
    bodies = loaded(stack)
    with rpc.Caller(stack, "network") as caller, rpc.Load(caller, CREATE, bodies, rate=40) as load:
        wait_until(lambda: len(load.begun) > 60, "some load")
        began = time.monotonic()
        stack.shell("postgres_restart_immediate", stack.folder, stack.base + 32)
        ready = time.monotonic()
        recovery = ready - began + wait_until(lambda: first_success(load, ready), "the first success")
        enough = len(load.begun) + 100
        wait_until(lambda: len(load.begun) > enough, "more load")
        load.stop()
        replies = [one.reply() for one in load.begun]
    assert {reply.code for reply in replies} <= {rpc.OK, rpc.UNAVAILABLE}
    failed = sum(reply.code != rpc.OK for reply in replies)
    lost = every_acknowledged_write_is_there(stack, replies)
    assert recovery - (ready - began) < 5
    case.tell("pg_ctl -m immediate restart, 40 writes/s", f"UNAVAILABLE {failed} of {len(replies)} times", lost, 0, recovery)


@pytest.mark.slow
def test_08_backends_terminated_all_the_time(stack: Stack, case: Case):
    bodies = loaded(stack)
    pids = {service: (stack.folder / "pids" / service).read_text() for service in SERVICES}
    ended = 0
    with rpc.Caller(stack, "network") as caller, rpc.Load(caller, CREATE, bodies, rate=26) as load:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            began = time.monotonic()
            ended += stack.sql_on("postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'maillage%' and "
                                              "pid <> pg_backend_pid() order by random() limit 1") == [["t"]]
            time.sleep(max(0.0, began + 0.2 - time.monotonic()))
        load.stop()
        replies = [one.reply() for one in load.begun]
    assert ended > 100
    assert {reply.code for reply in replies} <= {rpc.OK, rpc.UNAVAILABLE}
    assert {service: (stack.folder / "pids" / service).read_text() for service in SERVICES if stack.runs(service)} == pids, "no process ended"
    failed = sum(reply.code != rpc.OK for reply in replies)
    lost = every_acknowledged_write_is_there(stack, replies)
    case.tell(f"{ended} backends terminated in 30 s", f"UNAVAILABLE {failed} of {len(replies)} times", lost, 0)


def test_09_pool_exhausted(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(8)], [meeting("r1"), meeting("r2")])
    stack.stop_service("network")
    stack.settings("network", POOL_SIZE=2)
    stack.start_service("network")
    stack.advance(START)
    with stack.session("network") as holder, rpc.Caller(stack, "network") as caller:
        holder.run("begin")
        holder.run("lock table registrations in access exclusive mode")
        held = [caller.begin(CREATE, registration(i), timeout=40) for i in (1, 2)]
        wait_until(lambda: stack.metric("network", "maillage_pg_connections_in_use") == 2, "both connections to wait for the lock")
        refused = [caller.begin(CREATE, registration(i, event="r2"), timeout=40).reply() for i in (3, 4, 5)]
        assert {reply.code for reply in refused} == {rpc.RESOURCE_EXHAUSTED}
        assert max(reply.seconds for reply in refused) < 20, "before the deadline"
        answer = stack.http(f"http://127.0.0.1:{stack.base + 12}/healthz")
        assert (answer.status, answer.body) == (200, "SERVING\n")
        assert rpc.call(stack, "network", "grpc.health.v1.Health/Check", "").text == "status: SERVING\n"
        holder.run("rollback")
        began = time.monotonic()
        assert {one.reply().code for one in held} == {rpc.OK}
    assert rpc.call(stack, "network", CREATE, registration(3, event="r2")).code == rpc.OK
    assert stack.metric("network", "maillage_pg_pool_exhausted_total") >= 3
    case.tell("2 connections, both held", f"RESOURCE_EXHAUSTED after {max(reply.seconds for reply in refused):.1f} s, SERVING", 0, 0,
              time.monotonic() - began)


def test_10_the_lower_outbox_id_commits_last(stack: Stack, case: Case):
    """A trigger at the end of the transaction lets one of two wait before it is committed, when its row has its id already."""
    build(stack, [pilot(), *officers(2)], [meeting("r1"), meeting("r2")])
    stack.advance(START)
    stack.sql("network", """
        create function wait_for_the_test() returns trigger language plpgsql as $$ begin
          if new.key = 'cafs/95/events/r1' then perform pg_advisory_xact_lock(4711); end if; return null; end $$;
        grant execute on function wait_for_the_test() to public;
        create table seen (id bigint, key text); grant insert on seen to public;
        create function note() returns trigger language plpgsql as $$ begin insert into seen values (new.id, new.key); return null; end $$;
        create trigger note after insert on outbox for each row execute function note();
        create constraint trigger wait after insert on outbox deferrable initially deferred for each row execute function wait_for_the_test()""")
    with stack.session("network") as holder, rpc.Caller(stack, "network") as caller:
        holder.run("select pg_advisory_lock(4711)")
        low = caller.begin(CREATE, registration(1, "low", "r1"))
        # Longer than a write that shares a transaction waits for anybody's lock: it has a transaction of its own now.
        wait_until(lambda: stack.sql("network", """
            select 1 from pg_locks join pg_stat_activity using (pid)
            where locktype = 'advisory' and not granted and now() - xact_start > interval '0.3 s'"""), "the first to wait")
        assert caller.call(CREATE, registration(2, "high", "r2")).code == rpc.OK
        wait_until(lambda: confirmed(stack) == ["cafs/95/events/r2"], "the second to be published")
        assert not low.done
        holder.run("select pg_advisory_unlock(4711)")
        assert low.reply().code == rpc.OK
        wait_until(lambda: sorted(confirmed(stack)) == ["cafs/95/events/r1", "cafs/95/events/r2"], "the first to be published")
    order = [key for key, in stack.sql("network", "select key from seen order by id")]
    assert order == ["cafs/95/events/r1", "cafs/95/events/r2"], "the first had the lower id"
    stack.advance(START)
    assert sorted(mail.to for mail in stack.mails()) == [address(1), address(2)]
    case.tell("lower outbox id committed last", "both published", 0, 0)


def loaded(stack: Stack) -> list[bytes]:
    """Events and people; the requests of all their registrations, each with its request id."""
    build(stack, [pilot(), *officers(PEOPLE)], [meeting(f"r{i}") for i in range(1, EVENTS + 1)])
    request_type = rpc.types(CREATE)[0]
    return [text_format.Parse(registration(i, f"{i} {j}", f"r{j}"), request_type()).SerializeToString()
            for i in range(1, PEOPLE + 1) for j in range(1, EVENTS + 1)]


def first_success(load: rpc.Load, since: float) -> float:
    """How long after `since` the first call that was begun after it had its answer; 0: not yet."""
    ends = [one.ended for one in list(load.begun) if one.began > since and one.done and one.reply().code == rpc.OK]
    return min(ends) - since if ends else 0


def every_acknowledged_write_is_there(stack: Stack, replies: list[rpc.Reply]) -> int:
    """And in the end in the topic and in the mailbox: once each. What was not acknowledged may be there too. How many are missing: 0."""
    acknowledged = {re.search('name: "([^"]+)"', reply.text)[1] for reply in replies if reply.code == rpc.OK}
    assert len(acknowledged) == sum(reply.code == rpc.OK for reply in replies)
    stack.advance(START)
    there = {row["name"] for row in stack.cli("registrations", "list").done().rows()}
    assert acknowledged <= there
    events = Counter(record.headers["ce_id"] for record in stack.topic("maillage.network.events") if record.type == "RegistrationConfirmed")
    assert len(events) == len(there), "an event each"
    mails = Counter((mail.to, mail.sections) for mail in stack.mails(rule="registration.confirmed"))
    assert len(mails) == len(there) and max(mails.values()) == 1, "a mail each"
    return len(acknowledged - there)


def confirmed(stack: Stack) -> list[str]:
    return [record.key for record in stack.topic("maillage.network.events") if record.type == "RegistrationConfirmed"]
