"""A message that cannot be read goes to the dead letters, with what it said; an unknown one is passed over; what follows is heard."""

from __future__ import annotations

import uuid

from stack import Record, Stack, wait_until
from world import START, build, import_person, meeting, officer, officers, pilot

NETWORK, DIRECTORY = "maillage.network.events", "maillage.directory.events"
CONFIRMED = "maillage.network.v1.RegistrationConfirmed"
GARBAGE = b"\xff\xff not a protobuf message"


def test_poison_on_the_networks_topic(stack: Stack):
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


def test_several_in_a_row_with_good_ones_between(stack: Stack):
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


def test_poison_on_the_directorys_topic(stack: Stack):
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
