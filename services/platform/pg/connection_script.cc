// What libpq's pipeline mode cannot do: scripts of several statements, and COPY.
#include <poll.h>

#include "platform/core/reasons.h"
#include "platform/pg/connection.h"
#include "platform/pg/sqlstate.h"

namespace maillage::pg {

Status Connection::Script(const std::string& sql) {
  if (auto left = LeavePipeline(); !left) return left;
  if (PQsendQuery(connection_.get(), sql.c_str()) != 1) return Lost();
  return EnterPipeline(AwaitCommand("script"));
}

Status Connection::Copy(const std::string& sql, std::string_view data) {
  if (auto left = LeavePipeline(); !left) return left;
  if (PQsendQuery(connection_.get(), sql.c_str()) != 1) return Lost();
  if (auto ready = WaitForResult(); !ready) return ready;
  PGresult* result = PQgetResult(connection_.get());
  const Rows answer(result);
  const bool accepted = PQresultStatus(result) == PGRES_COPY_IN;
  if (!accepted) Remember(ErrorOf(result, "copy"));
  if (accepted) {
    if (auto sent = SendCopy(data); !sent) return sent;
  }
  return EnterPipeline(AwaitCommand("copy"));
}

Status Connection::LeavePipeline() {
  if (pending()) {
    if (auto flushed = Flush(); !flushed) return Propagate(flushed);
  }
  if (failed_) return tl::unexpected<Error>(*failed_);
  if (broken_ || PQexitPipelineMode(connection_.get()) != 1) return Lost();
  return {};
}

Status Connection::EnterPipeline(Status status) {
  if (!broken_ && PQenterPipelineMode(connection_.get()) != 1) return Lost();
  return status;
}

// Waits for all results of a command outside the pipeline.
Status Connection::AwaitCommand(const char* what) {
  while (true) {
    if (auto ready = WaitForResult(); !ready) return ready;
    PGresult* result = PQgetResult(connection_.get());
    if (result == nullptr) break;
    Rows rows(result);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
      const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      if (state == nullptr || EndsConnection(state)) broken_ = true;
      Remember(ErrorOf(result, what));
      if (broken_) break;
    }
  }
  if (failed_) return tl::unexpected<Error>(*failed_);
  return {};
}

Status Connection::SendCopy(std::string_view data) {
  constexpr std::size_t kChunk = 1 << 16;
  for (; !data.empty(); data.remove_prefix(std::min(kChunk, data.size()))) {
    const auto size = static_cast<int>(std::min(kChunk, data.size()));
    int sent;
    while ((sent = PQputCopyData(connection_.get(), data.data(), size)) == 0) {
      if (auto flushed = FlushCopy(); !flushed) return flushed;
    }
    if (sent < 0) return Lost();
  }
  int ended;
  while ((ended = PQputCopyEnd(connection_.get(), nullptr)) == 0) {
    if (auto flushed = FlushCopy(); !flushed) return flushed;
  }
  if (ended < 0) return Lost();
  return {};
}

Status Connection::FlushCopy() {
  int unsent;
  while ((unsent = PQflush(connection_.get())) > 0) {
    if (auto ready = AwaitSocket(POLLIN | POLLOUT); !ready) return ready;
    if (PQconsumeInput(connection_.get()) != 1) return Lost();
  }
  if (unsent < 0) return Lost();
  return {};
}

}  // namespace maillage::pg
