#include "network/messages/facts.h"

#include "maillage/network/v1/events.pb.h"
#include "network/messages/messages.h"

namespace maillage::network::messages {
namespace {

/// Writes each kind of fact; the names are the same on both sides.
class Writer {
 public:
  explicit Writer(const std::string& event) : event_(event) {}

  void operator()(const EventPlanned& fact) { WithEvent<v1::EventPlanned>(fact); }
  void operator()(const EventPublished& fact) { WithEvent<v1::EventPublished>(fact); }
  void operator()(const EventChanged& fact) { WithEvent<v1::EventChanged>(fact); }
  void operator()(const DocumentsShared& fact) { WithEvent<v1::DocumentsShared>(fact); }
  void operator()(const MinutesPublished& fact) { WithEvent<v1::MinutesPublished>(fact); }
  void operator()(const SessionAdded& fact) { WithSession<v1::SessionAdded>(fact); }
  void operator()(const SessionResized& fact) { WithSession<v1::SessionResized>(fact); }
  void operator()(const SessionCancelled& fact) {
    AddRegistered(WithSession<v1::SessionCancelled>(fact), fact.registered);
  }
  void operator()(const SessionRescheduled& fact) { WithPrevious<v1::SessionRescheduled>(fact); }
  void operator()(const SessionRelocated& fact) { WithPrevious<v1::SessionRelocated>(fact); }
  void operator()(const RegistrationWaitlisted& fact) { WithRegistration<v1::RegistrationWaitlisted>(fact); }
  void operator()(const SeatOffered& fact) { WithRegistration<v1::SeatOffered>(fact); }
  void operator()(const OfferLapsed& fact) { WithRegistration<v1::OfferLapsed>(fact); }
  void operator()(const RegistrationCancelled& fact) { WithRegistration<v1::RegistrationCancelled>(fact); }

  void operator()(const RegistrationConfirmed& fact) {
    WithRegistration<v1::RegistrationConfirmed>(fact).set_offer_accepted(fact.offer_accepted);
  }
  void operator()(const RegistrationSwitched& fact) {
    auto& proto = WithRegistration<v1::RegistrationSwitched>(fact);
    proto.set_previous_session(SessionName(event_, fact.previous_session));
    v1::Registration::State state{};
    v1::Registration::State_Parse(std::string(NameOf(fact.previous_state)), &state);
    proto.set_previous_state(state);
  }
  void operator()(const EventCancelled& fact) {
    auto& proto = WithEvent<v1::EventCancelled>(fact);
    AddRegistered(proto, fact.registered);
    for (const auto& each : fact.cancelled_sessions) proto.add_cancelled_sessions(SessionName(event_, each));
  }
  void operator()(const EventDeclined& fact) {
    *Make<v1::EventDeclined>().mutable_decline() = ToProto(event_, fact.decline);
  }
  void operator()(const AttendanceMarked& fact) {
    auto& proto = Make<v1::AttendanceMarked>();
    *proto.mutable_attendance() = ToProto(event_, fact.attendance);
    proto.set_event(event_);
  }
  void operator()(const SurveyAnswered& fact) {
    auto& proto = Make<v1::SurveyAnswered>();
    *proto.mutable_answer() = ToProto(event_, fact.answer);
    proto.set_event(event_);
  }

  std::unique_ptr<google::protobuf::Message> Take() { return std::move(message_); }

 private:
  template <class Proto>
  Proto& Make() {
    auto proto = std::make_unique<Proto>();
    auto& reference = *proto;
    message_ = std::move(proto);
    return reference;
  }
  template <class Proto, class Domain>
  Proto& WithEvent(const Domain& fact) {
    auto& proto = Make<Proto>();
    *proto.mutable_event() = ToProto(fact.event);
    return proto;
  }
  template <class Proto, class Domain>
  Proto& WithSession(const Domain& fact) {
    auto& proto = WithEvent<Proto>(fact);
    proto.set_session(SessionName(event_, fact.session));
    return proto;
  }
  template <class Proto, class Domain>
  void WithPrevious(const Domain& fact) {
    auto& proto = WithSession<Proto>(fact);
    AddRegistered(proto, fact.registered);
    const EventView before{fact.event.details, {SessionView{fact.previous}}};
    *proto.mutable_previous() = ToProto(before).sessions(0);
  }
  template <class Proto, class Domain>
  Proto& WithRegistration(const Domain& fact) {
    auto& proto = Make<Proto>();
    *proto.mutable_registration() = ToProto(event_, fact.registration);
    return proto;
  }
  template <class Proto>
  void AddRegistered(Proto& proto, const std::vector<PersonId>& people) {
    const auto caf = event_.substr(5, event_.find('/', 5) - 5);
    for (const auto& each : people) proto.add_registered(PersonName(caf, each));
  }

  const std::string& event_;
  std::unique_ptr<google::protobuf::Message> message_;
};

}  // namespace

std::unique_ptr<google::protobuf::Message> ToMessage(const std::string& event, const Fact& fact) {
  Writer writer(event);
  std::visit(writer, fact.body);
  return writer.Take();
}

}  // namespace maillage::network::messages
