#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/database.h"
#include "platform/pg/test_database.h"

namespace maillage::pg {
namespace {

using google::protobuf::StringValue;
using std::chrono::seconds;
using Change = std::function<Result<StringValue>(Transaction&)>;

// Of no call: a change that threw.
constexpr Reason kThrew{Code::kInternal, "THREW", ""};

constexpr char kTables[] = R"sql(
set role maillage_test_owner;
create table notes (caf text not null, id text not null, primary key (caf, id));
alter table notes enable row level security;
alter table notes force row level security;
create policy tenant on notes using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
)sql";

constexpr Statement kInsert{"insert_note", "insert into notes (caf, id) values ($1, $2)"};
constexpr Statement kSeen{"seen_notes", "select id from notes order by id"};
constexpr Statement kTransactions{"transactions", "select distinct xmin::text as transaction from notes"};
constexpr Statement kLockTable{"lock_notes", "lock table notes in share mode"};

/// Waits for its condition with a generous limit.
template <class Condition>
bool Eventually(Condition condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

class GroupTest : public testing::Test {
 protected:
  GroupTest() { database_.Script(kTables); }
  ~GroupTest() override { Release(); }

  static Call CallOf(const std::string& caf, const std::string& request_id = "",
                     std::chrono::milliseconds time = seconds(30)) {
    Call call;
    call.caf = caf;
    call.method = "maillage.test.v1.Notes/Create";
    call.request_id = request_id;
    call.request_digest = "d";
    call.deadline = std::chrono::steady_clock::now() + time;
    return call;
  }
  static Change Insert(const std::string& id, const std::string& caf = "95") {
    return [=](Transaction& tx) -> Result<StringValue> {
      tx.Execute(kInsert, caf, id);
      StringValue answer;
      answer.set_value(id);
      return answer;
    };
  }

  /// Two writes that do not end before Release: whoever comes now waits.
  void Occupy() {
    for (int i = 0; i < 2; ++i) {
      threads_.emplace_back([this] {
        (void)db_.Update<StringValue>(CallOf("95"), [this](Transaction&) -> Result<StringValue> {
          std::unique_lock lock(mutex_);
          ++occupying_;
          changed_.wait(lock, [this] { return released_; });
          return StringValue();
        });
      });
      ASSERT_TRUE(Eventually([&] {
        std::lock_guard lock(mutex_);
        return occupying_ == i + 1;
      }));
    }
  }
  /// A write that waits its turn, in the order of the calls.
  void Queue(const Call& call, const Change& change) {
    const auto place = answers_.size();
    answers_.push_back(Fail(reason::kInternal, "no answer yet"));
    threads_.emplace_back([this, place, call, change] {
      Result<StringValue> answer = Fail(kThrew, "it threw");
      try {
        answer = db_.Update<StringValue>(call, change);
      } catch (const std::logic_error&) {  // where its caller hears it
      }
      std::lock_guard lock(mutex_);
      answers_[place] = std::move(answer);
    });
    const auto waiting = fmt::format("maillage_pg_writes_waiting {}\n", place + 1);
    ASSERT_TRUE(Eventually([&] { return metrics::Registry::Process().Text().find(waiting) != std::string::npos; }));
  }
  /// Lets everybody go on, and waits for their answers.
  void Release() {
    {
      std::lock_guard lock(mutex_);
      released_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  std::string AnswerOf(std::size_t place) {
    const auto& answer = answers_.at(place);
    return answer ? answer->value() : answer.error().reason;
  }
  std::vector<std::string> Read(const Statement& statement, const char* column, const std::string& caf = "*") {
    auto read = db_.Read<std::vector<std::string>>(Scope(caf, std::chrono::steady_clock::now() + seconds(30)),
                                                   [&](Transaction& tx) -> Result<std::vector<std::string>> {
                                                     auto rows = tx.Query(statement);
                                                     if (!rows) return Propagate(rows);
                                                     std::vector<std::string> values;
                                                     for (const auto row : *rows)
                                                       values.push_back(row.Get<std::string>(column));
                                                     return values;
                                                   });
    return read ? *read : std::vector<std::string>{read.error().message};
  }
  std::vector<std::string> Notes(const std::string& caf = "*") { return Read(kSeen, "id", caf); }

  TestDatabase database_{"group"};
  Database db_{{database_.url(), 4}};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int occupying_ = 0;
  std::deque<Result<StringValue>> answers_;
  std::vector<std::thread> threads_;
};

TEST_F(GroupTest, WritesThatWaitShareOneTransactionAndEachSeesItsOwnCaf) {
  Occupy();
  std::vector<std::string> seen;
  Queue(CallOf("95"), Insert("n-1"));
  Queue(CallOf("75"), Insert("n-2", "75"));
  Queue(CallOf("75"), [&](Transaction& tx) -> Result<StringValue> {
    auto rows = tx.Query(kSeen);
    if (!rows) return Propagate(rows);
    for (const auto row : *rows) seen.push_back(row.Get<std::string>("id"));
    return Insert("n-3", "75")(tx);
  });
  Release();
  EXPECT_EQ(AnswerOf(0), "n-1");
  EXPECT_EQ(AnswerOf(1), "n-2");
  EXPECT_EQ(AnswerOf(2), "n-3");
  EXPECT_THAT(seen, testing::ElementsAre("n-2")) << "what those before it wrote, of its own Caf only";
  EXPECT_THAT(Notes("95"), testing::ElementsAre("n-1"));
  EXPECT_THAT(Notes("75"), testing::ElementsAre("n-2", "n-3"));
  EXPECT_EQ(Read(kTransactions, "transaction").size(), 1u);
}

TEST_F(GroupTest, OneIntoAnotherCafIsRefusedAndTheOthersGoOn) {
  Occupy();
  Queue(CallOf("95"), Insert("n-1"));
  Queue(CallOf("95"), Insert("n-2", "75"));
  Queue(CallOf("75"), Insert("n-3", "75"));
  Release();
  EXPECT_EQ(AnswerOf(0), "n-1");
  EXPECT_EQ(AnswerOf(1), reason::kInternal.name);
  EXPECT_EQ(AnswerOf(2), "n-3");
  EXPECT_THAT(Notes(), testing::ElementsAre("n-1", "n-3"));
}

TEST_F(GroupTest, OneThatIsRefusedBeforeItChangedAnythingDisturbsNobody) {
  Occupy();
  int runs = 0, acts = 0;
  Queue(CallOf("95"), Insert("n-1"));
  Queue(CallOf("95", "r-1"), [&](Transaction& tx) -> Result<StringValue> {
    ++runs;
    tx.AfterCommit([&] { ++acts; });
    return Fail(reason::kNotFound, "no such thing");
  });
  Queue(CallOf("95"), Insert("n-2"));
  Release();
  EXPECT_EQ(AnswerOf(1), reason::kNotFound.name);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(acts, 0);
  EXPECT_THAT(Notes(), testing::ElementsAre("n-1", "n-2"));
  EXPECT_EQ(Read(kTransactions, "transaction").size(), 1u);
}

TEST_F(GroupTest, OneThatFailsAfterAChangeIsUndoneAloneAndTheOthersAreDone) {
  Occupy();
  int acts = 0;
  Queue(CallOf("95"), [&](Transaction& tx) -> Result<StringValue> {
    tx.AfterCommit([&] { ++acts; });
    return Insert("n-1")(tx);
  });
  Queue(CallOf("95"), [](Transaction& tx) -> Result<StringValue> {
    tx.Execute(kInsert, "95", "half-done");
    return Fail(reason::kNotFound, "no such thing");
  });
  Queue(CallOf("95"), [](Transaction& tx) -> Result<StringValue> {
    tx.Execute(kInsert, "95", "half-done");
    throw std::logic_error("a mistake");
  });
  Queue(CallOf("95"), Insert("n-2"));
  Release();
  EXPECT_EQ(AnswerOf(0), "n-1");
  EXPECT_EQ(acts, 1);
  EXPECT_EQ(AnswerOf(1), reason::kNotFound.name);
  EXPECT_EQ(AnswerOf(2), kThrew.name);
  EXPECT_EQ(AnswerOf(3), "n-2");
  EXPECT_THAT(Notes(), testing::ElementsAre("n-1", "n-2"));
}

TEST_F(GroupTest, OneThatExistsAlreadyIsToldSoAndTheOthersAreDone) {
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95"), Insert("n-1")));
  Occupy();
  Queue(CallOf("95"), Insert("n-1"));  // heard of at the commit
  Queue(CallOf("95"), Insert("n-2"));
  Release();
  EXPECT_EQ(AnswerOf(0), reason::kAlreadyExists.name);
  EXPECT_EQ(AnswerOf(1), "n-2");
}

TEST_F(GroupTest, ARepeatAmongThemGetsTheFirstAnswer) {
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95", "r-1"), Insert("n-1")));
  Occupy();
  Queue(CallOf("95", "r-1"), Insert("another"));                           // answered before they came
  Queue(CallOf("95", "r-1"), [](Transaction& tx) -> Result<StringValue> {  // refused for its own first run
    auto rows = tx.Query(kSeen);
    if (!rows) return Propagate(rows);
    return Fail(reason::kAlreadyExists, "n-1 exists");
  });
  Queue(CallOf("95", "r-2"), Insert("n-2"));
  Queue(CallOf("95", "r-2"), Insert("n-2"));  // both at once
  Release();
  EXPECT_EQ(AnswerOf(0), "n-1");
  EXPECT_EQ(AnswerOf(1), "n-1");
  EXPECT_EQ(AnswerOf(2), "n-2");
  EXPECT_EQ(AnswerOf(3), "n-2");
  EXPECT_THAT(Notes(), testing::ElementsAre("n-1", "n-2"));
}

TEST_F(GroupTest, ARepeatInTheLastPlaceChangesNothing) {
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95", "r-1"), Insert("n-1")));
  Occupy();
  Queue(CallOf("95"), Insert("n-2"));
  Queue(CallOf("95", "r-1"), Insert("another"));
  Release();
  EXPECT_EQ(AnswerOf(0), "n-2");
  EXPECT_EQ(AnswerOf(1), "n-1");
  EXPECT_THAT(Notes(), testing::ElementsAre("n-1", "n-2"));
}

TEST_F(GroupTest, WhoseTimeIsOverWhileItWaitsIsToldSoAndHasDoneNothing) {
  Occupy();
  Queue(CallOf("95", "", std::chrono::milliseconds(300)), Insert("late"));
  Queue(CallOf("95"), Insert("n-1"));
  ASSERT_TRUE(Eventually([&] {
    std::lock_guard lock(mutex_);
    return AnswerOf(0) == reason::kDeadlineExceeded.name;
  }));
  Release();
  EXPECT_EQ(AnswerOf(1), "n-1");
  EXPECT_THAT(Notes(), testing::ElementsAre("n-1"));
}

TEST_F(GroupTest, NobodyWaitsLongForALockThatAnotherNeeds) {
  Database holder({database_.url(), 1});
  std::atomic<bool> locked = false, let_go = false;
  std::thread thread([&] {
    (void)holder.Write<int>(Scope("95", std::chrono::steady_clock::now() + seconds(30)),
                            [&](Transaction& tx) -> Result<int> {
                              EXPECT_TRUE(tx.Query(kLockTable));
                              locked = true;
                              EXPECT_TRUE(Eventually([&] { return let_go.load(); }));
                              return 1;
                            });
  });
  ASSERT_TRUE(Eventually([&] { return locked.load(); }));
  Occupy();
  Queue(CallOf("95"), Insert("n-1"));  // needs the lock
  Queue(CallOf("95"), [](Transaction&) -> Result<StringValue> { return StringValue(); });
  {
    std::lock_guard lock(mutex_);
    released_ = true;
  }
  changed_.notify_all();
  EXPECT_TRUE(Eventually([&] {
    std::lock_guard lock(mutex_);
    return AnswerOf(1).empty();
  }));
  let_go = true;
  thread.join();
  Release();
  EXPECT_EQ(AnswerOf(0), "n-1");
}

}  // namespace
}  // namespace maillage::pg
