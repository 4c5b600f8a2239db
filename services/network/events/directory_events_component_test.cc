#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <thread>

#include "maillage/directory/v1/events.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "network/domain/testing.h"
#include "network/events/directory_events.h"
#include "network/store/event_store.h"
#include "platform/core/ids.h"
#include "platform/kafka/test_topics.h"
#include "platform/outbox/relay.h"
#include "platform/pg/test_database.h"

/// From a fact of directory on Kafka, over network's own copy, to a fact of network on Kafka.
namespace maillage::network::events {
namespace {

using google::protobuf::StringValue;
using testing::At;

constexpr char kDirectory[] = "maillage.directory.events";
constexpr char kNetwork[] = "maillage.network.events";
const Instant kNow = At("2026-01-10T10:00");

class DirectoryEvents : public ::testing::Test {
 protected:
  template <class Fact>
  static Fact PersonFact(const std::string& id, maillage::directory::v1::Person::State state) {
    Fact fact;
    auto& person = *fact.mutable_person();
    person.set_name("cafs/95/people/" + id);
    person.set_given_name("Aïcha");
    person.set_family_name("Morel");
    person.set_organisation("org-" + id);
    person.set_role(maillage::directory::v1::Person::ROLE_OFFICER);
    person.set_state(state);
    return fact;
  }

  kafka::Envelope Envelope(const google::protobuf::Message& fact, const std::string& key, Instant time) const {
    kafka::Envelope envelope;
    envelope.topic = kDirectory;
    envelope.key = key;
    envelope.id = NewUuid();
    envelope.type = fact.GetTypeName();
    envelope.source = "maillage/directory";
    envelope.time = time;
    envelope.caf = "95";
    envelope.traceparent = Trace::New().ToTraceparent();
    envelope.payload = fact.SerializeAsString();
    return envelope;
  }

  kafka::Envelope Joined(const std::string& id) const {
    return Envelope(PersonFact<maillage::directory::v1::PersonAdded>(id, maillage::directory::v1::Person::ACTIVE),
                    "cafs/95/people/" + id, kNow);
  }
  kafka::Envelope Left(const std::string& id, Instant at) const {
    return Envelope(PersonFact<maillage::directory::v1::PersonLeft>(id, maillage::directory::v1::Person::LEFT),
                    "cafs/95/people/" + id, at);
  }

  template <class Fact>
  kafka::Envelope CafOf(const std::string& code, const std::string& zone) const {
    Fact fact;
    fact.mutable_caf()->set_name("cafs/" + code);
    fact.mutable_caf()->set_display_name("Caf " + code);
    fact.mutable_caf()->set_zone(zone);
    auto envelope = Envelope(fact, "cafs/" + code, kNow);
    envelope.caf = code;
    return envelope;
  }

  /// In which the days of that Caf are counted: of a need that is raised, of an answer in a file.
  std::string ZoneOf(const std::string& code) {
    return database_
        .Read<std::string>(pg::Scope(code, pg::Scope::Internal().deadline),
                           [&](pg::Transaction& tx) { return store::ZoneOfCaf(tx, code); })
        .value();
  }

  Call CallOf() const {
    Call call;
    call.now = kNow;
    call.caf = "95";
    call.method = "test";
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    call.trace = Trace::New();
    return call;
  }

  void HaveEvent() {
    auto event =
        Event::Plan(testing::DraftOf(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)}), kNow).value();
    ASSERT_TRUE(event.Publish(kNow));
    ASSERT_TRUE(store_.Create<StringValue>(CallOf(), event, [](const Event&) { return StringValue(); }));
  }

  Result<StringValue> Register(const std::string& person) {
    return store_.ChangeFor<StringValue>(
        CallOf(), EventId("r1"), PersonId(person), store::Presence::kRequired,
        [&](Event& event, const store::KnownPerson& known) -> Result<StringValue> {
          auto r = event.Register({known.id, known.organisation, SessionId("s1"), {}}, kNow);
          if (!r) return Propagate(r);
          return StringValue();
        });
  }

  Status ApplyAll(const std::vector<kafka::Envelope>& envelopes) {
    auto applied = database_.Write<int>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<int> {
      if (auto status = DirectoryHandler(nullptr).apply(tx, envelopes); !status) return Propagate(status);
      return 0;
    });
    if (!applied) return Propagate(applied);
    return {};
  }

  pg::TestDatabase server_{"network_events", MAILLAGE_SOURCE_DIR "/services/network/migrations"};
  pg::Database database_{{server_.url(), 8}};
  store::EventStore store_{database_};
};

