#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "network/domain/testing.h"
#include "network/store/event_document.h"
#include "network/store/event_store.h"
#include "platform/core/ids.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/test_database.h"

/// The store on a real PostgreSQL: what is written comes back, acts on one event happen one after the other, Cafs stay
/// apart.
namespace maillage::network::store {
namespace {

using google::protobuf::StringValue;
using testing::At;

const Instant kNow = At("2026-01-10T10:00");

Call CallOf(const std::string& caf = "95") {
  Call call;
  call.now = kNow;
  call.caf = caf;
  call.method = "test";
  call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  call.trace = Trace::New();
  return call;
}

StringValue Said(const std::string& text) {
  StringValue value;
  value.set_value(text);
  return value;
}

constexpr pg::Statement kFacts{"test_facts", "select type, key, time from public.outbox order by id"};

class EventStoreTest : public ::testing::Test {
 protected:
  void AddPeople(int count, const std::string& caf = "95") {
    (void)database_.Write<int>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<int> {
      for (int i = 0; i < count; ++i) {
        PutPerson(tx, {caf, PersonId("p-" + std::to_string(i)), "Aïcha", "Morel", "org-" + std::to_string(i % 7), "",
                       "", "OFFICER", true});
      }
      return count;
    });
  }

  void AddEvent(EventDraft draft) {
    auto event = Event::Plan(draft, kNow).value();
    ASSERT_TRUE(event.Publish(kNow));
    auto made =
        store_.Create<StringValue>(CallOf(draft.caf), event, [](const Event& e) { return Said(e.details().id.value); });
    ASSERT_TRUE(made) << made.error().message;
  }

  Result<StringValue> Register(const std::string& person, const std::string& session,
                               const std::string& request_id = "") {
    auto call = CallOf();
    call.request_id = request_id;
    return store_.ChangeFor<StringValue>(
        call, EventId("r1"), PersonId(person), Presence::kRequired,
        [&](Event& event, const KnownPerson& known) -> Result<StringValue> {
          auto r = event.Register({known.id, known.organisation, SessionId(session), {}}, call.now);
          if (!r) return Propagate(r);
          return Said(std::string(NameOf(r->state)));
        });
  }

  Result<StringValue> CancelSeat(const std::string& person) {
    return store_.Change<StringValue>(CallOf(), EventId("r1"), [&](Event& event) -> Result<StringValue> {
      auto r = event.CancelRegistration(PersonId(person), CancelCause::kPerson, kNow);
      if (!r) return Propagate(r);
      return Said(std::string(NameOf(r->state)));
    });
  }

  int CountFacts(const std::string& type) {
    return database_
        .Read<int>(pg::Scope::Internal(),
                   [&](pg::Transaction& tx) -> Result<int> {
                     auto rows = tx.Query(kFacts);
                     if (!rows) return Propagate(rows);
                     int count = 0;
                     for (const auto row : *rows)
                       count += row.Get<std::string>("type") == "maillage.network.v1." + type;
                     return count;
                   })
        .value();
  }

