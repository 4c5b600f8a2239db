"""A service is killed (kill -9) or told to end (SIGTERM) at the worst moment: nothing is lost, and what was in flight comes twice at
most, recognisably."""

from __future__ import annotations

import time
from collections import Counter

import pytest

import rpc
from faults import Fault
from stack import UNREACHABLE, Stack, wait_until
from table import Case
from world import CREATE, MORNING, START, address, build, import_people, meeting, officer, officers, pilot, registration

COUNT = 40
NEXT_MORNING = "2026-03-03T09:00:00+01:00"


def test_killed_while_it_sends(stack: Stack):
    build(stack, [pilot(), *officers(COUNT)], [meeting("r1")])
    killed_at(stack, MORNING, after=5, event="r1")


def test_killed_when_most_is_sent_and_again_the_next_day(stack: Stack):
    build(stack, [pilot(), *officers(COUNT)], [meeting("r1"), meeting("r2")], published=False)
    stack.cli("events", "publish", "r1").done()
    killed_at(stack, MORNING, after=COUNT - 8, event="r1")
    stack.cli("events", "publish", "r2").done()
    killed_at(stack, NEXT_MORNING, after=1, event="r2")


def test_what_happens_while_it_is_dead_is_told_when_it_is_back(stack: Stack):
    build(stack, [pilot(), *officers(3)], [meeting("r1", capacity=2)])
    stack.kill("notifier")
    for i in (1, 2, 3):
        stack.cli("registrations", "add", "r1", officer(i)).done()
    stack.start_service("notifier")
    stack.advance(START)
    assert Counter(rule for mail in stack.mails() for rule in mail.rules) == {"registration.confirmed": 2, "registration.waitlisted": 1}
    assert {mail.to for mail in stack.mails()} == {f"{officer(i)}@example.org" for i in (1, 2, 3)}


def killed_at(stack: Stack, instant: str, after: int, event: str) -> None:
    """Sends the mails of `instant`, kills the notifier when `after` of them have arrived (the mail server is in no hurry to answer the
    others; of one it never answered), starts it again."""
    before = stack.mail_count()
    stack.mail_faults({"kind": "delay", "seconds": 0, "times": after}, {"kind": "delay", "seconds": 30}, {"kind": "drop", "times": 1})
    advancing = stack.begin("clock", "advance", "--to", instant)
    wait_until(lambda: stack.mail_count() >= before + after, "the first mails to arrive")
    stack.kill("notifier")
    assert advancing.wait(30) == UNREACHABLE
    in_flight = {recipient for _, recipient in stack.ledger("state = 'CLAIMED'", "name, recipient")}
    assert stack.mail_count() == before + after and len(in_flight) == COUNT, "killed in the middle"

    stack.mail_faults()
    stack.start_service("notifier")
    stack.advance(instant)

    copies = Counter((mail.to, mail.message_id) for mail in stack.mails(rule="meeting.save_the_date") if f"/events/{event} " in mail.sections[0])
    assert sorted(to for to, _ in copies) == [f"{officer(i)}@example.org" for i in range(1, COUNT + 1)], "one Message-ID each"
    twice = {f"cafs/95/people/{to.split('@')[0]}" for (to, _), count in copies.items() if count > 1}
    assert max(copies.values()) <= 2 and twice <= in_flight
    assert len(twice) == after, "what had arrived is sent again: the notifier cannot know"
    about = f"rule = 'meeting.save_the_date' and subject = 'cafs/95/events/{event}'"
    assert [row[2] for row in stack.ledger(about)] == ["SENT"] * COUNT
    assert stack.ledger("state not in ('SENT', 'PLANNED', 'NOT_APPLICABLE', 'CANCELLED')") == []


def test_01_killed_between_the_250_and_the_mark(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(COUNT)], [meeting("r1")])
    (killed,) = stack.inject("notifier", Fault("smtp.message", "after", "kill", nth=6))
    advancing = stack.begin("clock", "advance", "--to", MORNING)
    assert advancing.wait(30) == UNREACHABLE
    stack.shell("process_await_end", stack.folder, "notifier")
    assert killed.count == 1
    in_flight = {recipient for _, recipient in stack.ledger("state = 'CLAIMED'", "name, recipient")}
    assert len(in_flight) == COUNT, "claimed, and none is marked"

    stack.inject("notifier")
    began = time.monotonic()
    stack.start_service("notifier")
    stack.advance(MORNING)
    recovery = time.monotonic() - began
    copies = Counter((mail.to, mail.message_id) for mail in stack.mails(rule="meeting.save_the_date"))
    assert sorted(to for to, _ in copies) == [address(i) for i in range(1, COUNT + 1)], "one Message-ID each"
    doubled = sum(count == 2 for count in copies.values())
    assert max(copies.values()) == 2 and 6 <= doubled, "what had its 250 is sent again: the notifier cannot know"
    assert [state for _, state in stack.ledger("rule = 'meeting.save_the_date'", "name, state")] == ["SENT"] * COUNT
    case.tell("kill -9 at the sixth 250, 40 mails in flight", "second copies, same Message-ID", 0, doubled, recovery)


