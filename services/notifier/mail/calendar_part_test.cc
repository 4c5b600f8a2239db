#include "notifier/mail/calendar_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notifier/mail/fixtures.h"

namespace maillage::notifier::mail {
namespace {

using namespace fixtures;
using testing::HasSubstr;
using testing::Not;

std::string PartWith(Session session, Calendar::Method method = Calendar::Method::kRequest) {
  auto section = Typical("registration.confirmed");
  section.sessions = {std::move(session)};
  auto mail = MailWith({section});
  mail.calendar = CalendarOf(section, method);
  return CalendarPart(mail);
}

TEST(CalendarPart, GivesTheWallClockWithItsZoneAndTheZonesRules) {
  const auto text = PartWith(SessionOn(2026_y / 2 / 3, 1));
  EXPECT_THAT(text, HasSubstr("METHOD:REQUEST\n"));
  EXPECT_THAT(text, HasSubstr("SEQUENCE:3\n"));
  EXPECT_THAT(text, HasSubstr("UID:cafs/95/events/r1/registrations/g1@maillage\n"));
  EXPECT_THAT(text, HasSubstr("DTSTAMP:20260105T080000Z\n"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/Paris:20260203T093000\n"));
  EXPECT_THAT(text, HasSubstr("DTEND;TZID=Europe/Paris:20260203T163000\n"));
  // Winter time from the change of October 2025 on, as the wall clock stood.
  EXPECT_THAT(text,
              HasSubstr("BEGIN:VTIMEZONE\nTZID:Europe/"
                        "Paris\nBEGIN:STANDARD\nDTSTART:20251026T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"));
  EXPECT_THAT(text, HasSubstr("STATUS:CONFIRMED\n"));
}

TEST(CalendarPart, CoversAChangeOfTheClockDuringASession) {
  auto session = SessionOn(2026_y / 3 / 28, 1);
  session.ends_at = At(2026_y / 3 / 29, 12);
  const auto text = PartWith(session);
  EXPECT_THAT(text, HasSubstr("BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"));
}

TEST(CalendarPart, KnowsZonesWithoutSummerTime) {
  auto session = SessionOn(2026_y / 2 / 3, 1);
  session.zone = "Indian/Reunion";
  EXPECT_THAT(
      PartWith(session),
      HasSubstr(
          "TZID:Indian/Reunion\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0400\nTZOFFSETTO:+0400\n"));
}

TEST(CalendarPart, CancelsWithTheSameUid) {
  const auto text = PartWith(SessionOn(2026_y / 2 / 3, 1), Calendar::Method::kCancel);
  EXPECT_THAT(text, HasSubstr("METHOD:CANCEL\n"));
  EXPECT_THAT(text, HasSubstr("STATUS:CANCELLED\n"));
  EXPECT_THAT(text, HasSubstr("UID:cafs/95/events/r1/registrations/g1@maillage\n"));
}

TEST(CalendarPart, KeepsATextThatWouldEndAnEntryInItsLine) {
  auto session = SessionOn(2026_y / 2 / 3, 1);
  session.place = "R1\nEND:VEVENT\nBEGIN:VEVENT;x,y";
  const auto text = PartWith(session);
  EXPECT_THAT(text, HasSubstr("LOCATION:R1 END:VEVENT BEGIN:VEVENT\\;x\\,y\n"));
  EXPECT_EQ(text.find("END:VEVENT\n"), text.rfind("END:VEVENT\n"));
}

}  // namespace
}  // namespace maillage::notifier::mail
