"""Who exists and what is planned: the world of one scenario file (SCENARIO.md "The file").

Nothing here decides who gets what: seats.py moves registrations, rules.py says who is reminded, play.py does the facts.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from . import calendar

DEFAULT_AUDIENCE = {  # §4 Audience
    "NETWORK_MEETING": ["OFFICER", "ADVISER"],
    "SEMINAR": ["OFFICER", "CAF_STAFF", "ELECTED", "DIRECTOR"],
}
INVITATIONS = ("meeting.invitation", "seminar.invitation", "welcome.invitation")
PRESENCE = ("ATTENDED", "PARTIAL")
ABSENCE = ("NO_SHOW", "EXCUSED")


@dataclass(eq=False)
class Caf:
    id: str
    departement: str
    zone: str
    people: list["Person"] = field(default_factory=list)
    events: list["Event"] = field(default_factory=list)

    @property
    def zones(self) -> set[str]:
        return {person.zone for person in self.people} | {self.zone}


@dataclass(eq=False)
class Person:
    id: str
    caf: Caf
    email: str
    kind: str
    staff_kind: str | None
    role: str
    organisation: str | None
    zone: str
    portfolio: frozenset[str]
    welcomed_before: bool
    present: bool = True
    muted: bool = False
    assignments: list["Assignment"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"cafs/{self.caf.id}/people/{self.id}"

    @property
    def is_officer(self) -> bool:
        return self.kind == "OFFICER"

    @property
    def is_adviser(self) -> bool:
        return self.kind == "CAF_STAFF" and self.staff_kind == "ADVISER"

    def is_of_kind(self, kind: str) -> bool:
        return self.is_adviser if kind == "ADVISER" else self.kind == kind

    @property
    def first_day(self) -> date | None:
        """§4 W: first day of the officer's earliest assignment, ended or not."""
        return min((each.first for each in self.assignments), default=None)

    def running(self, day: date) -> list["Assignment"]:
        return [each for each in self.assignments if each.holds(day)]


@dataclass(eq=False)
class Assignment:
    post: "Post"
    person: Person
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(eq=False)
class Post:
    id: str
    caf: Caf
    convention: str
    assignments: list[Assignment] = field(default_factory=list)


@dataclass(eq=False)
class Registration:
    """A person's seat or place in the line of a session; of the event when it is a SEQUENCE (`session` is None)."""
    person: Person
    event: "Event"
    session: "Session | None"
    state: str = "NEW"
    order: int = 0              # by the time of registering
    version: int = 0            # rises whenever state or session changes
    offer_given: datetime | None = None
    offer_end: datetime | None = None

    def become(self, state: str) -> None:
        self.state = state
        self.version += 1

    @property
    def start(self) -> datetime | None:
        """S, or E in a SEQUENCE."""
        return self.session.start if self.session else self.event.start

    def is_active(self, now: datetime) -> bool:
        """§4 Active registration."""
        if self.state == "CONFIRMED":
            return self.session is None or self.session.attendance(self.person) not in ABSENCE
        return self.state in ("WAITLISTED", "OFFERED") and self.start is not None and now < self.start

    def is_offer_open(self, now: datetime) -> bool:
        return self.state == "OFFERED" and now < self.offer_closes

    @property
    def offer_closes(self) -> datetime:
        """§4 Seats: open until its end, or until the start if that comes first."""
        return self.offer_end if self.start is None else min(self.offer_end, self.start)


