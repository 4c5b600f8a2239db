#pragma once

#include "maillage/notifier/v1/reminder.pb.h"
#include "maillage/notifier/v1/rule.pb.h"
#include "notifier/domain/planner.h"
#include "notifier/domain/rules.h"

namespace maillage::notifier::rpc {

/// The ledger's row as the API shows it, with the name of the recipient and the title of the subject as `planner` knows
/// them; it may be null.
maillage::notifier::v1::Reminder ToProto(const Reminder& reminder, const Planner* planner);
maillage::notifier::v1::Reminder::State ToProto(ReminderState state);
google::protobuf::Timestamp ToProto(Instant instant);
Instant ToInstant(const google::protobuf::Timestamp& timestamp);

}  // namespace maillage::notifier::rpc
