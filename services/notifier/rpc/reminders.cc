#include "notifier/rpc/handlers.h"
#include "notifier/rpc/messages.h"
#include "notifier/store/ledger.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"

namespace maillage::notifier::rpc {
namespace {

namespace v1 = maillage::notifier::v1;

class ReminderHandlers {
 public:
  ReminderHandlers(pg::Database& database, Engine& engine) : database_(database), engine_(engine) {}

  Result<v1::Reminder> Get(const Call& call, const v1::GetReminderRequest& request) const {
    auto reminder =
        database_.Read<Reminder>(call, [&](pg::Transaction& tx) { return store::FindReminder(tx, request.name()); });
    if (!reminder) return Propagate(reminder);
    v1::Reminder message;
    engine_.Look(call.caf, [&](const Planner* planner) { message = ToProto(*reminder, planner); });
    return message;
  }

  Result<v1::ListRemindersResponse> List(const Call& call, const v1::ListRemindersRequest& request) const {
    auto conditions = listing::ParseFilter(request.filter(), {"state", "rule", "recipient", "subject"});
    if (!conditions) return Propagate(conditions);
    for (const auto& each : *conditions) {
      if (each.op != "=") return Fail(reason::kInvalidFilter, "{} can only be compared with =", each.field);
    }
    const auto scope = call.method + " " + request.parent() + " " + request.filter();
    auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
    if (!page) return Propagate(page);
    auto reminders = database_.Read<std::vector<Reminder>>(call, [&](pg::Transaction& tx) {
      return store::ListReminders(tx, call.caf, *conditions, page->after, page->size + 1);
    });
    if (!reminders) return Propagate(reminders);
    v1::ListRemindersResponse response;
    if (static_cast<int>(reminders->size()) > page->size) {
      reminders->pop_back();
      response.set_next_page_token(listing::NextToken(store::PageKey(reminders->back()), scope));
    }
    Show(call.caf, *reminders, response);
    return response;
  }

  Result<v1::CountRemindersResponse> Count(const Call& call, const v1::CountRemindersRequest&) const {
    auto counts = database_.Read<std::vector<store::Count>>(
        call, [&](pg::Transaction& tx) { return store::CountReminders(tx, call.caf); });
    if (!counts) return Propagate(counts);
    v1::CountRemindersResponse response;
    for (const auto& count : *counts) {
      auto& added = *response.add_counts();
      added.set_rule(count.rule);
      added.set_state(ToProto(count.state));
      added.set_count(count.count);
    }
    return response;
  }

  Result<v1::PreviewRemindersResponse> Preview(const Call& call, const v1::PreviewRemindersRequest& request) const {
    std::optional<Instant> until;
    if (request.has_until_time()) until = ToInstant(request.until_time());
    if (!request.rule().empty() && FindRule(request.rule()) == nullptr) return NotFound("rule " + request.rule());
    auto reminders = engine_.Preview(call.caf, request.event(), request.rule(), until);
    if (!reminders) return Propagate(reminders);
    v1::PreviewRemindersResponse response;
    Show(call.caf, *reminders, response);
    return response;
  }

  Result<v1::Reminder> Resend(const Call& call, const v1::ResendReminderRequest& request) const {
    return engine_.Act<v1::Reminder>(call, [&](pg::Transaction& tx, Planner& planner) -> Result<v1::Reminder> {
      if (auto known = store::FindReminder(tx, request.name()); !known) return Propagate(known);
      auto reminder = planner.Resend(request.name(), call.now);
      if (!reminder) return Propagate(reminder);
      return ToProto(*reminder, &planner);
    });
  }

 private:
  template <class Response>
  void Show(const std::string& caf, const std::vector<Reminder>& reminders, Response& response) const {
    engine_.Look(caf, [&](const Planner* planner) {
      for (const auto& reminder : reminders) *response.add_reminders() = ToProto(reminder, planner);
    });
  }

  pg::Database& database_;
  Engine& engine_;
};

}  // namespace

void ServeReminders(maillage::rpc::Router& router, pg::Database& database, Engine& engine) {
  const auto handlers = std::make_shared<ReminderHandlers>(database, engine);
  const std::string service = "maillage.notifier.v1.ReminderService/";
  router.Unary<v1::GetReminderRequest, v1::Reminder>(
      service + "GetReminder",
      [handlers](const Call& call, const auto& request) { return handlers->Get(call, request); });
  router.Unary<v1::ListRemindersRequest, v1::ListRemindersResponse>(
      service + "ListReminders",
      [handlers](const Call& call, const auto& request) { return handlers->List(call, request); });
  router.Unary<v1::CountRemindersRequest, v1::CountRemindersResponse>(
      service + "CountReminders",
      [handlers](const Call& call, const auto& request) { return handlers->Count(call, request); });
  router.Unary<v1::PreviewRemindersRequest, v1::PreviewRemindersResponse>(
      service + "PreviewReminders",
      [handlers](const Call& call, const auto& request) { return handlers->Preview(call, request); });
  router.Unary<v1::ResendReminderRequest, v1::Reminder>(
      service + "ResendReminder",
      [handlers](const Call& call, const auto& request) { return handlers->Resend(call, request); });
}

}  // namespace maillage::notifier::rpc
