#pragma once

#include "notifier/engine/engine.h"
#include "notifier/rpc/watchers.h"
#include "platform/pg/database.h"
#include "platform/rpc/router.h"

namespace maillage::notifier::rpc {

/// maillage.notifier.v1.ReminderService: the ledger.
void ServeReminders(maillage::rpc::Router& router, pg::Database& database, Engine& engine);
/// maillage.notifier.v1.RuleService: the rules and what a Caf overrides.
void ServeRules(maillage::rpc::Router& router, pg::Database& database, Engine& engine);
/// maillage.notifier.v1.NotificationService: live notifications, bounces.
void ServeNotifications(maillage::rpc::Router& router, pg::Database& database, Engine& engine, Watchers& watchers);

}  // namespace maillage::notifier::rpc
