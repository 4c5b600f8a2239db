"""The calendar, the tricky sentences of REMINDERS.md, three worked examples, and the comparison itself."""
from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from . import calendar
from .__main__ import want_lines
from .calendar import parse_instant, rfc3339
from .compare import differences, read_directory
from .generate import Generator, as_text
from .play import play

HERE = Path(__file__).parent
WORKED = sorted((HERE / "worked").glob("*.json"))
SCENARIOS = HERE.parent / "scenarios"


# -- §1, §2: the calendar ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("year, sunday", [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2027, "2027-03-28"),
                                          (2038, "2038-04-25"), (2285, "2285-03-22")])
def test_easter(year, sunday):
    assert calendar.easter(year) == date.fromisoformat(sunday)


@pytest.mark.parametrize("departement, day", [
    ("95", "2026-01-01"), ("95", "2026-04-06"), ("95", "2026-05-01"), ("95", "2026-05-08"), ("95", "2026-05-14"), ("95", "2026-05-25"),
    ("95", "2026-07-14"), ("95", "2026-08-15"), ("95", "2026-11-01"), ("95", "2026-11-11"), ("95", "2026-12-25"),
    ("971", "2026-05-27"), ("972", "2026-05-22"), ("973", "2026-06-10"), ("974", "2027-12-20"), ("976", "2026-04-27"),
    ("57", "2026-04-03"), ("67", "2026-04-03"), ("68", "2025-12-26")])
def test_public_holidays(departement, day):
    assert not calendar.is_working_day(date.fromisoformat(day), departement)


@pytest.mark.parametrize("departement, day", [("95", "2026-04-03"), ("95", "2025-12-26"), ("95", "2026-05-22"), ("974", "2026-05-22")])
def test_holidays_of_elsewhere_are_worked(departement, day):
    assert calendar.is_working_day(date.fromisoformat(day), departement)


def test_national_holidays_are_eleven():
    assert len(calendar.holidays(2026, "95")) == 11


@pytest.mark.parametrize("local, zone, instant", [
    ("2026-03-29T02:30", "Europe/Paris", "2026-03-29T01:30:00Z"),      # does not exist: 03:30
    ("2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00Z"),      # exists twice: the first
    ("2026-07-01T09:00", "Indian/Reunion", "2026-07-01T05:00:00Z"),
    ("2026-07-01T09:00", "America/Martinique", "2026-07-01T13:00:00Z")])
def test_local_times(local, zone, instant):
    assert rfc3339(calendar.instant_of(datetime.fromisoformat(local), zone)) == instant


@pytest.mark.parametrize("day, months, result", [("2026-01-31", 1, "2026-02-28"), ("2028-02-29", -12, "2027-02-28"),
                                                 ("2025-11-30", 3, "2026-02-28"), ("2026-12-15", 3, "2027-03-15")])
def test_months_are_clamped(day, months, result):
    assert calendar.add_months(date.fromisoformat(day), months) == date.fromisoformat(result)


@pytest.mark.parametrize("after, morning", [
    ("2026-05-07T06:59:59Z", "2026-05-07T07:00:00Z"), ("2026-05-07T07:00:00Z", "2026-05-11T07:00:00Z"),   # 8 May, a weekend
    ("2026-10-23T12:00:00Z", "2026-10-26T08:00:00Z")])                                                    # the clocks change
def test_the_next_morning_is_strictly_later(after, morning):
    assert rfc3339(calendar.next_morning(parse_instant(after), "Europe/Paris", "95")) == morning


# -- the worked examples -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_agrees_with_the_worked_example(path):
    got = want_lines(play(json.loads(path.read_text())))

    assert sorted(map(canonical, got)) == sorted(map(canonical, path.with_suffix(".want.jsonl").read_text().splitlines()))


def canonical(line: str) -> str:
    row = json.loads(line)
    return json.dumps({**row, "sections": sorted(row["sections"])} if "sections" in row else row, sort_keys=True)


def test_three_hundred_facts_take_seconds():
    begun = time.process_time()

    play(json.loads((HERE / "worked" / "random-5.json").read_text()))

    assert time.process_time() - begun < 5


# -- situations ----------------------------------------------------------------------------------------------------------

