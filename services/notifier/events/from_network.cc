#include "notifier/events/from_network.h"

#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/registration.pb.h"
#include "notifier/events/from_directory.h"

namespace maillage::notifier::events {
namespace {

namespace v1 = maillage::network::v1;

Instant ToInstant(const google::protobuf::Timestamp& timestamp) {
  return Instant(std::chrono::seconds(timestamp.seconds())) + std::chrono::microseconds(timestamp.nanos() / 1000);
}

std::optional<Instant> OptionalInstant(bool present, const google::protobuf::Timestamp& timestamp) {
  return present ? std::optional(ToInstant(timestamp)) : std::nullopt;
}

EventKind KindOf(v1::Event::Kind kind) {
  switch (kind) {
    case v1::Event::WELCOME:
      return EventKind::kWelcome;
    case v1::Event::SEMINAR:
      return EventKind::kSeminar;
    case v1::Event::TRAINING:
      return EventKind::kTraining;
    case v1::Event::ACTION_TRAINING:
      return EventKind::kActionTraining;
    default:
      return EventKind::kNetworkMeeting;
  }
}

EventFormat FormatOf(v1::Event::Format format) {
  switch (format) {
    case v1::Event::SPLIT:
      return EventFormat::kSplit;
    case v1::Event::SEQUENCE:
      return EventFormat::kSequence;
    default:
      return EventFormat::kSingle;
  }
}

EventState StateOf(v1::Event::State state) {
  switch (state) {
    case v1::Event::PUBLISHED:
      return EventState::kPublished;
    case v1::Event::CANCELLED:
      return EventState::kCancelled;
    default:
      return EventState::kDraft;
  }
}

std::uint8_t AudienceOf(const v1::Event& event) {
  std::uint8_t bits = 0;
  for (const auto audience : event.audience()) {
    switch (audience) {
      case v1::Event::OFFICER:
        bits |= audience::kOfficer;
        break;
      case v1::Event::ADVISER:
        bits |= audience::kAdviser;
        break;
      case v1::Event::CAF_STAFF:
        bits |= audience::kCafStaff;
        break;
      case v1::Event::ELECTED:
        bits |= audience::kElected;
        break;
      case v1::Event::DIRECTOR:
        bits |= audience::kDirector;
        break;
      default:
        break;
    }
  }
  return bits;
}

Result<Session> ToSession(const v1::Session& session, const std::string& event_zone) {
  auto starts_at = ParseLocalTime(session.starts_at());
  if (!starts_at) return Propagate(starts_at);
  auto ends_at = ParseLocalTime(session.ends_at());
  if (!ends_at) return Propagate(ends_at);
  auto deliverable_due_on = OptionalDate(session.deliverable_due_on());
  if (!deliverable_due_on) return Propagate(deliverable_due_on);
  Session known;
  known.name = session.name();
  known.title = session.title();
  known.starts_at = *starts_at;
  known.ends_at = *ends_at;
  known.zone = session.zone().empty() ? event_zone : session.zone();
  known.minutes = session.minutes();
  known.capacity = session.capacity();
  known.minimum = session.minimum();
  known.place = session.place();
  known.access = session.access();
  known.link = session.link();
  known.cancelled = session.cancelled();
  known.ordinal = session.ordinal();
  known.deliverable = session.deliverable();
  known.deliverable_due_on = *deliverable_due_on;
  return known;
}

RegistrationState StateOf(v1::Registration::State state) {
  switch (state) {
    case v1::Registration::WAITLISTED:
      return RegistrationState::kWaitlisted;
    case v1::Registration::OFFERED:
      return RegistrationState::kOffered;
    case v1::Registration::LAPSED:
      return RegistrationState::kLapsed;
    case v1::Registration::CANCELLED:
      return RegistrationState::kCancelled;
    default:
      return RegistrationState::kConfirmed;
  }
}

CancelCause CauseOf(v1::Registration::CancelCause cause) {
  switch (cause) {
    case v1::Registration::PERSON:
      return CancelCause::kPerson;
    case v1::Registration::PILOT:
      return CancelCause::kPilot;
    case v1::Registration::OFFER_TURNED_DOWN:
      return CancelCause::kOfferTurnedDown;
    case v1::Registration::LEFT_NETWORK:
      return CancelCause::kLeftNetwork;
    case v1::Registration::SESSION_CANCELLED:
      return CancelCause::kSessionCancelled;
    case v1::Registration::EVENT_CANCELLED:
      return CancelCause::kEventCancelled;
    case v1::Registration::SUPERSEDED:
      return CancelCause::kSuperseded;
    default:
      return CancelCause::kNone;
  }
}

}  // namespace

Result<Event> ToEvent(const v1::Event& event) {
  auto opens_on = OptionalDate(event.registration_opens_on());
  if (!opens_on) return Propagate(opens_on);
  auto closes_on = OptionalDate(event.registration_closes_on());
  if (!closes_on) return Propagate(closes_on);
  Event known;
  known.name = event.name();
  known.kind = KindOf(event.kind());
  known.format = FormatOf(event.format());
  known.state = StateOf(event.state());
  known.title = event.title();
  known.goals = event.goals();
  known.agenda = event.agenda();
  known.zone = event.zone();
  known.audience = AudienceOf(event);
  known.registration_opens_on = *opens_on;
  known.registration_closes_on = *closes_on;
  known.prerequisites = event.prerequisites();
  known.published_at = OptionalInstant(event.has_published_at(), event.published_at());
  known.documents_shared_at = OptionalInstant(event.has_documents_shared_at(), event.documents_shared_at());
  known.minutes_published_at = OptionalInstant(event.has_minutes_published_at(), event.minutes_published_at());
  known.minutes_uri = event.minutes_uri();
  known.documents.assign(event.documents().begin(), event.documents().end());
  for (const auto& item : event.sessions()) {
    auto session = ToSession(item, event.zone());
    if (!session) return Propagate(session);
    known.sessions.push_back(std::move(*session));
  }
  return known;
}

Registration ToRegistration(const v1::Registration& registration) {
  Registration known;
  known.name = registration.name();
  known.event = registration.name().substr(0, registration.name().find("/registrations/"));
  known.person = registration.person();
  known.session = registration.session();
  known.state = StateOf(registration.state());
  known.cancel_cause = CauseOf(registration.cancel_cause());
  known.waiting_rank = registration.waiting_rank();
  known.registered_at = OptionalInstant(registration.has_registered_at(), registration.registered_at());
  known.offered_at = OptionalInstant(registration.has_offered_at(), registration.offered_at());
  known.offer_expires_at = OptionalInstant(registration.has_offer_expires_at(), registration.offer_expires_at());
  known.came_unregistered = registration.came_unregistered();
  return known;
}

Attendance ToAttendance(const std::string& event, const v1::Attendance& attendance) {
  const auto mark = [&] {
    switch (attendance.mark()) {
      case v1::Attendance::PARTIAL:
        return Mark::kPartial;
      case v1::Attendance::EXCUSED:
        return Mark::kExcused;
      case v1::Attendance::NO_SHOW:
        return Mark::kNoShow;
      default:
        return Mark::kAttended;
    }
  }();
  return {event, attendance.session(), attendance.person(), mark, attendance.minutes()};
}

SurveyAnswer ToAnswer(const std::string& event, const v1::SurveyAnswer& answer) {
  return {event, answer.person(), ToInstant(answer.answered_at())};
}

}  // namespace maillage::notifier::events
