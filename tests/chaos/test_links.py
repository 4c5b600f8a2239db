"""The links in mails: looking changes nothing, one click answers, a second click is harmless."""

from __future__ import annotations

import base64
import json
import re

from stack import Mail, Stack
from world import MORNING, START, build, meeting, officer, officers, pilot

INVITED = "2026-03-03T09:00:00+01:00"
ONE_CLICK = b"List-Unsubscribe=One-Click"


def test_answers_by_link(stack: Stack):
    """One seat: the first registers by the invitation, the second declines, the third waits, is offered the seat and takes it."""
    build(stack, [pilot(), *officers(3)], [meeting("r1", capacity=1, day="2026-04-02")])
    stack.advance(INVITED)
    invitations = {mail.to: links(mail) for mail in stack.mails(rule="meeting.invitation")}
    assert set(invitations) == {f"{officer(i)}@example.org" for i in (1, 2, 3)}

    register = invitations["o-01@example.org"]["register"]
    looks_first(stack, register)
    clicks_twice(stack, register)
    assert states(stack) == {officer(1): "CONFIRMED"}

    decline = invitations["o-02@example.org"]["decline"]
    looks_first(stack, decline)
    clicks_twice(stack, decline)
    assert stack.sql("network", "select person from declines") == [[officer(2)]]

    clicks_twice(stack, invitations["o-03@example.org"]["register"])
    stack.advance(INVITED)
    (confirmed,) = stack.mails(to="o-01", rule="registration.confirmed")
    cancel = links(confirmed)["cancel"]
    looks_first(stack, cancel)
    clicks_twice(stack, cancel)
    assert states(stack) == {officer(1): "CANCELLED", officer(3): "OFFERED"}
    clicks_twice(stack, register, changes=False)  # its answer was given: it does not register again

    stack.advance(INVITED)
    (offer,) = stack.mails(to="o-03", rule="registration.seat_offered")
    accept, refuse = links(offer)["accept"], links(offer)["refuse"]
    looks_first(stack, accept, refuse)
    clicks_twice(stack, accept)
    clicks_twice(stack, refuse, changes=False)  # too late to change one's mind
    assert states(stack) == {officer(1): "CANCELLED", officer(3): "CONFIRMED"}

    stack.advance(INVITED)
    rules = sorted(f"{mail.to.split('@')[0]} {rule}" for mail in stack.mails() for rule in mail.rules if rule.startswith("registration."))
    assert rules == ["o-01 registration.cancelled", "o-01 registration.confirmed", "o-03 registration.confirmed",
                     "o-03 registration.seat_offered", "o-03 registration.waitlisted"]


def test_a_calendar_by_its_secret_address(stack: Stack):
    build(stack, [pilot(), *officers(2)], [meeting("r1"), meeting("r2", day="2026-05-12")])
    for event in ("r1", "r2"):
        stack.cli("registrations", "add", event, officer(1)).done()
    stack.advance(START)
    first, second = stack.mails(to="o-01", rule="registration.confirmed")
    feed = links(first)["feed"]
    assert feed == links(second)["feed"] and feed.endswith(".ics")
    assert starts(stack, feed) == ["DTSTART;TZID=Europe/Paris:20260428T093000", "DTSTART;TZID=Europe/Paris:20260512T093000"]
    stack.cli("registrations", "cancel", "r1", officer(1)).done()
    assert starts(stack, feed) == ["DTSTART;TZID=Europe/Paris:20260512T093000"]
    assert stack.http(altered(feed)).status == 404


def test_unsubscribing_in_one_click(stack: Stack):
    build(stack, [pilot(), *officers(2)], [meeting("r1"), meeting("r2")], published=False)
    stack.cli("events", "publish", "r1").done()
    stack.advance(MORNING)
    mail = stack.mails(to="o-01")[0]
    address = str(mail.parsed["List-Unsubscribe"]).strip("<>")
    assert str(mail.parsed["List-Unsubscribe-Post"]) == ONE_CLICK.decode() and links(mail)["unsubscribe"] == address

    assert stack.http(address).status == 200 and muted(stack) == []
    assert stack.http(altered(address), ONE_CLICK).status == 410 and muted(stack) == []
    for _ in range(2):
        assert stack.http(address, ONE_CLICK).status == 200
        assert muted(stack) == [[officer(1)]]

    stack.cli("events", "publish", "r2").done()
    stack.advance("2026-03-03T09:00:00+01:00")
    about = "subject = 'cafs/95/events/r2' and rule = 'meeting.save_the_date'"
    assert stack.ledger(about, "recipient, state") == [[f"cafs/95/people/{officer(1)}", "SUPPRESSED"], [f"cafs/95/people/{officer(2)}", "SENT"]]
    stack.cli("registrations", "add", "r2", officer(1)).done()
    stack.advance("2026-03-03T09:00:00+01:00")
    assert len(stack.mails(to="o-01", rule="registration.confirmed")) == 1, "what follows an act of one's own is told all the same"


def test_altered_links(stack: Stack):
    build(stack, [pilot(), *officers(1)], [meeting("r1")])
    stack.advance(MORNING)
    decline = links(stack.mails()[0])["decline"]
    for link in (altered(decline), decline[:-4], decline.rsplit("/", 1)[0] + "/x"):
        assert stack.http(link).status == 404 and stack.http(link, b"").status == 404
    assert stack.sql("network", "select person from declines") == []


def links(mail: Mail) -> dict[str, str]:
    """By what they ask for: a link is a signature of 32 bytes and then JSON, in base64url."""
    found = {}
    for link in re.findall(r"https?://\S+/(?:r|u|agenda)/[\w.-]+", mail.text):
        signed = link.rsplit("/", 1)[1].removesuffix(".ics")
        found[json.loads(base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4))[32:])["fields"]["act"]] = link
    return found


def altered(link: str) -> str:
    start, secret = link.rsplit("/", 1)
    return f"{start}/{'B' if secret[0] == 'A' else 'A'}{secret[1:]}"


def looks_first(stack: Stack, *addresses: str) -> None:
    """As a mail scanner does: every link, several times."""
    before = everything(stack)
    for address in addresses * 3:
        page = stack.http(address)
        assert page.status == 200 and '<form method="post"' in page.body
    assert everything(stack) == before, "looking changes nothing"


def clicks_twice(stack: Stack, address: str, changes: bool = True) -> None:
    before = everything(stack)
    assert stack.http(address, b"").status == 200
    after = everything(stack)
    assert (after != before) == changes
    assert stack.http(address, b"").status == 200
    assert everything(stack) == after, "a second click changes nothing"


def everything(stack: Stack) -> list[str]:
    return stack.contents("network", "events", "sessions", "registrations", "declines")


def states(stack: Stack) -> dict[str, str]:
    return dict(stack.sql("network", "select person, state from registrations order by number"))


def starts(stack: Stack, feed: str) -> list[str]:
    calendar = stack.http(feed)
    assert calendar.status == 200 and calendar.body.startswith("BEGIN:VCALENDAR")
    events = calendar.body.split("BEGIN:VEVENT")[1:]
    return sorted(re.search(r"DTSTART.*", event)[0].strip() for event in events)


def muted(stack: Stack) -> list[list[str]]:
    return stack.sql("directory", "select id from people where reminders_muted order by id")
