#include "network/events/directory_events.h"

#include <map>

#include "maillage/directory/v1/events.pb.h"
#include "network/domain/reasons.h"
#include "network/store/event_store.h"
#include "network/store/people.h"
#include "platform/core/ids.h"

namespace maillage::network::events {
namespace {

namespace directory = maillage::directory::v1;

template <class Message>
Result<Message> Read(const kafka::Envelope& envelope) {
  Message message;
  if (message.ParseFromString(envelope.payload)) return message;
  return Fail(reason::kInternal, "the payload is no {}", envelope.type);
}

std::string WithoutPrefix(const std::string& role) { return role.starts_with("ROLE_") ? role.substr(5) : role; }

store::KnownPerson KnownOf(const directory::Person& person) {
  const bool present = person.state() == directory::Person::INVITED || person.state() == directory::Person::ACTIVE;
  return {std::string(CafOf(person.name())),
          PersonId(std::string(LastSegment(person.name()))),
          person.given_name(),
          person.family_name(),
          person.organisation(),
          person.organisation_name(),
          person.access_needs(),
          WithoutPrefix(directory::Person::Role_Name(person.role())),
          present};
}

template <class Message>
Status ApplyCaf(pg::Transaction& tx, const kafka::Envelope& envelope) {
  auto message = Read<Message>(envelope);
  if (!message) return Propagate(message);
  const auto& caf = message->caf();
  store::PutCaf(tx, {std::string(CafOf(caf.name())), caf.display_name(), caf.zone()});
  return {};
}

template <class Message>
Status ApplyPerson(pg::Transaction& tx, const kafka::Envelope& envelope) {
  auto message = Read<Message>(envelope);
  if (!message) return Propagate(message);
  store::PutPerson(tx, KnownOf(message->person()));
  return {};
}

/// The person first, then the events: whoever registers meanwhile holds the person, and is found here or refused there.
Status ApplyLeft(pg::Transaction& tx, const kafka::Envelope& envelope) {
  auto message = Read<directory::PersonLeft>(envelope);
  if (!message) return Propagate(message);
  const auto person = KnownOf(message->person());
  store::PutPerson(tx, person);
  auto events = store::EventsOf(tx, person.caf, person.id);
  if (!events) return Propagate(events);
  for (const auto& id : *events) {
    auto event = store::Lock(tx, person.caf, id);
    if (!event) return Propagate(event);
    event->Leave(person.id, envelope.time);
    store::Save(tx, *event, Trace::FromTraceparent(envelope.traceparent));
  }
  return {};
}

using Applier = Status (*)(pg::Transaction&, const kafka::Envelope&);

const std::map<std::string, Applier>& Appliers() {
  static const std::map<std::string, Applier> kAppliers{
      {"maillage.directory.v1.CafAdded", &ApplyCaf<directory::CafAdded>},
      {"maillage.directory.v1.CafChanged", &ApplyCaf<directory::CafChanged>},
      {"maillage.directory.v1.PersonAdded", &ApplyPerson<directory::PersonAdded>},
      {"maillage.directory.v1.PersonChanged", &ApplyPerson<directory::PersonChanged>},
      {"maillage.directory.v1.PersonAnonymised", &ApplyPerson<directory::PersonAnonymised>},
      {"maillage.directory.v1.PersonLeft", &ApplyLeft},
  };
  return kAppliers;
}

}  // namespace

Status Apply(pg::Transaction& tx, const kafka::Envelope& envelope) {
  const auto applier = Appliers().find(envelope.type);
  return applier == Appliers().end() ? Status() : applier->second(tx, envelope);
}

inbox::Handler DirectoryHandler(std::function<void()> offers_changed) {
  inbox::Handler handler;
  handler.apply = [](pg::Transaction& tx, const std::vector<kafka::Envelope>& envelopes) -> Status {
    for (const auto& each : envelopes) {
      if (auto status = Apply(tx, each); !status) return status;
    }
    return {};
  };
  handler.committed = std::move(offers_changed);
  return handler;
}

}  // namespace maillage::network::events
