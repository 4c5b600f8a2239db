#include "notifier/events/parse.h"

#include <gtest/gtest.h>

#include "maillage/directory/v1/events.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "notifier/events/testing.h"

/// Every event of directory and network: what the planner hears of it.
namespace maillage::notifier::events {
namespace {

namespace directory = maillage::directory::v1;
namespace network = maillage::network::v1;

/// Names in a message what it is about; nothing more.
void Name(google::protobuf::Message& message) {
  const auto* type = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  const auto set = [&](const char* field, const std::string& value) {
    const auto* found = type->FindFieldByName(field);
    if (found != nullptr && found->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING &&
        !found->is_repeated())
      reflection->SetString(&message, found, value);
  };
  if (type->name() == "Caf") set("name", "cafs/95");
  if (type->name() == "Person") set("name", kPerson);
  if (type->name() == "Post") set("name", "cafs/95/posts/p1");
  if (type->name() == "Event") set("name", kEvent);
  if (type->name() == "Registration") set("name", kEvent + "/registrations/a");
  set("person", kPerson);
  set("session", kEvent + "/sessions/s1");
  set("event", kEvent);
  for (const char* field : {"caf", "person", "post", "event", "registration", "decline", "attendance", "answer"}) {
    const auto* found = type->FindFieldByName(field);
    if (found != nullptr && found->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE)
      Name(*reflection->MutableMessage(&message, found));
  }
}

template <class Expected>
bool IsA(const Fact& fact) {
  return std::holds_alternative<Expected>(fact);
}

using Check = bool (*)(const Fact&);
const std::map<std::string, Check> kExpected = {
    {"maillage.directory.v1.CafAdded", IsA<fact::CafKnown>},
    {"maillage.directory.v1.CafChanged", IsA<fact::CafKnown>},
    {"maillage.directory.v1.PersonAdded", IsA<fact::PersonKnown>},
    {"maillage.directory.v1.PersonChanged", IsA<fact::PersonKnown>},
    {"maillage.directory.v1.PersonLeft", IsA<fact::PersonKnown>},
    {"maillage.directory.v1.PersonAnonymised", IsA<fact::PersonKnown>},
    {"maillage.directory.v1.PostOpened", IsA<fact::PostKnown>},
    {"maillage.directory.v1.PostChanged", IsA<fact::PostKnown>},
    {"maillage.directory.v1.PostFilled", IsA<fact::PostKnown>},
    {"maillage.directory.v1.PostVacated", IsA<fact::PostKnown>},
    {"maillage.directory.v1.PostClosed", IsA<fact::PostKnown>},
    {"maillage.network.v1.EventPlanned", IsA<fact::EventKnown>},
    {"maillage.network.v1.EventPublished", IsA<fact::EventKnown>},
    {"maillage.network.v1.EventChanged", IsA<fact::EventKnown>},
    {"maillage.network.v1.EventCancelled", IsA<fact::EventCancelled>},
    {"maillage.network.v1.SessionAdded", IsA<fact::EventKnown>},
    {"maillage.network.v1.SessionRescheduled", IsA<fact::SessionRescheduled>},
    {"maillage.network.v1.SessionRelocated", IsA<fact::SessionRelocated>},
    {"maillage.network.v1.SessionResized", IsA<fact::EventKnown>},
    {"maillage.network.v1.SessionCancelled", IsA<fact::SessionCancelled>},
    {"maillage.network.v1.DocumentsShared", IsA<fact::EventKnown>},
    {"maillage.network.v1.MinutesPublished", IsA<fact::EventKnown>},
    {"maillage.network.v1.RegistrationConfirmed", IsA<fact::RegistrationChanged>},
    {"maillage.network.v1.RegistrationWaitlisted", IsA<fact::RegistrationChanged>},
    {"maillage.network.v1.SeatOffered", IsA<fact::RegistrationChanged>},
    {"maillage.network.v1.OfferLapsed", IsA<fact::RegistrationChanged>},
    {"maillage.network.v1.RegistrationCancelled", IsA<fact::RegistrationChanged>},
    {"maillage.network.v1.RegistrationSwitched", IsA<fact::RegistrationSwitched>},
    {"maillage.network.v1.EventDeclined", IsA<fact::EventDeclined>},
    {"maillage.network.v1.AttendanceMarked", IsA<fact::AttendanceMarked>},
    {"maillage.network.v1.SurveyAnswered", IsA<fact::SurveyAnswered>},
    // Reminders do not depend on these.
    {"maillage.network.v1.ProgrammeCreated", nullptr},
    {"maillage.network.v1.ProgrammeChanged", nullptr},
    {"maillage.network.v1.ProgrammePublished", nullptr},
    {"maillage.network.v1.ProgrammeClosed", nullptr},
    {"maillage.network.v1.NeedRaised", nullptr},
    {"maillage.network.v1.NeedChanged", nullptr},
    {"maillage.network.v1.SheetPublished", nullptr},
    {"maillage.network.v1.SheetChanged", nullptr},
};

class EveryEvent : public ::testing::TestWithParam<const google::protobuf::Descriptor*> {
 protected:
  std::unique_ptr<google::protobuf::Message> message_{
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(GetParam())->New()};
};

TEST_P(EveryEvent, IsTheFactThatThePlannerKnows) {
  ASSERT_TRUE(kExpected.contains(GetParam()->full_name())) << "a new event: say here what becomes of it";
  const auto expected = kExpected.at(GetParam()->full_name());
  Name(*message_);
  const auto fact = Parse(EnvelopeOf(*message_));
  ASSERT_TRUE(fact) << fact.error().message;
  ASSERT_EQ(fact->has_value(), expected != nullptr);
  if (expected != nullptr) {
    EXPECT_TRUE(expected(**fact));
  }
}

TEST_P(EveryEvent, IsRefusedWhenItsPayloadIsNotOfItsTypeOrOfAnotherCaf) {
  if (kExpected.at(GetParam()->full_name()) == nullptr) return;
  auto envelope = EnvelopeOf(*message_);
  EXPECT_EQ(Parse(envelope).error().reason, "INVALID_EVENT") << "it names nothing";
  envelope.payload = "\x0A\xFF\xFF";
  EXPECT_EQ(Parse(envelope).error().reason, "INVALID_EVENT") << "it ends early";
  Name(*message_);
  EXPECT_EQ(Parse(EnvelopeOf(*message_, "974")).error().reason, "INVALID_EVENT") << "it is about another Caf";
  EXPECT_EQ(Parse(EnvelopeOf(*message_, "")).error().reason, "INVALID_EVENT");
}

std::vector<const google::protobuf::Descriptor*> AllEvents() {
  std::vector<const google::protobuf::Descriptor*> all;
  for (const auto* file : {directory::CafAdded::descriptor()->file(), network::EventPlanned::descriptor()->file()}) {
    for (int index = 0; index < file->message_type_count(); ++index) all.push_back(file->message_type(index));
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Parse, EveryEvent, ::testing::ValuesIn(AllEvents()),
                         [](const auto& info) { return info.param->name(); });

TEST(Parse, KnowsNothingOfATypeThatIsNotOurs) {
  kafka::Envelope envelope;
  envelope.type = "maillage.training.v1.CertificateIssued";
  envelope.payload = "\xFF";
  EXPECT_FALSE(Parse(envelope).value());
}

}  // namespace
}  // namespace maillage::notifier::events
