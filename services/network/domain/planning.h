#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "network/domain/details.h"
#include "platform/core/result.h"

/// Checks of what planners write. Each adds what is wrong to `faults`, under the field's path in the message Event, so
/// that everything wrong with a request is said at once.
namespace maillage::network::planning {

using Faults = std::vector<FieldFault>;

inline constexpr int kMaxTitle = 200;
inline constexpr int kMaxLine = 500;
inline constexpr int kMaxText = 4000;

/// Of a programme: 2000 to 2100.
constexpr bool IsYear(int year) { return year >= 2000 && year <= 2100; }
/// Text of at most `max` characters without control characters; a line has no line breaks either.
void CheckLine(std::string_view text, const std::string& path, bool required, int max, Faults& faults);
void CheckText(std::string_view text, const std::string& path, int max, Faults& faults);
std::optional<Zone> ReadZone(const std::string& name, const std::string& path, Faults& faults);
std::optional<LocalTime> ReadTime(const std::string& text, const std::string& path, Faults& faults);
/// An empty text is no date, and no fault.
std::optional<CivilDate> ReadDate(const std::string& text, const std::string& path, Faults& faults);

/// `prefix`: "sessions[0]." or "session.".
Session ReadSession(const SessionDraft& draft, const Zone& event_zone, const std::string& prefix, Faults& faults);
EventDetails ReadDetails(const EventDraft& draft, Faults& faults);
void CheckWindow(const EventDetails& details, Faults& faults);

/// INVALID_REQUEST with the faults.
tl::unexpected<Error> Invalid(Faults faults);

}  // namespace maillage::network::planning
