#include "notifier/store/documents.h"

#include <nlohmann/json.hpp>

using nlohmann::json;

// How values that JSON does not know are written: instants in RFC 3339, days and wall-clock times in ISO 8601 (no day,
// such as that of an event without sessions, is ""), enumerations by number.
namespace nlohmann {

template <class T>
struct adl_serializer<std::optional<T>> {
  static void to_json(json& out, const std::optional<T>& value) { value ? out = *value : out = nullptr; }
  static void from_json(const json& in, std::optional<T>& value) {
    if (in.is_null()) {
      value.reset();
    } else {
      value = in.get<T>();
    }
  }
};
template <>
struct adl_serializer<maillage::Instant> {
  static void to_json(json& out, const maillage::Instant& value) { out = maillage::ToRfc3339(value); }
  static void from_json(const json& in, maillage::Instant& value) {
    value = maillage::ParseInstant(in.get<std::string>()).value();
  }
};
template <>
struct adl_serializer<maillage::CivilDate> {
  static void to_json(json& out, const maillage::CivilDate& value) {
    out = value.ok() ? maillage::ToString(value) : "";
  }
  static void from_json(const json& in, maillage::CivilDate& value) {
    const auto text = in.get<std::string>();
    value = text.empty() ? maillage::CivilDate{} : maillage::ParseDate(text).value();
  }
};
template <>
struct adl_serializer<maillage::LocalTime> {
  static void to_json(json& out, const maillage::LocalTime& value) { out = maillage::ToString(value); }
  static void from_json(const json& in, maillage::LocalTime& value) {
    value = maillage::ParseLocalTime(in.get<std::string>()).value();
  }
};
template <>
struct adl_serializer<std::chrono::minutes> {
  static void to_json(json& out, const std::chrono::minutes& value) { out = value.count(); }
  static void from_json(const json& in, std::chrono::minutes& value) { value = std::chrono::minutes(in.get<int>()); }
};

}  // namespace nlohmann

namespace maillage::notifier {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Caf, name, display_name, departement, zone)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Person, name, given_name, family_name, email, kind, pilot, zone,
                                                portfolio, welcomed_on, present, muted, address_blocked)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Assignment, person, from, to)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Post, name, convention, assignments)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Session, name, title, starts_at, ends_at, zone, minutes, capacity,
                                                minimum, place, access, link, cancelled, ordinal, deliverable,
                                                deliverable_due_on, rescheduled_at, relocated_at, moved_from,
                                                relocated_from)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Event, name, kind, format, state, title, goals, agenda, zone, audience,
                                                registration_opens_on, registration_closes_on, prerequisites,
                                                published_at, documents_shared_at, minutes_published_at, minutes_uri,
                                                documents, sessions)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Registration, name, event, person, session, state, cancel_cause,
                                                waiting_rank, registered_at, offered_at, offer_expires_at,
                                                came_unregistered, standing_since, switched_from)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Attendance, event, session, person, mark, minutes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SurveyAnswer, event, person, answered_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Decline, event, person, event_date, withdrawn)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RuleOverride, rule, off, offset_days, hour, wording)

namespace store {

std::string ToDocument(const Caf& caf) { return json(caf).dump(); }
std::string ToDocument(const Person& person) { return json(person).dump(); }
std::string ToDocument(const Post& post) { return json(post).dump(); }
std::string ToDocument(const Event& event) { return json(event).dump(); }
std::string ToDocument(const Registration& registration) { return json(registration).dump(); }
std::string ToDocument(const Attendance& attendance) { return json(attendance).dump(); }
std::string ToDocument(const SurveyAnswer& answer) { return json(answer).dump(); }
std::string ToDocument(const Decline& decline) { return json(decline).dump(); }
std::string ToDocument(const RuleOverride& change) { return json(change).dump(); }

template <class T>
T FromDocument(const std::string& document) {
  return json::parse(document).get<T>();
}
template Caf FromDocument<Caf>(const std::string&);
template Person FromDocument<Person>(const std::string&);
template Post FromDocument<Post>(const std::string&);
template Event FromDocument<Event>(const std::string&);
template Registration FromDocument<Registration>(const std::string&);
template Attendance FromDocument<Attendance>(const std::string&);
template SurveyAnswer FromDocument<SurveyAnswer>(const std::string&);
template Decline FromDocument<Decline>(const std::string&);
template RuleOverride FromDocument<RuleOverride>(const std::string&);

}  // namespace store
}  // namespace maillage::notifier
