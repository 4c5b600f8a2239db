#pragma once

#include "platform/core/reasons.h"

/// The reasons that directory gives beside the platform's.
namespace maillage::directory::reason {

using namespace maillage::reason;  // NOLINT: one vocabulary for the service

inline constexpr Reason kPersonNotPresent{Code::kFailedPrecondition, "PERSON_NOT_PRESENT",
                                          "The person has left the network, or was forgotten."};
inline constexpr Reason kPersonStillPresent{Code::kFailedPrecondition, "PERSON_STILL_PRESENT",
                                            "Only a person who has left can be forgotten."};
inline constexpr Reason kPersonAnonymised{Code::kFailedPrecondition, "PERSON_ANONYMISED",
                                          "The person was forgotten; nothing about them can be changed."};
inline constexpr Reason kPostHeld{Code::kFailedPrecondition, "POST_HELD", "The post is held on that day or later."};
inline constexpr Reason kPostNotHeld{Code::kFailedPrecondition, "POST_NOT_HELD",
                                     "The post is not held on that day, or the end is known already."};
inline constexpr Reason kPostClosed{Code::kFailedPrecondition, "POST_CLOSED", "The post is closed for good."};
inline constexpr Reason kSecondLead{Code::kAlreadyExists, "SECOND_LEAD", "Another post leads the convention already."};

}  // namespace maillage::directory::reason