TEST_F(DirectoryEvents, WhoIsAddedMayRegisterAndWhoLeavesLosesTheSeatAtThatInstant) {
  HaveEvent();
  ASSERT_TRUE(ApplyAll({Joined("amina"), Joined("bruno")}));
  ASSERT_TRUE(Register("amina"));
  ASSERT_TRUE(Register("bruno"));
  const auto left_at = At("2026-01-11T07:30");
  ASSERT_TRUE(ApplyAll({Left("amina", left_at)}));
  const auto event = store_.Get(CallOf(), EventId("r1")).value();
  EXPECT_EQ(testing::Latest(event, "amina")->cancel_cause, CancelCause::kLeftNetwork);
  EXPECT_EQ(testing::Latest(event, "amina")->changed_at, left_at);
  EXPECT_EQ(testing::StateOf(event, "bruno"), "OFFERED");
  EXPECT_EQ(testing::Latest(event, "bruno")->offered_at, left_at);
  EXPECT_EQ(testing::Latest(event, "bruno")->organisation, "org-bruno");
  EXPECT_EQ(Register("amina").error().reason, "PERSON_NOT_PRESENT");
}

TEST_F(DirectoryEvents, ACafThatChangedIsKnownAsItIsNowAndNoOther) {
  ASSERT_TRUE(ApplyAll({CafOf<maillage::directory::v1::CafAdded>("95", "Europe/Paris"),
                        CafOf<maillage::directory::v1::CafAdded>("974", "Europe/Paris")}));
  EXPECT_EQ(ZoneOf("974"), "Europe/Paris");
  const auto changed = CafOf<maillage::directory::v1::CafChanged>("974", "Indian/Reunion");
  ASSERT_TRUE(ApplyAll({changed}));
  EXPECT_EQ(ZoneOf("974"), "Indian/Reunion");
  EXPECT_EQ(ZoneOf("95"), "Europe/Paris");
  ASSERT_TRUE(ApplyAll({changed})) << "the same again";
  EXPECT_EQ(ZoneOf("974"), "Indian/Reunion");
}

TEST_F(DirectoryEvents, UnknownTypesArePassedOverAndBrokenOnesAreNot) {
  auto unknown = Joined("amina");
  unknown.type = "maillage.directory.v1.PostOpened";
  EXPECT_TRUE(ApplyAll({unknown}));
  auto broken = Joined("amina");
  broken.payload = "\xff\xff";
  EXPECT_FALSE(ApplyAll({broken}));
}

TEST_F(DirectoryEvents, LeavingMeansTheSameWhoeverComesFirst) {
  HaveEvent();
  ASSERT_TRUE(ApplyAll({Joined("amina")}));
  std::thread leaving([&] { EXPECT_TRUE(ApplyAll({Left("amina", kNow)})); });
  (void)Register("amina");
  leaving.join();
  const auto event = store_.Get(CallOf(), EventId("r1")).value();
  EXPECT_EQ(event.ActiveRegistration(PersonId("amina"), kNow), nullptr)
      << "whichever was first, no seat is left behind";
}

TEST_F(DirectoryEvents, FromKafkaToKafkaInTheOrderOfTheEvent) {
  const kafka::TestTopics topics({kDirectory, kNetwork});
  kafka::Producer producer(topics.config());
  outbox::Relay relay(database_, producer, "maillage/network", {});
  relay.Start();
  inbox::ConsumerConfig config;
  config.kafka = topics.config();
  config.group = "network";
  config.topics = {kDirectory};
  inbox::Consumer consumer(database_, producer, config, DirectoryHandler(nullptr));
  consumer.Start();

  HaveEvent();
  ASSERT_EQ(producer.Send({Joined("amina"), Joined("bruno")}, std::chrono::seconds(30)).size(), 2u);
  for (int i = 0; i < 300 && !Register("amina"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int i = 0; i < 300 && !Register("bruno"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_EQ(producer.Send({Left("amina", kNow)}, std::chrono::seconds(30)).size(), 1u);

  std::vector<std::string> types;
  for (int i = 0; i < 300 && types.size() < 6; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    types.clear();
    for (const auto& each : topics.ReadAll(kNetwork)) {
      EXPECT_EQ(each.key, "cafs/95/events/r1");
      types.push_back(each.type.substr(each.type.rfind('.') + 1));
    }
  }
  EXPECT_EQ(types, (std::vector<std::string>{"EventPlanned", "EventPublished", "RegistrationConfirmed",
                                             "RegistrationWaitlisted", "RegistrationCancelled", "SeatOffered"}));
  consumer.Stop();
  relay.Stop(std::chrono::seconds(3));
}

}  // namespace
}  // namespace maillage::network::events
