#include "platform/core/reasons.h"
#include "platform/pg/session.h"
#include "platform/pg/testing_notes.h"

namespace maillage::pg {
namespace {

using SessionTest = NotesTest;

TEST_F(SessionTest, ASessionRunsWhatWaitsForItsCommitToo) {
  Session session(db_);
  int done = 0;
  auto count = [&](Transaction& tx) -> Status {
    tx.AfterCommit([&] { ++done; });
    return {};
  };
  ASSERT_TRUE(session.Run(Scope::Internal(), count));
  EXPECT_EQ(done, 1);
  EXPECT_FALSE(session.Run(Scope::Internal(), [&](Transaction& tx) -> Status {
    (void)count(tx);
    return Fail(reason::kNotFound, "no such thing");
  }));
  EXPECT_EQ(done, 1);
}

TEST_F(SessionTest, ASessionKnowsWhatWaitsForTheDiskAndWhatItMayHaveLost) {
  Session session(db_);
  const auto bump = [](Transaction& tx) -> Status {
    tx.Execute(kBump, "n-1");
    return {};
  };
  ASSERT_TRUE(session.RunUnflushed(Scope::Internal(), bump));
  EXPECT_TRUE(session.unflushed());
  ASSERT_TRUE(session.Flush(Scope::Internal()));
  EXPECT_FALSE(session.unflushed());
  session.Close();
  ASSERT_TRUE(session.RunUnflushed(Scope::Internal(), bump));
  EXPECT_FALSE(session.lost()) << "all was flushed when its connection ended";
  session.Close();
  EXPECT_FALSE(session.Flush(Scope::Internal())) << "another connection cannot vouch for the first";
  EXPECT_TRUE(session.lost());
  session.Recovered();
  EXPECT_TRUE(session.Flush(Scope::Internal()));
}

TEST_F(SessionTest, WhatTheRelaySendsAtOnceIsOnTheDisk) {
  Session session(db_);
  int woken = 0;
  db_.OnOutboxCommit([&] { ++woken; });
  ASSERT_TRUE(session.RunUnflushed(Scope::Internal(), [](Transaction& tx) -> Status {
    tx.Execute(kBump, "n-1");
    tx.TouchOutbox();
    return {};
  }));
  EXPECT_FALSE(session.unflushed());
  EXPECT_EQ(woken, 1);
  db_.OnOutboxCommit({});
}

}  // namespace
}  // namespace maillage::pg
