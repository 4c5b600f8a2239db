#include "notifier/store/documents.h"

#include <gtest/gtest.h>

#include <tuple>

#include "notifier/store/full_records.h"

/// What is written as a document is read back as it was, field by field.
namespace maillage::notifier::store {
namespace {

template <class... T, std::size_t... Index>
std::vector<bool> Filled(const std::tuple<T...>& full, const std::tuple<T...>& empty, std::index_sequence<Index...>) {
  return {!(std::get<Index>(full) == std::get<Index>(empty))...};
}

template <class T>
void ExpectFilled(const T& full) {
  const auto filled =
      Filled(Fields(full), Fields(T{}), std::make_index_sequence<std::tuple_size_v<decltype(Fields(full))>>());
  for (std::size_t index = 0; index < filled.size(); ++index)
    EXPECT_TRUE(filled[index]) << "field " << index << " has its default: the test would not see it lost";
}

template <class T>
void ExpectRoundTrip(const T& full) {
  const T empty{};
  ExpectFilled(full);
  const auto document = ToDocument(full);
  EXPECT_TRUE(Fields(FromDocument<T>(document)) == Fields(full)) << document;
  EXPECT_TRUE(Fields(FromDocument<T>(ToDocument(empty))) == Fields(empty)) << ToDocument(empty);
}

TEST(Documents, KeepEveryFieldOfEveryRecord) {
  ExpectRoundTrip(FullCaf());
  ExpectRoundTrip(FullPerson());
  ExpectFilled(FullPost().assignments.front());
  ExpectRoundTrip(FullPost());
  ExpectFilled(FullEvent().sessions.front());
  ExpectRoundTrip(FullEvent());
  ExpectRoundTrip(FullRegistration());
  ExpectRoundTrip(FullAttendance());
  ExpectRoundTrip(FullAnswer());
  ExpectRoundTrip(FullDecline());
  ExpectRoundTrip(FullOverride());
}

TEST(Documents, OfAnOlderVersionGetTheDefaultsOfNewFields) {
  const auto person = FromDocument<Person>(R"({"name": "cafs/95/people/aicha"})");
  EXPECT_EQ(person.name, "cafs/95/people/aicha");
  EXPECT_TRUE(person.present);
}

TEST(Documents, ThatAreNoneAreAFaultOfTheStore) { EXPECT_ANY_THROW(FromDocument<Event>("{")); }

}  // namespace
}  // namespace maillage::notifier::store
