"""Each call to another system, of one write and of one reminder, fails, or is done and its answer does not come: the write and the mail
happen once all the same, or the second copy can be told."""

from __future__ import annotations

import time
from collections import Counter

import pytest

import rpc
from faults import Fault
from stack import Stack, wait_until
from table import Case
from world import CREATE, START, address, build, meeting, officer, officers, pilot, registration

POINTS = ("pg.connect", "pg.flush", "pg.commit", "kafka.produce", "kafka.poll", "kafka.ask", "kafka.commit", "redis.command", "smtp.connect",
          "smtp.data", "smtp.message")
# A poll has no effect of its own, and whether a connection was made before its failure makes no difference to anybody.
ONLY_BEFORE = ("kafka.poll", "smtp.connect", "smtp.data")
TRIES = 40


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("service", ["network", "notifier"])
def test_04_each_call(stack: Stack, case: Case, service: str, when: str):
    """In network: of a registration. In the notifier: of the mail that confirms it."""
    build(stack, [pilot(), *officers(60)], [meeting("r1")])
    write(stack, 1)  # what is asked for the first time only is not part of it
    stack.advance(START)
    calls = calls_of_a_write(stack, service, 2)
    calls = [(point, about) for point, about in calls if when == "before" or point not in ONLY_BEFORE]
    expected = {"network": {"pg.flush", "pg.commit", "kafka.produce"},
                "notifier": {"pg.flush", "pg.commit", "kafka.commit", "redis.command", "smtp.message"}}
    assert expected[service] <= {point for point, _ in calls}
    doubled, slowest = 0, 0.0
    for number, (point, about) in enumerate(calls, 3):
        if point == "smtp.connect":
            hang_up(stack)
        (fault,) = stack.inject(service, Fault(point, when, "fail", about=about if point != "smtp.message" else "*"))
        began = time.monotonic()
        write(stack, number)
        wait_until(lambda: fault.count == 1, f"the fault {when} {point} {about}")
        stack.inject(service)
        stack.advance(START)
        slowest = max(slowest, time.monotonic() - began)
        doubled += once(stack, number, f"{when} {point} {about}", twice=when == "after" and point == "smtp.message")
    what = "fails" if when == "before" else "is done, its answer lost"
    case.tell(f"each of {len(calls)} calls of {service} {what}", "one registration, event and mail each", 0, doubled, slowest)


def calls_of_a_write(stack: Stack, service: str, number: int) -> list[tuple[str, str]]:
    """What it asks of other systems, each kind of call once, in the order of the first of each."""
    hang_up(stack)
    watched = stack.inject(service, *(Fault(point, "before", "watch", times=0) for point in POINTS))
    write(stack, number)
    stack.advance(START)
    if service == "notifier":  # half a second later, when nothing more is asked of it
        wait_until(lambda: any(point == "kafka.commit" for one in watched for point, _ in one.calls), "the offsets to be committed")
    stack.inject(service)
    once(stack, number, "nothing", twice=False)
    return list(dict.fromkeys((point, "*" if point == "smtp.message" else "*" if about == "-" else about)
                              for one in watched for point, about in one.calls))


def hang_up(stack: Stack) -> None:
    """The mail server ends every connection: the next mail needs a new one."""
    stack.shell("process_stop", stack.folder, "mailcatcher")
    stack.shell("stack_start", stack.folder)


def write(stack: Stack, number: int) -> None:
    """As a caller does who wants to be sure: again, with the same request id, until there is an answer."""
    for _ in range(TRIES):
        answer = rpc.call(stack, "network", CREATE, registration(number, f"request-{number}"))
        if answer.code != rpc.UNAVAILABLE:
            break
    assert answer.code == rpc.OK and "state: CONFIRMED" in answer, answer


def once(stack: Stack, number: int, fault: str, twice: bool) -> int:
    """One registration, one event, one mail; `twice`: the mail may have a second copy. How many second copies there are."""
    assert stack.sql("network", f"select count(*) from registrations where person = '{officer(number)}'") == [["1"]], fault
    events = Counter(record.headers["ce_id"] for record in stack.topic("maillage.network.events")
                     if record.type == "RegistrationConfirmed" and officer(number).encode() in record.payload)
    assert len(events) == 1 and max(events.values()) <= 2, fault
    mails = [mail.message_id for mail in stack.mails(to=address(number))]
    assert len(set(mails)) == 1 and len(mails) <= 1 + twice, fault
    told = Counter(record.headers["ce_id"] for record in stack.topic("maillage.notifier.events")
                   if record.type == "RemindersSent" and mails[0].encode() in record.payload)
    assert len(told) == 1, f"{fault}: told once that it was sent"
    return len(mails) - 1
