#include <algorithm>
#include <map>

#include "maillage/network/v1/event.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/event_handlers.h"
#include "network/rpc/names.h"

/// Who takes part, for the table at the door.
namespace maillage::network::rpc {
namespace {

bool IsOver(const Registration& registration) {
  return registration.state == RegistrationState::kCancelled || registration.state == RegistrationState::kLapsed;
}

/// Those who are in, of one session: by state, then name.
std::vector<v1::RosterLine> LinesOf(const Event& event, const Session& session,
                                    const std::map<PersonId, store::KnownPerson>& people) {
  std::vector<std::pair<RegistrationState, v1::RosterLine>> lines;
  for (const auto& registration : event.registrations()) {
    const bool is_here = registration.session.empty() || registration.session == session.id;
    if (!is_here || IsOver(registration)) continue;
    v1::RosterLine line;
    line.set_session(messages::SessionName(event.details().name(), session.id));
    line.set_person(messages::PersonName(event.details().caf, registration.person));
    line.set_registration_state(std::string(NameOf(registration.state)));
    if (const auto known = people.find(registration.person); known != people.end()) {
      line.set_display_name(known->second.display_name());
      line.set_organisation_name(known->second.organisation_name);
      line.set_access_needs(known->second.access_needs);
    }
    if (const auto* mark = event.FindAttendance(session.id, registration.person)) {
      line.set_attendance(std::string(NameOf(mark->mark)));
      line.set_minutes(mark->minutes);
    }
    lines.emplace_back(registration.state, std::move(line));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second.display_name()) < std::pair(b.first, b.second.display_name());
  });
  std::vector<v1::RosterLine> sorted;
  for (auto& [state, line] : lines) sorted.push_back(std::move(line));
  return sorted;
}

}  // namespace

Result<v1::Roster> EventHandlers::GetRoster(const Call& call, const v1::GetRosterRequest& request) {
  Names names(call);
  const auto id = names.Event(request.name(), "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return events_.database().Read<v1::Roster>(call, [&](pg::Transaction& tx) -> Result<v1::Roster> {
    auto event = store::Load(tx, call.caf, id);
    if (!event) return Propagate(event);
    std::vector<PersonId> ids;
    for (const auto& each : event->registrations()) ids.push_back(each.person);
    auto known = store::FindPeople(tx, call.caf, ids);
    if (!known) return Propagate(known);
    std::map<PersonId, store::KnownPerson> people;
    for (auto& each : *known) people.emplace(each.id, each);
    v1::Roster roster;
    for (const auto& session : event->sessions()) {
      for (auto& line : LinesOf(*event, session, people)) *roster.add_lines() = std::move(line);
    }
    return roster;
  });
}

}  // namespace maillage::network::rpc
