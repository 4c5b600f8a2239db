#include "notifier/engine/testing.h"
#include "platform/core/reasons.h"

/// Facts become the plan together with their transaction, or not at all.
namespace maillage::notifier {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HearingFacts : public testing::EngineOnDatabase {
 protected:
  /// The consumer's transaction up to `apply`, then a rollback; nobody is told yet.
  void HearAndRollBack(const kafka::Envelope& envelope) {
    auto rolled_back = database_.Write<bool>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<bool> {
      EXPECT_TRUE(handler_.apply(tx, {envelope}));
      return Fail(reason::kInternal, "a rollback");
    });
    EXPECT_FALSE(rolled_back);
  }

  /// When the reminder of that rule about that event leaves.
  std::string LeavesAt(const std::string& rule, const std::string& event) {
    const auto rows =
        Ask("select to_char(leave_at at time zone 'Europe/Paris', 'YYYY-MM-DD HH24:MI') || ' Paris' as "
            "value from reminder where rule = '" +
            rule + "' and subject like '%/events/" + event + "%'");
    return rows.size() == 1 ? rows.front() : std::to_string(rows.size()) + " rows";
  }
};

TEST_F(HearingFacts, ThatAreRolledBackAreForgotten) {
  AddCaf();
  Join("aicha");
  Publish("r1", "2026-03-03 09:30");
  const auto confirmed = EnvelopeOf(Confirmation("aicha", "r1"));
  HearAndRollBack(confirmed);
  handler_.rolled_back();
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, IsEmpty());
  ASSERT_TRUE(Hear({confirmed}));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.Rules(), ElementsAre("registration.confirmed"));
}

TEST_F(HearingFacts, InATransactionThatRunsTwiceCountOnce) {
  AddCaf();
  Join("aicha");
  Publish("r1", "2026-03-03 09:30");
  const auto confirmed = EnvelopeOf(Confirmation("aicha", "r1"));
  HearAndRollBack(confirmed);  // a collision: the closure runs again without anybody being told
  ASSERT_TRUE(Hear({confirmed}));
  EXPECT_EQ(StateOf("registration.confirmed"), "PLANNED") << "what follows from it is saved with it";
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.Rules(), ElementsAre("registration.confirmed"));
  EXPECT_THAT(Ask("select key as value from known where kind = 'registration'"), SizeIs(1));
}

TEST_F(HearingFacts, TakesABatchWholeOrNotAtAll) {
  AddCaf();
  auto bad = EnvelopeOf(PersonOf("bruno", "95", ""));
  bad.payload = "\xFF";
  EXPECT_FALSE(Hear({EnvelopeOf(PersonOf("aicha", "95", "")), bad}));
  ASSERT_TRUE(engine_->Dispatch());
  engine_->Look("95", [](const Planner* planner) { EXPECT_EQ(planner->FindPerson("cafs/95/people/aicha"), nullptr); });
}

TEST_F(HearingFacts, TheFirstFactOfACafMayBeRolledBackToo) {
  directory::v1::CafAdded added;
  added.mutable_caf()->set_name("cafs/95");
  added.mutable_caf()->set_zone("Europe/Paris");
  HearAndRollBack(EnvelopeOf(added));
  handler_.rolled_back();
  ASSERT_TRUE(engine_->Dispatch());
  engine_->Look("95", [](const Planner* planner) { EXPECT_EQ(planner, nullptr); });
  HaveOneDue();
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, SizeIs(1));
}

TEST_F(HearingFacts, OfACafThatChangedMoveWhatIsToComeToItsZoneAndHolidays) {
  HaveOneDue();
  Publish("r2", "2026-05-28 09:30");
  Register("aicha", "r2");
  ASSERT_TRUE(engine_->Dispatch());
  const auto sent = server_.given.size();
  EXPECT_EQ(LeavesAt("meeting.eve", "r1"), "2026-03-02 09:00 Paris");
  EXPECT_EQ(LeavesAt("meeting.eve", "r2"), "2026-05-27 09:00 Paris");

  directory::v1::CafChanged changed;
  changed.mutable_caf()->set_name("cafs/95");
  changed.mutable_caf()->set_display_name("Caf 95");
  changed.mutable_caf()->add_departements("971");
  changed.mutable_caf()->set_zone("America/Guadeloupe");
  ASSERT_TRUE(Hear(changed));
  EXPECT_EQ(LeavesAt("meeting.eve", "r1"), "2026-03-02 14:00 Paris") << "9 in the morning there";
  EXPECT_EQ(LeavesAt("meeting.eve", "r2"), "2026-05-26 15:00 Paris") << "27 May is a holiday there";

  Start();  // from what was stored
  clock_.AdvanceTo(testing::InParis("2026-02-24 13:59"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, SizeIs(sent));
  clock_.AdvanceTo(testing::InParis("2026-02-24 14:00"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(server_.Rules().back(), "meeting.week");
}

TEST_F(HearingFacts, OfAnEventThatHasNoDateAnyMoreCanBeReadAgain) {
  HaveOneDue();
  network::v1::SessionCancelled cancelled;
  auto& event = *cancelled.mutable_event();
  event.set_name("cafs/95/events/r1");
  event.set_state(network::v1::Event::PUBLISHED);
  event.set_zone("Europe/Paris");
  auto& session = *event.add_sessions();
  session.set_name("cafs/95/events/r1/sessions/s1");
  session.set_starts_at("2026-03-03T09:30");
  session.set_ends_at("2026-03-03T16:30");
  session.set_cancelled(true);
  cancelled.set_session(session.name());
  ASSERT_TRUE(Hear(cancelled));
  network::v1::EventDeclined declined;
  declined.mutable_decline()->set_event("cafs/95/events/r1");
  declined.mutable_decline()->set_person("cafs/95/people/aicha");
  ASSERT_TRUE(Hear(declined));
  EXPECT_NO_THROW(Start());
}

TEST_F(HearingFacts, AreTheSamePlanAfterARestart) {
  HaveOneDue();
  const auto before =
      Ask("select rule || ' ' || state || ' ' || coalesce(leave_at::text, '') as value from reminder "
          "order by name");
  ASSERT_GT(before.size(), 2u);
  Start();
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.Rules(), ElementsAre("registration.confirmed"));
  clock_.AdvanceTo(testing::InParis("2026-02-24 09:00"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(server_.Rules().back(), "meeting.week");
}

}  // namespace
}  // namespace maillage::notifier
