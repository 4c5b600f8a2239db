#pragma once

#include <string>
#include <string_view>

#include "platform/core/time.h"

namespace maillage {

/// The working days of one French département: no Saturday, Sunday or public holiday. Holidays are the 11 national
/// ones, abolition day overseas (971 27/05, 972 22/05, 973 10/06, 974 20/12, 976 27/04), Good Friday and 26/12 in 57,
/// 67, 68 (REMINDERS.md §1, DOMAIN.md §3.25). Any year of the Gregorian calendar.
class WorkingDays {
 public:
  explicit WorkingDays(std::string_view departement);

  bool IsHoliday(CivilDate date) const;
  bool IsWorkingDay(CivilDate date) const;
  /// `date` itself when it is a working day, else the last one before it.
  CivilDate OnOrBefore(CivilDate date) const;
  /// `date` itself when it is a working day, else the next one after it.
  CivilDate OnOrAfter(CivilDate date) const;

 private:
  std::string departement_;
};

}  // namespace maillage