  pg::TestDatabase server_{"network_store", MAILLAGE_SOURCE_DIR "/services/network/migrations"};
  pg::Database database_{{server_.url(), 16, std::chrono::seconds(60)}};  // a loaded machine makes callers wait
  EventStore store_{database_};
};

TEST_F(EventStoreTest, AnAggregateComesBackAsItWasWritten) {
  auto draft = testing::DraftOf(Format::kSplit, {testing::SessionOf("s1", "2026-02-10T09:00", 1),
                                                 testing::SessionOf("s2", "2026-02-12T09:00", 2)});
  draft.zone = "Indian/Reunion";
  draft.title = "L'été « à deux » {{7*7}} \\ \"x\"";
  draft.themes = {"YOUTH", "a,b"};
  draft.audience = {Audience::kOfficer, Audience::kAdviser};
  draft.sessions[1].deliverable_due_on = "2026-03-01";
  AddPeople(3);
  AddEvent(draft);
  ASSERT_TRUE(Register("p-0", "s1"));
  ASSERT_TRUE(Register("p-1", "s1"));
  ASSERT_TRUE(CancelSeat("p-0"));
  const auto event = store_.Get(CallOf(), EventId("r1"));
  ASSERT_TRUE(event);
  const auto& details = event->details();
  EXPECT_EQ(details.title, draft.title);
  EXPECT_EQ(details.themes, draft.themes);
  EXPECT_EQ(details.audience, draft.audience);
  EXPECT_EQ(details.zone.name(), "Indian/Reunion");
  EXPECT_EQ(details.state, EventState::kPublished);
  EXPECT_EQ(details.published_at, kNow);
  EXPECT_EQ(details.version, 4);
  EXPECT_EQ(ToString(event->sessions()[0].starts_at), "2026-02-10T09:00");
  EXPECT_EQ(ToString(*event->sessions()[1].deliverable_due_on), "2026-03-01");
  const auto* offered = testing::Latest(*event, "p-1");
  EXPECT_EQ(offered->state, RegistrationState::kOffered);
  EXPECT_EQ(offered->offered_at, kNow);
  EXPECT_EQ(offered->organisation, "org-1");
  EXPECT_EQ(event->NextDue(), At("2026-01-12T10:00"));
  EXPECT_TRUE(event->HasDeclined(PersonId("p-0")));
}

TEST_F(EventStoreTest, OffersLapseAtTheirOwnInstantThoughNoticedLater) {
  AddPeople(3);
  AddEvent(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)}));
  for (const auto* each : {"p-0", "p-1", "p-2"}) ASSERT_TRUE(Register(each, ""));
  ASSERT_TRUE(CancelSeat("p-0"));
  EXPECT_EQ(store_.RunDue(kNow).value(), At("2026-01-12T10:00"));
  EXPECT_EQ(store_.RunDue(At("2026-01-13T00:00")).value(), At("2026-01-14T10:00")) << "the next in line has it now";
  const auto event = store_.Get(CallOf(), EventId("r1")).value();
  EXPECT_EQ(testing::StateOf(event, "p-1"), "LAPSED");
  EXPECT_EQ(*testing::Latest(event, "p-2")->offered_at, At("2026-01-12T10:00"));
  EXPECT_EQ(store_.RunDue(At("2026-01-20T00:00")).value(), std::nullopt);
}

TEST_F(EventStoreTest, SixtyFourAtOnceNeverExceedTheCapacity) {
  AddPeople(64);
  AddEvent(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 10)}));
  std::atomic<int> confirmed = 0, waiting = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 64; ++i) {
    callers.emplace_back([&, i] {
      auto answer = Register("p-" + std::to_string(i), "s1");
      ASSERT_TRUE(answer) << answer.error().reason << " " << answer.error().message;
      confirmed += answer->value() == "CONFIRMED";
      waiting += answer->value() == "WAITLISTED";
    });
  }
  for (auto& each : callers) each.join();
  EXPECT_EQ(confirmed, 10);
  EXPECT_EQ(waiting, 54);
  EXPECT_EQ(store_.Get(CallOf(), EventId("r1"))->FreeSeats(SessionId("s1")), 0);
  EXPECT_EQ(CountFacts("SeatOffered"), 0);
}

TEST_F(EventStoreTest, SixtyFourAtOnceMakeOneOfferAFreedSeat) {
  AddPeople(64);
  AddEvent(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 20)}));
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(Register("p-" + std::to_string(i), "s1"));
  std::atomic<int> freed = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 64; ++i) {
    callers.emplace_back([&, i] {
      // Ten give their seat back, twice each; the others register meanwhile.
      if (i < 20) {
        freed += CancelSeat("p-" + std::to_string(i % 10)).has_value();
      } else {
        (void)Register("p-" + std::to_string(i), "s1");
      }
    });
  }
  for (auto& each : callers) each.join();
  EXPECT_EQ(freed, 10);
  EXPECT_EQ(CountFacts("SeatOffered"), 10);
  const auto event = store_.Get(CallOf(), EventId("r1")).value();
  EXPECT_EQ(event.FreeSeats(SessionId("s1")), 0);
  EXPECT_EQ(event.View().sessions[0].offered, 10);
}

