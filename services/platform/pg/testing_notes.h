#pragma once

// For the tests of this folder: a table of two tenants, and what is done to it.

#include <fmt/format.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/pg/database.h"
#include "platform/pg/test_database.h"

namespace maillage::pg {

inline constexpr char kNotes[] = R"sql(
set role maillage_test_owner;
set maillage.caf = '*';
create table notes (caf text not null, id text not null, text text not null, version int not null default 0, primary key (caf, id));
alter table notes enable row level security;
alter table notes force row level security;
create policy tenant on notes using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
insert into notes values ('95', 'n-1', 'Cergy'), ('75', 'n-1', 'Paris');
)sql";

inline constexpr Statement kCount{"count_notes", "select count(*) as notes from notes"};
inline constexpr Statement kInsert{"insert_note", "insert into notes (caf, id, text) values ($1, $2, $3)"};
inline constexpr Statement kText{"note_text", "select text, version from notes where id = $1"};
inline constexpr Statement kBump{"bump_note", "update notes set version = version + 1 where id = $1"};

inline Deadline In(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

inline Call CallOf(const std::string& caf, const std::string& request_id, const std::string& digest = "d") {
  Call call;
  call.caf = caf;
  call.method = "maillage.test.v1.Notes/Create";
  call.request_id = request_id;
  call.request_digest = digest;
  call.deadline = In(std::chrono::seconds(10));
  return call;
}

inline Result<std::int64_t> CountNotes(Transaction& tx) {
  auto rows = tx.Query(kCount);
  if (!rows) return Propagate(rows);
  return (*rows)[0].Get<std::int64_t>("notes");
}

/// A database with the table, and a service's pool of four connections.
class NotesTest : public testing::Test {
 protected:
  NotesTest() { database_.Script(kNotes); }

  Result<std::int64_t> Count(const std::string& caf) {
    return db_.Read<std::int64_t>(Scope(caf, In(std::chrono::seconds(5))), &CountNotes);
  }
  /// Answers with the note's id and how many its Caf had before.
  Result<google::protobuf::StringValue> Create(Database& db, const Call& call, const std::string& id) {
    return db.Update<google::protobuf::StringValue>(call,
                                                    [&](Transaction& tx) -> Result<google::protobuf::StringValue> {
                                                      auto count = CountNotes(tx);
                                                      if (!count) return Propagate(count);
                                                      tx.Execute(kInsert, call.caf, id, "text");
                                                      google::protobuf::StringValue answer;
                                                      answer.set_value(fmt::format("{} after {}", id, *count));
                                                      return answer;
                                                    });
  }

  TestDatabase database_{"pg"};
  Database db_{{database_.url(), 4, std::chrono::milliseconds(300)}};
};

}  // namespace maillage::pg
