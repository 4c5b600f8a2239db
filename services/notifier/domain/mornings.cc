#include "notifier/domain/mornings.h"

namespace maillage::notifier {

namespace {

constexpr std::size_t kRemembered = 8192;  // bounds the memory of a process that runs for years

LocalTime At(CivilDate date, std::chrono::minutes hour) { return date::local_days{date} + hour; }

}  // namespace

Zones::Index Zones::Of(const std::string& name) {
  const auto known = by_name_.find(name);
  if (known != by_name_.end()) return known->second;
  zones_.push_back(Zone::Named(name).value_or(Zone::Utc()));
  const auto index = static_cast<Index>(zones_.size()) - 1;
  by_name_.emplace(name, index);
  return index;
}

template <class Work>
Instant Mornings::Remembered(std::uint64_t what, std::uint64_t when, Work work) const {
  const Key key{what, when};
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  const Instant answer = work();
  if (known_.size() >= kRemembered) known_.clear();
  known_.emplace(key, answer);
  return answer;
}

Instant Mornings::Due(CivilDate anchor, int offset, std::chrono::minutes hour, const Zones& zones,
                      Zones::Index recipient) const {
  const auto what = ((static_cast<std::uint64_t>(recipient) * 1440 + static_cast<std::uint64_t>(hour.count())) * 1024 +
                     static_cast<std::uint64_t>(offset + 512)) *
                    4;
  return Remembered(what, static_cast<std::uint64_t>(date::sys_days{anchor}.time_since_epoch().count()), [&] {
    const CivilDate shifted = PlusDays(anchor, offset);
    return zones[recipient].ToInstant(At(offset < 0 ? days_.OnOrBefore(shifted) : days_.OnOrAfter(shifted), hour));
  });
}

Instant Mornings::Next(Instant after, const Zones& zones, Zones::Index recipient) const {
  const auto what = static_cast<std::uint64_t>(recipient) * 4 + 1;
  return Remembered(what, static_cast<std::uint64_t>(after.time_since_epoch().count()), [&] {
    const Zone& zone = zones[recipient];
    CivilDate date = days_.OnOrAfter(zone.DateOf(after));
    Instant morning = zone.ToInstant(At(date, std::chrono::hours{9}));
    while (morning <= after) {
      date = days_.OnOrAfter(PlusDays(date, 1));
      morning = zone.ToInstant(At(date, std::chrono::hours{9}));
    }
    return morning;
  });
}

Instant Mornings::DaysAgoFrom(Instant then, int days, const Zones& zones, Zones::Index zone) const {
  const auto what = (static_cast<std::uint64_t>(zone) * 64 + static_cast<std::uint64_t>(days)) * 4 + 2;
  return Remembered(what, static_cast<std::uint64_t>(then.time_since_epoch().count()),
                    [&] { return zones[zone].StartOf(PlusDays(zones[zone].DateOf(then), days)); });
}

}  // namespace maillage::notifier
