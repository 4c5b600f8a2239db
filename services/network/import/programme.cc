#include "network/import/programme.h"

#include <algorithm>
#include <map>

#include "network/import/text.h"
#include "platform/calendar/zone.h"

namespace maillage::network::import {
namespace {

using tabular::Cells;

constexpr const char* kShared[] = {"year",     "kind",
                                   "format",   "title",
                                   "goals",    "themes",
                                   "audience", "registration_opens_on",
                                   "state",    "registration_closes_on"};

tabular::Format Columns() {
  tabular::Format format;
  format.required = {"event_ref", "session_ref", "kind", "format", "title", "starts_at", "ends_at", "zone", "capacity"};
  format.optional = {"year",
                     "split",
                     "goals",
                     "themes",
                     "audience",
                     "session_no",
                     "session_title",
                     "place",
                     "insee",
                     "link",
                     "capacity_unit",
                     "minimum",
                     "hours",
                     "registration_opens_on",
                     "registration_closes_on",
                     "deliverable",
                     "deliverable_due_on",
                     "state"};
  return format;
}

std::string DateText(const std::optional<CivilDate>& date) { return date ? ToString(*date) : ""; }

/// A local time that exists in the zone; one that exists twice is its first occurrence.
std::string ReadTime(Cells& cells, const std::string& column, const std::optional<Zone>& zone) {
  if (cells.Text(column, true).empty()) return "";
  const auto time = cells.Time(column);
  if (!time) return "";
  if (zone && zone->ToLocal(zone->ToInstant(*time)) != *time) {
    cells.Fault(column, "Cette heure n’existe pas ce jour-là\u00A0: on passe à l’heure d’été.");
  }
  return ToString(*time);
}

std::optional<Zone> ReadZone(Cells& cells) {
  const auto name = cells.Text("zone", true);
  if (name.empty()) return std::nullopt;
  auto zone = Zone::Named(name);
  if (zone) return *zone;
  cells.Fault("zone", "Fuseau horaire inconnu\u00A0: écrivez par exemple Europe/Paris ou Indian/Reunion.");
  return std::nullopt;
}

void ReadCapacity(Cells& cells, SessionDraft& session) {
  // Of an action training the file counts conventions; here people count, and the number is taken as it is.
  cells.OneOf("capacity_unit", {"PERSON", "CONVENTION"}, false);
  if (cells.Text("capacity", true).empty()) return;
  const auto capacity = cells.Int("capacity");
  const auto minimum = cells.Int("minimum");
  session.capacity = capacity.value_or(0);
  session.minimum = minimum.value_or(0);
  if (capacity && *capacity < 1) cells.Fault("capacity", "Il faut au moins une place.");
  if (minimum && *minimum < 0) cells.Fault("minimum", "Le minimum ne peut pas être négatif.");
  if (capacity && minimum && *capacity >= 1 && *minimum > *capacity) {
    cells.Fault("minimum", "Le minimum dépasse la capacité.");
  }
}

SessionDraft ReadSession(Cells& cells, const std::optional<Zone>& zone) {
  SessionDraft session;
  session.id = ReadId(cells, "session_ref", true);
  session.title = cells.Text("session_title", false);
  session.starts_at = ReadTime(cells, "starts_at", zone);
  session.ends_at = ReadTime(cells, "ends_at", zone);
  const auto start = ParseLocalTime(session.starts_at);
  const auto end = ParseLocalTime(session.ends_at);
  if (start && end && zone && zone->ToInstant(*end) <= zone->ToInstant(*start)) {
    cells.Fault("ends_at", "La fin n’est pas après le début.");
  }
  if (zone) session.zone = zone->name();
  ReadCapacity(cells, session);
  const auto hours = cells.Hundredths("hours");
  if (hours && *hours < 0) cells.Fault("hours", "La durée ne peut pas être négative.");
  session.minutes = hours.value_or(0) * 60 / 100;
  session.place = cells.Text("place", false, 500);
  session.insee = cells.Text("insee", false, 5);
  session.link = cells.Text("link", false, 500);
  session.deliverable = cells.Text("deliverable", false, 500);
  session.deliverable_due_on = DateText(cells.Date("deliverable_due_on"));
  return session;
}

std::vector<Audience> ReadAudience(Cells& cells) {
  std::vector<Audience> audience;
  for (const auto& each : cells.List("audience")) {
    const auto word = Named<Audience>(each);
    if (word) audience.push_back(*word);
    if (!word)
      cells.Fault("audience",
                  "Public inconnu\u00A0; sont admis\u00A0: OFFICER, ADVISER, CAF_STAFF, ELECTED, DIRECTOR.");
  }
  return audience;
}

ProgrammeEvent ReadEvent(Cells& cells, const std::string& caf, const std::optional<Zone>& zone) {
  ProgrammeEvent event;
  auto& draft = event.draft;
  draft.caf = caf;
  draft.id = ReadId(cells, "event_ref", true);
  draft.kind = Named<EventKind>(
      cells.OneOf("kind", {"NETWORK_MEETING", "WELCOME", "SEMINAR", "TRAINING", "ACTION_TRAINING"}, true));
  draft.format = Named<Format>(cells.OneOf("format", {"SINGLE", "SPLIT", "SEQUENCE"}, true));
  draft.title = cells.Text("title", true);
  draft.goals = cells.Text("goals", false, 2000);
  draft.themes = cells.List("themes");
  draft.audience = ReadAudience(cells);
  if (zone) draft.zone = zone->name();
  const auto opens = cells.Date("registration_opens_on");
  const auto closes = cells.Date("registration_closes_on");
  if (opens && closes && *closes < *opens) {
    cells.Fault("registration_closes_on", "Les inscriptions ferment avant d’ouvrir.");
  }
  draft.registration_opens_on = DateText(opens);
  draft.registration_closes_on = DateText(closes);
  const auto year = cells.Int("year");
  if (year && (*year < 2000 || *year > 2100)) cells.Fault("year", "Année attendue, par exemple 2026.");
  draft.year = year.value_or(0);
  event.published = cells.OneOf("state", {"DRAFT", "PUBLISHED"}, false) == "PUBLISHED";
  return event;
}

/// Groups rows by event; a row that says of the event what the first one does not is a fault.
class Gathering {
 public:
  Gathering(const std::string& caf, Programme& programme) : caf_(caf), programme_(programme) {}