class Stage:
    """A Caf 95 with a pilot, an adviser and officers, on which a test plays facts and reads what arrives."""

    def __init__(self, starts_at="2026-01-05T08:00:00+01:00", ends_at="2026-12-31T00:00:00+01:00"):
        self.scenario = {"name": "stage", "starts_at": starts_at, "ends_at": ends_at, "posts": [], "events": [], "facts": [],
                         "cafs": [{"caf": "95", "departement": "95", "zone": "Europe/Paris"}], "people": []}
        self.person("pia", kind="CAF_STAFF", caf_staff_kind="THEMATIC", role="PILOT")

    def person(self, id, caf="95", **fields):
        self.scenario["people"].append({"person": id, "caf": caf, "given_name": id, "family_name": "X", "email": f"{id}@example.org",
                                        "kind": "OFFICER", "caf_staff_kind": None, "role": "OFFICER", "organisation": None,
                                        "zone": None, "portfolio": [], "welcomed_on": "2025-01-01", **fields})

    def event(self, id, *starts, kind="NETWORK_MEETING", format="SINGLE", capacity=9, opens="2025-01-01", closes="2026-12-31", **fields):
        sessions = [{"session": f"{id}-{number}", "starts_at": start, "ends_at": plus(start, hours=3), "minutes": 180,
                     "capacity": capacity, "minimum": 0, "place": "A", "deliverable": None, "deliverable_due_on": None}
                    for number, start in enumerate(starts, 1)]
        self.scenario["events"].append({"event": id, "caf": "95", "kind": kind, "format": format, "title": id, "zone": "Europe/Paris",
                                        "audience": ["OFFICER"], "registration_opens_on": opens, "registration_closes_on": closes,
                                        "prerequisites": False, "sessions": sessions, **fields})

    def fact(self, at, fact, **fields):
        self.scenario["facts"].append({"at": rfc3339(paris(at)), "fact": fact, **fields})

    def play(self):
        return play(self.scenario)

    def sent(self, to=None):
        """(Paris time, rule) of every section, in order."""
        return [(calendar.local_time(mail.at, "Europe/Paris").strftime("%Y-%m-%dT%H:%M"), section.split()[0])
                for mail in self.play().mails for section in sorted(mail.sections) if to in (None, mail.to.split("@")[0])]

    def times(self, rule, to=None):
        return [at for at, sent in self.sent(to) if sent == rule]


def paris(local: str) -> datetime:
    return calendar.instant_of(datetime.fromisoformat(local), "Europe/Paris")


