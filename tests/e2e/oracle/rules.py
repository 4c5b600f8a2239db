"""The table of REMINDERS.md §8 as data, with the predicates its columns name; `training.*` is left out.

A rule is laid over the world as occasions: one for each subject and reference it is about now. An occasion knows when
it is due and until when, in a recipient's zone; who receives it and while it is wanted is asked of the world at an instant.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from . import calendar
from .calendar import DAY, HOUR
from .model import Caf, Event, Person, Session, World
from .seats import free_seats, line

# -- until (the last column) --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class At:
    """The instant of an anchor (E, S, O), some hours off."""
    anchor: str
    hours: int = 0


@dataclass(frozen=True)
class EndOf:
    """24:00 of the anchor's civil date plus some days, in the subject's zone, without working-day shift."""
    anchor: str
    days: int = 0


@dataclass(frozen=True)
class DueOf:
    """When another rule is due for the same subject and recipient."""
    rule: str


@dataclass(frozen=True)
class DaysAfterSince:
    days: int


# -- rules and occasions ------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Rule:
    """One line of §8. `scope` says what there is one of: an event, a session, a pool (a session; SEQUENCE: the event), an
    absentee (a person marked NO_SHOW in a session), a person (a holder of posts)."""
    id: str
    kinds: str
    scope: str
    anchor: str | None
    days: int
    to: Callable
    wanted: tuple[Callable, ...]
    late: str                      # "morning" or "skip"
    until: object
    subject: str = "event"         # "event", "session", "pool" or "person"
    before: bool = True            # before a session: wants an event that is not cancelled; after: a session that is not
    splits_only: bool = False
    passes_cap: bool = False

    @property
    def rank(self) -> int:
        """§8: welcome.invitation is judged before the other invitations, and invitations before meeting.nudge."""
        return {"welcome.invitation": 0, "meeting.nudge": 2}.get(self.id, 1)


@dataclass(eq=False)
class Occasion:
    rule: Rule
    caf: Caf
    subject: str
    reference: str
    date: date                     # the anchor's civil date, in `zone`
    zone: str
    event: Event | None = None
    session: Session | None = None
    person: Person | None = None   # the officer a `welcome.*` or `repeated_absence` is about
    _due: dict[str, datetime] = field(default_factory=dict)
    _until: dict[str, datetime] = field(default_factory=dict)
    _life: tuple[datetime, datetime] | None = None

    @property
    def id(self) -> tuple:
        """Tells apart two sessions that make the same key."""
        return self.rule.id, self.subject, self.reference, self.session

    def key(self, recipient: Person) -> tuple:
        return self.rule.id, recipient, self.subject, self.reference

    @property
    def section(self) -> str:
        return f"{self.rule.id} {self.subject} {self.reference}"

    def due(self, zone: str) -> datetime | None:
        """§2.1: 09:00 of the working day, in the recipient's zone; None when there is no due time to be late for."""
        if self.rule.anchor is None:
            return None
        if zone not in self._due:
            day = calendar.working_day(self.date + self.rule.days * DAY, self.caf.departement, -1 if self.rule.days < 0 else 1)
            self._due[zone] = calendar.morning(day, zone)
        return self._due[zone]

    def until(self, zone: str, since: datetime) -> datetime:
        if isinstance(self.rule.until, DaysAfterSince):
            return since + self.rule.until.days * 24 * HOUR
        if zone not in self._until:
            self._until[zone] = self._fixed_until(self.rule.until, zone)
        return self._until[zone]

    def _fixed_until(self, until, zone: str) -> datetime:
        match until:
            case At("E", hours):
                return self.event.start + hours * HOUR
            case At("O", hours):
                return self.event.seats_end + hours * HOUR
            case At("S", hours):
                start = self.event.start if self.rule.scope == "pool" and self.event.is_sequence else self.session.start
                return start + hours * HOUR
            case EndOf(_, days):
                return calendar.end_of_day(self.date + days * DAY, self.zone)
            case DueOf(rule):
                return self._replaced_rule(BY_ID[rule]).due(zone)
        raise ValueError(until)

    def _replaced_rule(self, rule: Rule) -> "Occasion":
        """The same anchor, read by another rule (in the table both always count from the same one)."""
        return Occasion(rule, self.caf, self.subject, self.reference, self.date, self.zone, self.event, self.session)

    def is_wanted_by(self, world: World, recipient: Person, now: datetime) -> bool:
        return (recipient.present and recipient in self.rule.to(world, self, now)
                and all(holds(world, self, recipient, now) for holds in self.rule.wanted))

    def is_alive(self, now: datetime) -> bool:
        """Whether it is due for anybody, and not over for all: spares asking the world about what is months away."""
        if self.rule.anchor is None:
            return True
        if self._life is None:
            zones = self.caf.zones
            self._life = min(map(self.due, zones)), max(self.until(zone, now) for zone in zones)
        return self._life[0] <= now < self._life[1]


