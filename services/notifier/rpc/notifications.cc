#include <set>

#include "maillage/notifier/v1/notification.pb.h"
#include "notifier/engine/sent.h"
#include "notifier/mail/clean.h"
#include "notifier/rpc/handlers.h"
#include "notifier/rpc/messages.h"
#include "platform/core/reasons.h"

namespace maillage::notifier::rpc {
namespace {

namespace v1 = maillage::notifier::v1;

v1::Notification ToProto(const SentMail& mail) {
  v1::Notification message;
  message.set_message_id(mail.message_id);
  *message.mutable_sent_time() = rpc::ToProto(mail.sent_at);
  message.set_title(mail.title);
  message.set_text(mail.text);
  for (const auto& reminder : mail.reminders) message.add_reminders(reminder);
  return message;
}

/// First the last ten, oldest first, then each as it is sent. Following begins before the past is read, so nothing
/// falls between; what is in both is shown once.
Status Watch(pg::Database& database, const Engine& engine, Watchers& watchers, const Call& call,
             const v1::WatchNotificationsRequest& request, maillage::rpc::StreamSink& sink) {
  bool known = false;
  engine.Look(call.caf, [&](const Planner* planner) {
    known = planner != nullptr && planner->FindPerson(request.person()) != nullptr;
  });
  if (!known) return NotFound(request.person());
  const auto watch = watchers.Follow(request.person());
  auto past = database.Read<std::vector<SentMail>>(
      call, [&](pg::Transaction& tx) { return LastMails(tx, request.person(), 10); });
  if (!past) return Propagate(past);
  std::set<std::string> shown;
  for (auto mail = past->rbegin(); mail != past->rend(); ++mail) {
    shown.insert(mail->message_id);
    if (!sink.Write(ToProto(*mail))) return {};
  }
  while (sink.Open(std::chrono::milliseconds(0))) {
    const auto mail = watch->Next(std::chrono::milliseconds(500));
    if (mail && shown.insert(mail->message_id).second && !sink.Write(ToProto(*mail))) return {};
  }
  return {};
}

Result<v1::ListBlockedAddressesResponse> ListBlocked(pg::Database& database, const Engine& engine, const Call& call) {
  auto blocked = Bounces(database).List();
  if (!blocked) return Propagate(blocked);
  v1::ListBlockedAddressesResponse response;
  // Addresses are shared over Cafs; a Caf sees those of its own people.
  engine.Look(call.caf, [&](const Planner* planner) {
    if (planner == nullptr) return;
    for (const auto& entry : *blocked) {
      for (const auto& person : planner->PeopleAt(entry.address)) {
        if (!planner->FindPerson(person)->address_blocked) continue;
        auto& added = *response.add_addresses();
        added.set_address(entry.address);
        added.set_person(person);
        *added.mutable_blocked_at() = rpc::ToProto(entry.blocked_at);
        added.set_last_answer(entry.last_answer);
      }
    }
  });
  return response;
}

Result<v1::ReportBounceResponse> ReportBounce(Engine& engine, const v1::ReportBounceRequest& request) {
  if (!mail::IsMailbox(request.address())) {
    Error error = Fail(reason::kInvalidRequest, "one field is wrong").value();
    error.faults.push_back({"address", "expected one mail address"});
    return tl::unexpected(std::move(error));
  }
  v1::ReportBounceResponse response;
  if (!request.hard()) return response;  // a soft bounce is tried again by the mail servers
  auto blocked = engine.ReportBounce(request.address(), request.answer());
  if (!blocked) return Propagate(blocked);
  response.set_blocked(*blocked);
  return response;
}

}  // namespace

void ServeNotifications(maillage::rpc::Router& router, pg::Database& database, Engine& engine, Watchers& watchers) {
  router.Stream<v1::WatchNotificationsRequest, v1::Notification>(
      "maillage.notifier.v1.NotificationService/WatchNotifications",
      [&](const Call& call, const v1::WatchNotificationsRequest& request, maillage::rpc::StreamSink& sink) {
        return Watch(database, engine, watchers, call, request, sink);
      });
  router.Unary<v1::ListBlockedAddressesRequest, v1::ListBlockedAddressesResponse>(
      "maillage.notifier.v1.NotificationService/ListBlockedAddresses",
      [&](const Call& call, const auto&) { return ListBlocked(database, engine, call); });
  router.Unary<v1::ReportBounceRequest, v1::ReportBounceResponse>(
      "maillage.notifier.v1.NotificationService/ReportBounce",
      [&](const Call&, const v1::ReportBounceRequest& request) { return ReportBounce(engine, request); });
}

}  // namespace maillage::notifier::rpc
