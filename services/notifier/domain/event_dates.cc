#include "notifier/domain/event_dates.h"

#include <algorithm>

namespace maillage::notifier {

namespace {

EventDates::OfSession DatesOf(const Session& session, const Event& event, Zones& zones) {
  const Zones::Index zone = zones.Of(session.zone.empty() ? event.zone : session.zone);
  return {.start = zones[zone].ToInstant(session.starts_at),
          .end = zones[zone].ToInstant(session.ends_at),
          .start_date = CivilDate{date::floor<date::days>(session.starts_at)},
          .end_date = CivilDate{date::floor<date::days>(session.ends_at)},
          .zone = zone,
          .cancelled = session.cancelled};
}

}  // namespace

EventDates EventDates::Of(const Event& event, Zones& zones) {
  EventDates dates;
  for (const Session& session : event.sessions) dates.sessions.push_back(DatesOf(session, event, zones));
  for (int index = 0; index < static_cast<int>(dates.sessions.size()); ++index) {
    const OfSession& session = dates.sessions[static_cast<std::size_t>(index)];
    if (session.cancelled) continue;
    if (dates.first < 0 || session.start < dates.E()) dates.first = index;
    if (dates.last < 0 || session.end > dates.sessions[static_cast<std::size_t>(dates.last)].end) dates.last = index;
    dates.last_start = std::max(dates.last_start, session.start);
  }
  if (!event.published_at) return dates;
  const Zone& zone = zones[zones.Of(event.zone)];
  dates.opens_at = *event.published_at;
  if (event.registration_opens_on)
    dates.opens_at = std::max(dates.opens_at, zone.StartOf(*event.registration_opens_on));
  if (event.registration_closes_on) dates.closes_at = zone.StartOf(PlusDays(*event.registration_closes_on, 1));
  dates.seats_until = std::min(dates.closes_at, event.format == EventFormat::kSequence ? dates.E() : dates.last_start);
  return dates;
}

}  // namespace maillage::notifier
