"""Plays a scenario's facts in order, each at its instant (SCENARIO.md; REMINDERS.md §3 for the order within an instant)."""
from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from . import calendar, rules, seats
from .calendar import parse_instant, rfc3339
from .ledger import Ledger, Mail
from .model import Event, Person, Session, World
from .seats import Notice, Refused


@dataclass
class Outcome:
    mails: list[Mail]
    refused: dict[int, str]        # by the fact's index: why


def play(scenario: dict) -> Outcome:
    return Play(scenario).run()


class Play:
    def __init__(self, scenario: dict):
        self.scenario = scenario
        self.world = World(scenario)
        self.ledger = Ledger(self.world)
        self.now = parse_instant(scenario["starts_at"])
        self.instants: list[datetime] = []                  # when something may happen by itself
        self.scheduled: set[datetime] = set()
        self.due: dict[datetime, set] = defaultdict(set)    # whose reminders are due then
        self.outages = merged_outages(scenario["facts"])
        self.returns: datetime | None = None

    def run(self) -> Outcome:
        refused: dict[int, str] = {}
        ends = parse_instant(self.scenario["ends_at"])
        for event in self.world.events.values():
            self.lay_out(event)
        for person in self.world.people.values():
            self.lay_out(person)
        self.ledger.look_again(self.now)
        self.wake_for_waiting()
        for index, fact in enumerate(self.scenario["facts"]):
            self.advance(parse_instant(fact["at"]))
            try:
                self.do(fact)
            except Refused as reason:
                refused[index] = str(reason)
                continue
            self.ledger.look_again(self.now)
            if self.ledger.send(self.now):
                self.ledger.look_again(self.now)
            self.wake_for_waiting()
        self.advance(ends)
        return Outcome(sorted(self.ledger.mails, key=lambda mail: (mail.at, mail.to, sorted(mail.sections))), refused)

    # -- time -------------------------------------------------------------------------------------------------------

    def advance(self, to: datetime) -> None:
        """`to` is included: what is due then leaves before the facts of that instant."""
        while self.instants and self.instants[0] <= to:
            now = heapq.heappop(self.instants)
            self.scheduled.discard(now)
            self.now = now
            self.step(now)
        self.now = to

    def step(self, now: datetime) -> None:
        """§3: first the offers that end and the dates, then what is due (also in a notifier that comes back)."""
        due_now = self.ledger.due_now(self.due.pop(now, ()), now)
        seats.end_offers(list(self.world.events.values()), now, self.tell)
        self.ledger.keep(due_now)
        self.ledger.look_again(now)
        if self.returns and now >= self.returns:
            self.returns, self.ledger.away = None, False
        if self.ledger.send(now):
            self.ledger.look_again(now)
        self.wake_for_waiting()
        self.wake_for_offers()

    def wake_at(self, instant: datetime) -> None:
        if instant > self.now and instant not in self.scheduled:
            self.scheduled.add(instant)
            heapq.heappush(self.instants, instant)

    def wake_for_waiting(self) -> None:
        for row in self.ledger.waiting.values():
            self.wake_at(row.leaves)

    def tell(self, notice: Notice) -> None:
        self.ledger.tell(notice)
        self.wake_at(notice.due)

    def lay_out(self, subject: Event | Person) -> None:
        """Lays the rules over an event or a person as they stand now, and wakes for every date and due time in it."""
        if isinstance(subject, Event):
            subject.anchor()
            occasions = rules.occasions_of_event(subject)
            dates = [subject.opens, subject.closes] + [session.start for session in subject.sessions]
        else:
            occasions = rules.occasions_of_person(subject)
            dates = [calendar.start_of_day(each.first, subject.caf.zone) for each in subject.assignments]
            dates += [calendar.end_of_day(each.last, subject.caf.zone) for each in subject.assignments if each.last]
        self.ledger.lay_out(subject, occasions)
        for instant in dates:
            self.wake_at(instant)
        for occasion in occasions:
            for zone in subject.caf.zones:
                due = occasion.due(zone)
                if due and due > self.now:
                    self.due[due].add(subject)
                    self.wake_at(due)

    # -- facts ------------------------------------------------------------------------------------------------------

    def do(self, fact: dict) -> None:
        """Whatever a person does is refused while that person is not present (SCENARIO.md)."""
        kind = fact["fact"]
        if kind not in FACTS:
            raise ValueError(f"the oracle does not play {kind}")
        if isinstance(fact.get("person"), str) and kind != "mark" and not self.person(fact).present:
            raise Refused("not present")
        getattr(self, kind)(fact)
        self.wake_for_offers()

    def wake_for_offers(self) -> None:
        for event in self.world.events.values():
            for registration in event.registrations:
                if registration.state == "OFFERED":
                    self.wake_at(registration.offer_closes)

    def person(self, fact: dict) -> Person:
        return known(self.world.people, fact["person"])

    def event(self, fact: dict) -> Event:
        return known(self.world.events, fact["event"])

    def session(self, fact: dict) -> Session:
        return known(self.world.sessions, fact["session"])

    def publish(self, fact: dict) -> None:
        event = self.event(fact)
        if event.published or event.cancelled:
            raise Refused("published or cancelled already")
        event.published = True
        self.lay_out(event)

    def register(self, fact: dict) -> None:
        session = self.session(fact) if fact.get("session") else None
        event = session.event if session else self.event(fact)
        person = self.person(fact)
        if event.is_sequence == bool(session) or person.caf is not event.caf:
            raise Refused("no such thing to register to")
        seats.register(event, session, person, self.now, self.tell)

    def cancel_registration(self, fact: dict) -> None:
        seats.cancel_registration(self.event(fact), self.person(fact), self.now, self.tell)

    def switch(self, fact: dict) -> None:
        seats.switch(self.session(fact), self.person(fact), self.now, self.tell)

    def decline(self, fact: dict) -> None:
        event, person = self.event(fact), self.person(fact)
        if person.caf is not event.caf:
            raise Refused("no such event here")
        seats.decline(event, person, self.now)

    def answer_offer(self, fact: dict) -> None:
        seats.answer_offer(self.event(fact), self.person(fact), fact["accept"], self.now, self.tell)

    def reschedule(self, fact: dict) -> None:
        session = self.session(fact)
        start, end = datetime.fromisoformat(fact["starts_at"]), datetime.fromisoformat(fact["ends_at"])
        zone = fact.get("zone") or session.zone
        if session.cancelled or session.start <= self.now or calendar.instant_of(start, zone) <= self.now:
            raise Refused("cancelled or past")
        if calendar.instant_of(end, zone) <= calendar.instant_of(start, zone):
            raise Refused("ends before it starts")
        if (start, end, zone) == (session.local_start, session.local_end, session.zone):
            return
        registered = self.registered(session)
        session.local_start, session.local_end, session.zone = start, end, zone
        session.place_in_time()
        session.moves += 1
        self.lay_out(session.event)
        moves = session.moves
        self.tell_session("session.rescheduled", session, registered, lambda: session.moves == moves)
        self.offer_free_seats(session)

    def relocate(self, fact: dict) -> None:
        session = self.session(fact)
        if session.cancelled or session.start <= self.now:
            raise Refused("cancelled or started")
        if fact["place"] == session.place:
            return
        session.place = fact["place"]
        session.relocations += 1
        relocations = session.relocations
        self.tell_session("session.changed", session, self.registered(session), lambda: session.relocations == relocations)

    def resize(self, fact: dict) -> None:
        session = self.session(fact)
        event = session.event
        if session.cancelled or session.start <= self.now:
            raise Refused("cancelled or started")
        if event.is_sequence and session is not event.planned_first:
            raise Refused("the capacity is that of the module planned first")
        if fact["capacity"] < seats.taken(event, self.pool(session)):
            raise Refused("below the seats taken")
        session.capacity = fact["capacity"]
        self.offer_free_seats(session)

    def cancel_session(self, fact: dict) -> None:
        session = self.session(fact)
        event = session.event
        if session.cancelled or event.cancelled or session.start <= self.now:
            raise Refused("cancelled already, or started")
        if event.standing == [session]:
            return self.cancel_event({"event": event.id})   # §4: the only session that is not cancelled
        registered = self.registered(session)
        until = session.start
        session.cancelled = True
        if not event.is_sequence:
            for registration in registered:
                registration.become("ENDED")
        self.lay_out(event)
        for registration in registered if event.published else []:   # SCENARIO.md: before publication nobody is told
            self.tell(Notice("session.cancelled", registration.person, session.name, rfc3339(self.now), self.now,
                             lambda: until, lambda at: True))
        self.offer_free_seats(session)

    def cancel_event(self, fact: dict) -> None:
        event = self.event(fact)
        to_come = [session for session in event.standing if session.start > self.now]
        if event.cancelled or not to_come:
            raise Refused("cancelled already, or no session to come")
        begun = event.is_sequence and event.start <= self.now
        told = self.people_to_tell_of_cancellation(event, to_come)
        until = event.last_start
        ended = [each for each in event.registrations if each.is_active(self.now)
                 and (each.session in to_come if each.session else not begun)]
        event.cancelled = True
        for session in to_come:
            session.cancelled = True
        for registration in ended:
            registration.become("ENDED")
        self.lay_out(event)
        if event.published:
            for person in told:
                self.tell(Notice("event.cancelled", person, event.name, rfc3339(self.now), self.now,
                                 lambda: until, lambda at: True))

    def people_to_tell_of_cancellation(self, event: Event, to_come: list[Session]) -> list[Person]:
        """§4 Cancelled event."""
        told = []
        for person in event.caf.people:
            active = [each for each in event.registrations if each.person is person and each.is_active(self.now)]
            loses_one = any(each.session is None or each.session in to_come for each in active)
            holds_one_that_began = any(each.start is not None and each.start <= self.now for each in active)
            heard = self.world.told.rules(person, event) & HEARD_OF_IT
            if loses_one or (heard and not event.has_declined(person) and not holds_one_that_began):
                told.append(person)
        return told

    def mark(self, fact: dict) -> None:
        session, person = self.session(fact), self.person(fact)
        if person.caf is not session.event.caf:
            raise Refused("no such person here")
        seats.mark(session, person, fact["attendance"], fact.get("minutes"), self.now, self.tell)
        self.lay_out(session.event)

    def share_documents(self, fact: dict) -> None:
        event = self.event(fact)
        if event.documents_shared:
            raise Refused("shared already")
        event.documents_shared = True

    def publish_minutes(self, fact: dict) -> None:
        event = self.event(fact)
        if event.minutes_published:
            raise Refused("published already")
        event.minutes_published = True

    def answer_survey(self, fact: dict) -> None:
        event, person = self.event(fact), self.person(fact)
        if not event.was_attended_by(person):
            raise Refused("not attended")
        event.answered.add(person)

    def join(self, fact: dict) -> None:
        row = fact["person"]
        if row["person"] in self.world.people or row["caf"] not in self.world.cafs:
            raise Refused("known already")
        person = self.world.add_person(row)
        self.lay_out(person)
        self.lay_out_caf(person)

    def leave(self, fact: dict) -> None:
        person = self.person(fact)
        person.present = False
        seats.leave(person.caf.events, person, self.now, self.tell)

    def assign(self, fact: dict) -> None:
        person, first = self.person(fact), date.fromisoformat(fact["from"])
        post = self.world.posts.get(fact["post"])
        if not post:
            post = self.world.add_post({"post": fact["post"], "caf": person.caf.id, "convention": fact.get("convention")})
        if post.caf is not person.caf or any(each.last is None or each.last >= first for each in post.assignments):
            raise Refused("the post is held on that day or later")
        self.world.assign(post, person, first, None)
        self.lay_out(person)

    def unassign(self, fact: dict) -> None:
        post, last = known(self.world.posts, fact["post"]), date.fromisoformat(fact["to"])
        held = [each for each in post.assignments if each.holds(last)]
        if not held or held[0].last is not None:
            raise Refused("not held on that day, or its end is known")
        held[0].last = last
        self.lay_out(held[0].person)

    def mute(self, fact: dict) -> None:
        self.person(fact).muted = True

    def unmute(self, fact: dict) -> None:
        self.person(fact).muted = False

    def outage(self, fact: dict) -> None:
        until = self.outages.get(parse_instant(fact["at"]))
        if until and until > self.now:
            self.ledger.away, self.returns = True, until
            self.wake_at(until)

    # -- helpers ----------------------------------------------------------------------------------------------------

    def lay_out_caf(self, person: Person) -> None:
        """A new person brings a new zone, perhaps: new due times."""
        for event in person.caf.events:
            self.lay_out(event)
        for other in person.caf.people:
            self.lay_out(other)

    def pool(self, session: Session) -> Session | None:
        return None if session.event.is_sequence else session

    def registered(self, session: Session) -> list[seats.Registration]:
        pool = self.pool(session)
        return [each for each in seats.in_pool(session.event, pool) if each.is_active(self.now)]

    def offer_free_seats(self, session: Session) -> None:
        seats.offer_free_seats(session.event, self.pool(session), self.now, self.tell)

    def tell_session(self, rule: str, session: Session, registered: list, latest) -> None:
        """§8 session.rescheduled, .changed: who had an active registration, and still has."""
        if not session.event.published:   # SCENARIO.md: before publication nobody is told
            return
        pool = self.pool(session)
        for registration in registered:
            def holds(at: datetime, person=registration.person) -> bool:
                still = any(each.person is person and each.is_active(at) for each in seats.in_pool(session.event, pool))
                return still and latest() and not session.cancelled
            self.tell(Notice(rule, registration.person, session.name, rfc3339(self.now), self.now,
                             lambda: session.start, holds))


FACTS = {"publish", "register", "cancel_registration", "switch", "decline", "answer_offer", "reschedule", "relocate", "resize",
         "cancel_session", "cancel_event", "mark", "share_documents", "publish_minutes", "answer_survey", "join", "leave",
         "assign", "unassign", "mute", "unmute", "outage"}
HEARD_OF_IT = {"meeting.save_the_date", "seminar.save_the_date", "meeting.invitation", "seminar.invitation",
               "welcome.invitation", "meeting.nudge"}


def known(table: dict, id: str):
    if id not in table:
        raise Refused(f"{id} does not exist")
    return table[id]


def merged_outages(facts: list[dict]) -> dict[datetime, datetime]:
    """Outages that touch are one: for the instant each begins, when the sender is back."""
    spans = sorted((parse_instant(fact["at"]), parse_instant(fact["until"])) for fact in facts if fact["fact"] == "outage")
    merged: dict[datetime, datetime] = {}
    first = None
    for start, end in spans:
        if first is not None and start <= merged[first]:
            merged[first] = max(merged[first], end)
        else:
            first = start
            merged[first] = end
    return merged
