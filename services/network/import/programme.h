#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "network/domain/event.h"
#include "platform/tabular/table.h"

/// programme-YYYY.csv: one row a session, the columns of the event repeated on each of its rows (data/README.md).
namespace maillage::network::import {

/// One event of the file, with the line of each of its sessions.
struct ProgrammeEvent {
  EventDraft draft;
  std::vector<int> lines;  // of draft.sessions, in the same order
  bool published = false;
};

struct Programme {
  tabular::Table table;
  /// In the order of the file. Those with a faulty row are left out.
  std::vector<ProgrammeEvent> events;
  /// Of the table, of the rows, and of what the rows say together.
  std::vector<tabular::Fault> faults;
};

Programme ReadProgramme(const std::string& caf, const std::string& content);

/// The INSEE codes that the file names.
std::set<std::string> CommunesOf(const Programme& programme);
/// A fault for each row with one of `unknown`.
void RefuseCommunes(Programme& programme, const std::set<std::string>& unknown);

}  // namespace maillage::network::import
