#pragma once

#include "notifier/domain/book.h"
#include "notifier/domain/facts.h"

namespace maillage::notifier {

/// Changes the model as a fact of the instant `at` says, puts what is sent at once in the ledger, and looks again at
/// the parts of the plan that the fact can touch.
void Hear(Book& book, const Fact& fact, Instant at);

// hear_event.cc and hear_registration.cc
void HearEvent(Book& book, const Event& event, Instant at);
void HearEventCancelled(Book& book, const fact::EventCancelled& fact, Instant at);
void HearSessionRescheduled(Book& book, const fact::SessionRescheduled& fact, Instant at);
void HearSessionRelocated(Book& book, const fact::SessionRelocated& fact, Instant at);
void HearSessionCancelled(Book& book, const fact::SessionCancelled& fact, Instant at);
void HearRegistration(Book& book, const Registration& registration, bool switched, Instant at);
void HearDecline(Book& book, const fact::EventDeclined& fact, Instant at);
void HearAttendance(Book& book, const Attendance& attendance, Instant at);
void HearAnswer(Book& book, const SurveyAnswer& answer, Instant at);

/// How a model row gets into the Book, also when it is rebuilt from the store.
namespace keep {
void Caf(Book& book, const notifier::Caf& caf);
PersonIndex Person(Book& book, const notifier::Person& person);
std::vector<PersonIndex> Post(Book& book, const notifier::Post& post);  // whom it concerns
EventIndex Event(Book& book, const notifier::Event& event);
void Registration(Book& book, const notifier::Registration& registration);
void Attendance(Book& book, const notifier::Attendance& attendance);
void Decline(Book& book, const notifier::Decline& decline);
void Answer(Book& book, const SurveyAnswer& answer);
}  // namespace keep

}  // namespace maillage::notifier
