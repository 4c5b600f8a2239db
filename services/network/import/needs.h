#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "network/domain/need.h"
#include "network/domain/sheet.h"
#include "platform/calendar/zone.h"
#include "platform/tabular/table.h"

/// needs.csv and sheets.csv (data/README.md), with the states the files give.
namespace maillage::network::import {

template <class Details>
struct Rows {
  struct Item {
    int line = 0;
    Details details;
  };
  tabular::Table table;
  std::vector<Item> items;  // sound rows, in the order of the file
  std::vector<tabular::Fault> faults;
};

/// `zone`: of the Caf, for the day of an answer.
Rows<NeedDetails> ReadNeeds(const std::string& caf, const Zone& zone, const std::string& content);
Rows<SheetDetails> ReadSheets(const std::string& caf, const std::string& content);

/// What needs refer to beside each other.
struct Known {
  std::set<std::string> people;
  std::set<std::string> events;
  std::set<std::string> needs;
};
/// A fault for each row that refers to somebody or something that neither `known` nor the file has.
void RefuseUnknown(Rows<NeedDetails>& needs, const Known& known);

}  // namespace maillage::network::import