def plus(local: str, **delta) -> str:
    return (datetime.fromisoformat(local) + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


def test_a_fact_at_the_very_due_instant_comes_after_it():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-03-02T09:00", "publish", event="n")
    stage.fact("2026-05-07T09:00", "register", person="anna", session="n-1")     # the invitation is due then

    assert stage.times("meeting.invitation", "anna") == ["2026-05-07T09:00"]


def test_wanted_since_its_due_time_is_late():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-05-07T09:00", "publish", event="n")

    assert stage.times("meeting.invitation", "anna") == ["2026-05-11T09:00"]      # after 8 May and the weekend


def test_an_interrupted_wish_is_late_since_it_is_wanted_again():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-04-10T10:00", "publish", event="n")
    stage.fact("2026-05-06T11:00", "outage", service="notifier", until=rfc3339(paris("2026-05-11T08:00")))
    stage.fact("2026-05-07T10:00", "reschedule", session="n-1", starts_at="2026-06-30T09:30", ends_at="2026-06-30T12:30")
    stage.fact("2026-05-07T11:00", "reschedule", session="n-1", starts_at="2026-06-09T09:30", ends_at="2026-06-09T12:30")

    assert stage.times("meeting.invitation", "anna") == ["2026-05-11T09:00"]      # not at the return: its morning is after it


def test_what_was_due_while_away_leaves_at_the_return():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-04-10T10:00", "publish", event="n")
    stage.fact("2026-05-06T11:00", "outage", service="notifier", until=rfc3339(paris("2026-05-10T03:00")))

    assert stage.times("meeting.invitation", "anna") == ["2026-05-10T03:00"]


def test_what_is_sent_once_is_never_sent_again_for_that_key():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-05-20T10:00", "publish", event="n")
    for fact in ("register", "cancel_registration", "register"):
        target = {"session": "n-1"} if fact == "register" else {"event": "n", "by": "person"}
        stage.fact("2026-05-20T11:00", fact, person="anna", **target)

    assert stage.times("registration.confirmed") == ["2026-05-20T11:00"]
    assert stage.times("registration.cancelled") == ["2026-05-20T11:00"]
    assert stage.play().refused == {}


def test_moved_away_and_back_is_not_sent_twice():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-05-04T10:00", "publish", event="n")
    stage.fact("2026-05-12T10:00", "reschedule", session="n-1", starts_at="2026-06-30T09:30", ends_at="2026-06-30T12:30")
    stage.fact("2026-05-13T10:00", "reschedule", session="n-1", starts_at="2026-06-09T09:30", ends_at="2026-06-09T12:30")

    assert stage.times("meeting.invitation", "anna") == ["2026-05-07T09:00"]


@pytest.mark.parametrize("earlier, noticed", [("2025-06-09T09:30", True), ("2025-06-09T09:29", False), ("2026-06-09T09:30", False)])
def test_twelve_months_before_from_the_same_local_time_included(earlier, noticed):
    stage = Stage(starts_at="2026-06-01T08:00:00+02:00")
    stage.person("anna")
    stage.event("old", earlier)
    stage.event("n", "2026-06-09T09:30")
    for event in ("old", "n"):
        stage.fact("2026-06-01T10:00", "publish", event=event)
    for event in ("old", "n"):
        for attendance in ("ATTENDED", "NO_SHOW"):
            stage.fact("2026-06-09T13:00", "mark", person="anna", session=f"{event}-1", attendance=attendance)

    assert stage.times("meeting.repeated_absence") == (["2026-06-10T09:00"] if noticed else [])


def test_welcome_invitation_goes_first_and_the_others_leave_it_alone():
    stage = Stage()
    stage.person("anna", welcomed_on=None)
    stage.scenario["posts"].append({"post": "p", "caf": "95", "convention": "c", "person": "anna", "from": "2026-03-03", "to": None})
    stage.event("w", "2026-04-08T09:30", kind="WELCOME")                           # E - 30 d and W + 3 d: 9 and 6 March
    stage.fact("2026-03-06T10:00", "publish", event="w")                           # both late: the 9th

    assert stage.sent("anna")[:1] == [("2026-03-09T09:00", "welcome.invitation")]
    assert stage.times("meeting.invitation") == []


def test_the_welcome_offered_is_the_one_with_the_earliest_start():
    stage = Stage()
    stage.person("anna", welcomed_on=None)
    stage.scenario["posts"].append({"post": "p", "caf": "95", "convention": "c", "person": "anna", "from": "2026-03-02", "to": None})
    stage.event("a-later", "2026-04-15T09:30", kind="WELCOME")                     # E - 30 d: 16 March
    stage.event("b-earlier", "2026-04-08T09:30", kind="WELCOME")                   # E - 30 d: 9 March
    for event in ("a-later", "b-earlier"):
        stage.fact("2026-03-02T10:00", "publish", event=event)

    assert stage.times("welcome.invitation") == ["2026-03-05T09:00"]
    assert stage.times("meeting.invitation") == ["2026-03-16T09:00"]               # to the later one only


def test_no_invitation_after_the_last_start_though_the_register_is_open():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30", closes="2026-06-30")
    stage.fact("2026-05-04T10:00", "publish", event="n")
    stage.fact("2026-05-04T11:00", "register", person="anna", session="n-1")
    stage.fact("2026-06-09T13:00", "mark", person="anna", session="n-1", attendance="NO_SHOW")

    assert stage.times("meeting.invitation", "anna") == []


def test_outages_that_touch_are_one():
    stage = Stage()
    stage.person("anna")
    stage.event("n", "2026-06-09T09:30")
    stage.fact("2026-03-02T09:00", "publish", event="n")
    stage.fact("2026-05-06T09:00", "outage", service="notifier", until=rfc3339(paris("2026-05-07T10:00")))
    stage.fact("2026-05-07T10:00", "outage", service="notifier", until=rfc3339(paris("2026-05-07T11:00")))

    assert stage.times("meeting.invitation") == ["2026-05-07T11:00"]


def test_an_offer_ends_at_the_start_if_that_comes_first():
    stage = Stage()
    for id in ("anna", "basile"):
        stage.person(id)
    stage.event("n", "2026-06-09T09:30", capacity=1)
    stage.fact("2026-06-01T10:00", "publish", event="n")
    for id in ("anna", "basile"):
        stage.fact("2026-06-01T11:00", "register", person=id, session="n-1")
    stage.fact("2026-06-02T10:00", "cancel_registration", person="anna", event="n", by="pilot")
    stage.fact("2026-06-02T11:00", "reschedule", session="n-1", starts_at="2026-06-03T08:00", ends_at="2026-06-03T09:00")
    stage.fact("2026-06-03T08:00", "answer_offer", person="basile", event="n", accept=True)

    assert stage.play().refused == {5: "no offer is open"}
    assert stage.times("registration.offer_lapsed") == []                          # never at or after its until: the start


def test_the_capacity_of_a_sequence_is_that_of_the_module_planned_first():
    stage = Stage()
    for id in ("anna", "basile"):
        stage.person(id)
    stage.event("q", "2026-06-09T09:30", "2026-06-16T09:30", kind="TRAINING", format="SEQUENCE")
    stage.scenario["events"][0]["sessions"][0]["capacity"] = 1
    stage.fact("2026-06-01T10:00", "publish", event="q")
    stage.fact("2026-06-01T10:30", "cancel_session", session="q-1")
    for id in ("anna", "basile"):
        stage.fact("2026-06-01T11:00", "register", person=id, event="q")

    assert stage.times("registration.waitlisted", "basile") == ["2026-06-01T11:00"]


def five_invitations_in_a_week() -> Stage:
    stage = Stage(ends_at="2026-09-28T00:00:00+02:00")
    stage.person("anna")
    for number in range(1, 6):                                                     # due on 14, 15, 16, 17 and 18 September
        stage.event(f"n{number}", f"2026-10-{13 + number}T09:30")
        stage.fact("2026-08-03T09:00", "publish", event=f"n{number}")
    return stage


def test_the_fifth_mail_in_seven_days_waits_for_the_next_morning():
    invited = five_invitations_in_a_week().times("meeting.invitation", "anna")

    assert invited == [f"2026-09-{day}T09:00" for day in (14, 15, 16, 17, 21)]


def test_muted_is_judged_before_the_cap():
    stage = five_invitations_in_a_week()
    stage.fact("2026-09-18T08:00", "mute", person="anna")
    stage.fact("2026-09-18T10:00", "unmute", person="anna")

    assert stage.times("meeting.invitation", "anna") == [f"2026-09-{day}T09:00" for day in (14, 15, 16, 17)]


# -- our own scenarios, the generator, the comparison -----------------------------------------------------------------------

@pytest.mark.parametrize("name, seed, dense", [("generated-random-23", 23, False), ("generated-dense-10", 10, True)])
def test_the_generator_is_deterministic(name, seed, dense):
    assert (SCENARIOS / f"{name}.json").read_text() == as_text(Generator(seed, dense).scenario())


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.json")), ids=lambda path: path.stem)
def test_a_scenario_is_well_formed(path):
    scenario = json.loads(path.read_text())
    instants = [parse_instant(fact["at"]) for fact in scenario["facts"]]

    assert scenario["name"] == path.stem
    assert instants == sorted(instants)
    assert parse_instant(scenario["starts_at"]) <= instants[0] and instants[-1] <= parse_instant(scenario["ends_at"])


def write_mails(directory: Path, outcome, change=lambda mails: mails) -> None:
    for number, mail in enumerate(change(list(outcome.mails))):
        headers = "".join(f"Maillage-Reminder: {section}\n" for section in sorted(mail.sections))
        text = f"Date: {mail.at.strftime('%a, %d %b %Y %H:%M:%S +0000')}\nTo: Aïcha D'Arcy <{mail.to}>\n{headers}Subject: x\n\nx\n"
        (directory / f"{number}.eml").write_text(text)
    (directory / "refused.json").write_text(json.dumps(sorted(outcome.refused)))


@pytest.mark.parametrize("what, change", [
    ("", lambda mails: mails),
    ("missing", lambda mails: mails[1:]),
    ("extra", lambda mails: mails + mails[-1:]),
    ("late", lambda mails: [type(mails[0])(mails[0].at + timedelta(seconds=1), mails[0].to, mails[0].sections)] + mails[1:]),
    ("differently grouped", lambda mails: [type(mails[0])(mails[0].at, mails[0].to, mails[0].sections | {"meeting.eve x 2026-01-01"})] + mails[1:]),
])
def test_the_comparison_says_what_differs(tmp_path, what, change):
    scenario = json.loads((SCENARIOS / "both-clock-changes.json").read_text())
    outcome = play(scenario)
    write_mails(tmp_path, outcome, change)

    lines = differences(outcome, *read_directory(tmp_path), scenario["facts"])

    assert [line.split(":")[0] for line in lines] == ([what] if what else [])


def test_training_and_other_mails_are_left_out(tmp_path):
    scenario = json.loads((SCENARIOS / "both-clock-changes.json").read_text())
    outcome = play(scenario)
    mail = outcome.mails[0]
    write_mails(tmp_path, outcome, lambda mails: mails + [type(mail)(mail.at, mail.to, frozenset({"training.applied x 2026-01-01"})),
                                                          type(mail)(mail.at, mail.to, frozenset())])

    assert differences(outcome, *read_directory(tmp_path), scenario["facts"]) == []


def test_a_wrong_refusal_is_a_difference(tmp_path):
    scenario = json.loads((SCENARIOS / "both-clock-changes.json").read_text())
    outcome = play(scenario)
    write_mails(tmp_path, outcome)
    (tmp_path / "refused.json").write_text("[0]")

    lines = differences(outcome, *read_directory(tmp_path), scenario["facts"])

    assert len(lines) == 1 + len(outcome.refused)
