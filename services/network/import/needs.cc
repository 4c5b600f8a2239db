#include "network/import/needs.h"

#include <algorithm>

#include "network/import/text.h"

namespace maillage::network::import {
namespace {

using tabular::Cells;

tabular::Format NeedColumns() {
  tabular::Format format;
  format.required = {"ref", "origin", "author_ref", "title", "state"};
  format.optional = {"raised_on",      "theme",     "mission",         "urgency",         "description",
                     "supporter_refs", "event_ref", "merged_into_ref", "declined_reason", "answered_on"};
  return format;
}

tabular::Format SheetColumns() {
  tabular::Format format;
  format.required = {"ref", "title", "state"};
  format.optional = {"collection", "edition_month"};
  return format;
}

NeedDetails ReadNeed(Cells& cells, const tabular::Row& row, const std::string& caf, const Zone& zone) {
  NeedDetails need;
  need.caf = caf;
  need.id = NeedId(ReadId(cells, "ref", true));
  need.origin = cells.OneOf("origin", kNeedOrigins, true);
  need.author = PersonId(ReadId(cells, "author_ref", true));
  need.theme = cells.Text("theme", false, 100);
  need.mission = cells.Text("mission", false, 100);
  need.urgency = cells.OneOf("urgency", kUrgencies, false);
  need.title = cells.Text("title", true);
  need.description = row["description"];
  for (const auto& each : cells.List("supporter_refs")) need.supporters.emplace_back(LowerId(each));
  need.state =
      Named<NeedState>(cells.OneOf("state", {"NEW", "QUALIFIED", "PLANNED", "ANSWERED", "MERGED", "DECLINED"}, true))
          .value_or(NeedState::kNew);
  need.event = EventId(ReadId(cells, "event_ref", need.state == NeedState::kPlanned));
  need.merged_into = NeedId(ReadId(cells, "merged_into_ref", need.state == NeedState::kMerged));
  need.declined_reason = cells.Text("declined_reason", need.state == NeedState::kDeclined, 1000);
  need.raised_on = cells.Date("raised_on");
  if (const auto day = cells.Date("answered_on")) need.answered_at = zone.StartOf(*day);
  if (!need.merged_into.empty() && need.merged_into == need.id)
    cells.Fault("merged_into_ref", "Un besoin ne se fond pas en lui-même.");
  return need;
}

SheetDetails ReadSheet(Cells& cells, const std::string& caf) {
  SheetDetails sheet;
  sheet.caf = caf;
  sheet.id = SheetId(ReadId(cells, "ref", true));
  sheet.collection = cells.Text("collection", false);
  sheet.title = cells.Text("title", true);
  sheet.edition_month = cells.Text("edition_month", false, 7);
  if (!sheet.edition_month.empty() && !ParseDate(sheet.edition_month + "-01")) {
    cells.Fault("edition_month", "Mois attendu, par exemple 2026-02.");
  }
  sheet.state = Named<SheetState>(cells.OneOf("state", {"DRAFT", "REVIEW", "PUBLISHED", "REVISING", "ARCHIVED"}, true))
                    .value_or(SheetState::kDraft);
  return sheet;
}

/// Reads each row with `read(Cells&, const Row&)`, and refuses a second row of the same ref.
template <class Details, class Read>
Rows<Details> ReadRows(const std::string& content, const tabular::Format& format, const Read& read) {
  Rows<Details> rows;
  rows.table = tabular::Read(content, format);
  rows.faults = rows.table.faults;
  std::set<std::string> ids;
  for (const auto& row : rows.table.rows) {
    const auto before = rows.faults.size();
    Cells cells(row, rows.faults);
    Details details = read(cells, row);
    if (!details.id.empty() && !ids.insert(details.id.value).second) {
      cells.Fault("ref", "Cette référence est déjà dans le fichier.");
    }
    if (rows.faults.size() == before) rows.items.push_back({row.line, std::move(details)});
  }
  return rows;
}

}  // namespace

Rows<NeedDetails> ReadNeeds(const std::string& caf, const Zone& zone, const std::string& content) {
  return ReadRows<NeedDetails>(content, NeedColumns(),
                               [&](Cells& cells, const tabular::Row& row) { return ReadNeed(cells, row, caf, zone); });
}

Rows<SheetDetails> ReadSheets(const std::string& caf, const std::string& content) {
  return ReadRows<SheetDetails>(content, SheetColumns(),
                                [&](Cells& cells, const tabular::Row&) { return ReadSheet(cells, caf); });
}

void RefuseUnknown(Rows<NeedDetails>& needs, const Known& known) {
  auto all = known.needs;
  for (const auto& each : needs.items) all.insert(each.details.id.value);
  const auto check = [&](int line, const std::string& column, const std::set<std::string>& names, const std::string& id,
                         const std::string& message) {
    if (!id.empty() && !names.contains(id)) needs.faults.push_back({line, column, message, id});
  };
  for (const auto& [line, need] : needs.items) {
    check(line, "author_ref", known.people, need.author.value, "Personne inconnue dans ce réseau.");
    for (const auto& each : need.supporters) {
      check(line, "supporter_refs", known.people, each.value, "Personne inconnue dans ce réseau.");
    }
    check(line, "event_ref", known.events, need.event.value, "Événement inconnu\u00A0: chargez d’abord le programme.");
    check(line, "merged_into_ref", all, need.merged_into.value, "Besoin inconnu.");
  }
}

}  // namespace maillage::network::import
