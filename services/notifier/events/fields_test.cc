#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "maillage/directory/v1/events.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "notifier/events/testing.h"

/// Every field of directory's and network's resources that the planner keeps.
namespace maillage::notifier::events {
namespace {

namespace directory = maillage::directory::v1;
namespace network = maillage::network::v1;
using ::testing::ElementsAre;

template <class T>
T Heard(const google::protobuf::Message& message) {
  return std::get<T>(Parse(EnvelopeOf(message)).value().value());
}

TEST(Fields, OfAPersonAreRead) {
  directory::PersonAdded added;
  auto& person = *added.mutable_person();
  person.set_name(kPerson);
  person.set_given_name("Aïcha");
  person.set_family_name("Morel");
  person.set_email("aicha@example.org");
  person.set_kind(directory::Person::CAF_STAFF);
  person.set_caf_staff_kind(directory::Person::ADVISER);
  person.set_role(directory::Person::PILOT);
  person.set_zone("Indian/Reunion");
  person.add_portfolio("ctg-1");
  person.set_welcomed_on("2025-11-03");
  person.set_reminders_muted(true);
  person.set_state(directory::Person::ACTIVE);
  const auto known = Heard<fact::PersonKnown>(added).person;
  EXPECT_EQ(known.name, kPerson);
  EXPECT_EQ(known.given_name, "Aïcha");
  EXPECT_EQ(known.family_name, "Morel");
  EXPECT_EQ(known.email, "aicha@example.org");
  EXPECT_EQ(known.kind, PersonKind::kAdviser);
  EXPECT_TRUE(known.pilot);
  EXPECT_EQ(known.zone, "Indian/Reunion");
  EXPECT_THAT(known.portfolio, ElementsAre("ctg-1"));
  EXPECT_EQ(ToString(known.welcomed_on.value()), "2025-11-03");
  EXPECT_TRUE(known.muted);
  EXPECT_TRUE(known.present);
  for (const auto state : {directory::Person::LEFT, directory::Person::ANONYMISED}) {
    person.set_state(state);
    EXPECT_FALSE(Heard<fact::PersonKnown>(added).person.present);
  }
  person.set_welcomed_on("2025-02-30");
  EXPECT_EQ(Parse(EnvelopeOf(added)).error().reason, "INVALID_DATE");
}

TEST(Fields, OfACafAndAPostAreRead) {
  directory::CafAdded caf;
  caf.mutable_caf()->set_name("cafs/95");
  caf.mutable_caf()->set_display_name("Caf du Val-d’Oise");
  caf.mutable_caf()->add_departements("95");
  caf.mutable_caf()->add_departements("78");
  caf.mutable_caf()->set_zone("Europe/Paris");
  const auto known = Heard<fact::CafKnown>(caf).caf;
  EXPECT_EQ(known.display_name + " " + known.departement + " " + known.zone, "Caf du Val-d’Oise 95 Europe/Paris");

  directory::PostFilled filled;
  filled.mutable_post()->set_name("cafs/95/posts/p1");
  filled.mutable_post()->set_convention("ctg-1");
  for (const char* to : {"2025-12-31", ""}) {
    auto& assignment = *filled.mutable_post()->add_assignments();
    assignment.set_person(kPerson);
    assignment.set_from("2025-09-01");
    assignment.set_to(to);
  }
  const auto post = Heard<fact::PostKnown>(filled).post;
  EXPECT_EQ(post.convention, "ctg-1");
  ASSERT_EQ(post.assignments.size(), 2u);
  EXPECT_EQ(post.assignments[0].person, kPerson);
  EXPECT_EQ(ToString(post.assignments[0].from) + " " + ToString(post.assignments[0].to.value()),
            "2025-09-01 2025-12-31");
  EXPECT_FALSE(post.assignments[1].to) << "its end is not known";
  filled.mutable_post()->mutable_assignments(0)->set_from("");
  EXPECT_EQ(Parse(EnvelopeOf(filled)).error().reason, "INVALID_DATE");
}

TEST(Fields, OfAnEventAreRead) {
  network::SessionRescheduled moved;
  auto& event = *moved.mutable_event();
  event.set_name(kEvent);
  event.set_kind(network::Event::ACTION_TRAINING);
  event.set_format(network::Event::SEQUENCE);
  event.set_state(network::Event::PUBLISHED);
  event.set_title("R1");
  event.set_goals("des buts");
  event.set_agenda("un ordre");
  event.set_zone("Europe/Paris");
  event.add_audience(network::Event::ELECTED);
  event.add_audience(network::Event::DIRECTOR);
  event.set_registration_opens_on("2026-01-05");
  event.set_registration_closes_on("2026-01-30");
  event.set_prerequisites(true);
  event.mutable_published_at()->set_seconds(100);
  event.mutable_published_at()->set_nanos(5000);
  event.mutable_documents_shared_at()->set_seconds(200);
  event.mutable_minutes_published_at()->set_seconds(300);
  event.set_minutes_uri("https://cr.example.org");
  event.add_documents("https://doc.example.org");
  auto& session = *event.add_sessions();
  session.set_name(kEvent + "/sessions/s1");
  session.set_title("Module 1");
  session.set_starts_at("2026-02-03T09:30");
  session.set_ends_at("2026-02-03T16:30");
  session.set_minutes(360);
  session.set_capacity(20);
  session.set_minimum(8);
  session.set_place("Eaubonne");
  session.set_access("sonner");
  session.set_link("https://visio.example.org");
  session.set_cancelled(true);
  session.set_ordinal(2);
  session.set_deliverable("un diagnostic");
  session.set_deliverable_due_on("2026-02-20");
  moved.set_session(session.name());
  moved.add_registered(kPerson);

  const auto fact = Heard<fact::SessionRescheduled>(moved);
  EXPECT_EQ(fact.session, kEvent + "/sessions/s1");
  EXPECT_THAT(fact.registered, ElementsAre(kPerson));
  const auto& known = fact.event;
  EXPECT_EQ(known.kind, EventKind::kActionTraining);
  EXPECT_EQ(known.format, EventFormat::kSequence);
  EXPECT_EQ(known.state, EventState::kPublished);
  EXPECT_EQ(known.title + " " + known.goals + " " + known.agenda + " " + known.zone,
            "R1 des buts un ordre Europe/Paris");
  EXPECT_EQ(known.audience, audience::kElected | audience::kDirector);
  EXPECT_EQ(ToString(known.registration_opens_on.value()), "2026-01-05");
  EXPECT_EQ(ToString(known.registration_closes_on.value()), "2026-01-30");
  EXPECT_TRUE(known.prerequisites);
  EXPECT_EQ(known.published_at, Instant(std::chrono::seconds(100)) + std::chrono::microseconds(5));
  EXPECT_EQ(known.documents_shared_at, Instant(std::chrono::seconds(200)));
  EXPECT_EQ(known.minutes_published_at, Instant(std::chrono::seconds(300)));
  EXPECT_EQ(known.minutes_uri, "https://cr.example.org");
  EXPECT_THAT(known.documents, ElementsAre("https://doc.example.org"));
  ASSERT_EQ(known.sessions.size(), 1u);
  const auto& first = known.sessions.front();
  EXPECT_EQ(first.title + " " + first.place + " " + first.access + " " + first.link + " " + first.deliverable,
            "Module 1 Eaubonne sonner https://visio.example.org un diagnostic");
  EXPECT_EQ(ToString(first.starts_at) + " " + ToString(first.ends_at), "2026-02-03T09:30 2026-02-03T16:30");
  EXPECT_EQ(first.zone, "Europe/Paris") << "the event's";
  EXPECT_THAT((std::vector{first.minutes, first.capacity, first.minimum, first.ordinal}), ElementsAre(360, 20, 8, 2));
  EXPECT_TRUE(first.cancelled);
  EXPECT_EQ(ToString(first.deliverable_due_on.value()), "2026-02-20");

  session.set_zone("Indian/Reunion");
  EXPECT_EQ(Heard<fact::SessionRescheduled>(moved).event.sessions.front().zone, "Indian/Reunion");
  session.set_ends_at("16:30");
  EXPECT_EQ(Parse(EnvelopeOf(moved)).error().reason, "INVALID_TIME");
}

TEST(Fields, OfWhatPeopleDoAreRead) {
  network::SeatOffered offered;
  auto& registration = *offered.mutable_registration();
  registration.set_name(kEvent + "/registrations/a");
  registration.set_person(kPerson);
  registration.set_session(kEvent + "/sessions/s1");
  registration.set_state(network::Registration::OFFERED);
  registration.set_cancel_cause(network::Registration::SUPERSEDED);
  registration.set_waiting_rank(3);
  registration.mutable_registered_at()->set_seconds(100);
  registration.mutable_offered_at()->set_seconds(200);
  registration.mutable_offer_expires_at()->set_seconds(300);
  registration.set_came_unregistered(true);
  const auto known = Heard<fact::RegistrationChanged>(offered).registration;
  EXPECT_EQ(known.event, kEvent);
  EXPECT_EQ(known.session, kEvent + "/sessions/s1");
  EXPECT_EQ(known.state, RegistrationState::kOffered);
  EXPECT_EQ(known.cancel_cause, CancelCause::kSuperseded);
  EXPECT_EQ(known.waiting_rank, 3);
  EXPECT_EQ(known.registered_at, Instant(std::chrono::seconds(100)));
  EXPECT_EQ(known.offered_at, Instant(std::chrono::seconds(200)));
  EXPECT_EQ(known.offer_expires_at, Instant(std::chrono::seconds(300)));
  EXPECT_TRUE(known.came_unregistered);

  network::AttendanceMarked marked;
  marked.set_event(kEvent);
  marked.mutable_attendance()->set_session(kEvent + "/sessions/s1");
  marked.mutable_attendance()->set_person(kPerson);
  marked.mutable_attendance()->set_mark(network::Attendance::PARTIAL);
  marked.mutable_attendance()->set_minutes(90);
  const auto attendance = Heard<fact::AttendanceMarked>(marked).attendance;
  EXPECT_EQ(attendance.mark, Mark::kPartial);
  EXPECT_EQ(attendance.minutes, 90);

  network::SurveyAnswered answered;
  answered.set_event(kEvent);
  answered.mutable_answer()->set_person(kPerson);
  answered.mutable_answer()->mutable_answered_at()->set_seconds(100);
  EXPECT_EQ(Heard<fact::SurveyAnswered>(answered).answer.answered_at, Instant(std::chrono::seconds(100)));

  network::EventCancelled cancelled;
  cancelled.mutable_event()->set_name(kEvent);
  cancelled.add_registered(kPerson);
  cancelled.add_cancelled_sessions(kEvent + "/sessions/s1");
  const auto gone = Heard<fact::EventCancelled>(cancelled);
  EXPECT_THAT(gone.registered, ElementsAre(kPerson));
  EXPECT_THAT(gone.cancelled_sessions, ElementsAre(kEvent + "/sessions/s1"));
}

}  // namespace
}  // namespace maillage::notifier::events
