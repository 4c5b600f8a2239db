"""The ledger: what is wanted since when, when it leaves, in which mail (REMINDERS.md §3 and §5).

Only what is due matters here: a reminder whose due time is to come needs no row, it is enough to ask the world just
before that instant whether it was wanted. Rows are kept for what waits: for the next morning (late, or over the cap)
or for the sender's return.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import calendar
from .calendar import rfc3339
from .model import Event, Person, World
from .rules import Occasion
from .seats import Notice

JUST_BEFORE = timedelta(microseconds=1)
LONG_AGO = datetime.min.replace(tzinfo=calendar.UTC)
CAP = 4
CAP_DAYS = 7


@dataclass(eq=False)
class Row:
    """A reminder that waits to leave."""
    occasion: Occasion
    person: Person
    since: datetime
    leaves: datetime
    over_cap: bool = False

    @property
    def key(self) -> tuple:
        return self.occasion.key(self.person)


@dataclass(frozen=True)
class Mail:
    at: datetime
    to: str
    sections: frozenset[str]

    def as_json(self) -> dict:
        return {"at": rfc3339(self.at), "to": self.to, "sections": sorted(self.sections)}


class Ledger:
    def __init__(self, world: World):
        self.world = world
        self.mails: list[Mail] = []
        self.away = False
        self.final: set[tuple] = set()                      # sent, missed or suppressed: never again
        self.waiting: dict[tuple, Row] = {}
        self.notices: list[Notice] = []
        self.occasions: dict[object, dict[tuple, Occasion]] = {}   # by event or person
        self.reminder_mails: dict[str, list[datetime]] = defaultdict(list)        # by address
        self.last_written: dict[tuple[str, str], datetime] = {}                   # by address and Caf

    # -- what is wanted ---------------------------------------------------------------------------------------------

    def lay_out(self, subject: Event | Person, occasions: list[Occasion]) -> None:
        self.occasions[subject] = {occasion.id: occasion for occasion in occasions}

    def due_now(self, subjects: Iterable[Event | Person], now: datetime) -> list[Row]:
        """Rows due at this very instant and wanted since before it (§3)."""
        before = now - JUST_BEFORE
        return [Row(occasion, person, before, now)
                for subject in subjects for occasion in self.occasions.get(subject, {}).values() if occasion.rule.anchor
                for person in unique(occasion.rule.to(self.world, occasion, before))
                if occasion.due(person.zone) == now and occasion.key(person) not in self.final
                and occasion.is_wanted_by(self.world, person, before)]

    def keep(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.waiting[row.occasion.id, row.person] = row

    def look_again(self, now: datetime) -> None:
        """After a change of the world: drops what is no longer wanted, and notes since when what is late is wanted."""
        self.drop_unwanted(now)
        for occasions in self.occasions.values():
            for occasion in occasions.values():
                if occasion.rule.late == "morning" and occasion.is_alive(now):
                    self.note_late(occasion, now)

    def drop_unwanted(self, now: datetime) -> None:
        for id, row in list(self.waiting.items()):
            current = self.current(row)
            if current is None or not current.is_wanted_by(self.world, row.person, now):
                del self.waiting[id]
            else:
                row.occasion = current

    def note_late(self, occasion: Occasion, now: datetime) -> None:
        """§3: wanted only since its due time or later, it leaves on the next morning after since."""
        for person in unique(occasion.rule.to(self.world, occasion, now)):
            id = occasion.id, person
            due = occasion.due(person.zone)
            if (id in self.waiting or occasion.key(person) in self.final or (due and now < due)
                    or now >= occasion.until(person.zone, now)):
                continue
            if occasion.is_wanted_by(self.world, person, now):
                self.waiting[id] = Row(occasion, person, now, self.morning_after(now, person))

    def current(self, row: Row) -> Occasion | None:
        subject = row.occasion.event or row.occasion.person
        return self.occasions.get(subject, {}).get(row.occasion.id)

    @staticmethod
    def morning_after(now: datetime, person: Person) -> datetime:
        return calendar.next_morning(now, person.zone, person.caf.departement)

    # -- what leaves ------------------------------------------------------------------------------------------------

    def tell(self, notice: Notice) -> None:
        self.notices.append(notice)

    def send(self, now: datetime) -> bool:
        """Everything whose time has come, unless the sender is away."""
        if self.away:
            return False
        before = len(self.mails)
        self.send_notices(now)
        self.send_reminders(now)
        return len(self.mails) > before

    def send_notices(self, now: datetime) -> None:
        ready = [notice for notice in self.notices if notice.due <= now]
        self.notices = [notice for notice in self.notices if notice.due > now]
        for notice in ready:
            key = notice.rule, notice.person, notice.subject, notice.reference
            if key in self.final or not notice.person.present or not notice.holds(now):
                continue
            if now >= notice.until():
                continue
            self.final.add(key)
            self.mails.append(Mail(now, notice.person.email, frozenset([" ".join((notice.rule, notice.subject, notice.reference))])))

    def send_reminders(self, now: datetime) -> None:
        by_person: dict[Person, list[Row]] = defaultdict(list)
        for id, row in list(self.waiting.items()):
            if row.leaves <= now:
                del self.waiting[id]
                by_person[row.person].append(row)
        for person in sorted(by_person, key=self.turn):
            self.send_digest(person, sorted(by_person[person], key=lambda row: row.occasion.rule.rank), now)

    def turn(self, person: Person) -> tuple:
        """§5: the Caf that wrote a reminder to that address longest ago (or never) goes first, then by Caf code, by person."""
        return self.last_written.get((person.email, person.caf.id), LONG_AGO), person.caf.id, person.id

    def send_digest(self, person: Person, rows: list[Row], now: datetime) -> None:
        rows = self.in_time(rows, now)
        if person.muted:
            self.final |= {row.key for row in rows if self.is_wanted(row, now)}
            return
        if self.is_over_cap(person, now):
            rows = self.keep_back([row for row in rows if self.is_wanted(row, now)], now)
        sections = set()
        for row in rows:
            if row.key not in self.final and self.is_wanted(row, now):
                self.remember(row, now)
                sections.add(row.occasion.section)
        if sections:
            self.mails.append(Mail(now, person.email, frozenset(sections)))
            self.reminder_mails[person.email].append(now)
            self.last_written[person.email, person.caf.id] = now

    def in_time(self, rows: list[Row], now: datetime) -> list[Row]:
        """§3: never at or after its until. One key, one row, with the later until (§8)."""
        until: dict[tuple, datetime] = {}
        for row in rows:
            end = row.occasion.until(row.person.zone, row.since)
            until[row.key] = max(end, until.get(row.key, end))
        for row in rows:
            missed_or_suppressed = row.leaves < now or row.over_cap
            if now >= until[row.key] and missed_or_suppressed and self.is_wanted(row, now):
                self.final.add(row.key)
        return [row for row in rows if now < until[row.key]]

    def is_wanted(self, row: Row, now: datetime) -> bool:
        current = self.current(row)
        return current is not None and current.is_wanted_by(self.world, row.person, now)

    def is_over_cap(self, person: Person, now: datetime) -> bool:
        """§5: 4 reminder mails to an address in any 7 civil days, the day of sending and the six before."""
        today = calendar.civil_date(now, person.zone)
        first = today - (CAP_DAYS - 1) * calendar.DAY
        return sum(first <= calendar.civil_date(at, person.zone) for at in self.reminder_mails[person.email]) >= CAP

    def keep_back(self, rows: list[Row], now: datetime) -> list[Row]:
        """The digest waits for the next morning; what passes the cap leaves all the same."""
        for row in rows:
            if not row.occasion.rule.passes_cap:
                row.leaves, row.over_cap = self.morning_after(now, row.person), True
                self.waiting[row.occasion.id, row.person] = row
        return [row for row in rows if row.occasion.rule.passes_cap]

    def remember(self, row: Row, now: datetime) -> None:
        self.final.add(row.key)
        told, rule, event = self.world.told, row.occasion.rule.id, row.occasion.event
        if rule == "welcome.invitation":
            event = self.world.welcome_to_offer(row.person, now)
        if event:
            told.about.setdefault((row.person, event), []).append((rule, now))
        if rule == "meeting.survey":
            told.surveys[row.person, row.occasion.subject] = now


def unique(people: list[Person]) -> list[Person]:
    return list(dict.fromkeys(people))
