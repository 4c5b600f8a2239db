#include "platform/pg/sqlstate.h"

#include "platform/core/reasons.h"
#include "platform/log/log.h"

namespace maillage::pg {
namespace {

std::string Field(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

Error Of(const Reason& reason, std::string message) {
  return Error{reason.code, reason.name, std::move(message), {}, {}};
}

}  // namespace

Error ErrorOf(const PGresult* result, const char* statement) {
  const std::string state = Field(result, PG_DIAG_SQLSTATE);
  const std::string said = Field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (state == "23505") {
    auto error = Of(reason::kAlreadyExists, "a resource with this identity exists already");
    error.metadata["constraint"] = Field(result, PG_DIAG_CONSTRAINT_NAME);
    return error;
  }
  if (state == "40001" || state == "40P01" || state == "55P03") {
    return Of(reason::kConcurrentChange, "a concurrent transaction changed the same data");
  }
  if (state == "57014") return Of(reason::kDeadlineExceeded, "the database did not answer within the call's time");
  if (state.empty() || EndsConnection(state)) {
    log::Warn("the database ended a connection", {{"sqlstate", state}, {"said", said}});
    return Of(reason::kDatabaseUnavailable, "the connection to the database was lost");
  }
  log::Error("the database refused a statement", {{"statement", statement},
                                                  {"sqlstate", state},
                                                  {"said", said},
                                                  {"detail", Field(result, PG_DIAG_MESSAGE_DETAIL)}});
  auto error = Of(reason::kInternal, "the database refused a statement");
  error.metadata["sqlstate"] = state;
  if (auto constraint = Field(result, PG_DIAG_CONSTRAINT_NAME); !constraint.empty())
    error.metadata["constraint"] = constraint;
  return error;
}

bool EndsConnection(std::string_view sqlstate) {
  const auto type = sqlstate.substr(0, 2);
  return type == "08" || type == "53" || sqlstate.starts_with("57P") || sqlstate == "25P03";
}

}  // namespace maillage::pg
