#include "maillage/network/v1/registration.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/names.h"
#include "network/rpc/registration_handlers.h"
#include "platform/core/ids.h"
#include "platform/listing/listing.h"

/// RegistrationService: reading.
namespace maillage::network::rpc {
namespace {

Result<store::RegistrationFilter> ReadFilter(const std::string& text) {
  auto conditions = listing::ParseFilter(text, {"person", "session", "state"});
  if (!conditions) return Propagate(conditions);
  store::RegistrationFilter filter;
  for (const auto& each : *conditions) {
    if (each.op != "=") return Fail(reason::kInvalidFilter, "{} can only be compared with =", each.field);
    if (each.field == "person") filter.person = PersonId(std::string(LastSegment(each.value)));
    if (each.field == "session") filter.session = SessionId(std::string(LastSegment(each.value)));
    if (each.field == "state") filter.state = each.value;
  }
  return filter;
}

store::RegistrationKey KeyOf(const std::string& after) {
  const auto slash = after.find('/');
  if (slash == std::string::npos) return {};
  return {EventId(after.substr(0, slash)), RegistrationId(after.substr(slash + 1))};
}

}  // namespace

Result<v1::Registration> RegistrationHandlers::Get(const Call& call, const v1::GetRegistrationRequest& request) {
  const auto ids = MatchName(request.name(), "cafs/*/events/*/registrations/*");
  if (ids.empty()) return planning::Invalid({{"name", "a resource name cafs/*/events/*/registrations/*"}});
  auto event = events_.Get(call, EventId(ids[1]));
  if (!event) return Propagate(event);
  const auto* registration = event->FindRegistration(RegistrationId(ids[2]));
  if (!registration) return Fail(reason::kNotFound, "there is no registration {}", request.name());
  return messages::ToProto(event->details().name(), event->WithRank(*registration));
}

Result<v1::ListRegistrationsResponse> RegistrationHandlers::List(const Call& call,
                                                                 const v1::ListRegistrationsRequest& request) {
  auto filter = ReadFilter(request.filter());
  if (!filter) return Propagate(filter);
  if (request.parent() != "cafs/" + call.caf + "/events/-") {
    Names names(call);
    filter->event = names.Event(request.parent(), "parent");
    if (auto status = names.Check(); !status) return Propagate(status);
    if (auto event = events_.Get(call, filter->event); !event) return Propagate(event);
  }
  const auto scope = "registrations|" + request.parent() + "|" + request.filter();
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  auto registrations = events_.ListRegistrations(call, *filter, KeyOf(page->after), page->size + 1);
  if (!registrations) return Propagate(registrations);

  v1::ListRegistrationsResponse response;
  const bool more = static_cast<int>(registrations->size()) > page->size;
  if (more) registrations->pop_back();
  for (const auto& [event, each] : *registrations) {
    *response.add_registrations() = messages::ToProto("cafs/" + call.caf + "/events/" + event.value, each);
  }
  if (more) {
    const auto& [event, last] = registrations->back();
    response.set_next_page_token(listing::NextToken(event.value + "/" + last.id.value, scope));
  }
  return response;
}

}  // namespace maillage::network::rpc