# -- to (who receives) --------------------------------------------------------------------------------------------------

def audience(world: World, o: Occasion, now: datetime) -> list[Person]:
    return world.audience(o.event)


def pilots(world: World, o: Occasion, now: datetime) -> list[Person]:
    return world.pilots(o.caf)


def confirmed(world: World, o: Occasion, now: datetime) -> list[Person]:
    """§8: "confirmed" is the registration's state, whatever was marked."""
    pool = None if o.event.is_sequence else o.session
    return [each.person for each in o.event.registrations if each.session is pool and each.state == "CONFIRMED"]


def attended(world: World, o: Occasion, now: datetime) -> list[Person]:
    """§4: marked ATTENDED or PARTIAL (SEQUENCE: at least one module)."""
    sessions = o.event.sessions if o.event.is_sequence else [o.session]
    return [person for session in sessions for person in session.marks if session.was_attended_by(person)]


def absent(world: World, o: Occasion, now: datetime) -> list[Person]:
    return [person for person in o.session.marks if o.session.attendance(person) == "NO_SHOW"]


def officer(world: World, o: Occasion, now: datetime) -> list[Person]:
    return [o.person]


def officer_and_advisers(world: World, o: Occasion, now: datetime) -> list[Person]:
    return [o.person] + world.advisers(o.person, now)


def advisers_and_pilots(world: World, o: Occasion, now: datetime) -> list[Person]:
    return world.advisers(o.person, now) + world.pilots(o.caf)


# -- wanted while -------------------------------------------------------------------------------------------------------

