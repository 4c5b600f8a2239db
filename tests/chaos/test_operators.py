"""What those see who run it: `maillage doctor` names what is wrong, dead letters are found, understood, replayed or closed."""

from __future__ import annotations

from stack import DONE, NOT_FOUND, REFUSED, Said, Stack, wait_until
from test_poison import CONFIRMED, GARBAGE, NETWORK, place, send
from world import MORNING, START, build, meeting, officer, officers, pilot

WATCH, TROUBLE = 8, 9


def test_the_doctor_has_nothing_to_say_when_all_is_well(stack: Stack):
    world(stack)
    stack.cli("registrations", "add", "r1", officer(1)).done()
    stack.advance(MORNING)
    assert diagnosis(stack) == (DONE, [])
    assert "Tout va bien" in stack.cli("doctor", json_lines=False).done().out


def test_the_doctor_names_a_service_that_is_stopped(stack: Stack):
    stack.shell("service_stop", stack.folder, "network")
    assert diagnosis(stack) == (TROUBLE, ["service-down network"])
    stack.start_service("network")
    stack.kill("notifier")
    code, alerts = diagnosis(stack)
    assert code == TROUBLE and set(alerts) == {"service-down notifier", "no-active-notifier "}


def test_the_doctor_names_kafka_and_what_waits_for_it(stack: Stack):
    world(stack)
    stack.shell("kafka_stop", stack.folder)
    stack.cli("registrations", "add", "r1", officer(1)).done()
    code, alerts = wait_until(lambda: with_alert(stack, "outbox-stuck network"), "the outbox to be named", 60)
    assert code == TROUBLE
    assert {"kafka-unreachable directory", "kafka-unreachable network", "kafka-unreachable notifier"} <= set(alerts)
    said = stack.cli("doctor", json_lines=False)
    assert "1 événement(s) attendent" in said.out and "docs/runbooks/outbox-stuck.md" in said.out


def test_the_doctor_names_what_a_service_stands_on(stack: Stack):
    stack.shell("redis_stop", stack.folder)
    assert diagnosis(stack) == (WATCH, ["redis-unreachable notifier"])
    stack.shell("postgres_stop", stack.folder)
    assert {f"postgresql-unreachable {service}" for service in ("directory", "network", "notifier")} <= set(diagnosis(stack)[1])


def test_a_dead_letter_is_found_understood_and_replayed_once(stack: Stack):
    """The notifier cannot write registrations down for a while: its database is sick."""
    world(stack)
    sick(stack)
    stack.cli("registrations", "add", "r1", officer(1)).done()
    (letter,) = wait_until(lambda: letters(stack), "the letter")
    assert letter["consumer"] == "notifier" and letter["reason"] == "INTERNAL"
    assert letter["type"] == CONFIRMED and letter["key"] == "cafs/95/events/r1"
    wait_until(lambda: diagnosis(stack) == (WATCH, ["dead-letters notifier"]), "the doctor to name it")
    wait_until(lambda: stack.metric("notifier", "maillage_dead_letters_open", group="notifier") == 1, "the gauge")
    shown = stack.cli("dead-letters", "show", letter["letter"]).done().row()
    assert shown["payload"]["registration"]["person"] == f"cafs/95/people/{officer(1)}"
    stack.advance(START)
    assert stack.mails() == []

    healed(stack)
    asked = stack.cli("dead-letters", "replay", "--all").done()
    assert asked.row()["outcome"] == "would be replayed" and len(letters(stack)) == 1, "nothing without --yes"
    both = [stack.begin("dead-letters", "replay", letter["letter"], "--yes") for _ in range(2)]
    assert [each.wait(60) for each in both] == [DONE, DONE]

    stack.cli("registrations", "add", "r1", officer(2)).done()  # behind both copies, in the same partition
    stack.advance(START)
    assert sorted(mail.to for mail in stack.mails(rule="registration.confirmed")) == ["o-01@example.org", "o-02@example.org"]
    assert letters(stack) == []
    (settled,) = stack.cli("dead-letters", "list", "--all").done().rows()
    assert settled["settled"]["how"] == "replayed" and "@" in settled["settled"]["by"]
    wait_until(lambda: diagnosis(stack) == (DONE, []), "the doctor to be content")


def test_what_was_overtaken_is_not_replayed_unless_it_is_asked_for(stack: Stack):
    world(stack)
    sick(stack)
    stack.cli("registrations", "add", "r1", officer(1)).done()
    (letter,) = wait_until(lambda: letters(stack), "the letter")
    healed(stack)
    stack.cli("registrations", "cancel", "r1", officer(1)).done()
    wait_until(lambda: stack.metric("network", "maillage_outbox_depth") == 0, "network's outbox to be empty")

    refused = stack.cli("dead-letters", "replay", letter["letter"], "--yes")
    assert refused.code == REFUSED and "RegistrationCancelled" in refused.err
    assert "RegistrationCancelled" in stack.cli("dead-letters", "show", letter["letter"], json_lines=False).done().out
    assert len(letters(stack)) == 1
    stack.cli("dead-letters", "close", letter["letter"], "--note", "annulée depuis").done()
    assert letters(stack) == []
    stack.advance(MORNING)
    assert all("registration.confirmed" not in mail.rules for mail in stack.mails())


def test_what_no_consumer_can_read_is_shown_as_it_is(stack: Stack):
    world(stack)
    key, partition = place(stack, NETWORK, "cafs/95/events/r1")
    sent = send(stack, NETWORK, partition, key, CONFIRMED, GARBAGE, ce_time="yesterday")
    (letter,) = wait_until(lambda: letters(stack), "the letter")
    assert letter["reason"] == "INVALID_TIME"
    shown = stack.cli("dead-letters", "show", letter["letter"]).done().row()
    assert bytes.fromhex(shown["payload_hex"]) == GARBAGE
    assert dict(map(tuple, shown["headers"])) == sent, "every header as it came"
    assert stack.cli("dead-letters", "show", "network/0/999").code == NOT_FOUND
    assert stack.cli("dead-letters", "close", letter["letter"]).code == 2, "why is asked for"


def world(stack: Stack) -> None:
    build(stack, [pilot(), *officers(3)], [meeting("r1")])


def sick(stack: Stack) -> None:
    stack.sql("notifier", "alter table known add constraint sick check (kind <> 'registration')")


def healed(stack: Stack) -> None:
    stack.sql("notifier", "alter table known drop constraint sick")


def letters(stack: Stack) -> list[dict]:
    return stack.cli("dead-letters", "list").done().rows()


def diagnosis(stack: Stack) -> tuple[int, list[str]]:
    said: Said = stack.cli("doctor")
    return said.code, [f"{row['alert']} {row['service']}" for row in said.rows()]


def with_alert(stack: Stack, alert: str) -> tuple[int, list[str]] | None:
    code, alerts = diagnosis(stack)
    return (code, alerts) if alert in alerts else None
