#include "notifier/domain/ledger.h"

#include <fmt/format.h>

#include <array>

#include "platform/core/ids.h"

namespace maillage::notifier {

namespace {
constexpr std::array kStates = {"PLANNED",   "CLAIMED",        "SENT",   "FAILED",    "UNKNOWN",
                                "CANCELLED", "NOT_APPLICABLE", "MISSED", "SUPPRESSED"};
}

const char* ToString(ReminderState state) { return kStates[static_cast<std::size_t>(state)]; }

ReminderState ParseReminderState(std::string_view text) {
  for (std::size_t index = 0; index < kStates.size(); ++index) {
    if (text == kStates[index]) return static_cast<ReminderState>(index);
  }
  return ReminderState::kPlanned;
}

std::string ReminderName(std::string_view caf, std::string_view rule, std::string_view recipient,
                         std::string_view subject, std::string_view reference, std::string_view channel) {
  const std::string key = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", caf, rule, recipient, subject, reference, channel);
  return fmt::format("cafs/{}/reminders/{}", caf, Sha256Hex(key).substr(0, 32));
}

}  // namespace maillage::notifier
