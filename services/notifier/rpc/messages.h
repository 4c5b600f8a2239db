#pragma once

#include "maillage/notifier/v1/reminder.pb.h"
#include "maillage/notifier/v1/rule.pb.h"
#include "notifier/domain/ledger.h"
#include "notifier/domain/rules.h"

namespace maillage::notifier::rpc {

/// The ledger's row as the API shows it; names and titles are added by whoever knows them.
maillage::notifier::v1::Reminder ToProto(const Reminder& reminder);
maillage::notifier::v1::Reminder::State ToProto(ReminderState state);
google::protobuf::Timestamp ToProto(Instant instant);

}  // namespace maillage::notifier::rpc
