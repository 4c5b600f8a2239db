#pragma once

#include <string>

#include "platform/core/call.h"
#include "platform/pg/database.h"

/// The audit of trespasses: calls that named a resource of a Caf that the caller has nothing to do with. The caller is
/// told the same as about an absent one; here it is told apart.
namespace maillage::audit {

/// Adds a row to the table `audit` of the service's own database, in a transaction of its own: instant, subject and
/// Cafs of the token, method, resource, trace. Waits for the commit, at most until the call's deadline. Errors: those
/// of Database. Thread-safe.
Status Append(pg::Database& database, const Call& call, const std::string& resource);

}  // namespace maillage::audit
