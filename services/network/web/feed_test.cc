#include "network/web/feed.h"

#include <gtest/gtest.h>

#include "network/domain/testing.h"
#include "network/web/french.h"

namespace maillage::network::web {
namespace {

using network::testing::At;

const Instant kNow = At("2026-01-10T10:00");

Event EventWith(Format format, const std::string& zone, const std::string& title) {
  auto draft = network::testing::DraftOf(format, {network::testing::SessionOf("s1", "2026-02-10T09:30", 9),
                                                  network::testing::SessionOf("s2", "2026-06-10T09:30", 9)});
  draft.zone = zone;
  draft.title = title;
  auto event = Event::Plan(draft, kNow).value();
  EXPECT_TRUE(event.Publish(kNow));
  EXPECT_TRUE(event.Register({PersonId("amina"), "", SessionId(format == Format::kSequence ? "" : "s1"), {}}, kNow));
  return event;
}

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Feed, HasTheConfirmedSessionWithItsZone) {
  const auto text = CalendarOf({EventWith(Format::kSplit, "Europe/Paris", "R1")}, PersonId("amina"), kNow);
  EXPECT_EQ(Count(text, "BEGIN:VEVENT"), 1) << text;
  EXPECT_EQ(Count(text, "BEGIN:VTIMEZONE"), 1);
  EXPECT_NE(text.find("DTSTART;TZID=Europe/Paris:20260210T093000"), std::string::npos) << text;
  EXPECT_NE(text.find("TZOFFSETTO:+0100"), std::string::npos);
}

TEST(Feed, HasEveryModuleOfASequenceThatIsNotCancelled) {
  auto event = EventWith(Format::kSequence, "Europe/Paris", "Formation");
  EXPECT_EQ(Count(CalendarOf({event}, PersonId("amina"), kNow), "BEGIN:VEVENT"), 2);
  ASSERT_TRUE(event.CancelSession(SessionId("s2"), kNow));
  EXPECT_EQ(Count(CalendarOf({event}, PersonId("amina"), kNow), "BEGIN:VEVENT"), 1);
}

TEST(Feed, IsEmptyForSomebodyElseAndHarmlessWhateverTheTitle) {
  const auto event = EventWith(Format::kSplit, "Indian/Reunion", "R1\\nEND:VEVENT;,");
  EXPECT_EQ(Count(CalendarOf({event}, PersonId("bruno"), kNow), "BEGIN:VEVENT"), 0);
  const auto text = CalendarOf({event}, PersonId("amina"), kNow);
  EXPECT_EQ(Count(text, "\nEND:VEVENT") + Count(text, "\rEND:VEVENT"), 1) << text;
}

TEST(French, PrintsDatesAsTheyAreRead) {
  EXPECT_EQ(LongDate(ParseDate("2026-10-01").value()), "jeudi 1er octobre 2026");
  EXPECT_EQ(Hour(ParseLocalTime("2026-10-01T16:00").value()), "16\u00A0h");
  EXPECT_EQ(Hour(ParseLocalTime("2026-10-01T09:05").value()), "9\u00A0h\u00A005");
}

}  // namespace
}  // namespace maillage::network::web
