#include "platform/pg/connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <stdexcept>

#include "platform/core/reasons.h"
#include "platform/fault/fault.h"
#include "platform/log/log.h"
#include "platform/pg/sqlstate.h"

namespace maillage::pg {
namespace {

using fault::Point;
using std::chrono::milliseconds;

// The server's statement_timeout ends a statement at the deadline; we wait this much longer to hear of it, so that the
// connection can be kept.
constexpr milliseconds kGrace{250};
constexpr milliseconds kLongest{3'600'000};
constexpr milliseconds kConnectTimeout{5000};

constexpr Statement kBegin{"begin", "begin"};
constexpr Statement kBeginRead{"begin_read", "begin isolation level repeatable read read only"};
constexpr Statement kScope{"scope",
                           "select set_config('maillage.caf', $1, true), set_config('statement_timeout', $2, true)"};
// Long enough for the commit of somebody who holds the row; whoever waits longer waits alone.
constexpr Statement kScopeTogether{"scope_together",
                                   "select set_config('maillage.caf', $1, true), set_config('statement_timeout', $2, "
                                   "true), set_config('lock_timeout', '100', true)"};
constexpr Statement kCommit{"commit", "commit"};
constexpr Statement kRollback{"rollback", "rollback"};
constexpr Statement kClaim{
    "request_claim",
    "insert into public.idempotency (caf, request_id, method, digest, created_at) values ($1, $2, $3, $4, $5) "
    "on conflict do nothing"};
constexpr Statement kRecord{"request_record",
                            "insert into public.idempotency (caf, request_id, method, digest, response, created_at) "
                            "values ($1, $2, $3, $4, $5, $6)"};

milliseconds Remaining(Deadline deadline) {
  const auto left = deadline - std::chrono::steady_clock::now();
  return std::clamp(std::chrono::duration_cast<milliseconds>(std::min<Deadline::duration>(left, kLongest)),
                    milliseconds(0), kLongest);
}

/// No statement that begins so changes a row.
bool OnlyReads(const Statement& statement) { return std::string_view(statement.sql).starts_with("select"); }

// Not for our eyes alone: libpq would print notices on standard error.
void LogNotice(void*, const PGresult* result) {
  const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  log::Debug("the database says", {{"notice", text == nullptr ? "" : text}});
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::Open(const std::string& url, Deadline deadline) {
  if (fault::Fails(Point::kPgConnect, "")) return Fail(reason::kDatabaseUnavailable, "the database cannot be reached");
  // What follows dbname wins over what the URL says: our reading of values relies on it.
  const char* const keywords[] = {"dbname", "options", "tcp_user_timeout", "client_encoding", nullptr};
  const char* const values[] = {
      url.c_str(), "-c timezone=UTC -c datestyle=ISO,YMD -c bytea_output=hex -c client_min_messages=warning", "10000",
      "UTF8", nullptr};
  std::unique_ptr<Connection> connection(new Connection(PQconnectStartParams(keywords, values, 1)));
  connection->deadline_ = std::min(deadline, std::chrono::steady_clock::now() + kConnectTimeout);
  PGconn* handle = connection->connection_.get();
  auto next = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
    auto ready = connection->AwaitSocket(next == PGRES_POLLING_READING ? POLLIN : POLLOUT);
    next = ready ? PQconnectPoll(handle) : PGRES_POLLING_FAILED;
  }
  if (next != PGRES_POLLING_OK || PQsetnonblocking(handle, 1) != 0 || PQenterPipelineMode(handle) != 1 ||
      fault::LosesAnswer(Point::kPgConnect, "")) {
    log::Warn("no connection to the database", {{"said", PQerrorMessage(handle)}});
    return Fail(reason::kDatabaseUnavailable, "the database cannot be reached");
  }
  PQsetNoticeReceiver(handle, &LogNotice, nullptr);
  return connection;
}

void Connection::Reset(Deadline deadline) {
  rows_.reset();
  failed_.reset();
  deadline_ = deadline;
  repeated_ = commit_sent_ = outbox_touched_ = false;
  after_commit_.clear();
  changes_ = 0;
}

void Connection::Begin(const Scope& scope, Mode mode) {
  Reset(scope.deadline);
  Queue(mode == Mode::kReadOnly ? kBeginRead : kBegin, {});
  Enter(scope, kScope);
}

void Connection::BeginTogether(Deadline deadline) {
  Reset(deadline);
  Queue(kBegin, {});
}

void Connection::Enter(const Scope& scope) { Enter(scope, kScopeTogether); }

void Connection::Enter(const Scope& scope, const Statement& statement) {
  deadline_ = scope.deadline;
  const auto timeout = std::max(Remaining(scope.deadline), milliseconds(1));
  Queue(statement, {scope.caf, static_cast<std::int64_t>(timeout.count())});
}

void Connection::ClaimRequest(const Call& call) {
  Enqueue(kClaim, {call.caf, call.request_id, call.method, call.request_digest, call.now}, Expected::Kind::kClaim);
}

void Connection::RecordRequest(const Call& call, const std::string& answer) {
  Queue(kRecord, {call.caf, call.request_id, call.method, call.request_digest, Bytes{answer}, call.now});
}

void Connection::Queue(const Statement& statement, const std::vector<Param>& params) {
  Enqueue(statement, params, Expected::Kind::kStatement);
}

Result<Rows> Connection::Flush() {
  if (failed_) return tl::unexpected<Error>(*failed_);
  const char* latest = latest_;
  if (fault::Fails(Point::kPgFlush, latest)) return Lost();
  auto rows = Exchange();
  if (fault::LosesAnswer(Point::kPgFlush, latest)) return Lost();
  return rows;
}

Result<Rows> Connection::Exchange() {
  if (failed_) return tl::unexpected<Error>(*failed_);
  SendSync();
  return AwaitSync();
}

void Connection::SendSync() {
  rows_.reset();
  if (broken_ || PQpipelineSync(connection_.get()) != 1) {
    (void)Lost();
    return;
  }
  expected_.push_back({Expected::Kind::kSync, "sync"});
}

Result<Rows> Connection::AwaitSync() {
  if (failed_) return tl::unexpected<Error>(*failed_);
  if (auto drained = Drain(); !drained) return Propagate(drained);
  if (failed_) return tl::unexpected<Error>(*failed_);
  if (repeated_) return Fail(reason::kAlreadyExists, "the request was answered before");
  if (!rows_) return Rows(PQmakeEmptyPGresult(nullptr, PGRES_COMMAND_OK));
  return std::move(*rows_);
}

Status Connection::Commit() {
  SendCommit();
  if (auto committed = AwaitCommit(); !committed) return Propagate(committed);
  return {};
}

void Connection::SendCommit() {
  if (failed_) return;  // AwaitCommit says why
  if (fault::Fails(Point::kPgCommit, latest_)) {
    (void)Lost();
    return;
  }
  Enqueue(kCommit, {}, Expected::Kind::kCommit);
  commit_sent_ = true;
  SendSync();
}

Result<Rows> Connection::AwaitCommit() {
  if (failed_) return tl::unexpected<Error>(*failed_);
  auto rows = AwaitSync();
  if (fault::LosesAnswer(Point::kPgCommit, latest_)) return Lost();
  return rows;
}

void Connection::Rollback() {
  after_commit_.clear();
  deadline_ = std::max(deadline_, std::chrono::steady_clock::now() + std::chrono::seconds(1));
  // A statement that fails before the ROLLBACK in the pipeline makes the server skip it: then once more.
  for (int attempt = 0;
       attempt < 2 && !broken_ && (pending() || PQtransactionStatus(connection_.get()) != PQTRANS_IDLE); ++attempt) {
    failed_.reset();
    repeated_ = false;
    Queue(kRollback, {});
    (void)Exchange();
  }
  if (!idle()) broken_ = true;
}

bool Connection::idle() const {
  return !broken_ && expected_.empty() && PQstatus(connection_.get()) == CONNECTION_OK &&
         PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

void Connection::Enqueue(const Statement& statement, const std::vector<Param>& params, Expected::Kind kind) {
  if (broken_ || failed_) return;  // the transaction is lost already; Flush and Commit say why
  if (kind != Expected::Kind::kCommit) latest_ = statement.name;
  if (!OnlyReads(statement)) ++changes_;
  PGconn* handle = connection_.get();
  const auto [prepared, added] = prepared_.try_emplace(statement.name, statement.sql);
  if (!added && prepared->second != statement.sql && std::string_view(prepared->second) != statement.sql) {
    throw std::logic_error(fmt::format("two statements are named '{}'", statement.name));
  }
  if (added) {
    if (PQsendPrepare(handle, statement.name, statement.sql, 0, nullptr) != 1) {
      (void)Lost();
      return;
    }
    expected_.push_back({Expected::Kind::kPrepare, statement.name});
  }
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const auto& param : params) {
    values.push_back(param.null() ? nullptr : param.text().c_str());
    lengths.push_back(param.null() ? 0 : static_cast<int>(param.text().size()));
    formats.push_back(param.null() || !param.binary() ? 0 : 1);
  }
  if (PQsendQueryPrepared(handle, statement.name, static_cast<int>(params.size()), values.data(), lengths.data(),
                          formats.data(), statement.rows == Statement::Rows::kBinary ? 1 : 0) != 1) {
    (void)Lost();
    return;
  }
  expected_.push_back({kind, statement.name});
}

Status Connection::Drain() {
  while (!expected_.empty()) {
    if (auto ready = WaitForResult(); !ready) return ready;
    Take(PQgetResult(connection_.get()));
    if (broken_ || PQstatus(connection_.get()) == CONNECTION_BAD) return Lost();
  }
  return {};
}

// A statement is answered by its results and then a null; a synchronisation point by one result alone.
void Connection::Take(PGresult* result) {
  const auto expected = expected_.front();
  if (result == nullptr) {
    expected_.pop_front();
    return;
  }
  Rows rows(result);
  switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC:
      expected_.pop_front();
      return;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      if (expected.kind == Expected::Kind::kClaim) repeated_ = rows.affected() == 0;
      if (expected.kind == Expected::Kind::kStatement) rows_ = std::move(rows);
      return;
    case PGRES_PIPELINE_ABORTED:
      if (expected.kind == Expected::Kind::kPrepare) prepared_.erase(expected.name);
      return;
    default: {
      if (expected.kind == Expected::Kind::kPrepare) prepared_.erase(expected.name);
      const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      if (state == nullptr || EndsConnection(state)) broken_ = true;
      Remember(ErrorOf(result, expected.name));
    }
  }
}

Status Connection::WaitForResult() {
  PGconn* handle = connection_.get();
  while (true) {
    const int unsent = PQflush(handle);
    if (unsent < 0) break;
    if (PQisBusy(handle) == 0) return {};
    if (auto ready = AwaitSocket(unsent > 0 ? POLLIN | POLLOUT : POLLIN); !ready) return ready;
    if (PQconsumeInput(handle) != 1) break;
  }
  return Lost();
}

Status Connection::AwaitSocket(short events) {
  pollfd socket{PQsocket(connection_.get()), events, 0};
  const auto until = Remaining(deadline_) + kGrace;
  const auto start = std::chrono::steady_clock::now();
  while (true) {
    const auto spent = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    const int ready = poll(&socket, 1, static_cast<int>(std::max(until - spent, milliseconds(0)).count()));
    if (ready > 0) return {};
    if (ready < 0 && errno == EINTR) continue;
    broken_ = true;
    Remember({reason::kDeadlineExceeded.code,
              reason::kDeadlineExceeded.name,
              "the database did not answer within the call's time",
              {},
              {}});
    return tl::unexpected<Error>(*failed_);
  }
}

tl::unexpected<Error> Connection::Lost() {
  if (!broken_) log::Warn("the connection to the database was lost", {{"said", PQerrorMessage(connection_.get())}});
  broken_ = true;
  Remember({reason::kDatabaseUnavailable.code,
            reason::kDatabaseUnavailable.name,
            commit_sent_ ? "the connection to the database was lost during the commit: it may have happened"
                         : "the connection to the database was lost",
            {},
            {}});
  return tl::unexpected<Error>(*failed_);
}

void Connection::Remember(Error error) {
  if (!failed_) failed_ = std::move(error);
}

}  // namespace maillage::pg
