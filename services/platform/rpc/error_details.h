#pragma once

#include <string>

#include "platform/core/result.h"

namespace maillage::rpc {

/// An Error as a serialised google.rpc.Status (what travels in `grpc-status-details-bin`): ErrorInfo{reason, domain
/// "maillage", metadata} and BadRequest with the faults. Kept under 6 KB, because clients refuse more than 8 KB of
/// metadata: faults beyond are counted in a last one. Text that is no UTF-8 is made harmless.
std::string EncodeDetails(const Error& error);

/// Reads reason, metadata and faults back into `error`; false when there is no ErrorInfo of ours in it.
bool DecodeDetails(const std::string& details, Error& error);

/// UTF-8 with everything else replaced by `?`, at most `bytes` long.
std::string CleanText(const std::string& text, std::size_t bytes);

}  // namespace maillage::rpc
