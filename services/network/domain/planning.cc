#include "network/domain/planning.h"

#include <algorithm>

#include "network/domain/reasons.h"
#include "platform/core/ids.h"

namespace maillage::network::planning {
namespace {

/// Characters, as people count them nearly: code points.
int Length(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
/// The control characters beyond ASCII (U+0080 to U+009F, among them a line break), and Unicode's separators of lines
/// and paragraphs.
bool HasForeignControl(std::string_view text) {
  for (auto at = text.find('\xC2'); at != text.npos && at + 1 < text.size(); at = text.find('\xC2', at + 1)) {
    if (static_cast<unsigned char>(text[at + 1]) < 0xA0) return true;
  }
  return text.find("\u2028") != text.npos || text.find("\u2029") != text.npos;
}

bool IsLineBreak(char c) { return c == '\n' || c == '\r'; }

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

void CheckLength(std::string_view text, const std::string& path, int max, Faults& faults) {
  if (Length(text) > max) faults.push_back({path, fmt::format("at most {} characters", max)});
}

void CheckTimes(const Session& session, const std::string& prefix, Faults& faults) {
  if (session.end() <= session.start()) faults.push_back({prefix + "ends_at", "the end is not after the start"});
}

void CheckNumbers(const Session& session, const std::string& prefix, Faults& faults) {
  if (session.capacity < 1) faults.push_back({prefix + "capacity", "at least 1"});
  if (session.minutes < 0) faults.push_back({prefix + "minutes", "not negative"});
  if (session.minimum < 0) faults.push_back({prefix + "minimum", "not negative"});
}

}  // namespace

void CheckLine(std::string_view text, const std::string& path, bool required, int max, Faults& faults) {
  if (required && IsBlank(text)) faults.push_back({path, "required"});
  if (std::any_of(text.begin(), text.end(), IsControl) || HasForeignControl(text))
    faults.push_back({path, "one line, without control characters"});
  CheckLength(text, path, max, faults);
}

void CheckText(std::string_view text, const std::string& path, int max, Faults& faults) {
  auto is_bad = [](char c) { return IsControl(c) && !IsLineBreak(c) && c != '\t'; };
  if (std::any_of(text.begin(), text.end(), is_bad) || HasForeignControl(text))
    faults.push_back({path, "no control characters"});
  CheckLength(text, path, max, faults);
}

std::optional<Zone> ReadZone(const std::string& name, const std::string& path, Faults& faults) {
  auto zone = Zone::Named(name);
  if (zone) return *zone;
  faults.push_back({path, name.empty() ? "required" : "not in the IANA time zone database"});
  return std::nullopt;
}

std::optional<LocalTime> ReadTime(const std::string& text, const std::string& path, Faults& faults) {
  auto time = ParseLocalTime(text);
  if (time) return *time;
  faults.push_back({path, "a local time YYYY-MM-DDTHH:MM without an offset"});
  return std::nullopt;
}

std::optional<CivilDate> ReadDate(const std::string& text, const std::string& path, Faults& faults) {
  if (text.empty()) return std::nullopt;
  auto day = ParseDate(text);
  if (day) return *day;
  faults.push_back({path, "a day YYYY-MM-DD that exists"});
  return std::nullopt;
}

Session ReadSession(const SessionDraft& draft, const Zone& event_zone, const std::string& prefix, Faults& faults) {
  Session session;
  session.id = SessionId(draft.id);
  if (!IsResourceId(draft.id)) faults.push_back({prefix + "name", "an id [a-z0-9][a-z0-9-]{0,62}"});
  CheckLine(draft.title, prefix + "title", false, kMaxTitle, faults);
  CheckLine(draft.place, prefix + "place", false, kMaxLine, faults);
  CheckText(draft.access, prefix + "access", kMaxText, faults);
  CheckLine(draft.link, prefix + "link", false, kMaxLine, faults);
  CheckLine(draft.insee, prefix + "insee", false, 5, faults);
  CheckText(draft.deliverable, prefix + "deliverable", kMaxText, faults);
  session.title = draft.title;
  session.minutes = draft.minutes;
  session.capacity = draft.capacity;
  session.minimum = draft.minimum;
  session.place = draft.place;
  session.access = draft.access;
  session.link = draft.link;
  session.insee = draft.insee;
  session.deliverable = draft.deliverable;
  session.deliverable_due_on = ReadDate(draft.deliverable_due_on, prefix + "deliverable_due_on", faults);
  CheckNumbers(session, prefix, faults);
  auto zone = draft.zone.empty() ? event_zone : ReadZone(draft.zone, prefix + "zone", faults);
  auto starts_at = ReadTime(draft.starts_at, prefix + "starts_at", faults);
  auto ends_at = ReadTime(draft.ends_at, prefix + "ends_at", faults);
  if (!zone || !starts_at || !ends_at) return session;
  session.zone = *zone;
  session.starts_at = *starts_at;
  session.ends_at = *ends_at;
  CheckTimes(session, prefix, faults);
  return session;
}

EventDetails ReadDetails(const EventDraft& draft, Faults& faults) {
  EventDetails details;
  details.caf = draft.caf;
  details.id = EventId(draft.id);
  if (!IsResourceId(draft.id)) faults.push_back({"name", "an id [a-z0-9][a-z0-9-]{0,62}"});
  if (!draft.kind) faults.push_back({"kind", "required"});
  if (!draft.format) faults.push_back({"format", "required"});
  CheckLine(draft.title, "title", true, kMaxTitle, faults);
  CheckText(draft.goals, "goals", kMaxText, faults);
  CheckText(draft.agenda, "agenda", kMaxText, faults);
  if (draft.year != 0 && !IsYear(draft.year)) faults.push_back({"year", "2000 to 2100"});
  details.kind = draft.kind.value_or(EventKind::kNetworkMeeting);
  details.format = draft.format.value_or(Format::kSingle);
  details.title = draft.title;
  details.goals = draft.goals;
  details.themes = draft.themes;
  details.audience = draft.audience;
  details.prerequisites = draft.prerequisites;
  details.needs = draft.needs;
  details.documents = draft.documents;
  details.agenda = draft.agenda;
  details.year = draft.year;
  details.zone = ReadZone(draft.zone, "zone", faults).value_or(Zone::Utc());
  details.registration_opens_on = ReadDate(draft.registration_opens_on, "registration_opens_on", faults);
  details.registration_closes_on = ReadDate(draft.registration_closes_on, "registration_closes_on", faults);
  CheckWindow(details, faults);
  return details;
}

void CheckWindow(const EventDetails& details, Faults& faults) {
  if (details.registration_opens_on && details.registration_closes_on &&
      *details.registration_closes_on < *details.registration_opens_on) {
    faults.push_back({"registration_closes_on", "before registration opens"});
  }
}

tl::unexpected<Error> Invalid(Faults faults) {
  auto error =
      Fail(reason::kInvalidRequest, "{} {} wrong", faults.size(), faults.size() == 1 ? "field is" : "fields are");
  error.value().faults = std::move(faults);
  return error;
}

}  // namespace maillage::network::planning
