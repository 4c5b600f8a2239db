"""Seats, the line, offers, switching, marking: the network's rules (REMINDERS.md §4 "Seats" to "Marking").

Every act raises `Refused` or changes the world; what must be told at once is handed to `tell(notice)`.
A "pool" is what seats are counted in: a session, or the whole event of a SEQUENCE.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .calendar import HOUR, rfc3339
from .model import ABSENCE, PRESENCE, Event, Person, Registration, Session


class Refused(Exception):
    """The platform says no; nothing has changed."""


@dataclass(eq=False)
class Notice:
    """A transactional mail: `due` at once (or at its hour), kept until `until()`, leaving only while `holds(now)`."""
    rule: str
    person: Person
    subject: str
    reference: str
    due: datetime
    until: Callable[[], datetime]
    holds: Callable[[datetime], bool]


Tell = Callable[[Notice], None]
_order = iter(range(1, 10**9))


# -- counting -----------------------------------------------------------------------------------------------------------

def in_pool(event: Event, session: Session | None) -> list[Registration]:
    return [each for each in event.registrations if each.session is session]


def start_of(event: Event, session: Session | None) -> datetime | None:
    return session.start if session else event.start


def taken(event: Event, session: Session | None) -> int:
    return sum(each.state in ("CONFIRMED", "OFFERED") for each in in_pool(event, session))


def free_seats(event: Event, session: Session | None) -> int:
    """The capacity of a SEQUENCE is that of the module planned first, whatever becomes of it."""
    capacity = session.capacity if session else event.planned_first.capacity
    return capacity - taken(event, session)


def line(event: Event, session: Session | None) -> list[Registration]:
    """Who waits, best first: organisations without a seat in the event, then by the time of registering."""
    seated = {each.person.organisation for each in event.registrations
              if each.state in ("CONFIRMED", "OFFERED") and each.person.organisation is not None}
    waiting = [each for each in in_pool(event, session) if each.state == "WAITLISTED"]
    return sorted(waiting, key=lambda each: (each.person.organisation in seated, each.order))


def gives_seat(event: Event, session: Session | None, now: datetime) -> bool:
    """Whether registering gives a seat: a free one, and nobody waits (nearer than 24 h before the start: a free one)."""
    if free_seats(event, session) <= 0:
        return False
    return start_of(event, session) - now < 24 * HOUR or not line(event, session)


# -- offers -------------------------------------------------------------------------------------------------------------

def offer_free_seats(event: Event, session: Session | None, now: datetime, tell: Tell) -> None:
    """Offers every free seat to the first in line, while it is 24 h or more before the start."""
    start = start_of(event, session)
    if start is None or (session and session.cancelled):
        return
    while start - now >= 24 * HOUR and free_seats(event, session) > 0 and (waiting := line(event, session)):
        offer(waiting[0], now, tell)


def offer(registration: Registration, now: datetime, tell: Tell) -> None:
    start = registration.start
    far = start - now >= 48 * HOUR
    registration.offer_given = now
    registration.offer_end = end = min(now + 48 * HOUR, start - 24 * HOUR) if far else now + 4 * HOUR
    registration.become("OFFERED")
    version = registration.version

    def is_open(at: datetime) -> bool:
        return registration.version == version and registration.is_offer_open(at)

    subject = subject_of(registration)
    tell(Notice("registration.seat_offered", registration.person, subject, rfc3339(now), now, lambda: end, is_open))
    if end - now > 12 * HOUR:
        tell(Notice("registration.offer_closing", registration.person, subject, rfc3339(end), end - 6 * HOUR,
                    lambda: end, is_open))


def end_offers(events: list[Event], now: datetime, tell: Tell) -> bool:
    """Lapses every offer that ends at `now`; then what became free is offered on."""
    ended = [each for event in events for each in event.registrations
             if each.state == "OFFERED" and each.offer_closes <= now]
    for registration in ended:
        registration.become("LAPSED")
        tell_once(registration, "registration.offer_lapsed", now, tell, holds=lambda at, each=registration:
                  each.event.active(each.person, at) is None)
    for registration in ended:
        offer_free_seats(registration.event, registration.session, now, tell)
    return bool(ended)


# -- what people do -----------------------------------------------------------------------------------------------------

def register(event: Event, session: Session | None, person: Person, now: datetime, tell: Tell) -> None:
    if not event.published:
        raise Refused("not published")
    start = start_of(event, session)
    if event.cancelled or start is None or (session and session.cancelled):
        raise Refused("cancelled")
    if start <= now:
        raise Refused("started")
    if not event.window_holds(now):
        raise Refused("registration is not open")
    registration = event.active(person, now)
    seat = gives_seat(event, session, now)
    if registration:
        waits_here = registration.state == "WAITLISTED" and registration.session is session
        if not (waits_here and seat and start - now < 24 * HOUR):
            raise Refused("already registered")
    else:
        registration = Registration(person, event, session, order=next(_order))
        event.registrations.append(registration)
    event.declined_on.pop(person, None)
    registration.become("CONFIRMED" if seat else "WAITLISTED")
    tell_standing(registration, "registration.confirmed" if seat else "registration.waitlisted", now, tell)


def cancel_registration(event: Event, person: Person, now: datetime, tell: Tell) -> None:
    registration = event.active(person, now)
    if not registration:
        raise Refused("nothing active")
    if registration.start is None or registration.start <= now:
        raise Refused("started")
    give_up(registration, now, tell)


def answer_offer(event: Event, person: Person, accept: bool, now: datetime, tell: Tell) -> None:
    registration = event.active(person, now)
    if not registration or not registration.is_offer_open(now):
        raise Refused("no offer is open")
    if accept:
        registration.become("CONFIRMED")
        tell_standing(registration, "registration.confirmed", now, tell)
    else:
        give_up(registration, now, tell)


def give_up(registration: Registration, now: datetime, tell: Tell) -> None:
    event = registration.event
    registration.become("CANCELLED")
    event.declined_on[registration.person] = event.start_date
    tell_once(registration, "registration.cancelled", now, tell,
              holds=lambda at: event.active(registration.person, at) is None)
    offer_free_seats(event, registration.session, now, tell)


def switch(session: Session, person: Person, now: datetime, tell: Tell) -> None:
    event = session.event
    registration = event.active(person, now)
    if event.format != "SPLIT":
        raise Refused("not a SPLIT event")
    if not registration:
        raise Refused("nothing active")
    if registration.session is session:
        raise Refused("the same session")
    if session.cancelled or event.cancelled:
        raise Refused("cancelled")
    if session.start <= now or registration.start <= now:
        raise Refused("started")
    if not event.window_holds(now):
        raise Refused("registration is not open")
    if not gives_seat(event, session, now):
        raise Refused("no seat to be had there")
    left = registration.session
    registration.session = session
    registration.become("CONFIRMED")
    tell_standing(registration, "registration.switched", now, tell)
    offer_free_seats(event, left, now, tell)


def decline(event: Event, person: Person, now: datetime) -> None:
    if not event.published or event.cancelled:
        raise Refused("not published, or cancelled")
    if event.active(person, now):
        raise Refused("registered")
    event.declined_on[person] = event.start_date


def leave(events: list[Event], person: Person, now: datetime, tell: Tell) -> None:
    """Who leaves loses what is to come, without a mail; the seats are offered."""
    for event in events:
        for registration in event.registrations:
            if (registration.person is person and registration.is_active(now)
                    and registration.start is not None and registration.start > now):
                registration.become("ENDED")
                offer_free_seats(event, registration.session, now, tell)


# -- marking ------------------------------------------------------------------------------------------------------------

def mark(session: Session, person: Person, attendance: str, minutes: int | None, now: datetime, tell: Tell) -> None:
    event = session.event
    pool = None if event.is_sequence else session
    if session.start > now:
        raise Refused("before the start")
    if session.cancelled:
        raise Refused("cancelled")
    confirmed = [each for each in in_pool(event, pool) if each.person is person and each.state == "CONFIRMED"]
    if attendance in ABSENCE and not confirmed:
        raise Refused("no confirmed registration")
    if attendance in PRESENCE:
        if not confirmed:
            came_all_the_same(event, pool, person)
        end_other_registrations(event, pool, person, now, tell)
    session.marks[person] = (attendance, minutes if attendance == "PARTIAL" else None)


def came_all_the_same(event: Event, pool: Session | None, person: Person) -> None:
    """Makes a confirmed registration, without a mail and whatever the capacity."""
    for registration in in_pool(event, pool):
        if registration.person is person and registration.state in ("WAITLISTED", "OFFERED"):
            registration.become("CONFIRMED")
            return
    registration = Registration(person, event, pool, order=next(_order))
    registration.become("CONFIRMED")
    event.registrations.append(registration)


def end_other_registrations(event: Event, pool: Session | None, person: Person, now: datetime, tell: Tell) -> None:
    for registration in event.registrations:
        if (registration.person is person and registration.session is not pool
                and registration.is_active(now) and registration.start > now):
            registration.become("ENDED")
            offer_free_seats(event, registration.session, now, tell)


# -- telling ------------------------------------------------------------------------------------------------------------

def subject_of(registration: Registration) -> str:
    """§8 Subjects: the session; in a SEQUENCE the event for `registration.*`."""
    return registration.session.name if registration.session else registration.event.name


def keeps_until(registration: Registration) -> Callable[[], datetime]:
    """§3: until the start of the session it is about; of the event's last session as it stood, when about the event."""
    if registration.session:
        session = registration.session
        return lambda: session.start
    as_it_stood = registration.event.last_start
    return lambda: as_it_stood


def tell_standing(registration: Registration, rule: str, now: datetime, tell: Tell) -> None:
    """For what holds while state and session are unchanged since that fact."""
    version = registration.version
    tell_once(registration, rule, now, tell, holds=lambda at: registration.version == version)


def tell_once(registration: Registration, rule: str, now: datetime, tell: Tell, holds: Callable[[datetime], bool]) -> None:
    tell(Notice(rule, registration.person, subject_of(registration), rfc3339(now), now, keeps_until(registration), holds))
