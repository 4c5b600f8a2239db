#include "notifier/events/parse.h"

#include <functional>
#include <map>

#include "maillage/directory/v1/events.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "notifier/events/from_directory.h"
#include "notifier/events/from_network.h"
#include "platform/core/ids.h"

namespace maillage::notifier::events {
namespace {

namespace directory = maillage::directory::v1;
namespace network = maillage::network::v1;

constexpr Reason kInvalidEvent{Code::kInvalidArgument, "INVALID_EVENT",
                               "An event's payload is not what its type says."};

using Reader = std::function<Result<Fact>(const std::string& payload)>;

/// A reader of one message type: parses the payload and hands it to `convert`.
template <class Message>
std::pair<const std::string, Reader> Read(Result<Fact> (*convert)(const Message&)) {
  const auto type = Message::descriptor()->full_name();
  return {type, [type, convert](const std::string& payload) -> Result<Fact> {
            Message message;
            if (!message.ParseFromString(payload)) return Fail(kInvalidEvent, "the payload is no {}", type);
            return convert(message);
          }};
}

template <class Message>
Result<Fact> ReadCaf(const Message& message) {
  return Fact(fact::CafKnown{ToCaf(message.caf())});
}
template <class Message>
Result<Fact> ReadPerson(const Message& message) {
  return ToPerson(message.person()).map([](Person person) { return Fact(fact::PersonKnown{std::move(person)}); });
}
template <class Message>
Result<Fact> ReadPost(const Message& message) {
  return ToPost(message.post()).map([](Post post) { return Fact(fact::PostKnown{std::move(post)}); });
}
template <class Message>
Result<Fact> ReadEvent(const Message& message) {
  return ToEvent(message.event()).map([](Event event) { return Fact(fact::EventKnown{std::move(event)}); });
}
template <class Message>
Result<Fact> ReadRegistration(const Message& message) {
  return Fact(fact::RegistrationChanged{ToRegistration(message.registration())});
}
/// SessionRescheduled, SessionRelocated, SessionCancelled: the event, the session, and who was registered.
template <class Message, class About>
Result<Fact> ReadSession(const Message& message) {
  return ToEvent(message.event()).map([&](Event event) {
    return Fact(About{std::move(event), message.session(), {message.registered().begin(), message.registered().end()}});
  });
}

Result<Fact> ReadEventCancelled(const network::EventCancelled& message) {
  return ToEvent(message.event()).map([&](Event event) {
    return Fact(fact::EventCancelled{std::move(event),
                                     {message.registered().begin(), message.registered().end()},
                                     {message.cancelled_sessions().begin(), message.cancelled_sessions().end()}});
  });
}
Result<Fact> ReadSwitched(const network::RegistrationSwitched& message) {
  return Fact(fact::RegistrationSwitched{ToRegistration(message.registration())});
}
Result<Fact> ReadDeclined(const network::EventDeclined& message) {
  return Fact(fact::EventDeclined{message.decline().event(), message.decline().person()});
}
Result<Fact> ReadMarked(const network::AttendanceMarked& message) {
  return Fact(fact::AttendanceMarked{ToAttendance(message.event(), message.attendance())});
}
Result<Fact> ReadAnswered(const network::SurveyAnswered& message) {
  return Fact(fact::SurveyAnswered{ToAnswer(message.event(), message.answer())});
}

const std::map<std::string, Reader>& Readers() {
  static const std::map<std::string, Reader> kReaders = {
      Read<directory::CafAdded>(ReadCaf),
      Read<directory::CafChanged>(ReadCaf),
      Read<directory::PersonAdded>(ReadPerson),
      Read<directory::PersonChanged>(ReadPerson),
      Read<directory::PersonLeft>(ReadPerson),
      Read<directory::PersonAnonymised>(ReadPerson),
      Read<directory::PostOpened>(ReadPost),
      Read<directory::PostChanged>(ReadPost),
      Read<directory::PostFilled>(ReadPost),
      Read<directory::PostVacated>(ReadPost),
      Read<directory::PostClosed>(ReadPost),
      Read<network::EventPlanned>(ReadEvent),
      Read<network::EventPublished>(ReadEvent),
      Read<network::EventChanged>(ReadEvent),
      Read<network::SessionAdded>(ReadEvent),
      Read<network::SessionResized>(ReadEvent),
      Read<network::DocumentsShared>(ReadEvent),
      Read<network::MinutesPublished>(ReadEvent),
      Read<network::EventCancelled>(ReadEventCancelled),
      Read<network::SessionRescheduled>(ReadSession<network::SessionRescheduled, fact::SessionRescheduled>),
      Read<network::SessionRelocated>(ReadSession<network::SessionRelocated, fact::SessionRelocated>),
      Read<network::SessionCancelled>(ReadSession<network::SessionCancelled, fact::SessionCancelled>),
      Read<network::RegistrationConfirmed>(ReadRegistration),
      Read<network::RegistrationWaitlisted>(ReadRegistration),
      Read<network::SeatOffered>(ReadRegistration),
      Read<network::OfferLapsed>(ReadRegistration),
      Read<network::RegistrationCancelled>(ReadRegistration),
      Read<network::RegistrationSwitched>(ReadSwitched),
      Read<network::EventDeclined>(ReadDeclined),
      Read<network::AttendanceMarked>(ReadMarked),
      Read<network::SurveyAnswered>(ReadAnswered),
  };
  return kReaders;
}

/// The names of what a fact is about, which are its Caf's: an event of one Caf never changes another's plan.
struct Names {
  std::vector<std::string> operator()(const fact::CafKnown& fact) const { return {fact.caf.name}; }
  std::vector<std::string> operator()(const fact::PersonKnown& fact) const { return {fact.person.name}; }
  std::vector<std::string> operator()(const fact::PostKnown& fact) const { return {fact.post.name}; }
  std::vector<std::string> operator()(const fact::RegistrationChanged& fact) const { return Of(fact.registration); }
  std::vector<std::string> operator()(const fact::RegistrationSwitched& fact) const { return Of(fact.registration); }
  std::vector<std::string> operator()(const fact::EventDeclined& fact) const { return {fact.event, fact.person}; }
  std::vector<std::string> operator()(const fact::AttendanceMarked& fact) const {
    return {fact.attendance.event, fact.attendance.session, fact.attendance.person};
  }
  std::vector<std::string> operator()(const fact::SurveyAnswered& fact) const {
    return {fact.answer.event, fact.answer.person};
  }
  // The notifier's own facts come in no event.
  std::vector<std::string> operator()(const fact::AddressBlocked&) const { return {}; }
  std::vector<std::string> operator()(const fact::RuleOverridden&) const { return {}; }
  template <class AboutEvent>
  std::vector<std::string> operator()(const AboutEvent& fact) const {
    return {fact.event.name};
  }
  static std::vector<std::string> Of(const Registration& registration) {
    return {registration.name, registration.event, registration.person};
  }
};

}  // namespace

Result<std::optional<Fact>> Parse(const kafka::Envelope& envelope) {
  const auto reader = Readers().find(envelope.type);
  if (reader == Readers().end()) return std::nullopt;
  auto fact = reader->second(envelope.payload);
  if (!fact) return Propagate(fact);
  for (const auto& name : std::visit(Names(), *fact)) {
    if (envelope.caf.empty() || CafOf(name) != envelope.caf)
      return Fail(kInvalidEvent, "'{}' is nothing of the Caf '{}'", name, envelope.caf);
  }
  return std::optional<Fact>(std::move(*fact));
}

}  // namespace maillage::notifier::events
