"""What our own scenarios notice: each rule of §8, changed in one point, must change what arrives in at least one of them.

A change that nobody notices is a gap in tests/e2e/scenarios, not in the oracle: add what is missing to a scenario.
"""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from . import rules, seats
from .calendar import UTC
from .ledger import Ledger
from .play import Outcome, play

SCENARIOS = Path(__file__).parent.parent / "scenarios"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=None)
def scenarios() -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(SCENARIOS.glob("*.json"))}


@lru_cache(maxsize=None)
def untouched() -> dict[str, tuple[Outcome, Counter]]:
    """What must arrive in each scenario, and how many sections of each rule."""
    outcomes = {name: play(scenario) for name, scenario in scenarios().items()}
    return {name: (outcome, Counter(section.split()[0] for mail in outcome.mails for section in mail.sections))
            for name, outcome in outcomes.items()}


def is_noticed(rule: str) -> bool:
    """Whether any scenario ends otherwise now; those that send most of the rule are asked first."""
    likely_first = sorted(untouched(), key=lambda name: -untouched()[name][1][rule])
    return any(play(scenarios()[name]).mails != untouched()[name][0].mails for name in likely_first)


# -- reminders: the table ------------------------------------------------------------------------------------------------

def everybody(world, o, now):
    return o.caf.people


def only_pilots_and_advisers(world, o, now):
    return [person for person in o.caf.people if person.is_adviser or person.role == "PILOT"]


def whoever_registered(world, o, now):
    pool = None if o.event.is_sequence else o.session
    return [each.person for each in o.event.registrations if each.session is pool and each.state in ("CONFIRMED", "WAITLISTED")]


def whoever_was_marked(world, o, now):
    sessions = o.event.sessions if o.event.is_sequence else [o.session]
    return [person for person in o.caf.people if any(session.attendance(person) for session in sessions)]


OTHER_RECIPIENTS = {
    rules.audience: [everybody], rules.pilots: [only_pilots_and_advisers], rules.confirmed: [whoever_registered, rules.attended],
    rules.attended: [whoever_was_marked, rules.confirmed], rules.absent: [whoever_was_marked],
    rules.officer: [rules.officer_and_advisers],
    rules.officer_and_advisers: [rules.officer, lambda world, o, now: world.advisers(o.person, now)],
    rules.advisers_and_pilots: [rules.pilots, lambda world, o, now: world.advisers(o.person, now)],
}




SAID_TWICE = {("meeting.nudge", rules.registration_open)}     # invited, it has opened; closed, its until has come


def mutants_of(rule: rules.Rule):
    if rule.anchor:
        yield "earlier", replace(rule, days=rule.days - 4)
        yield "later", replace(rule, days=rule.days + 4)
        yield "late", replace(rule, late="skip" if rule.late == "morning" else "morning")
    for number, to in enumerate(OTHER_RECIPIENTS[rule.to]):
        yield f"recipients-{number}", replace(rule, to=to)
    for condition in rule.wanted:
        if (rule.id, condition) not in SAID_TWICE:
            yield f"without-{condition.__name__}", replace(rule, wanted=tuple(each for each in rule.wanted if each is not condition))
    for kind in set(rules.KINDS) - set(rule.kinds):
        if rule.scope != "person":
            yield f"also-for-{kind}", replace(rule, kinds=rule.kinds + kind)
    if rules.registration_open not in rule.wanted:       # there, the condition ends at O as the until does
        yield "no-until", replace(rule, until=rules.DaysAfterSince(3650))
    if not rule.before:
        yield "before", replace(rule, before=True)
    if rule.passes_cap:
        yield "under-the-cap", replace(rule, passes_cap=False)


MUTANTS = [pytest.param(mutant, id=f"{rule.id}-{what}") for rule in rules.TABLE for what, mutant in mutants_of(rule)]


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_changed_rule_is_noticed(mutant, monkeypatch):
    untouched()
    monkeypatch.setitem(rules.BY_ID, mutant.id, mutant)

    assert is_noticed(mutant.id)


# -- what is sent at once ------------------------------------------------------------------------------------------------

NOTICE_MUTANTS = {
    "not-sent": lambda notice: None,
    "whatever-holds": lambda notice: replace(notice, holds=lambda now: True),
    "no-until": lambda notice: replace(notice, until=lambda: NEVER),
    "later": lambda notice: replace(notice, due=notice.due + timedelta(minutes=1)),
}
SAYS_NOTHING_NEW = {  # changes that cannot show
    ("session.cancelled", "whatever-holds"), ("event.cancelled", "whatever-holds"),                    # §8 has no condition
    ("registration.seat_offered", "no-until"), ("registration.offer_closing", "no-until"),             # "offer open" ends with it
}


@pytest.mark.parametrize("what", NOTICE_MUTANTS)
@pytest.mark.parametrize("rule", rules.TRANSACTIONAL)
def test_a_changed_notice_is_noticed(rule, what, monkeypatch):
    if (rule, what) in SAYS_NOTHING_NEW:
        pytest.skip("cannot show")
    untouched()
    tell = Ledger.tell

    def changed(ledger: Ledger, notice: seats.Notice) -> None:
        mutant = NOTICE_MUTANTS[what](notice) if notice.rule == rule else notice
        if mutant:
            tell(ledger, mutant)
    monkeypatch.setattr(Ledger, "tell", changed)

    assert is_noticed(rule)


def test_every_rule_is_reached():
    reached = set().union(*(counted for _, counted in untouched().values()))

    assert reached == set(rules.BY_ID) | set(rules.TRANSACTIONAL)


def test_every_rule_is_reached_for_every_kind_of_event():
    reached = set()
    for name, (outcome, _) in untouched().items():
        kind_of = {f"cafs/{event['caf']}/events/{event['event']}": event["kind"] for event in scenarios()[name]["events"]}
        for rule, subject in {tuple(section.split()[:2]) for mail in outcome.mails for section in mail.sections}:
            reached.add((rule, kind_of.get(subject.split("/sessions/")[0])))
    wanted = {(rule.id, rules.KINDS[kind]) for rule in rules.TABLE if rule.subject != "person" for kind in rule.kinds}

    assert wanted <= reached
