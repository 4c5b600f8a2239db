"""One Caf's token can neither read nor guess another Caf's resources; a person's own token is good for that person only."""

from __future__ import annotations

from collections import Counter

import pytest

import rpc
from stack import DONE, NOT_ALLOWED, NOT_FOUND, SERVICES, Stack
from table import Case
from world import START, build, meeting, officer, officers, person, pilot

OURS, THEIRS = "95", "974"


@pytest.fixture(scope="module")
def two(shared: Stack) -> Stack:
    """Two Cafs, each with a published meeting; somebody of the other one is registered and was told."""
    build(shared, [pilot(), *officers(3), pilot("theo", THEIRS), person("awa", THEIRS), person("ben", THEIRS)],
          [meeting("r1"), meeting("theirs", THEIRS), meeting("theirs-2", THEIRS)], cafs=(OURS, THEIRS))
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


def test_19_theirs_is_as_if_it_were_not_there(two: Stack, case: Case):
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
    case.tell(f"another Caf's token, {len(there)} commands", "the same NOT_FOUND as for what is absent")


def test_19_every_method_there_is(two: Stack, case: Case):
    """Whatever text of its request names the other Caf. Methods that belong to no Caf let nobody but their own in."""
    token = two.token("cafs/95/people/pia", "PILOT", "ADMIN")
    before = everything(two)
    noted = sum(len(audit(two, service)) for service in SERVICES)
    codes: Counter[int] = Counter()
    for service in SERVICES:
        with rpc.Caller(two, service, token) as caller:
            for method in rpc.methods():
                if f".{service}.v1." not in method or rpc.is_stream(method):
                    continue
                real, imagined = (caller.begin_bytes(method, body, rpc.types(method)[1]).reply()
                                  for body in (rpc.filled(method, f"cafs/974/{name}") for name in ("events/theirs", "events/absent")))
                codes[real.code] += 1
                if rpc.of_a_caf(method):
                    assert real.code == rpc.NOT_FOUND, (method, real)
                assert (real.code, real.message.replace("theirs", "absent"), real.text) == (imagined.code, imagined.message, imagined.text), method
    assert everything(two) == before
    assert codes[rpc.NOT_FOUND] > 60
    assert sum(len(audit(two, service)) for service in SERVICES) - noted == 2 * codes[rpc.NOT_FOUND], "an audit row for each"
    case.tell(f"another Caf's name in every field of {sum(codes.values())} methods", f"{codes[rpc.NOT_FOUND]} NOT_FOUND, the others belong to no Caf")


def test_19_their_names_inside_our_requests(two: Stack, case: Case):
    """In a filter, a page token, a person of a registration, the people of an act: no difference between what is there and what is not."""
    token = two.token("cafs/95/people/pia", "PILOT", "ADMIN")
    lists = {"network": "maillage.network.v1.EventService/ListEvents", "directory": "maillage.directory.v1.PersonService/ListPeople",
             "notifier": "maillage.notifier.v1.ReminderService/ListReminders"}
    for service, method in lists.items():
        theirs = rpc.call(two, service, method, 'parent: "cafs/974" page_size: 1')
        stolen = theirs.text.split('next_page_token: "')[1].split('"')[0]
        refused = rpc.call(two, service, method, f'parent: "cafs/95" page_size: 1 page_token: "{stolen}"', token)
        assert refused.code == rpc.INVALID_ARGUMENT and refused.text == "", method
        forged = rpc.call(two, service, method, 'parent: "cafs/95" page_size: 1 page_token: "Y2Fmcy85NzQ"', token)
        assert (forged.code, forged.message) == (refused.code, refused.message), "no difference to see"
    rows = audit(two, "network")
    method = "maillage.network.v1.RegistrationService/ListRegistrations"
    answers = [rpc.call(two, "network", method, f"parent: 'cafs/95/events/-' filter: 'person = \"cafs/974/people/{name}\"'", token) for name in ("awa", "nobody")]
    assert answers[0].code == rpc.NOT_FOUND and answers[0].message.replace("awa", "nobody") == answers[1].message
    assert len(audit(two, "network")) == len(rows) + 2
    case.tell("their page tokens and names in our lists", "INVALID_PAGE_TOKEN; NOT_FOUND and an audit row")


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
    assert two.sql("network", "select person from registrations where caf = '95' and person in ('awa', 'ben', 'nob')") == []


def test_19_a_stranger_is_noted(two: Stack, case: Case):
    token = two.token("cafs/95/people/o-03", "OFFICER")
    two.cli("events", "show", "theirs", caf=THEIRS, token=token)
    notes = two.log_lines("network", "audit: somebody asked for another Caf's resource")
    assert notes[-1]["subject"] == "cafs/95/people/o-03" and notes[-1]["resource"] == "cafs/974/events/theirs"
    row = audit(two, "network")[-1]
    assert row == ["cafs/95/people/o-03", "{95}", "maillage.network.v1.EventService/GetEvent", "cafs/974/events/theirs", notes[-1]["trace"]]
    case.tell("somebody of Caf 95 asks for an event of Caf 974", "a row in the table audit, with the trace of the log line")


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


def audit(stack: Stack, service: str) -> list[list[str]]:
    return stack.sql(service, "select subject, cafs, method, resource, trace from audit order by id")


def everything(stack: Stack) -> list:
    """What another Caf's token might have changed."""
    return [stack.contents("network", "events", "sessions", "registrations", "attendance", "declines"), stack.contents("notifier", "reminder"),
            stack.contents("directory", "people")]
