"""A message that cannot be read goes to the dead letters, with what it said; an unknown one is passed over; what follows is heard."""

from __future__ import annotations

import time
import uuid
from collections import Counter

from faults import Fault
from stack import Record, Stack, wait_until
from table import Case
from world import START, build, import_person, meeting, officer, officers, pilot

NETWORK, DIRECTORY = "maillage.network.events", "maillage.directory.events"
CONFIRMED = "maillage.network.v1.RegistrationConfirmed"
GARBAGE = b"\xff\xff not a protobuf message"


def test_16_poison_on_the_networks_topic(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(5)], [meeting("r1")])
    key, partition = place(stack, NETWORK, "cafs/95/events/r1")
    poison = send(stack, NETWORK, partition, key, CONFIRMED, GARBAGE)
    stack.cli("registrations", "add", "r1", officer(1)).done()  # behind it, in the same partition

    stack.advance(START)
    assert [(mail.to, mail.rules) for mail in stack.mails()] == [("o-01@example.org", {"registration.confirmed"})]
    letter = only(stack.topic(f"{NETWORK}.dlq"))
    assert letter.key == key and letter.payload == GARBAGE
    assert poison.items() <= letter.headers.items(), "all its headers"
    assert letter.headers["dlq_reason"] == "INVALID_EVENT" and CONFIRMED in letter.headers["dlq_error"]
    assert letter.headers["dlq_topic"] == NETWORK and letter.headers["dlq_partition"] == str(partition)
    grave = next(record for record in stack.topic(NETWORK) if record.headers["ce_id"] == poison["ce_id"])
    assert letter.headers["dlq_offset"] == str(grave.offset)
    assert stack.metric("notifier", "maillage_consumer_dead_letters_total", group="notifier") == 1
    nothing_left(stack)
    case.tell("a malformed message", "a dead letter, the next is heard", 0, 0)


def test_16_several_in_a_row_with_good_ones_between(stack: Stack, case: Case):
    """While the notifier is away, so that they come to it together."""
    build(stack, [pilot(), *officers(5)], [meeting("r1")])
    key, partition = place(stack, NETWORK, "cafs/95/events/r1")
    stack.shell("service_stop", stack.folder, "notifier")
    stack.cli("registrations", "add", "r1", officer(1)).done()
    send(stack, NETWORK, partition, key, CONFIRMED, GARBAGE)
    send(stack, NETWORK, partition, key, "maillage.network.v1.OfNextYear", GARBAGE)
    send(stack, NETWORK, partition, key, "", GARBAGE)
    send(stack, NETWORK, partition, key, CONFIRMED, GARBAGE, ce_time="yesterday")
    stack.cli("registrations", "add", "r1", officer(2)).done()
    stack.start_service("notifier")

    stack.advance(START)
    assert sorted(mail.to for mail in stack.mails(rule="registration.confirmed")) == ["o-01@example.org", "o-02@example.org"]
    reasons = sorted(letter.headers["dlq_reason"] for letter in stack.topic(f"{NETWORK}.dlq"))
    assert reasons == ["INVALID_EVENT", "INVALID_REQUEST", "INVALID_TIME"], "an unknown type is no fault"
    assert stack.metric("notifier", "maillage_consumer_dead_letters_total", group="notifier") == 3
    nothing_left(stack)
    case.tell("malformed, unknown, without type, without time", "3 dead letters, the unknown one passed over", 0, 0)


def test_16_poison_on_the_directorys_topic(stack: Stack, case: Case):
    """Network and notifier both hear it: each writes its own letter, and each goes on."""
    build(stack, [pilot(), *officers(1)], [meeting("r1")])
    key, partition = place(stack, DIRECTORY, "cafs/95/people/o-01")
    send(stack, DIRECTORY, partition, key, "maillage.directory.v1.PersonChanged", GARBAGE)
    for service in ("network", "notifier"):
        wait_until(lambda: stack.metric(service, "maillage_consumer_dead_letters_total") == 1, f"{service}'s dead letter")
    assert [letter.payload for letter in stack.topic(f"{DIRECTORY}.dlq")] == [GARBAGE] * 2

    import_person(stack, officer(1), "new@example.org")
    stack.cli("registrations", "add", "r1", officer(1)).done()
    stack.advance(START)
    assert [mail.to for mail in stack.mails()] == ["new@example.org"], "the change behind it was heard"
    nothing_left(stack)
    case.tell("a malformed message that two services hear", "a dead letter of each", 0, 0)


def place(stack: Stack, topic: str, key: str) -> tuple[str, int]:
    """Where the facts about something are."""
    return key, next(record.partition for record in stack.topic(topic) if record.key == key)


