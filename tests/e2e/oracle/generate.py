"""Random scenarios, the same for the same seed: python3 -m oracle.generate SEED [--dense] > SCENARIO.json

Not fair dice: what people do is aimed at what exists then, so that most facts are accepted, and times are drawn towards
the edges that matter (09:00, midnights, 24 h and 48 h before a start, the very instant of something else).
"""
from __future__ import annotations

import argparse
import json
import random
from datetime import date, datetime, time, timedelta

from .calendar import instant_of, parse_instant, rfc3339

CAFS = [("95", "Europe/Paris"), ("59", "Europe/Paris"), ("67", "Europe/Paris"), ("971", "America/Guadeloupe"),
        ("973", "America/Cayenne"), ("974", "Indian/Reunion"), ("976", "Indian/Mayotte")]
ORGANISATIONS = ["249500489", "249500455", "219500189", "219505856", None]
NAMES = ["Aïcha", "Bruno", "Chloé", "D'Arcy", "Élise", "Zoë"]
KINDS = ["NETWORK_MEETING", "NETWORK_MEETING", "WELCOME", "SEMINAR", "TRAINING", "ACTION_TRAINING"]
DAY = timedelta(days=1)


class Generator:
    def __init__(self, seed: int, dense: bool):
        self.random = random.Random(seed)
        self.name = f"generated-{'dense' if dense else 'random'}-{seed}"
        self.first = date(2026, 1, 5) + self.random.randrange(300) * DAY
        self.days = 90 if dense else 140
        self.events_wanted, self.facts_wanted = (18, 130) if dense else (6, 110)
        self.cafs = self.random.sample(CAFS, 1 if dense else self.random.choice([1, 2]))
        self.people: list[dict] = []
        self.events: list[dict] = []
        self.facts: list[dict] = []

    def scenario(self) -> dict:
        posts = self.make_people()
        for number in range(self.events_wanted):
            self.events.append(self.make_event(number))
        self.make_facts()
        self.facts.sort(key=lambda fact: parse_instant(fact["at"]))
        return {"name": self.name, "starts_at": self.instant(self.first, time(8)),
                "ends_at": self.instant(self.first + (self.days + 20) * DAY, time(8)),
                "cafs": [{"caf": caf, "departement": caf, "zone": zone} for caf, zone in self.cafs],
                "people": self.people, "posts": posts, "events": self.events, "facts": self.facts}

    # -- who and what -----------------------------------------------------------------------------------------------

    def make_people(self) -> list[dict]:
        posts = []
        for caf, _ in self.cafs:
            self.add_person(caf, "pilot", "PARTNER", role="PILOT")
            self.add_person(caf, "adviser", "CAF_STAFF", staff="ADVISER", portfolio=[f"ctg-{caf}-0", f"ctg-{caf}-1"])
            self.add_person(caf, "decider", self.random.choice(["ELECTED", "DIRECTOR"]), role="DECIDER")
            if len(self.cafs) > 1:
                self.add_person(caf, "everywhere", "OFFICER", email="everywhere@example.org")
            for number in range(7):
                person = self.add_person(caf, f"o{number}", "OFFICER")
                if self.chance(0.7):
                    first = self.first - self.random.choice([200, 100, 88, 60, 20, 3, -5]) * DAY
                    last = first + self.random.randrange(60, 250) * DAY if self.chance(0.2) else None
                    posts.append({"post": f"post-{caf}-{number}", "caf": caf, "convention": f"ctg-{caf}-{number % 3}",
                                  "person": person["person"], "from": first.isoformat(), "to": last and last.isoformat()})
        return posts

    def add_person(self, caf: str, word: str, kind: str, staff: str | None = None, role: str | None = None,
                   portfolio: list[str] = [], email: str | None = None) -> dict:
        id = f"p-{caf}-{word}"
        person = {"person": id, "caf": caf, "given_name": self.random.choice(NAMES), "family_name": f"Essai {word}",
                  "email": email or f"{id}@example.org", "kind": kind, "caf_staff_kind": staff,
                  "role": role or {"OFFICER": "OFFICER", "CAF_STAFF": "CAF"}.get(kind, "GUEST"),
                  "organisation": self.random.choice(ORGANISATIONS),
                  "zone": self.random.choice([None, None, None, "Europe/Paris", "Indian/Reunion", "America/Martinique"]),
                  "portfolio": portfolio, "welcomed_on": self.random.choice([None, "2025-09-18"])}
        self.people.append(person)
        return person

    def make_event(self, number: int) -> dict:
        caf, zone = self.random.choice(self.cafs)
        kind = self.random.choice(KINDS)
        format = self.random.choice({"WELCOME": ["SINGLE", "SPLIT"], "SEMINAR": ["SINGLE"], "NETWORK_MEETING": ["SINGLE", "SPLIT", "SPLIT"]}
                                    .get(kind, ["SEQUENCE", "SEQUENCE", "SINGLE"]))
        zone = zone if self.chance(0.8) else "Europe/Paris"
        day = self.first + self.random.randrange(12, self.days - 20) * DAY
        sessions = []
        for index in range(1 if format == "SINGLE" else self.random.choice([2, 3])):
            start = self.random.choice([time(9), time(9, 30), time(14)])
            sessions.append({"session": f"e{number}-s{index + 1}", "starts_at": f"{day}T{start:%H:%M}",
                             "ends_at": f"{day}T{start.hour + 3}:30", "minutes": 180, "capacity": self.random.choice([1, 2, 2, 3, 25]),
                             "minimum": self.random.choice([0, 2, 8]), "place": f"Salle {index}", "deliverable": None,
                             "deliverable_due_on": None})
            day += self.random.choice([1, 2, 7, 14]) * DAY
        opens = self.first + self.random.choice([-10, 0, 5, 20]) * DAY
        closes = max(opens, date.fromisoformat(sessions[-1]["starts_at"][:10]) - self.random.choice([0, 0, 1, 5]) * DAY)
        return {"event": f"e{number}", "caf": caf, "kind": kind, "format": format, "title": f"Événement {number}", "zone": zone,
                "audience": self.random.choice([[], [], ["OFFICER"], ["OFFICER", "ADVISER", "DIRECTOR"]]),
                "registration_opens_on": opens.isoformat(), "registration_closes_on": closes.isoformat(),
                "prerequisites": False, "sessions": sessions}

    # -- what people do ---------------------------------------------------------------------------------------------

    def make_facts(self) -> None:
        published = {}
        for event in self.events:
            published[event["event"]] = self.some_day(0, 12)
            self.add(published[event["event"]], "publish", event=event["event"])
        makers = [(30, self.registering), (6, self.cancelling), (6, self.switching), (3, self.declining), (10, self.answering),
                  (22, self.marking), (4, self.moving), (3, self.relocating), (4, self.resizing), (1, self.cancelling_session),
                  (1, self.cancelling_event), (4, self.after_the_meeting), (2, self.coming_and_going), (3, self.posts), (2, self.muting)]
        weights, functions = zip(*makers)
        while len(self.facts) < self.facts_wanted:
            self.random.choices(functions, weights)[0]()
        at = self.some_day(25, self.days - 20)
        self.add(at, "outage", service="notifier", until=rfc3339(at + timedelta(hours=self.random.choice([5, 20, 75, 200]))))

    def registering(self) -> None:
        event, session = self.session()
        target = {"event": event["event"]} if event["format"] == "SEQUENCE" else {"session": session["session"]}
        for person in self.random.sample(self.officers(event), 3):
            self.add(self.before(session, 40), "register", person=person, **target)

    def cancelling(self) -> None:
        event, session = self.session()
        self.add(self.before(session, 10), "cancel_registration", person=self.officer(event), event=event["event"],
                 by=self.random.choice(["person", "pilot"]))

    def switching(self) -> None:
        event, session = self.session("SPLIT")
        self.add(self.before(session, 10), "switch", person=self.officer(event), session=session["session"])

    def declining(self) -> None:
        event, session = self.session()
        self.add(self.before(session, 30), "decline", person=self.officer(event), event=event["event"])

    def answering(self) -> None:
        event, session = self.session()
        for person in self.random.sample(self.officers(event), 2):
            self.add(self.before(session, 6), "answer_offer", person=person, event=event["event"], accept=self.chance(0.6))

    def marking(self) -> None:
        event, session = self.session()
        at = self.start(event, session) + timedelta(hours=self.random.choice([0, 3, 8, 30, 100]))
        for person in self.random.sample(self.officers(event), 4):
            attendance = self.random.choice(["ATTENDED", "PARTIAL", "NO_SHOW", "NO_SHOW", "EXCUSED"])
            minutes = {"minutes": 120} if attendance == "PARTIAL" else {}
            self.add(at, "mark", person=person, session=session["session"], attendance=attendance, **minutes)

    def moving(self) -> None:
        event, session = self.session()
        start = datetime.fromisoformat(session["starts_at"]) + self.random.choice([0, 0, 1, 3, -2]) * DAY + timedelta(hours=1)
        zone = {"zone": "Europe/Paris"} if self.chance(0.2) else {}
        self.add(self.before(session, 30), "reschedule", session=session["session"], starts_at=f"{start:%Y-%m-%dT%H:%M}",
                 ends_at=f"{start + timedelta(hours=3):%Y-%m-%dT%H:%M}", **zone)

    def relocating(self) -> None:
        _, session = self.session()
        self.add(self.before(session, 20), "relocate", session=session["session"], place=self.random.choice(["Salle 0", "Cergy"]))

    def resizing(self) -> None:
        _, session = self.session()
        self.add(self.before(session, 8), "resize", session=session["session"], capacity=self.random.choice([1, 2, 3, 4]))

    def cancelling_session(self) -> None:
        _, session = self.session()
        self.add(self.before(session, 10), "cancel_session", session=session["session"])

    def cancelling_event(self) -> None:
        event, session = self.session()
        self.add(self.before(session, 5), "cancel_event", event=event["event"])

    def after_the_meeting(self) -> None:
        event, session = self.session()
        at = self.start(event, session) + timedelta(hours=self.random.choice([4, 24, 48, 200]))
        fact = self.random.choice(["share_documents", "publish_minutes", "answer_survey"])
        person = {"person": self.officer(event)} if fact == "answer_survey" else {}
        self.add(at, fact, event=event["event"], **person)

    def coming_and_going(self) -> None:
        caf, _ = self.random.choice(self.cafs)
        if self.chance(0.5):
            self.add(self.some_day(5, self.days), "leave", person=self.random.choice(self.people)["person"])
        else:
            person = self.add_person(caf, f"n{len(self.people)}", "OFFICER")
            self.people.remove(person)
            self.add(self.some_day(5, self.days), "join", person=person)

    def posts(self) -> None:
        at = self.some_day(3, self.days)
        caf, _ = self.random.choice(self.cafs)
        day = at.date() + self.random.choice([-3, 0, 1, 10]) * DAY
        if self.chance(0.6):
            self.add(at, "assign", post=f"post-new-{len(self.facts)}", convention=f"ctg-{caf}-0", person=f"p-{caf}-o{self.random.randrange(7)}",
                     **{"from": day.isoformat()})
        else:
            self.add(at, "unassign", post=f"post-{caf}-{self.random.randrange(7)}", to=day.isoformat())

    def muting(self) -> None:
        person = self.random.choice(self.people)["person"]
        at = self.some_day(5, self.days)
        self.add(at, "mute", person=person)
        self.add(at + self.random.choice([2, 9, 30]) * DAY, "unmute", person=person)

    # -- dice -------------------------------------------------------------------------------------------------------

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def add(self, at: datetime, fact: str, **fields) -> None:
        if self.first < at.date() < self.first + (self.days + 15) * DAY:
            self.facts.append({"at": rfc3339(at), "fact": fact, **fields})

    def instant(self, day: date, at: time) -> str:
        return rfc3339(instant_of(datetime.combine(day, at), self.cafs[0][1]))

    def some_day(self, first: int, last: int) -> datetime:
        at = self.random.choice([time(9), time(8, 59), time(0), time(10), time(14, 15), time(23, 30)])
        return parse_instant(self.instant(self.first + self.random.randint(first, last) * DAY, at))

    def session(self, format: str | None = None) -> tuple[dict, dict]:
        event = self.random.choice([each for each in self.events if format in (None, each["format"])] or self.events)
        return event, self.random.choice(event["sessions"])

    def officers(self, event: dict) -> list[str]:
        return [each["person"] for each in self.people if each["caf"] == event["caf"] and each["role"] != "PILOT"]

    def officer(self, event: dict) -> str:
        return self.random.choice(self.officers(event))

    def start(self, event: dict, session: dict) -> datetime:
        return instant_of(datetime.fromisoformat(session["starts_at"]), event["zone"])

    def before(self, session: dict, days: int) -> datetime:
        """Some time in the last `days` before a session, often at an edge."""
        event = next(each for each in self.events if session in each["sessions"])
        hours = self.random.choice([24, 48, 24.5, 47, 6, 1] + [self.random.randrange(24, 24 * days) for _ in range(12)])
        return self.start(event, session) - timedelta(hours=hours)


def as_text(scenario: dict) -> str:
    """JSON with one person, event or fact a line."""
    def value(each) -> str:
        if not isinstance(each, list):
            return json.dumps(each, ensure_ascii=False)
        return "[\n" + ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in each) + "\n  ]"
    return "{\n" + ",\n".join(f'  "{key}": {value(each)}' for key, each in scenario.items()) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="oracle.generate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("--dense", action="store_true", help="one Caf, many events in a quarter")
    arguments = parser.parse_args()
    print(as_text(Generator(arguments.seed, arguments.dense).scenario()), end="")


if __name__ == "__main__":
    main()
