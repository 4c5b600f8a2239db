#include "network/rpc/event_requests.h"

#include <set>

#include "maillage/network/v1/event.pb.h"
#include "network/domain/planning.h"
#include "platform/core/ids.h"

namespace maillage::network::rpc {
namespace {

const std::set<std::string> kChangeable{
    "title", "goals",     "themes", "audience", "registration_opens_on", "registration_closes_on", "prerequisites",
    "needs", "documents", "year",   "agenda"};

template <class Repeated>
std::vector<std::string> Texts(const Repeated& field) {
  return {field.begin(), field.end()};
}

std::vector<Audience> AudienceOf(const v1::Event& event) {
  std::vector<Audience> audience;
  for (const auto each : event.audience()) {
    const auto word = Named<Audience>(v1::Event::Audience_Name(static_cast<v1::Event::Audience>(each)));
    if (word) audience.push_back(*word);
  }
  return audience;
}

SessionDraft DraftOf(const v1::Session& session) {
  SessionDraft draft;
  draft.id = std::string(LastSegment(session.name()));
  draft.title = session.title();
  draft.starts_at = session.starts_at();
  draft.ends_at = session.ends_at();
  draft.zone = session.zone();
  draft.minutes = session.minutes();
  draft.capacity = session.capacity();
  draft.minimum = session.minimum();
  draft.place = session.place();
  draft.access = session.access();
  draft.link = session.link();
  draft.insee = session.insee();
  draft.deliverable = session.deliverable();
  draft.deliverable_due_on = session.deliverable_due_on();
  return draft;
}

}  // namespace

EventDraft ReadDraft(const Call& call, const v1::CreateEventRequest& request) {
  const auto& event = request.event();
  EventDraft draft;
  draft.caf = call.caf;
  draft.id = request.event_id();
  draft.kind = Named<EventKind>(v1::Event::Kind_Name(event.kind()));
  draft.format = Named<Format>(v1::Event::Format_Name(event.format()));
  draft.title = event.title();
  draft.goals = event.goals();
  draft.themes = Texts(event.themes());
  draft.audience = AudienceOf(event);
  draft.zone = event.zone();
  draft.registration_opens_on = event.registration_opens_on();
  draft.registration_closes_on = event.registration_closes_on();
  draft.prerequisites = event.prerequisites();
  draft.needs = Texts(event.needs());
  draft.documents = Texts(event.documents());
  draft.year = event.year();
  draft.agenda = event.agenda();
  for (const auto& each : event.sessions()) draft.sessions.push_back(DraftOf(each));
  return draft;
}

SessionDraft ReadDraft(const v1::AddSessionRequest& request) {
  auto draft = DraftOf(request.session());
  if (!request.session_id().empty()) draft.id = request.session_id();
  return draft;
}

Result<EventChange> ReadChange(const v1::UpdateEventRequest& request) {
  const auto& event = request.event();
  const auto& paths = request.update_mask().paths();
  std::set<std::string> mask(paths.begin(), paths.end());
  if (mask.empty() || mask.contains("*")) {
    mask = kChangeable;
    if (event.year() == 0) mask.erase("year");
  }
  planning::Faults faults;
  for (const auto& path : mask) {
    if (!kChangeable.contains(path)) faults.push_back({"update_mask", path + " cannot be changed by this method"});
  }
  if (!faults.empty()) return planning::Invalid(std::move(faults));

  EventChange change;
  if (mask.contains("title")) change.title = event.title();
  if (mask.contains("goals")) change.goals = event.goals();
  if (mask.contains("themes")) change.themes = Texts(event.themes());
  if (mask.contains("audience")) change.audience = AudienceOf(event);
  if (mask.contains("registration_opens_on")) change.registration_opens_on = event.registration_opens_on();
  if (mask.contains("registration_closes_on")) change.registration_closes_on = event.registration_closes_on();
  if (mask.contains("prerequisites")) change.prerequisites = event.prerequisites();
  if (mask.contains("needs")) change.needs = Texts(event.needs());
  if (mask.contains("documents")) change.documents = Texts(event.documents());
  if (mask.contains("year")) change.year = event.year();
  if (mask.contains("agenda")) change.agenda = event.agenda();
  return change;
}

}  // namespace maillage::network::rpc