def send(stack: Stack, topic: str, partition: int, key: str, kind: str, payload: bytes, **different: str) -> dict[str, str]:
    headers = {"ce_specversion": "1.0", "ce_id": str(uuid.uuid4()), "ce_type": kind, "ce_source": "maillage/test",
               "ce_time": "2026-03-02T07:00:00Z", "ce_subject": key, "ce_caf": "95", "content-type": "application/protobuf",
               "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "test_marker": "kept", **different}
    stack.produce(topic, partition, key, headers, payload)
    return headers


def nothing_left(stack: Stack) -> None:
    for service in ("network", "notifier"):
        wait_until(lambda: stack.metric(service, "maillage_consumer_lag") == 0, f"{service} to have heard all")


def only(records: list[Record]) -> Record:
    (record,) = records
    return record


def test_16_a_message_that_its_handler_cannot_bear(stack: Stack, case: Case):
    """Its handler throws each time: five tries alone, then a dead letter; what is behind it is heard."""
    build(stack, [pilot(), *officers(3)], [meeting("r1")])
    (thrown,) = stack.inject("notifier", Fault("inbox.apply", "before", "fail", times=0, about="maillage.network.v1.RegistrationCancelled"))
    began = time.monotonic()
    for act, number in (("add", 1), ("cancel", 1), ("add", 2)):
        stack.cli("registrations", act, "r1", officer(number)).done()
    stack.advance(START)
    recovery = time.monotonic() - began
    letter = only(stack.topic(f"{NETWORK}.dlq"))
    assert letter.headers["dlq_reason"] == "INTERNAL" and letter.type == "RegistrationCancelled"
    assert 5 <= thrown.count <= 6, "once in its batch, five times alone"
    assert sorted(mail.to for mail in stack.mails(rule="registration.confirmed")) == ["o-01@example.org", "o-02@example.org"]
    nothing_left(stack)
    case.tell("a handler throws at one event", "tried 5 times, dead letter, the next is heard", 0, 0, recovery)


def test_16_the_dead_letters_cannot_be_written(stack: Stack, case: Case):
    """Then the offset stays, and the message is there after a crash."""
    build(stack, [pilot(), *officers(3)], [meeting("r1")])
    key, partition = place(stack, NETWORK, "cafs/95/events/r1")
    (refused,) = stack.inject("notifier", Fault("kafka.produce", "before", "fail", times=0, about="*.dlq"))
    send(stack, NETWORK, partition, key, CONFIRMED, GARBAGE)
    stack.cli("registrations", "add", "r1", officer(1)).done()  # behind it
    wait_until(lambda: refused.count >= 3, "some tries")
    assert stack.topic(f"{NETWORK}.dlq") == [] and stack.mails() == []
    assert stack.metric("notifier", "maillage_consumer_lag", topic=NETWORK) == 2, "the offset stays"
    stack.kill("notifier")
    stack.inject("notifier")
    began = time.monotonic()
    stack.start_service("notifier")
    stack.advance(START)
    assert only(stack.topic(f"{NETWORK}.dlq")).payload == GARBAGE
    assert [(mail.to, mail.rules) for mail in stack.mails()] == [("o-01@example.org", {"registration.confirmed"})]
    nothing_left(stack)
    case.tell("the dead-letter topic refuses", "the offset stays, kill -9 and all", 0, 0, time.monotonic() - began)


def test_18_the_same_event_a_thousand_times(stack: Stack, case: Case):
    build(stack, [pilot(), *officers(3)], [meeting("r1")])
    stack.cli("registrations", "add", "r1", officer(1)).done()
    stack.advance(START)
    (first,) = [record for record in stack.topic(NETWORK) if record.type == "RegistrationConfirmed"]
    before = [stack.contents("notifier", "known", "reminder"), stack.metric("notifier", "maillage_consumer_applied_total")]
    stack.produce(NETWORK, first.partition, first.key, first.headers, first.payload, copies=1000)
    began = time.monotonic()
    stack.cli("registrations", "add", "r1", officer(2)).done()  # behind them
    stack.advance(START)
    recovery = time.monotonic() - began
    copies = [record for record in stack.topic(NETWORK) if record.headers["ce_id"] == first.headers["ce_id"]]
    assert len(copies) == 1001 and {record.payload for record in copies} == {first.payload}
    assert Counter(mail.to for mail in stack.mails()) == {"o-01@example.org": 1, "o-02@example.org": 1}
    assert stack.sql("notifier", f"select count(*) from inbox where event_id = '{first.headers['ce_id']}'") == [["1"]]
    assert stack.metric("notifier", "maillage_consumer_applied_total") == before[1] + 1, "only the one that is new"
    nothing_left(stack)
    case.tell("one event 1,000 times more", "one effect", 0, 0, recovery)