def test_02_relay_killed_between_kafkas_answer_and_the_delete(stack: Stack, case: Case):
    count = 20
    build(stack, [pilot(), *officers(count)], [meeting("r1")])
    (held,) = stack.inject("network", Fault("kafka.produce", "before", "fail", times=0))
    answers = rpc.call_together(stack, "network", CREATE, [registration(i) for i in range(1, count + 1)])
    assert {answer.code for answer in answers} == {rpc.OK}
    wait_until(lambda: held.count, "the relay to try")
    waiting = [row[0] for row in stack.sql("network", "select event_id from outbox order by id")]
    assert len(waiting) == count

    (killed,) = stack.inject("network", Fault("kafka.produce", "after", "kill"))
    stack.shell("process_await_end", stack.folder, "network")
    assert killed.count == 1
    assert [row[0] for row in stack.sql("network", "select event_id from outbox order by id")] == waiting, "none deleted"
    assert of_events(stack, waiting) == Counter(waiting), "all in the log"

    stack.inject("network")
    began = time.monotonic()
    stack.start_service("network")
    stack.advance(START)
    recovery = time.monotonic() - began
    copies = of_events(stack, waiting)
    assert set(copies) == set(waiting) and max(copies.values()) == 2, "again, with the same ids: one batch at most"
    assert Counter(mail.to for mail in stack.mails()) == Counter(address(i) for i in range(1, count + 1)), "one effect"
    case.tell("kill -9 after Kafka's answer, batch of 20", "same event ids again, one mail each", 0, sum(n - 1 for n in copies.values()),
              recovery)


@pytest.mark.parametrize("when", ["before", "after"])
def test_03_killed_at_the_commit(stack: Stack, case: Case, when: str):
    """Before it: neither row nor event. After it and before the answer: the caller asks again and gets the stored answer."""
    build(stack, [pilot(), *officers(2)], [meeting("r1")])
    (killed,) = stack.inject("network", Fault("pg.commit", when, "kill", about="request_record"))
    assert rpc.call(stack, "network", CREATE, registration(1, "once")).code == rpc.UNAVAILABLE
    stack.shell("process_await_end", stack.folder, "network")
    assert killed.count == 1
    done = int(when == "after")
    wait_until(lambda: stack.sql("network", "select 1 from pg_stat_activity where usename = 'maillage_network' and state <> 'idle'") == [],
               "PostgreSQL to notice")
    assert stack.sql("network", "select (select count(*) from registrations), (select count(*) from outbox), (select count(*) from "
                                "idempotency where request_id = 'once')") == [[str(done)] * 3]

    stack.inject("network")
    began = time.monotonic()
    stack.start_service("network")
    recovery = time.monotonic() - began
    stack.advance(START)  # a clock that begins again has to be told the time
    if done:  # the world goes on before the caller asks again
        stack.cli("registrations", "cancel", "r1", officer(1)).done()
    again = rpc.call(stack, "network", CREATE, registration(1, "once"))
    assert again.code == rpc.OK and "state: CONFIRMED" in again, "the first answer"
    stack.advance(START)
    assert sum(record.type == "RegistrationConfirmed" for record in stack.topic("maillage.network.events")) == 1
    assert stack.sql("network", "select count(*) from registrations") == [["1"]]
    assert len(stack.mails(rule="registration.confirmed")) == 1
    case.tell(f"kill -9 {when} COMMIT", "the stored answer" if done else "nothing; the retry does it", 0, 0, recovery)


def test_14_sigterm_with_a_thousand_events_in_the_outbox(stack: Stack, case: Case):
    people, events = 50, 20
    build(stack, [pilot(), *officers(people)], [meeting(f"r{i}") for i in range(1, events + 1)])
    stack.advance(START)
    stack.stop_service("notifier")
    (held,) = stack.inject("network", Fault("kafka.produce", "before", "fail", times=0))
    requests = [registration(i, event=f"r{j}") for i in range(1, people + 1) for j in range(1, events + 1)]
    with rpc.Caller(stack, "network") as caller:
        for start in range(0, len(requests), 40):
            begun = [caller.begin(CREATE, request) for request in requests[start:start + 40]]
            assert {one.reply().code for one in begun} == {rpc.OK}
    waiting = [row[0] for row in stack.sql("network", "select event_id from outbox order by id")]
    assert len(waiting) == people * events and held.count

    stack.inject("network")
    took = stack.stop_service("network")
    assert stack.log_lines("network", "stopped"), "in order"
    drained = stack.sql("network", "select count(*) from outbox") == [["0"]]
    assert drained, "within the grace"
    assert of_events(stack, waiting) == Counter(waiting), "each once"
    case.tell("SIGTERM, 1,000 events wait", "drained before the end", 0, 0, took)


@pytest.mark.slow
def test_14_sigterm_with_a_thousand_mails_in_flight(stack: Stack, case: Case):
    count = 1000
    build(stack, [pilot()], [meeting("r1")], published=False)
    import_people(stack, [f"p-{i:04}" for i in range(count)])
    stack.cli("events", "publish", "r1").done()
    stack.mail_faults({"kind": "delay", "seconds": 0, "times": 100}, {"kind": "delay", "seconds": 0.05})
    advancing = stack.begin("clock", "advance", "--to", MORNING)
    wait_until(lambda: stack.mail_count() >= 100, "the first mails to arrive")
    took = stack.stop_service("notifier")
    advancing.wait(30)
    assert stack.log_lines("notifier", "stopped"), "in order"
    before = stack.mail_count()
    assert before < count, "stopped in the middle"
    assert stack.ledger("state in ('CLAIMED', 'UNKNOWN')") == [], "what was under way is written down"

    stack.mail_faults()
    stack.start_service("notifier")
    stack.advance(MORNING)
    assert Counter(mail.to for mail in stack.mails()) == Counter(f"p-{i:04}@example.org" for i in range(count))
    case.tell(f"SIGTERM, {before} of 1,000 mails sent", "the rest leaves at the next start", 0, 0, took)


def of_events(stack: Stack, ids: list[str]) -> Counter:
    """How often each is in the log."""
    return Counter(record.headers["ce_id"] for record in stack.topic("maillage.network.events") if record.headers["ce_id"] in set(ids))
