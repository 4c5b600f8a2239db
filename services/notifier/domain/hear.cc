#include "notifier/domain/hear.h"

#include <tuple>

#include "notifier/domain/plan.h"

namespace maillage::notifier {

namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;  // Clang 14 does not find it by itself

void HearCaf(Book& book, const Caf& caf, Instant at) {
  keep::Caf(book, caf);
  book.dirty.caf = true;
  for (PersonIndex person = 0; person < book.PersonCount(); ++person) plan::NoteDatesOfPerson(book, person);
  plan::LookAtEverything(book, at);
}

/// Whether something changed that the plan depends on: not names or muting, which are read when a mail leaves.
bool ChangesThePlan(const Person& before, const Person& after) {
  const auto relevant = [](const Person& person) {
    return std::tie(person.kind, person.pilot, person.zone, person.portfolio, person.welcomed_on, person.present,
                    person.address_blocked);
  };
  return relevant(before) != relevant(after);
}

bool ConcernsOthers(const PersonEntry& person) { return person.data.pilot || person.data.kind == PersonKind::kAdviser; }

void HearPerson(Book& book, const Person& person, Instant at) {
  const PersonIndex known = book.FindPerson(person.name);
  const bool did = known != kNone && ConcernsOthers(book.person(known));
  Person kept = person;
  if (known != kNone && AddressKey(book.person(known).data.email) == AddressKey(person.email)) {
    kept.address_blocked = book.person(known).data.address_blocked;  // until corrected (§6)
  }
  const bool changes = known == kNone || ChangesThePlan(book.person(known).data, kept);
  const PersonIndex index = keep::Person(book, kept);
  book.dirty.people.insert(index);
  if (!changes) return;
  for (EventIndex event = 0; event < book.EventCount(); ++event) plan::NoteDatesOfCell(book, event, index);
  plan::LookAtPerson(book, index, at);
  if (did || ConcernsOthers(book.person(index))) {
    plan::LookAboutEverybody(book, at);
  } else {
    plan::LookAbout(book, index, at);
  }
}

void HearBlocked(Book& book, const fact::AddressBlocked& fact, Instant at) {
  const PersonIndex index = book.FindPerson(fact.person);
  if (index == kNone) return;
  Person person = book.person(index).data;
  person.address_blocked = fact.blocked;
  keep::Person(book, person);
  book.dirty.people.insert(index);
  plan::LookAtPerson(book, index, at);
  plan::LookAboutEverybody(book, at);
}

void HearPost(Book& book, const Post& post, Instant at) {
  const auto concerned = keep::Post(book, post);
  book.dirty.posts.insert(book.post_by_name.at(post.name));
  for (const PersonIndex person : concerned) {
    plan::NoteDatesOfPerson(book, person);
    plan::LookAbout(book, person, at);
  }
}

void HearOverride(Book& book, const RuleOverride& change, Instant at) {
  const Rule* rule = FindRule(change.rule);
  if (rule == nullptr) return;
  book.rules.Override(change);
  book.dirty.overrides.insert(rule->id);
  plan::LookAtEverything(book, at);
}

}  // namespace

void Hear(Book& book, const Fact& fact, Instant at) {
  std::visit(Overloaded{
                 [&](const fact::CafKnown& each) { HearCaf(book, each.caf, at); },
                 [&](const fact::PersonKnown& each) { HearPerson(book, each.person, at); },
                 [&](const fact::PostKnown& each) { HearPost(book, each.post, at); },
                 [&](const fact::AddressBlocked& each) { HearBlocked(book, each, at); },
                 [&](const fact::EventKnown& each) { HearEvent(book, each.event, at); },
                 [&](const fact::EventCancelled& each) { HearEventCancelled(book, each, at); },
                 [&](const fact::SessionRescheduled& each) { HearSessionRescheduled(book, each, at); },
                 [&](const fact::SessionRelocated& each) { HearSessionRelocated(book, each, at); },
                 [&](const fact::SessionCancelled& each) { HearSessionCancelled(book, each, at); },
                 [&](const fact::RegistrationChanged& each) { HearRegistration(book, each.registration, false, at); },
                 [&](const fact::RegistrationSwitched& each) { HearRegistration(book, each.registration, true, at); },
                 [&](const fact::EventDeclined& each) { HearDecline(book, each, at); },
                 [&](const fact::AttendanceMarked& each) { HearAttendance(book, each.attendance, at); },
                 [&](const fact::SurveyAnswered& each) { HearAnswer(book, each.answer, at); },
                 [&](const fact::RuleOverridden& each) { HearOverride(book, each.change, at); },
             },
             fact);
}

}  // namespace maillage::notifier
