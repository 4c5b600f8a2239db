#pragma once

#include <tuple>

#include "notifier/domain/records.h"

/// For tests of the store: a record of each kind with no field at its default, and all fields of each as a tuple. A
/// field that is added does not compile here until it is listed, and so tested.
namespace maillage::notifier {

inline auto Fields(const Caf& value) {
  const auto& [a, b, c, d] = value;
  return std::make_tuple(a, b, c, d);
}
inline auto Fields(const Person& value) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = value;
  return std::make_tuple(a, b, c, d, e, f, g, h, i, j, k, l);
}
inline auto Fields(const Assignment& value) {
  const auto& [a, b, c] = value;
  return std::make_tuple(a, b, c);
}
inline auto Fields(const Session& value) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s] = value;
  return std::make_tuple(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s);
}
inline auto Fields(const Registration& value) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = value;
  return std::make_tuple(a, b, c, d, e, f, g, h, i, j, k, l, m);
}
inline auto Fields(const Attendance& value) {
  const auto& [a, b, c, d, e] = value;
  return std::make_tuple(a, b, c, d, e);
}
inline auto Fields(const SurveyAnswer& value) {
  const auto& [a, b, c] = value;
  return std::make_tuple(a, b, c);
}
inline auto Fields(const Decline& value) {
  const auto& [a, b, c, d] = value;
  return std::make_tuple(a, b, c, d);
}
inline auto Fields(const RuleOverride& value) {
  const auto& [a, b, c, d, e] = value;
  return std::make_tuple(a, b, c, d, e);
}
inline auto Fields(const Reminder& value) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u] = value;
  return std::make_tuple(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u);
}
template <class T>
auto FieldsOfAll(const std::vector<T>& values) {
  std::vector<decltype(Fields(values.front()))> fields;
  for (const auto& value : values) fields.push_back(Fields(value));
  return fields;
}
inline auto Fields(const Post& value) {
  const auto& [a, b, c] = value;
  return std::make_tuple(a, b, FieldsOfAll(c));
}
inline auto Fields(const Event& value) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = value;
  return std::make_tuple(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, FieldsOfAll(r));
}
inline auto Fields(const Records& value) {
  const auto& [caf, people, posts, events, registrations, attendances, answers, declines, overrides, reminders, updated,
               cursor] = value;
  return std::make_tuple(caf ? Fields(*caf) : Fields(Caf()), FieldsOfAll(people), FieldsOfAll(posts),
                         FieldsOfAll(events), FieldsOfAll(registrations), FieldsOfAll(attendances),
                         FieldsOfAll(answers), FieldsOfAll(declines), FieldsOfAll(overrides), FieldsOfAll(reminders),
                         FieldsOfAll(updated), cursor);
}

}  // namespace maillage::notifier

namespace maillage::notifier::store {

/// The n-th second of 2026, and so many microseconds.
inline Instant Moment(int n) {
  return ParseInstant("2026-01-01T00:00:00Z").value() + std::chrono::seconds(n) + std::chrono::microseconds(n);
}
inline CivilDate Day(int n) { return PlusDays(ParseDate("2026-01-01").value(), n); }

inline Caf FullCaf() { return {"cafs/95", "Caf du Val-d’Oise", "95", "Europe/Paris"}; }
inline Person FullPerson() {
  return {"cafs/95/people/aicha",
          "Aïcha",
          "Morel",
          "aicha@example.org",
          PersonKind::kAdviser,
          true,
          "Indian/Reunion",
          {"ctg-1", "ctg-2"},
          Day(1),
          false,
          true,
          true};
}
inline Post FullPost() { return {"cafs/95/posts/p1", "ctg-1", {{"cafs/95/people/aicha", Day(2), Day(3)}}}; }
inline Event FullEvent() {
  Session session{"cafs/95/events/r1/sessions/s1",
                  "Module 1 : « poser le cadre »",
                  ParseLocalTime("2026-02-03T09:30:15").value(),
                  ParseLocalTime("2026-02-03T16:30").value(),
                  "Europe/Paris",
                  360,
                  20,
                  8,
                  "Eaubonne",
                  "sonner à « Accueil »",
                  "https://visio.example.org/1",
                  true,
                  2,
                  "un diagnostic",
                  Day(4),
                  Moment(1),
                  Moment(2),
                  "2026-02-01T09:30/2026-02-01T16:30 Europe/Paris",
                  "Cergy"};
  return {"cafs/95/events/r1",
          EventKind::kSeminar,
          EventFormat::kSequence,
          EventState::kCancelled,
          "R1",
          "des buts",
          "un\nordre",
          "Europe/Paris",
          audience::kElected,
          Day(5),
          Day(6),
          true,
          Moment(3),
          Moment(4),
          Moment(5),
          "https://cr.example.org",
          {"https://a.example.org"},
          {session}};
}
inline Registration FullRegistration() {
  return {"cafs/95/events/r1/registrations/a",
          "cafs/95/events/r1",
          "cafs/95/people/aicha",
          "cafs/95/events/r1/sessions/s1",
          RegistrationState::kOffered,
          CancelCause::kPilot,
          3,
          Moment(6),
          Moment(7),
          Moment(8),
          true,
          Moment(9),
          "cafs/95/events/r1/sessions/s2"};
}
inline Attendance FullAttendance() {
  return {"cafs/95/events/r1", "cafs/95/events/r1/sessions/s1", "cafs/95/people/aicha", Mark::kNoShow, 90};
}
inline SurveyAnswer FullAnswer() { return {"cafs/95/events/r1", "cafs/95/people/aicha", Moment(10)}; }
inline Decline FullDecline() { return {"cafs/95/events/r1", "cafs/95/people/aicha", Day(7), true}; }
inline RuleOverride FullOverride() { return {"meeting.eve", true, -2, std::chrono::minutes(510), "Bonjour"}; }

inline Reminder FullReminder(const std::string& id, const std::string& caf = "95") {
  return {"cafs/" + caf + "/reminders/" + id,
          "meeting.eve",
          "cafs/" + caf + "/people/aicha",
          "cafs/" + caf + "/events/r1/sessions/" + id,
          "2026-02-03",
          "SMS",
          ReminderState::kUnknown,
          "a detail",
          Moment(11),
          Moment(12),
          Moment(13),
          Moment(14),
          true,
          true,
          "cafs/" + caf + "/events/r1",
          Moment(15),
          "<claim@maillage>",
          Moment(16),
          "aicha@example.org",
          "<id@maillage>",
          "250 OK"};
}

inline Records FullRecords() {
  return {FullCaf(),
          {FullPerson()},
          {FullPost()},
          {FullEvent()},
          {FullRegistration()},
          {FullAttendance()},
          {FullAnswer()},
          {FullDecline()},
          {FullOverride()},
          {FullReminder("a")},
          {},
          Moment(17)};
}

}  // namespace maillage::notifier::store
