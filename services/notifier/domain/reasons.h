#pragma once

#include "platform/core/result.h"

/// The notifier's own reasons, beside those of platform/core/reasons.h.
namespace maillage::notifier::reason {

inline constexpr Reason kReminderState{Code::kFailedPrecondition, "REMINDER_STATE",
                                       "Only a MISSED or FAILED reminder can be sent again."};
inline constexpr Reason kPersonNotPresent{Code::kFailedPrecondition, "PERSON_NOT_PRESENT",
                                          "The person is not present in the network."};
inline constexpr Reason kNotLeader{Code::kUnavailable, "NOT_LEADER",
                                   "Another notifier is active on the same database; this one must not write."};
inline constexpr Reason kAddressBlocked{Code::kFailedPrecondition, "ADDRESS_BLOCKED",
                                        "Mail cannot reach the person's address until it is corrected."};

}  // namespace maillage::notifier::reason
