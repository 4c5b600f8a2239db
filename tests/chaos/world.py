"""Small worlds: a Caf, its pilot, officers and meetings, made by the command line's player from a scenario without facts.

All of them begin on Monday 2 March 2026 at 08:00 in Paris, and every reminder here leaves on a later morning at 09:00.
"""

from __future__ import annotations

import json

from stack import Stack

START = "2026-03-02T08:00:00+01:00"
# The next morning after the start: a meeting that is published at the start announces itself then (`meeting.save_the_date`).
MORNING = "2026-03-02T09:00:00+01:00"


def person(name: str, caf: str = "95", **different: object) -> dict:
    return {"person": name, "caf": caf, "given_name": "Camille", "family_name": name.capitalize(), "email": f"{name}@example.org",
            "kind": "OFFICER", "caf_staff_kind": None, "role": "OFFICER", "organisation": None, "zone": None, "portfolio": [],
            "welcomed_on": "2025-01-15", **different}


def import_person(stack: Stack, name: str, address: str) -> dict:
    """As an operator does, by a row of people.csv: adds somebody or corrects their address. What the platform reports."""
    columns = ("ref,given_name,family_name,email,phone,kind,caf_staff_kind,speciality,role,organisation,organisation_siren,job_title,fte,"
               "portfolio,zone,channels,access_needs,joined_on,left_on,welcomed_on,state")
    file = stack.folder / "people.csv"
    file.write_text(f"{columns}\n{name},Camille,{name.capitalize()},{address},,OFFICER,,,OFFICER,,,,,,,EMAIL,,,,2025-01-15,ACTIVE\n")
    return stack.cli("import", "people", file).done().row()


def import_people(stack: Stack, names: list[str]) -> None:
    """Many at once."""
    columns = ("ref,given_name,family_name,email,phone,kind,caf_staff_kind,speciality,role,organisation,organisation_siren,job_title,fte,"
               "portfolio,zone,channels,access_needs,joined_on,left_on,welcomed_on,state")
    rows = [f"{name},Camille,Martin,{name}@example.org,,OFFICER,,,OFFICER,,,,,,,EMAIL,,,,2025-01-15,ACTIVE" for name in names]
    file = stack.folder / "people.csv"
    file.write_text("\n".join([columns, *rows, ""]))
    assert stack.cli("import", "people", file).done().row()["created"] == len(names)


def pilot(name: str = "pia", caf: str = "95") -> dict:
    return person(name, caf, kind="CAF_STAFF", caf_staff_kind="THEMATIC", role="PILOT")


def officers(count: int, caf: str = "95") -> list[dict]:
    return [person(officer(i), caf) for i in range(1, count + 1)]


def officer(number: int) -> str:
    return f"o-{number:02}"


def address(number: int) -> str:
    return f"{officer(number)}@example.org"


CREATE = "maillage.network.v1.RegistrationService/CreateRegistration"


def registration(number: int, request_id: str = "", event: str = "r1") -> str:
    """The request of CREATE, for an officer."""
    return f'parent: "cafs/95/events/{event}" registration {{ person: "cafs/95/people/{officer(number)}" }} request_id: "{request_id}"'


def meeting(name: str, caf: str = "95", capacity: int = 200, day: str = "2026-04-28", **different: object) -> dict:
    """One session, `<name>-s1`, open for registration from the start."""
    session = {"session": f"{name}-s1", "starts_at": f"{day}T09:30", "ends_at": f"{day}T16:30", "minutes": 360, "capacity": capacity,
               "minimum": 0, "place": "Eaubonne", "deliverable": None, "deliverable_due_on": None}
    return {"event": name, "caf": caf, "kind": "NETWORK_MEETING", "format": "SINGLE", "title": f"Rencontre {name}", "zone": "Europe/Paris",
            "audience": [], "registration_opens_on": "2026-03-01", "registration_closes_on": day, "prerequisites": False,
            "sessions": [session], **different}


def build(stack: Stack, people: list[dict], events: list[dict], cafs: tuple[str, ...] = ("95",), published: bool = True) -> None:
    """On an empty platform. The clock stands at START afterwards."""
    scenario = {"name": "faults", "starts_at": START, "ends_at": START, "people": people, "posts": [], "events": events,
                "cafs": [{"caf": caf, "departement": caf, "zone": "Europe/Paris"} for caf in cafs],
                "facts": [{"at": START, "fact": "publish", "event": event["event"]} for event in events] if published else []}
    file = stack.folder / "scenario.json"
    file.write_text(json.dumps(scenario))
    stack.cli("scenario", "play", file, "--mails", stack.folder / "played", "--quiet", json_lines=False).done()