@dataclass(eq=False)
class Session:
    id: str
    event: "Event"
    local_start: datetime
    local_end: datetime
    zone: str
    capacity: int
    place: str
    cancelled: bool = False
    marks: dict[Person, tuple[str, int | None]] = field(default_factory=dict)
    moves: int = 0
    relocations: int = 0

    def __post_init__(self) -> None:
        self.place_in_time()

    def place_in_time(self) -> None:
        self.start = calendar.instant_of(self.local_start, self.zone)
        self.end = calendar.instant_of(self.local_end, self.zone)

    @property
    def name(self) -> str:
        return f"{self.event.name}/sessions/{self.id}"

    @property
    def start_date(self) -> date:
        return calendar.civil_date(self.start, self.zone)

    @property
    def end_date(self) -> date:
        return calendar.civil_date(self.end, self.zone)

    def attendance(self, person: Person) -> str | None:
        mark = self.marks.get(person)
        return mark[0] if mark else None

    def was_attended_by(self, person: Person) -> bool:
        return self.attendance(person) in PRESENCE


@dataclass(eq=False)
class Event:
    id: str
    caf: Caf
    kind: str
    format: str
    zone: str
    audience: list[str]
    opens: datetime
    closes: datetime
    sessions: list[Session] = field(default_factory=list)
    published: bool = False
    cancelled: bool = False
    documents_shared: bool = False
    minutes_published: bool = False
    answered: set[Person] = field(default_factory=set)
    declined_on: dict[Person, date | None] = field(default_factory=dict)  # the date of E when they said no
    registrations: list[Registration] = field(default_factory=list)
    planned_first: Session | None = None

    @property
    def name(self) -> str:
        return f"cafs/{self.caf.id}/events/{self.id}"

    @property
    def is_sequence(self) -> bool:
        return self.format == "SEQUENCE"

    def anchor(self) -> None:
        """Recomputes what hangs on the sessions' times: E, L, O and "the first module" (§4)."""
        self.standing = [session for session in self.sessions if not session.cancelled]
        self.first = min(self.standing, key=lambda session: session.start, default=None)
        self.last = max(self.standing, key=lambda session: session.end, default=None)
        self.start = self.first.start if self.first else None
        self.last_start = max((session.start for session in self.standing), default=None)
        latest = self.start if self.is_sequence else self.last_start
        self.seats_end = min(self.closes, latest) if latest else None  # O

    @property
    def start_date(self) -> date | None:
        return self.first.start_date if self.first else None

    def is_open(self, now: datetime) -> bool:
        """Registration is open, for one session at least."""
        return (self.published and not self.cancelled and self.seats_end is not None
                and self.opens <= now < self.seats_end)

    def window_holds(self, now: datetime) -> bool:
        return self.opens <= now < self.closes

    def active(self, person: Person, now: datetime) -> Registration | None:
        found = None
        for registration in self.registrations:
            if registration.person is person and registration.is_active(now):
                found = registration
        return found

    def has_declined(self, person: Person) -> bool:
        """§4 Declined: and the date of E is still the same."""
        return person in self.declined_on and self.declined_on[person] == self.start_date

    def was_attended_by(self, person: Person) -> bool:
        return any(session.was_attended_by(person) for session in self.sessions)


class Told:
    """What reminders were really sent about an event, and which surveys: the memory some conditions of §8 ask for."""

    def __init__(self) -> None:
        self.about: dict[tuple[Person, Event], list[tuple[str, datetime]]] = {}
        self.surveys: dict[tuple[Person, str], datetime] = {}

    def rules(self, person: Person, event: Event) -> set[str]:
        return {rule for rule, _ in self.about.get((person, event), ())}

    def last_invitation(self, person: Person, event: Event) -> datetime | None:
        """§8 "Invited": a section of one of the three invitations about this event was sent to the person."""
        return max((at for rule, at in self.about.get((person, event), ()) if rule in INVITATIONS), default=None)


