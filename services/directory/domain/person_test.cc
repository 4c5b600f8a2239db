#include "directory/domain/person.h"

#include <gtest/gtest.h>

namespace maillage::directory {
namespace {

const Instant kNow = date::sys_days(date::year{2026} / 1 / 5) + std::chrono::hours(8);

PersonDetails Amina() {
  PersonDetails details;
  details.given_name = "Amina";
  details.family_name = "Essai";
  details.email = "amina@example.org";
  details.kind = PersonKind::kOfficer;
  details.role = Role::kOfficer;
  details.organisation = "249500489";
  return details;
}

Person Present() { return *Person::Join("95", "p-1", Amina()); }

TEST(Person, IsPresentFromJoiningUntilLeaving) {
  auto person = Present();
  EXPECT_TRUE(person.present());

  ASSERT_TRUE(person.Leave(kNow));

  EXPECT_FALSE(person.present());
  EXPECT_EQ(person.row().left_at, kNow);
}

TEST(Person, IsPresentWhileInvited) {
  EXPECT_TRUE(Person::Join("95", "p-1", Amina(), PersonState::kInvited)->present());
}

// SCENARIO.md: leave, mute and unmute are refused when not present.
TEST(Person, WhoLeftCannotLeaveMuteOrUnmute) {
  auto person = Present();
  ASSERT_TRUE(person.Leave(kNow));

  EXPECT_EQ(person.Leave(kNow).error().reason, "PERSON_NOT_PRESENT");
  EXPECT_EQ(person.Mute().error().reason, "PERSON_NOT_PRESENT");
  EXPECT_EQ(person.Unmute().error().reason, "PERSON_NOT_PRESENT");
}

// SCENARIO.md: "again: accepted, changes nothing".
TEST(Person, MutedTwiceChangesNothing) {
  auto person = Present();
  EXPECT_EQ(person.Unmute(), false);
  EXPECT_EQ(person.Mute(), true);
  EXPECT_EQ(person.Mute(), false);
  EXPECT_TRUE(person.row().reminders_muted);
  EXPECT_EQ(person.Unmute(), true);
  EXPECT_FALSE(person.row().reminders_muted);
}

TEST(Person, IsForgottenOnlyAfterLeaving) {
  auto person = Present();
  EXPECT_EQ(person.Anonymise().error().reason, "PERSON_STILL_PRESENT");
  ASSERT_TRUE(person.Leave(kNow));

  EXPECT_EQ(person.Anonymise(), true);

  const auto& details = person.row().details;
  EXPECT_EQ(details.email, "");
  EXPECT_NE(details.given_name, "Amina");
  EXPECT_EQ(details.organisation, "249500489");
  EXPECT_EQ(person.Anonymise(), false);
  EXPECT_EQ(person.Change(Amina()).error().reason, "PERSON_ANONYMISED");
}

TEST(Person, ReportsEveryFaultAtOnce) {
  auto details = Amina();
  details.given_name = "";
  details.family_name = "a\nb";
  details.email = "two@example.org, three@example.org";
  details.phone = "12";
  details.kind = std::nullopt;
  details.role = std::nullopt;
  details.organisation = "000000000";
  details.zone = "Europe/Cergy";
  details.portfolio = {"CTG"};
  details.channels = {"PIGEON"};

  const auto person = Person::Join("95", "P 1", details);

  ASSERT_FALSE(person);
  std::vector<std::string> fields;
  for (const auto& fault : person.error().faults) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"person_id", "person.given_name", "person.family_name", "person.email",
                                              "person.phone", "person.kind", "person.role", "person.organisation",
                                              "person.zone", "person.portfolio", "person.channels"}));
}

// Scenarios group people by organisations whose SIREN need not pass the check digit.
TEST(Person, HasAnOrganisationOfNineDigits) {
  auto details = Amina();
  details.organisation = "219500189";
  EXPECT_TRUE(ProblemsOf(details).empty());
  for (const char* siren : {"21950018", "2195001890", "21950018a", "000000000"}) {
    details.organisation = siren;
    EXPECT_EQ(ProblemsOf(details), (std::vector<FieldProblem>{{"organisation", Problem::kNotASiren}})) << siren;
  }
}

TEST(Person, HasATradeOfTheCafOnlyAsCafStaff) {
  auto details = Amina();
  details.caf_staff_kind = CafStaffKind::kAdviser;
  EXPECT_EQ(ProblemsOf(details), (std::vector<FieldProblem>{{"caf_staff_kind", Problem::kNotForThisKind}}));

  details.kind = PersonKind::kCafStaff;
  EXPECT_TRUE(ProblemsOf(details).empty());
}

TEST(Person, HasASpecialityOnlyAsThematicAdviser) {
  auto details = Amina();
  details.kind = PersonKind::kCafStaff;
  details.caf_staff_kind = CafStaffKind::kAdviser;
  details.speciality = "YOUTH";
  EXPECT_EQ(ProblemsOf(details), (std::vector<FieldProblem>{{"speciality", Problem::kNotForThisKind}}));

  details.caf_staff_kind = CafStaffKind::kThematic;
  EXPECT_TRUE(ProblemsOf(details).empty());
}

TEST(Person, ChangedToTheSameIsNotChanged) {
  auto person = Present();
  auto details = Amina();
  EXPECT_EQ(person.Change(details), false);

  details.zone = "Indian/Reunion";
  EXPECT_EQ(person.Change(details), true);
  EXPECT_EQ(person.row().details.zone, "Indian/Reunion");
}

}  // namespace
}  // namespace maillage::directory
