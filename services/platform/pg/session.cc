#include "platform/pg/session.h"

#include "platform/pg/connection.h"
#include "platform/pg/pool.h"

namespace maillage::pg {

Session::Session(const Database& database) : url_(database.pool().url()) {}
Session::~Session() = default;

Status Session::Run(const Scope& scope, const std::function<Status(Transaction&)>& body) {
  if (connection_ && !connection_->idle()) connection_.reset();
  if (!connection_) {
    auto opened = Connection::Open(url_, scope.deadline);
    if (!opened) return Propagate(opened);
    connection_ = std::move(*opened);
    ++generation_;
  }
  connection_->Begin(scope, Connection::Mode::kWrite);
  Transaction tx(*connection_);
  auto status = body(tx);
  if (status) status = connection_->Commit();
  if (!status) {
    connection_->Rollback();
    return status;
  }
  for (const auto& act : connection_->TakeAfterCommit()) act();
  return status;
}

}  // namespace maillage::pg