  void Add(const tabular::Row& row) {
    auto& faults = programme_.faults;
    const auto before = faults.size();
    Cells cells(row, faults);
    const auto zone = ReadZone(cells);
    auto event = ReadEvent(cells, caf_, zone);
    auto session = ReadSession(cells, zone);
    const auto [known, is_new] = first_rows_.try_emplace(event.draft.id, row);
    if (!is_new) CheckSame(known->second, row);
    if (!session.id.empty() && !sessions_.insert(event.draft.id + "/" + session.id).second) {
      cells.Fault("session_ref", "Cette session est déjà dans le fichier.");
    }
    if (faults.size() > before) faulty_.insert(event.draft.id);
    if (is_new) programme_.events.push_back(std::move(event));
    auto& gathered =
        *std::find_if(programme_.events.begin(), programme_.events.end(),
                      [&, id = LowerId(row["event_ref"])](const auto& each) { return each.draft.id == id; });
    if (gathered.draft.format == Format::kSingle && !gathered.draft.sessions.empty()) {
      faulty_.insert(gathered.draft.id);
      cells.Fault("format", "Un événement SINGLE n’a qu’une session.");
    }
    gathered.draft.sessions.push_back(std::move(session));
    gathered.lines.push_back(row.line);
  }

  void LeaveFaultyOut() {
    std::erase_if(programme_.events, [&](const auto& each) { return faulty_.contains(each.draft.id); });
  }

 private:
  void CheckSame(const tabular::Row& first, const tabular::Row& row) {
    Cells cells(row, programme_.faults);
    for (const char* column : kShared) {
      if (row.cells.contains(column) && row[column] != first[column]) {
        cells.Fault(column, "Les lignes d’un même événement ne disent pas la même chose.");
      }
    }
  }

  const std::string& caf_;
  Programme& programme_;
  std::map<std::string, tabular::Row> first_rows_;
  std::set<std::string> sessions_;
  std::set<std::string> faulty_;
};

}  // namespace

Programme ReadProgramme(const std::string& caf, const std::string& content) {
  Programme programme;
  programme.table = tabular::Read(content, Columns());
  programme.faults = programme.table.faults;
  Gathering gathering(caf, programme);
  for (const auto& row : programme.table.rows) gathering.Add(row);
  gathering.LeaveFaultyOut();
  return programme;
}

std::set<std::string> CommunesOf(const Programme& programme) {
  std::set<std::string> communes;
  for (const auto& row : programme.table.rows) {
    if (row.cells.contains("insee") && !row["insee"].empty()) communes.insert(row["insee"]);
  }
  return communes;
}

void RefuseCommunes(Programme& programme, const std::set<std::string>& unknown) {
  for (const auto& row : programme.table.rows) {
    if (!row.cells.contains("insee") || !unknown.contains(row["insee"])) continue;
    Cells(row, programme.faults).Fault("insee", "Aucune commune n’a ce code Insee.");
  }
}

}  // namespace maillage::network::import