class World:
    """Everything one scenario file names, by id."""

    def __init__(self, scenario: dict):
        self.told = Told()
        self.cafs: dict[str, Caf] = {}
        self.people: dict[str, Person] = {}
        self.posts: dict[str, Post] = {}
        self.events: dict[str, Event] = {}
        self.sessions: dict[str, Session] = {}
        for row in scenario["cafs"]:
            departement = row["departement"]
            if isinstance(departement, list):
                departement = departement[0]
            self.cafs[row["caf"]] = Caf(row["caf"], departement, row["zone"])
        for row in scenario["people"]:
            self.add_person(row)
        for row in scenario["posts"]:
            self.add_post(row)
        for row in scenario["events"]:
            self.add_event(row)

    def add_person(self, row: dict) -> Person:
        caf = self.cafs[row["caf"]]
        person = Person(row["person"], caf, row["email"], row["kind"], row.get("caf_staff_kind"), row["role"],
                        row.get("organisation"), row.get("zone") or caf.zone, frozenset(row.get("portfolio") or ()),
                        row.get("welcomed_on") is not None)
        self.people[person.id] = person
        caf.people.append(person)
        return person

    def add_post(self, row: dict) -> Post:
        post = self.posts.get(row["post"])
        if not post:
            post = self.posts[row["post"]] = Post(row["post"], self.cafs[row["caf"]], row["convention"])
        if row.get("person"):
            self.assign(post, self.people[row["person"]], date.fromisoformat(row["from"]),
                        date.fromisoformat(row["to"]) if row.get("to") else None)
        return post

    def assign(self, post: Post, person: Person, first: date, last: date | None) -> Assignment:
        assignment = Assignment(post, person, first, last)
        post.assignments.append(assignment)
        person.assignments.append(assignment)
        return assignment

    def add_event(self, row: dict) -> None:
        zone = row["zone"]
        event = Event(row["event"], self.cafs[row["caf"]], row["kind"], row["format"], zone,
                      row.get("audience") or DEFAULT_AUDIENCE.get(row["kind"], ["OFFICER"]),
                      calendar.start_of_day(date.fromisoformat(row["registration_opens_on"]), zone),
                      calendar.end_of_day(date.fromisoformat(row["registration_closes_on"]), zone))
        for each in row["sessions"]:
            session = Session(each["session"], event, datetime.fromisoformat(each["starts_at"]),
                              datetime.fromisoformat(each["ends_at"]), each.get("zone") or zone,
                              each["capacity"], each["place"])
            event.sessions.append(session)
            self.sessions[session.id] = session
        event.planned_first = min(event.sessions, key=lambda session: session.start, default=None)
        event.anchor()
        event.caf.events.append(event)
        self.events[event.id] = event

    # -- who is who (§4) --------------------------------------------------------------------------------------------

    def audience(self, event: Event) -> list[Person]:
        return [person for person in event.caf.people
                if person.present and any(person.is_of_kind(kind) for kind in event.audience)
                and (event.kind != "WELCOME" or (person.is_officer and not self.is_welcomed(person)))]

    def pilots(self, caf: Caf) -> list[Person]:
        return [person for person in caf.people if person.present and person.role == "PILOT"]

    def advisers(self, officer: Person, now: datetime) -> list[Person]:
        today = calendar.civil_date(now, officer.caf.zone)
        conventions = {assignment.post.convention for assignment in officer.running(today)}
        return [person for person in officer.caf.people
                if person.present and person.is_adviser and person.portfolio & conventions]

    def is_welcomed(self, person: Person) -> bool:
        """§4 Welcomed: attended a WELCOME event, or known as welcomed from before."""
        return person.welcomed_before or any(event.was_attended_by(person) for event in person.caf.events
                                             if event.kind == "WELCOME")

    def holds_post(self, person: Person, now: datetime) -> bool:
        return bool(person.running(calendar.civil_date(now, person.caf.zone)))

    def welcome_to_offer(self, person: Person, now: datetime) -> Event | None:
        """§8 welcome.invitation: a WELCOME event open for registration and not declined; of those, the earliest E."""
        open_ones = [event for event in person.caf.events
                     if event.kind == "WELCOME" and event.is_open(now) and not event.has_declined(person)]
        return min(open_ones, key=lambda event: (event.start, event.id), default=None)

    def is_registered_to_welcome(self, person: Person, now: datetime) -> bool:
        return any(event.active(person, now) for event in person.caf.events if event.kind == "WELCOME")
