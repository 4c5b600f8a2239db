#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "platform/calendar/working_days.h"
#include "platform/calendar/zone.h"

namespace maillage::notifier {

/// The zones that one Caf's people and sessions are in, each looked up once. An unknown name is read as UTC: directory
/// and network refuse such names before.
class Zones {
 public:
  using Index = int;
  Index Of(const std::string& name);
  const Zone& operator[](Index index) const { return zones_[static_cast<std::size_t>(index)]; }

 private:
  std::vector<Zone> zones_;
  std::unordered_map<std::string, Index> by_name_;
};

/// Mornings and due times on the working days of one Caf (REMINDERS.md §1 "Morning", §2). Remembers what it has worked
/// out: thousands of people share the same few answers.
class Mornings {
 public:
  explicit Mornings(const std::string& departement) : days_(departement) {}

  /// Day offset: `anchor` plus `offset` days, shifted to a working day (before when the offset is negative, after when
  /// positive), at `hour` in the recipient's zone (§2.1).
  Instant Due(CivilDate anchor, int offset, std::chrono::minutes hour, const Zones& zones,
              Zones::Index recipient) const;
  /// The first 09:00 in the recipient's zone, of a working day of the Caf, strictly later than `after`.
  Instant Next(Instant after, const Zones& zones, Zones::Index recipient) const;
  /// From when on `then` is at least `days` civil days ago in a zone.
  Instant DaysAgoFrom(Instant then, int days, const Zones& zones, Zones::Index zone) const;

 private:
  template <class Work>
  Instant Remembered(std::uint64_t what, std::uint64_t when, Work work) const;

  WorkingDays days_;
  struct Key {
    std::uint64_t what, when;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return (key.what * 0x9E3779B97F4A7C15ULL) ^ (key.when * 0xC2B2AE3D27D4EB4FULL);
    }
  };
  mutable std::unordered_map<Key, Instant, Hash> known_;
};

}  // namespace maillage::notifier
