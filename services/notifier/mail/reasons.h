#pragma once

#include "platform/core/result.h"

namespace maillage::notifier::mail::reason {

inline constexpr Reason kAddressInvalid{Code::kInvalidArgument, "MAIL_ADDRESS_INVALID",
                                        "An address cannot be written to."};
inline constexpr Reason kNoTemplate{Code::kInternal, "MAIL_NO_TEMPLATE",
                                    "A rule has no template, or a mail no section."};

}  // namespace maillage::notifier::mail::reason
