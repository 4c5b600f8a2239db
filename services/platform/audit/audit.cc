#include "platform/audit/audit.h"

#include "platform/core/ids.h"

namespace maillage::audit {
namespace {

constexpr pg::Statement kAppend{"audit_append",
                                "insert into public.audit (at, subject, cafs, method, resource, trace) "
                                "values ($1, $2, $3, $4, $5, $6)"};

std::vector<std::string> CafsOf(const Caller& caller) {
  std::set<std::string> cafs;
  for (const auto& [caf, roles] : caller.roles) cafs.insert(caf);
  if (const auto own = CafOf(caller.subject); !own.empty()) cafs.emplace(own);
  return {cafs.begin(), cafs.end()};
}

}  // namespace

Status Append(pg::Database& database, const Call& call, const std::string& resource) {
  auto done = database.Write<bool>(pg::Scope("", call.deadline), [&](pg::Transaction& tx) -> Result<bool> {
    tx.Execute(kAppend, call.now, call.caller.subject, CafsOf(call.caller), call.method, resource, call.trace.trace_id);
    return true;
  });
  if (!done) return Propagate(done);
  return {};
}

}  // namespace maillage::audit
