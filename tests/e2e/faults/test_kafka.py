"""Kafka is away: every write still succeeds, and everything that happened arrives afterwards, in order."""

from __future__ import annotations

from collections import Counter, defaultdict

from stack import Stack, wait_until
from world import START, build, import_person, meeting, officer, officers, pilot

# How many facts `writes` makes.
FACTS = {"directory": 1, "network": 15}


def test_kafka_stopped(stack: Stack):
    build(stack, [pilot(), *officers(10)], [meeting("r1", capacity=3), meeting("r2")], published=False)
    stack.cli("events", "publish", "r1").done()
    stack.advance(START)
    stack.shell("kafka_stop", stack.folder)

    writes(stack)
    waiting = {service: outbox(stack, service) for service in FACTS}
    assert {service: len(events) for service, events in waiting.items()} == FACTS
    wait_until(lambda: stack.metric("network", "maillage_outbox_depth") == FACTS["network"], "the gauge of the outbox")
    age = stack.metric("network", "maillage_outbox_oldest_age_seconds")
    assert wait_until(lambda: stack.metric("network", "maillage_outbox_oldest_age_seconds") > age, "the oldest to grow older")
    assert stack.mails() == []

    stack.shell("servers_start", stack.folder, stack.base)
    stack.advance(START)  # quiet only when the outboxes are empty and all is heard
    all_arrived_in_order(stack, waiting)
    mails_came(stack)


def test_kafka_frozen(stack: Stack):
    """It does not answer and closes no connection: the worst way to be away."""
    build(stack, [pilot(), *officers(10)], [meeting("r1", capacity=3), meeting("r2")], published=False)
    stack.cli("events", "publish", "r1").done()
    stack.advance(START)
    stack.shell("server_signal", stack.folder, "kafka", "STOP")
    try:
        writes(stack)
        waiting = {service: outbox(stack, service) for service in FACTS}
        assert {service: len(events) for service, events in waiting.items()} == FACTS
    finally:
        stack.shell("server_signal", stack.folder, "kafka", "CONT")
    stack.advance(START)
    all_arrived_in_order(stack, waiting)
    mails_came(stack)


def writes(stack: Stack) -> None:
    """Three seats, two in the line, a seat given back, offered and taken; somebody joins; another meeting is published and moved; a
    fourth seat."""
    for i in range(1, 6):
        stack.cli("registrations", "add", "r1", officer(i)).done()
    stack.cli("registrations", "cancel", "r1", officer(1)).done()
    stack.cli("registrations", "answer-offer", "r1", officer(4)).done()
    stack.cli("registrations", "decline", "r1", officer(6)).done()
    assert import_person(stack, "o-11", "o-11@example.org")["created"] == 1
    stack.cli("events", "publish", "r2").done()
    stack.cli("registrations", "add", "r2", officer(7)).done()
    stack.cli("sessions", "relocate", "r2", "r2-s1", "--place", "Cergy").done()
    stack.cli("sessions", "reschedule", "r2", "r2-s1", "--starts-at", "2026-05-05T09:30", "--ends-at", "2026-05-05T16:30").done()
    stack.cli("sessions", "resize", "r1", "r1-s1", "--capacity", 4).done()


def outbox(stack: Stack, service: str) -> list[tuple[str, str]]:
    """Id and key of what waits, in the order of writing."""
    return [(event_id, key) for event_id, key in stack.sql(service, "select event_id, key from outbox order by id")]


def all_arrived_in_order(stack: Stack, waiting: dict[str, list[tuple[str, str]]]) -> None:
    for service, events in waiting.items():
        arrived: dict[str, list[str]] = defaultdict(list)
        for record in stack.topic(f"maillage.{service}.events"):
            if record.headers["ce_id"] not in arrived[record.key]:  # a second copy is allowed: consumers drop it
                arrived[record.key].append(record.headers["ce_id"])
        for key in {key for _, key in events}:
            ids = [event_id for event_id, of in events if of == key]
            assert arrived[key][-len(ids):] == ids, key
        assert outbox(stack, service) == []
    places = Counter((record.key, record.partition) for record in stack.topic("maillage.network.events"))
    assert len(places) == 2, "an aggregate stays in one partition"


def mails_came(stack: Stack) -> None:
    """What still holds is told once. What was overtaken meanwhile may have been told before, or not."""
    holds = {(officer(1), "registration.cancelled"), (officer(2), "registration.confirmed"), (officer(3), "registration.confirmed"),
             (officer(4), "registration.confirmed"), (officer(5), "registration.seat_offered"), (officer(7), "registration.confirmed"),
             (officer(7), "session.changed"), (officer(7), "session.rescheduled")}
    overtaken = {(officer(1), "registration.confirmed"), (officer(4), "registration.waitlisted"), (officer(4), "registration.seat_offered"),
                 (officer(5), "registration.waitlisted")}
    came = Counter((mail.to.split("@")[0], rule) for mail in stack.mails() for rule in mail.rules)
    assert holds <= set(came) <= holds | overtaken and max(came.values()) == 1