TEST_F(EventStoreTest, ARepeatedRequestGetsTheFirstAnswerAndChangesNothing) {
  AddPeople(1);
  AddEvent(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)}));
  EXPECT_EQ(Register("p-0", "s1", "once")->value(), "CONFIRMED");
  EXPECT_EQ(Register("p-0", "s1", "once")->value(), "CONFIRMED");
  EXPECT_EQ(Register("p-0", "s1").error().reason, "ALREADY_REGISTERED");
  EXPECT_EQ(CountFacts("RegistrationConfirmed"), 1);
}

TEST_F(EventStoreTest, FactsAreCountedWhenTheyAreCommittedAndOnce) {
  static constexpr pg::Statement kCollide{
      "test_collide", "do $$ begin raise exception using errcode = 'serialization_failure'; end $$"};
  auto& published = metrics::Registry::Process().AddCounter(
      "maillage_network_facts_total", "Facts about events, by type.", {{"type", "EventPublished"}});
  const auto before = published.Value();
  auto event = Event::Plan(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)}), kNow);
  ASSERT_TRUE(event->Publish(kNow));
  int attempts = 0;
  const auto saved = database_.Write<int>(CallOf(), [&](pg::Transaction& tx) -> Result<int> {
    Event copy = *event;
    Save(tx, copy, Trace::New());
    if (++attempts == 1) tx.Execute(kCollide);
    EXPECT_EQ(published.Value(), before);
    return attempts;
  });
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(*saved, 2);
  EXPECT_EQ(CountFacts("EventPublished"), 1);
  EXPECT_EQ(published.Value(), before + 1);
}

TEST_F(EventStoreTest, OneCafNeitherSeesNorChangesAnothersEvents) {
  AddPeople(1);
  AddEvent(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)}));
  EXPECT_EQ(store_.Get(CallOf("974"), EventId("r1")).error().reason, "NOT_FOUND");
  EXPECT_TRUE(store_.List(CallOf("974"), {}, "", 10)->empty());
  auto call = CallOf("974");
  call.caf = "974";
  const auto changed = database_.Write<int>(pg::Scope("974", call.deadline), [&](pg::Transaction& tx) -> Result<int> {
    static constexpr pg::Statement kSteal{"test_steal", "update events set title = 'mine'"};
    auto rows = tx.Query(kSteal);
    if (!rows) return Propagate(rows);
    return static_cast<int>(rows->affected());
  });
  EXPECT_EQ(*changed, 0) << "row-level security, whatever the SQL";
}

TEST_F(EventStoreTest, AnEventIsMadeOnce) {
  const auto draft = testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)});
  AddEvent(draft);
  auto again = store_.Create<StringValue>(CallOf(), Event::Plan(draft, kNow).value(),
                                          [](const Event&) { return Said("twice"); });
  EXPECT_EQ(again.error().reason, "ALREADY_EXISTS");
}

TEST_F(EventStoreTest, SomebodyUnknownOrGoneIsRefused) {
  AddPeople(1);
  AddEvent(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)}));
  EXPECT_EQ(Register("nobody", "s1").error().reason, "NOT_FOUND");
  (void)database_.Write<int>(pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<int> {
    PutPerson(tx, {"95", PersonId("p-0"), "A", "B", "", "", "", "OFFICER", false});
    return 0;
  });
  EXPECT_EQ(Register("p-0", "s1").error().reason, "PERSON_NOT_PRESENT");
}

TEST_F(EventStoreTest, ListsFilterAndGoOnWhereTheyStopped) {
  AddPeople(5);
  for (const auto* id : {"a1", "a2", "b1"}) {
    auto draft = testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)});
    draft.id = id;
    if (id[0] == 'b') draft.kind = EventKind::kWelcome;
    AddEvent(draft);
  }
  EXPECT_EQ(store_.List(CallOf(), {}, "", 2)->size(), 2u);
  EXPECT_EQ(store_.List(CallOf(), {}, "a2", 2)->at(0).details().id.value, "b1");
  EXPECT_EQ(store_.List(CallOf(), {"WELCOME", "", "", {}}, "", 9)->size(), 1u);
  EXPECT_EQ(store_.List(CallOf(), {"", "", "", 2027}, "", 9)->size(), 0u);
}

}  // namespace
}  // namespace maillage::network::store
