"""One Caf's token can neither read nor guess another Caf's resources; a person's own token is good for that person only."""

from __future__ import annotations

import pytest

import rpc
from stack import DONE, NOT_ALLOWED, NOT_FOUND, Stack
from world import START, build, meeting, officer, officers, person, pilot

OURS, THEIRS = "95", "974"


@pytest.fixture(scope="module")
def two(shared: Stack) -> Stack:
    """Two Cafs, each with a published meeting; somebody of the other one is registered and was told."""
    build(shared, [pilot(), *officers(3), pilot("theo", THEIRS), person("awa", THEIRS), person("ben", THEIRS)],
          [meeting("r1"), meeting("theirs", THEIRS)], cafs=(OURS, THEIRS))
    shared.cli("registrations", "add", "theirs", "awa", caf=THEIRS).done()
    shared.advance(START)
    assert len(shared.mails()) == 1
    return shared


def commands(event: str, session: str, someone: str, reminder: str) -> list[tuple[str, ...]]:
    """Everything that names a resource of a Caf."""
    return [("events", act, event) for act in ("show", "publish", "cancel", "share-documents", "publish-minutes")] + [
        ("sessions", "relocate", event, session, "--place", "Ici"),
        ("sessions", "reschedule", event, session, "--starts-at", "2026-05-05T09:30", "--ends-at", "2026-05-05T16:30"),
        ("sessions", "resize", event, session, "--capacity", "1"),
        ("sessions", "cancel", event, session),
        ("sessions", "mark", event, session, someone, "ATTENDED"),
        ("sessions", "roster", event),
        ("registrations", "list", event),
        ("registrations", "add", event, someone, "--session", session),
        ("registrations", "cancel", event, someone, "--by-pilot"),
        ("registrations", "switch", event, someone, session),
        ("registrations", "answer-offer", event, someone),
        ("registrations", "decline", event, someone),
        ("preview", "--event", event),
        ("reminders", "why", reminder),
        ("reminders", "send", reminder),
    ]


LISTS = [("events", "list"), ("registrations", "list"), ("reminders", "list"), ("reminders", "count"), ("preview",)]


def test_theirs_is_as_if_it_were_not_there(two: Stack):
    token = two.token("cafs/95/people/pia", "PILOT", "ADMIN")
    ((reminder,),) = two.sql("notifier", "select name from reminder where caf = '974' and state = 'SENT'")
    before = everything(two)
    there = commands("theirs", "theirs-s1", "awa", reminder.split("/")[-1])
    absent = commands("nothing", "nothing-s1", "nobody", "0" * 32)
    for real, imagined in zip(there, absent):
        said = two.cli(*real, caf=THEIRS, token=token)
        assert said.code == NOT_FOUND and said.out == "", real
        assert said == two.cli(*imagined, caf=THEIRS, token=token), "no difference to see"
        assert said.err == "Introuvable (NOT_FOUND)\n"
    assert everything(two) == before, "and nothing has changed"


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_their_lists(two: Stack, command: tuple[str, ...]):
    token = two.token("cafs/95/people/pia", "PILOT", "ADMIN")
    said = two.cli(*command, caf=THEIRS, token=token)
    assert (said.code, said.out) == (NOT_FOUND, "")
    assert two.cli(*command, caf=OURS, token=token).code == DONE, "our own"


def test_the_words_on_the_wire(two: Stack):
    """Of our operator about what is absent, and of a stranger about what is there, are the same."""
    token = two.token("cafs/95/people/pia", "PILOT")
    method = "maillage.network.v1.EventService/GetEvent"
    stranger = rpc.call(two, "network", method, 'name: "cafs/974/events/theirs"', token)
    operator = rpc.call(two, "network", method, 'name: "cafs/974/events/absent"')
    assert stranger.code == operator.code == rpc.NOT_FOUND
    assert stranger.message.replace("theirs", "absent") == operator.message


def test_their_people_cannot_be_drawn_into_ours(two: Stack):
    token = two.token("cafs/95/people/pia", "PILOT")
    method = "maillage.network.v1.RegistrationService/CreateRegistration"
    answers = [rpc.call(two, "network", method, f'parent: "cafs/95/events/r1" registration {{ person: "cafs/974/people/{name}" }}', token)
               for name in ("ben", "nob")]
    assert answers[0].code != rpc.OK
    assert answers[0].message.replace("ben", "nob") == answers[1].message, "nor can it be seen who is there"
    assert two.cli("registrations", "list", "--filter", 'person = "cafs/974/people/awa"', token=token).done().rows() == []


def test_a_stranger_is_noted(two: Stack):
    token = two.token("cafs/95/people/o-03", "OFFICER")
    two.cli("events", "show", "theirs", caf=THEIRS, token=token)
    notes = two.log_lines("network", "audit: somebody asked for another Caf's resource")
    assert notes[-1]["subject"] == "cafs/95/people/o-03" and notes[-1]["resource"] == "cafs/974/events/theirs"


def test_a_persons_own_token(two: Stack):
    own = two.token(f"cafs/95/people/{officer(1)}", "OFFICER")
    assert two.cli("registrations", "add", "r1", officer(1), token=own).done().row()["state"] == "CONFIRMED"
    for act in (("add", "r1", officer(2)), ("decline", "r1", officer(2)), ("cancel", "r1", officer(1), "--by-pilot"), ("list", "r1")):
        said = two.cli("registrations", *act, token=own)
        assert said.code == NOT_ALLOWED and "(PERMISSION_DENIED)" in said.err, act
    for command in (("events", "publish", "r1"), ("reminders", "list"), ("sessions", "roster", "r1"),
                    ("sessions", "mark", "r1", "r1-s1", officer(1), "ATTENDED")):
        assert two.cli(*command, token=own).code == NOT_ALLOWED, command
    # The same id in another Caf is somebody else.
    assert two.cli("registrations", "add", "theirs", officer(1), caf=THEIRS, token=own).code == NOT_FOUND
    assert two.cli("registrations", "cancel", "r1", officer(1), token=own).done().row()["state"] == "CANCELLED"


@pytest.mark.parametrize("token", ["nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYWZzLzk1L3Blb3BsZS9waWEifQ."])
def test_no_token_that_we_signed(two: Stack, token: str):
    said = two.cli("events", "list", token=token)
    assert said.code == NOT_ALLOWED and "(UNAUTHENTICATED)" in said.err


def everything(stack: Stack) -> list:
    """What another Caf's token might have changed."""
    return [stack.contents("network", "events", "sessions", "registrations", "attendance", "declines"), stack.contents("notifier", "reminder"),
            stack.contents("directory", "people")]
