"""The notifier is killed (kill -9) while it sends: nothing is lost, and each mail in flight comes twice at most, recognisably."""

from collections import Counter

from stack import UNREACHABLE, Stack, wait_until
from world import MORNING, START, build, meeting, officer, officers, pilot

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