def not_registered(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return o.event.active(p, now) is None


def not_declined(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return not o.event.has_declined(p)


def not_invited(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return world.told.last_invitation(p, o.event) is None


def seats_not_over(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    """O not passed."""
    return now < o.event.seats_end


def registration_open(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return o.event.is_open(now)


def not_invited_by_welcome(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return "welcome.invitation" not in world.told.rules(p, o.event)


def invited_five_days_ago(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    """Invited, and last so at least 5 civil days ago, counted in the recipient's zone."""
    last = world.told.last_invitation(p, o.event)
    return last is not None and days_between(last, now, p.zone) >= 5


def not_answered(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return p not in o.event.answered


def survey_sent_three_days_ago(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    sent = world.told.surveys.get((p, o.subject))
    return sent is not None and days_between(sent, now, p.zone) >= 3


def documents_shared(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return o.event.documents_shared


def another_session_has_a_seat(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    """Another session to come with a free seat and nobody waiting."""
    return any(session is not o.session and session.start > now and free_seats(o.event, session) > 0
               and not line(o.event, session) for session in o.event.standing)


def minutes_not_published(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return not o.event.minutes_published


def missed_another_session(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    """A present officer is marked NO_SHOW in this session and in another of the Caf that began in the 12 months before it
    (from the same local time, included, to S, excluded)."""
    missed = o.session
    local = calendar.local_time(missed.start, missed.zone)
    year_before = datetime.combine(calendar.add_months(local.date(), -12), local.time())
    first = calendar.instant_of(year_before, missed.zone)
    return (o.person.present and o.person.is_officer and missed.attendance(o.person) == "NO_SHOW"
            and any(first <= other.start < missed.start and other.attendance(o.person) == "NO_SHOW"
                    for event in o.caf.events for other in event.standing))


def officer_in_post(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return o.person.present and world.holds_post(o.person, now)


def not_welcomed(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return not world.is_welcomed(o.person)


def not_registered_to_welcome(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return not world.is_registered_to_welcome(o.person, now)


def welcome_is_open(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    return world.welcome_to_offer(o.person, now) is not None


def not_invited_to_it(world: World, o: Occasion, p: Person, now: datetime) -> bool:
    event = world.welcome_to_offer(o.person, now)
    return event is None or "meeting.invitation" not in world.told.rules(o.person, event)


def days_between(earlier: datetime, later: datetime, zone: str) -> int:
    return (calendar.civil_date(later, zone) - calendar.civil_date(earlier, zone)).days


# -- the table ----------------------------------------------------------------------------------------------------------

KINDS = {"N": "NETWORK_MEETING", "W": "WELCOME", "S": "SEMINAR", "T": "TRAINING", "A": "ACTION_TRAINING"}
SAVE = (not_registered, not_declined, not_invited, seats_not_over)
INVITE = (not_registered, not_declined, registration_open)
NUDGE = (officer_in_post, not_welcomed, not_registered_to_welcome, welcome_is_open)

TABLE = [
    Rule("meeting.save_the_date", "NTA", "event", "E", -60, audience, SAVE, "morning", DueOf("meeting.invitation")),
    Rule("seminar.save_the_date", "S", "event", "E", -90, audience, SAVE, "morning", DueOf("seminar.invitation")),
    Rule("meeting.invitation", "NWTA", "event", "E", -30, audience, INVITE + (not_invited_by_welcome,), "morning", At("O")),
    Rule("seminar.invitation", "S", "event", "E", -45, audience, INVITE, "morning", At("O")),
    Rule("meeting.nudge", "NWSTA", "event", "E", -15, audience, INVITE + (invited_five_days_ago,), "skip", At("O")),
    Rule("meeting.closing", "NWSTA", "event", "E", -10, pilots, (), "morning", At("E")),
    Rule("meeting.week", "NWSTA", "pool", "S", -7, confirmed, (), "skip", DueOf("meeting.eve"), subject="pool"),
    Rule("meeting.eve", "NWSTA", "session", "S", -1, confirmed, (), "skip", At("S", -2), subject="session", passes_cap=True),
    Rule("meeting.survey", "NWSTA", "pool", "A", 1, attended, (not_answered,), "morning", EndOf("A", 14),
         subject="pool", before=False),
    Rule("meeting.survey_nudge", "NWSTA", "pool", "A", 7, attended, (not_answered, survey_sent_three_days_ago), "skip",
         EndOf("A", 14), subject="pool", before=False),
    Rule("meeting.materials", "NWSTA", "pool", "A", 2, attended, (documents_shared,), "morning", EndOf("A", 60),
         subject="pool", before=False),
    Rule("meeting.absence", "NWSTA", "session", "A", 2, absent,
         (not_registered, another_session_has_a_seat, registration_open), "morning", At("O"),
         subject="session", splits_only=True),
    Rule("meeting.minutes", "NWS", "event", "L", 15, pilots, (minutes_not_published,), "skip", EndOf("L", 30), before=False),
    Rule("meeting.repeated_absence", "NWTA", "absentee", None, 0, advisers_and_pilots, (missed_another_session,), "morning",
         DaysAfterSince(14), subject="person", before=False),
    Rule("welcome.invitation", "", "person", "W", 3, officer, NUDGE + (not_invited_to_it,), "morning", EndOf("W", 90),
         subject="person"),
    Rule("welcome.nudge_30", "", "person", "W", 30, officer_and_advisers, NUDGE, "skip", EndOf("W", 60), subject="person"),
    Rule("welcome.nudge_60", "", "person", "W", 60, officer_and_advisers, NUDGE, "skip", EndOf("W", 90), subject="person"),
    Rule("welcome.overdue", "", "person", "W", 90, pilots, (officer_in_post, not_welcomed, not_registered_to_welcome),
         "morning", EndOf("W", 120), subject="person"),
]
BY_ID = {rule.id: rule for rule in TABLE}
TRANSACTIONAL = ["registration.confirmed", "registration.waitlisted", "registration.switched", "registration.cancelled",
                 "registration.seat_offered", "registration.offer_closing", "registration.offer_lapsed",
                 "session.rescheduled", "session.changed", "session.cancelled", "event.cancelled"]


# -- laying the table over the world ------------------------------------------------------------------------------------

def occasions_of_event(event: Event) -> list[Occasion]:
    """What the rules make of an event as it stands now (§8: all need a published event)."""
    if not event.published or not event.standing:
        return []
    return [occasion for rule in BY_ID.values() if any(KINDS[kind] == event.kind for kind in rule.kinds)
            and (not rule.before or not event.cancelled) and (not rule.splits_only or event.format == "SPLIT")
            for occasion in lay(rule, event)]


def lay(rule: Rule, event: Event) -> Iterator[Occasion]:
    def occasion(session: Session | None, day: date, zone: str, person: Person | None = None) -> Occasion:
        subject = {"event": event.name, "session": session and session.name, "person": person and person.name,
                   "pool": event.name if event.is_sequence else session and session.name}[rule.subject]
        return Occasion(rule, event.caf, subject, day.isoformat(), day, zone, event, session, person)

    first, last = event.first, event.last
    match rule.scope:
        case "event" if rule.anchor == "E":
            yield occasion(None, first.start_date, first.zone)
        case "event":
            yield occasion(None, last.end_date, last.zone)
        case "pool" if event.is_sequence and rule.anchor == "S":
            yield occasion(None, first.start_date, first.zone)
        case "pool" if event.is_sequence:
            yield occasion(None, last.end_date, last.zone)
        case "pool" | "session":
            for session in event.standing:
                yield occasion(session, session.start_date if rule.anchor == "S" else session.end_date, session.zone)
        case "absentee":
            for session in event.standing:
                for person, (attendance, _) in session.marks.items():
                    if attendance == "NO_SHOW":
                        yield occasion(session, session.start_date, session.zone, person)


def occasions_of_person(person: Person) -> list[Occasion]:
    """`welcome.*`: the officer is the subject, W the anchor, the Caf's zone the subject's."""
    day = person.first_day
    if not person.is_officer or day is None:
        return []
    return [Occasion(rule, person.caf, person.name, day.isoformat(), day, person.caf.zone, person=person)
            for rule in BY_ID.values() if rule.scope == "person"]
