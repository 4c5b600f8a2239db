#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/letters/overtaken.h"
#include "cli/letters/payload.h"
#include "maillage/network/v1/events.pb.h"

namespace maillage::cli {
namespace {

namespace network = maillage::network::v1;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

network::RegistrationConfirmed Confirmed(const std::string& person) {
  network::RegistrationConfirmed confirmed;
  confirmed.mutable_registration()->set_name("cafs/95/events/r1/registrations/" + person);
  confirmed.mutable_registration()->set_person("cafs/95/people/" + person);
  return confirmed;
}
network::RegistrationCancelled Cancelled(const std::string& person) {
  network::RegistrationCancelled cancelled;
  *cancelled.mutable_registration() = Confirmed(person).registration();
  return cancelled;
}
network::AttendanceMarked Marked(const std::string& person) {
  network::AttendanceMarked marked;
  marked.set_event("cafs/95/events/r1");
  marked.mutable_attendance()->set_session("cafs/95/events/r1/sessions/s1");
  marked.mutable_attendance()->set_person("cafs/95/people/" + person);
  return marked;
}

kafka::Envelope Event(const google::protobuf::Message& message, std::int64_t offset) {
  kafka::Envelope event;
  event.key = "cafs/95/events/r1";
  event.type = message.GetTypeName();
  event.payload = message.SerializeAsString();
  event.id = std::to_string(offset);
  event.offset = offset;
  return event;
}
letters::Letter LetterAbout(kafka::Envelope event) {
  letters::Letter letter;
  letter.event = std::move(event);
  return letter;
}

TEST(Payload, IsReadByItsType) {
  const auto message = Confirmed("aicha");
  const auto json = PayloadAsJson(message.GetTypeName(), message.SerializeAsString());
  ASSERT_TRUE(json);
  EXPECT_THAT(*json, HasSubstr("\"person\": \"cafs/95/people/aicha\""));
}

TEST(Payload, WhatIsNoSuchMessageIsNotReadAsOne) {
  const auto type = Confirmed("aicha").GetTypeName();
  EXPECT_FALSE(PayloadAsJson(type, "\xff\xff not a protobuf message"));
  EXPECT_FALSE(PayloadAsJson(type, std::string("\xfa\x07\x01x", 4))) << "only a field that nobody knows";
  EXPECT_FALSE(PayloadAsJson("maillage.network.v1.OfNextYear", ""));
  EXPECT_EQ(Hex(std::string("\0\xff"
                            "a",
                            3)),
            "00 ff 61");
  EXPECT_EQ(Hex(std::string(17, ' ')).substr(47), "\n20");
}

TEST(Payload, TellsWhatItStates) {
  EXPECT_THAT(Stated(Confirmed("aicha").GetTypeName(), Confirmed("aicha").SerializeAsString()),
              ElementsAre("cafs/95/events/r1/registrations/aicha"));
  EXPECT_THAT(Stated(Marked("aicha").GetTypeName(), Marked("aicha").SerializeAsString()),
              ElementsAre("Attendance cafs/95/events/r1/sessions/s1 cafs/95/people/aicha"));
  EXPECT_THAT(Stated(Confirmed("aicha").GetTypeName(), "\xff"), IsEmpty());
}

TEST(Overtaken, ByANewerStateOfTheSame) {
  const auto letter = LetterAbout(Event(Confirmed("aicha"), 5));
  EXPECT_TRUE(Overtakes(Event(Cancelled("aicha"), 6), letter));
  EXPECT_FALSE(Overtakes(Event(Cancelled("bruno"), 6), letter));
  EXPECT_FALSE(Overtakes(Event(Cancelled("aicha"), 4), letter)) << "it came before";
  EXPECT_TRUE(Overtakes(Event(Marked("aicha"), 6), LetterAbout(Event(Marked("aicha"), 5))));
  EXPECT_FALSE(Overtakes(Event(Marked("bruno"), 6), LetterAbout(Event(Marked("aicha"), 5))));
}

TEST(Overtaken, NotByItsOwnReplay) {
  const auto event = Event(Confirmed("aicha"), 5);
  auto again = event;
  again.offset = 9;
  EXPECT_FALSE(Overtakes(again, LetterAbout(event)));
}

TEST(Overtaken, NotByAnotherSubject) {
  auto later = Event(Cancelled("aicha"), 6);
  later.key = "cafs/95/events/r2";
  EXPECT_FALSE(Overtakes(later, LetterAbout(Event(Confirmed("aicha"), 5))));
}

TEST(Overtaken, ByAnythingLaterWhenItCannotBeRead) {
  auto unreadable = Event(Confirmed("aicha"), 5);
  unreadable.payload = "\xff\xff";
  EXPECT_TRUE(Overtakes(Event(Cancelled("bruno"), 6), LetterAbout(unreadable)));
}

}  // namespace
}  // namespace maillage::cli
